"""A second, independent reader of PDF text: PDFium, which shares no code with PyMuPDF."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError


class Placed(NamedTuple):
    """A character and the middle of its box, in points from the top left of the upright page."""

    char: str
    x: float
    y: float


class PdfiumText:
    """The text of a PDF by place. Pages are read on first use and kept."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            InputError: If PDFium cannot read it.
        """
        try:
            self._file = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise InputError(f"{path.name}: not a readable PDF ({error})") from None
        self._pages: dict[int, tuple[Placed, ...]] = {}

    def text_in(self, page: int, box: Box) -> str:
        """The characters whose middle lies in a box, in the order of the file, on one line.

        Args:
            page: Counted from 1.
            box: In points from the top left, page rotation undone.
        """
        inside = box.grown(0.1)
        kept = (
            placed.char
            if inside.x0 <= placed.x <= inside.x1 and inside.y0 <= placed.y <= inside.y1
            else " "
            for placed in self._characters(page)
        )
        return " ".join("".join(kept).split())

    @cached_property
    def pages(self) -> int:
        """Number of pages."""
        return len(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _characters(self, number: int) -> tuple[Placed, ...]:
        if number not in self._pages:
            self._pages[number] = self._read(number) if 0 < number <= self.pages else ()
        return self._pages[number]

    def _read(self, number: int) -> tuple[Placed, ...]:
        page = self._file[number - 1]
        turn, frame = page.get_rotation(), pypdfium2.raw.FS_RECTF()
        pypdfium2.raw.FPDF_GetPageBoundingBox(page.raw, frame)  # inherited boxes included
        text = page.get_textpage()
        found = []
        for index in range(text.count_chars()):
            x0, y0, x1, y1 = text.get_charbox(index)
            x, y = (x0 + x1) / 2 - frame.left, frame.top - (y0 + y1) / 2
            across, down = frame.right - frame.left, frame.top - frame.bottom
            upright = {
                0: (x, y),
                90: (down - y, x),
                180: (across - x, down - y),
                270: (y, across - x),
            }
            found.append(Placed(text.get_text_range(index, 1), *upright[turn]))
        text.close()
        page.close()
        return tuple(found)
