"""Other readers of tables, asked for the grid of texts in a known region.

Camelot brings its own text engine. PyMuPDF finds boxes of cells only; what stands in them is read
by PDFium. Pages that are turned, and tables set sideways, are read from an upright copy; so are
pages of a PDF that forbids extraction: whether that is heeded is a setting, not a reader's choice.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.tables.sideways import TurnedPage

if TYPE_CHECKING:
    from mmkg.tools.parse.tables.camelot_reader import Camelot

LINE_HEIGHTS = (6, 2)  # within how many points `stream` takes words for one row
TALL = 6.0  # points
PDFIUM = "PDFium"
TextGrid = list[list[str]]
Direction = Literal["up", "down"] | None


class SecondReaderRefused(Exception):
    """The second reader may not or cannot read this file; the message says why."""


class OtherReaders:
    """Other readers of one PDF; what they need of a file or page is made once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._kept = contextlib.ExitStack()
        self._as_is = _File(pdf.path, pdf, self._kept)
        self._upright: dict[tuple[int, Direction], _File] = {}

    def __enter__(self) -> OtherReaders:
        return self

    def __exit__(self, *error: object) -> None:
        self._kept.close()

    def grids(self, table: Table) -> Iterator[tuple[str, TextGrid]]:
        """Read a table that stands on one page by each other reader, the quickest first.

        Args:
            table: The table; it says where, our reading of it is not shown to the readers.

        Returns:
            Names of readers and their grids, read as they are asked for.

        Raises:
            SecondReaderRefused: If camelot cannot read the file.
        """
        box, number = table.address.box, table.address.page
        if box is None or number is None:
            return
        page = self._pdf.pages[number - 1]
        runs = _direction(table)
        if not (page.turned or runs or "extract" in self._pdf.forbidden):
            yield from self._as_is.readings(number, box)
            return
        turned = TurnedPage(number, page.width, page.height, runs) if runs else None
        copy = self._copy(page, runs)
        yield from copy.readings(1, turned.turned_box(box) if turned else box)

    def text_in(self, page: int, box: Box) -> str:
        """What PDFium reads in a box of a page as it is shown.

        Raises:
            SecondReaderRefused: If it cannot read the file.
        """
        return self._as_is.text.text_in(page, box)

    def _copy(self, page: Page, runs: Direction) -> _File:
        """A page as a file of its own, its tables upright."""
        key = page.number, runs
        if key not in self._upright:
            folder = self._kept.enter_context(tempfile.TemporaryDirectory())
            path = Path(folder) / "upright.pdf"
            page.write_upright(path, {"up": 1, "down": 3, None: 0}[runs])
            self._upright[key] = _File(path, self._kept.enter_context(Pdf(path)), self._kept)
        return self._upright[key]


class _File:
    """A file as the other readers have it."""

    def __init__(self, path: Path, pdf: Pdf, kept: contextlib.ExitStack) -> None:
        self._path = path
        self._pdf = pdf
        self._kept = kept

    @cached_property
    def text(self) -> PdfiumText:
        """Its text, by PDFium."""
        try:
            return self._kept.enter_context(contextlib.closing(PdfiumText(self._path)))
        except InputError as error:
            raise SecondReaderRefused(f"PDFium: {error}") from None

    @cached_property
    def _camelot(self) -> Camelot:
        from mmkg.tools.parse.tables.camelot_reader import Camelot  # takes a second to import

        return Camelot(self._path)

    def readings(self, number: int, box: Box) -> Iterator[tuple[str, TextGrid]]:
        """The grids of a box of a page."""
        page = self._pdf.pages[number - 1]
        area = f"{box.x0:.1f},{page.height - box.y0:.1f},{box.x1:.1f},{page.height - box.y1:.1f}"
        for height in LINE_HEIGHTS:
            for grid in self._ask(number, "stream", area, row_tol=height):
                yield "camelot stream", grid
        ruled = _ruled(page, box)
        yield from (("PyMuPDF cells", grid) for grid in self._cells(page, number, box, ruled))
        if ruled:
            for grid in self._ask(number, "lattice", area):
                yield "camelot lattice", grid

    def _cells(self, page: Page, number: int, box: Box, ruled: bool) -> Iterator[TextGrid]:
        """Cells as PyMuPDF sees them, with their text as PDFium reads it."""
        from pypdfium2 import PdfiumError

        try:
            for strategy in ("lines", "text") if ruled else ("text",):
                for cells in page.cell_boxes(box.grown(3), strategy):
                    yield [
                        [self.text.text_in(number, c) if c else "" for c in row] for row in cells
                    ]
        except PdfiumError as error:
            raise SecondReaderRefused(f"PDFium: {error}") from None

    def _ask(self, page: int, flavor: str, area: str, **options: int) -> list[TextGrid]:
        """Call camelot on one area.

        Raises:
            SecondReaderRefused: If it fails, by whatever error: it trusts damaged files too much.
        """
        with _hushed("camelot", "playa"):
            try:
                return self._camelot.read(page, flavor, area, **options)
            except (ValueError, TypeError, IndexError, ZeroDivisionError):
                return []
            except MemoryError:
                raise
            except Exception as error:
                raise SecondReaderRefused(f"camelot: {error or type(error).__name__}") from None


def _direction(table: Table) -> Direction:
    """Which way the rows of a table run on the page; none if to the right."""
    by_row: dict[int, list[tuple[int, Box]]] = {}
    for cell in table.cells:
        if cell.text and cell.address.box and cell.column_span == 1:
            by_row.setdefault(cell.row, []).append((cell.column, cell.address.box))
    across = down = 0.0
    for cells in by_row.values():
        first, last = min(cells)[1].centre, max(cells)[1].centre
        across += last[0] - first[0]
        down += last[1] - first[1]
    if abs(across) >= abs(down):
        return None
    return "down" if down > 0 else "up"


def _ruled(page: Page, box: Box) -> bool:
    """Whether something in the box is drawn upright, as rules between columns are."""
    return any(
        box.grown(3).holds(stroke.box) and stroke.box.height > TALL for stroke in page.strokes
    )


@contextlib.contextmanager
def _hushed(*names: str) -> Iterator[None]:
    """Keep the warnings of these libraries off the terminal; levels set before are put back."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
