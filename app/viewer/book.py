"""A session opened for looking at: its ledger, its table of samples, its graph, its pages."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from mmkg.app.folder import LEDGER, load_graph, open_ledger
from mmkg.app.viewer.shelf import Shelf
from mmkg.dataset.exports.sources import source_files
from mmkg.graph.store import FILE, Graph
from mmkg.runtime.errors import InputError
from mmkg.tools.crops import Crop, draw

DPI = 110
AT_ONCE = 20  # pages that one process draws


class Book:
    """A session, only read. What is slow to read is read when it is first asked for, and kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = open_ledger(folder)
        self.shelf = Shelf(folder / LEDGER)
        self._guard, self._drawing = threading.Lock(), threading.Lock()
        self._graph: tuple[float, Graph] | None = None
        self._drawn = TemporaryDirectory(prefix="mmkg-view-")

    def close(self) -> None:
        """Close the ledger and remove drawn pages."""
        self.ledger.close()
        self.shelf.close()
        with self._drawing:
            self._drawn.cleanup()

    @property
    def graph(self) -> Graph:
        """The graph as it is on disk now.

        Raises:
            InputError: If there is none yet, or it is damaged.
        """
        file = self.folder / "graph" / FILE
        changed = file.stat().st_mtime if file.exists() else 0.0
        with self._guard:
            if self._graph is None or self._graph[0] != changed:
                self._graph = changed, load_graph(self.folder)
            return self._graph[1]

    @property
    def known_graph(self) -> Graph | None:
        """The graph, if there is one that can be read."""
        try:
            return self.graph
        except InputError:
            return None

    @cached_property
    def pdfs(self) -> dict[str, Path]:
        """Source files whose pages can be drawn, by SHA-256."""
        files = source_files(self.folder)
        return {sha: path for sha, path in files.items() if path.suffix.lower() == ".pdf"}

    def page(self, document: str, number: int) -> bytes:
        """A page as a PNG picture.

        Raises:
            InputError: If it cannot be drawn, or the file is no longer the one that was read.
        """
        folder = Path(self._drawn.name)
        picture = folder / picture_name(document, number)
        with self._drawing:
            if not picture.exists():
                self.draw(document, [number], folder)
            return picture.read_bytes()

    def draw(self, document: str, numbers: Iterable[int], folder: Path) -> None:
        """Draw pages of a document into a folder.

        Raises:
            InputError: If one cannot be drawn, or the file is no longer the one that was read.
        """
        source = self.pdfs.get(document)
        if source is None:
            raise InputError(f"{document[:12]}: the file is gone or has no pages to draw")
        if hashlib.sha256(source.read_bytes()).hexdigest() != document:
            raise InputError(f"{source}: has changed since it was read")
        wanted = [
            Crop(source=str(source), page=page, box=None,
                 target=str(folder / picture_name(document, page)))
            for page in numbers
        ]  # fmt: skip
        for start in range(0, len(wanted), AT_ONCE):
            if not all(draw(wanted[start : start + AT_ONCE], dpi=DPI)):
                raise InputError(f"{source}: not every page can be drawn")


def picture_name(document: str, page: int) -> str:
    """The name of the file that shows a page."""
    return f"{document[:16]}-{page}.png"
