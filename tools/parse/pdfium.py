"""A second, independent reader of PDF text: PDFium, which shares no code with PyMuPDF."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.sign_fonts import CODES, shown_sign

Axis = NDArray[np.float64]
NAME_LENGTH = 128  # bytes of a font's name that are looked at


class Placed(NamedTuple):
    """A character, the box around its ink, and the point on the baseline that it was set from.

    All in points from the top left of the upright page.
    """

    char: str
    box: Box
    origin: tuple[float, float]
    size: float


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
        self._centres: dict[int, tuple[Axis, Axis]] = {}

    def text_in(self, page: int, box: Box) -> str:
        """The characters whose middle lies in a box, in the order of the file, on one line.

        Args:
            page: Counted from 1.
            box: In points from the top left, page rotation undone.
        """
        inside, characters = box.grown(0.1), self.characters(page)
        x, y = self._middles(page)
        held = (inside.x0 <= x) & (x <= inside.x1) & (inside.y0 <= y) & (y <= inside.y1)
        places = np.flatnonzero(held).tolist()
        last = dict(zip(places[1:], places, strict=False))
        text = (("" if last.get(n) == n - 1 else " ") + characters[n].char for n in places)
        return " ".join("".join(text).split())

    def _middles(self, page: int) -> tuple[Axis, Axis]:
        """The middles of the characters of a page, across and down."""
        if page not in self._centres:
            centres = [placed.box.centre for placed in self.characters(page)]
            across, down = np.array(centres, dtype=float).reshape(-1, 2).T
            self._centres[page] = across, down
        return self._centres[page]

    @cached_property
    def pages(self) -> int:
        """Number of pages."""
        return len(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def characters(self, page: int) -> tuple[Placed, ...]:
        """Everything printed on a page, counted from 1, and the spaces PDFium puts between words.

        A character outside the first Unicode plane comes as two halves at one place.
        """
        if page not in self._pages:
            self._pages[page] = self._read(page) if 0 < page <= self.pages else ()
        return self._pages[page]

    def _read(self, number: int) -> tuple[Placed, ...]:
        page = self._file[number - 1]
        turn, frame = page.get_rotation(), pypdfium2.raw.FS_RECTF()
        pypdfium2.raw.FPDF_GetPageBoundingBox(page.raw, frame)  # inherited boxes included
        text = page.get_textpage()
        found = tuple(_characters(text, frame, turn))
        text.close()
        page.close()
        return found


def _characters(
    text: pypdfium2.PdfTextPage, frame: pypdfium2.raw.FS_RECTF, turn: int
) -> Iterator[Placed]:
    """All characters of a page; PDFium's own functions, as this is done for each of them."""
    raw, page = pypdfium2.raw, text.raw
    x0, x1, y0, y1, x, y = (ctypes.c_double() for _ in range(6))
    for index in range(text.count_chars()):
        raw.FPDFText_GetCharBox(page, index, x0, x1, y0, y1)
        left, low = _upright(x0.value, y0.value, frame, turn)
        right, high = _upright(x1.value, y1.value, frame, turn)
        box = Box(min(left, right), min(low, high), max(left, right), max(low, high))
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        origin = _upright(x.value, y.value, frame, turn)
        yield Placed(_shown(text, index), box, origin, raw.FPDFText_GetFontSize(page, index))


def _shown(text: pypdfium2.PdfTextPage, index: int) -> str:
    """The character, or the sign that its font shows for it."""
    char = chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, index))
    if char < " " or "\ud800" <= char <= "\udfff":  # a hyphen at a line's end, half a character
        char = text.get_text_range(index, 1)
    if char not in CODES:
        return char
    name, flags = ctypes.create_string_buffer(NAME_LENGTH), ctypes.c_int()
    pypdfium2.raw.FPDFText_GetFontInfo(text.raw, index, name, NAME_LENGTH, flags)
    return shown_sign(char, name.value.decode("latin-1"))


def _upright(x: float, y: float, frame: pypdfium2.raw.FS_RECTF, turn: int) -> tuple[float, float]:
    """A point of the page as the file has it, from the top left of the page as it is seen."""
    x, y = x - frame.left, frame.top - y
    across, down = frame.right - frame.left, frame.top - frame.bottom
    if turn == 0:
        return x, y
    return {90: (down - y, x), 180: (across - x, down - y), 270: (y, across - x)}[turn]
