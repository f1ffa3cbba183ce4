"""A second, independent reader of PDF text: PDFium, which shares no code with PyMuPDF."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.sign_fonts import CODES, shown_sign

Axis = NDArray[np.float64]
_Side = TypeVar("_Side", float, Axis)
_Upright = Callable[[Any, Any], tuple[Any, Any]]
NAME_LENGTH = 128  # bytes of a font's name that are looked at


class Placed(NamedTuple):
    """A character, the box around its ink, and the point on the baseline that it was set from.

    All in points from the top left of the upright page.
    """

    char: str
    box: Box
    origin: tuple[float, float]
    size: float


class _Page(NamedTuple):
    """The characters of a page, and the boxes around their ink, one a row."""

    chars: list[str]
    boxes: Axis

    @property
    def middles(self) -> tuple[Axis, Axis]:
        """The middles of the boxes, across and down."""
        x0, y0, x1, y1 = self.boxes.T
        return (x0 + x1) / 2, (y0 + y1) / 2


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
        self._pages: dict[int, _Page] = {}
        self._placed: dict[int, tuple[Placed, ...]] = {}

    def text_in(self, page: int, box: Box) -> str:
        """The characters whose middle lies in a box, in the order of the file, on one line.

        Args:
            page: Counted from 1.
            box: In points from the top left, page rotation undone.
        """
        inside, here = box.grown(0.1), self._page(page)
        x, y = here.middles
        held = (inside.x0 <= x) & (x <= inside.x1) & (inside.y0 <= y) & (y <= inside.y1)
        places = np.flatnonzero(held).tolist()
        last = dict(zip(places[1:], places, strict=False))
        text = (("" if last.get(n) == n - 1 else " ") + here.chars[n] for n in places)
        return " ".join("".join(text).split())

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
        if page not in self._placed:
            self._placed[page] = self._place(page) if 0 < page <= self.pages else ()
        return self._placed[page]

    def _page(self, number: int) -> _Page:
        if number not in self._pages:
            known = 0 < number <= self.pages
            self._pages[number] = self._read(number) if known else _Page([], np.zeros((0, 4)))
        return self._pages[number]

    def _read(self, number: int) -> _Page:
        """The characters of a page with their boxes; PDFium's own functions, as there are many."""
        raw, corners = pypdfium2.raw, [ctypes.c_double() for _ in range(4)]
        left, right, low, high = corners
        with self._opened(number) as (text, upright):
            chars: list[str] = []
            boxes: list[tuple[float, ...]] = []
            for index in range(text.count_chars()):
                raw.FPDFText_GetCharBox(text.raw, index, *corners)
                chars.append(_shown(text, index))
                boxes.append((left.value, right.value, low.value, high.value))
            x0, x1, y0, y1 = np.array(boxes, dtype=float).reshape(-1, 4).T
            one, two = np.array([upright(x0, y0), upright(x1, y1)])
        return _Page(chars, np.concatenate([np.minimum(one, two), np.maximum(one, two)]).T)

    def _place(self, number: int) -> tuple[Placed, ...]:
        raw, x, y = pypdfium2.raw, ctypes.c_double(), ctypes.c_double()
        chars, boxes = self._page(number)
        matrix, placed = raw.FS_MATRIX(), list[Placed]()
        with self._opened(number) as (text, upright):
            for index, (char, box) in enumerate(zip(chars, boxes.tolist(), strict=True)):
                raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
                raw.FPDFText_GetMatrix(text.raw, index, matrix)
                scale = math.hypot(matrix.c, matrix.d) or 1.0  # pages of browsers are scaled
                size = scale * raw.FPDFText_GetFontSize(text.raw, index)
                placed.append(Placed(char, Box(*box), upright(x.value, y.value), size))
        return tuple(placed)

    @contextmanager
    def _opened(self, number: int) -> Iterator[tuple[pypdfium2.PdfTextPage, _Upright]]:
        """The text of a page, and what turns points of it upright."""
        with (
            closing(self._file[number - 1]) as page,
            closing(page.get_textpage()) as text,
        ):
            turn, frame = page.get_rotation(), pypdfium2.raw.FS_RECTF()
            pypdfium2.raw.FPDF_GetPageBoundingBox(page.raw, frame)  # inherited boxes included
            yield text, partial(_upright, frame, turn)


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


def _upright(frame: pypdfium2.raw.FS_RECTF, turn: int, x: _Side, y: _Side) -> tuple[_Side, _Side]:
    """A point of the page as the file has it, from the top left of the page as it is seen."""
    x, y = x - frame.left, frame.top - y
    across, down = frame.right - frame.left, frame.top - frame.bottom
    if turn == 0:
        return x, y
    return {90: (down - y, x), 180: (across - x, down - y), 270: (y, across - x)}[turn]
