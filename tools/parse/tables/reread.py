"""Re-reads what stands in a box of a PDF page with a text engine that is not the parser's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mmkg.graph.provenance import Box

if TYPE_CHECKING:
    import pypdfium2


def reread_cell(path: Path, page: int, box: Box) -> str:
    """The characters whose middles lie in a box, in the order of the page's content, on one line.

    Args:
        path: The PDF.
        page: Page number counted from 1.
        box: Rectangle in points, origin top left, page rotation undone.
    """
    return next(reread_cells(path, [(page, box)]))


def reread_cells(path: Path, places: Iterable[tuple[int, Box]]) -> Iterator[str]:
    """Re-read many boxes of one file, opening it and each page once."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    pages: dict[int, list[tuple[str, float, float]]] = {}
    try:
        for number, box in places:
            if number not in pages:
                pages[number] = list(_characters(document[number - 1]))
            yield _text_in(pages[number], box.grown(0.1))
    finally:
        document.close()


def _text_in(characters: Sequence[tuple[str, float, float]], box: Box) -> str:
    text = "".join(
        char if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 else "\0"
        for char, x, y in characters
    )
    return " ".join("".join(" " if c == "\0" else c for c in text).split())


def _characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float]]:
    """Each character with its middle, origin top left of the page, rotation undone."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()
    width, height = right - left, top - bottom
    text = page.get_textpage()
    for place in range(text.count_chars()):
        char = text.get_text_range(place, 1)
        x0, y0, x1, y1 = text.get_charbox(place)
        x, y = (x0 + x1) / 2 - left, top - (y0 + y1) / 2
        yield char, *_turned(x, y, width, height, turn)


def _turned(x: float, y: float, width: float, height: float, turn: int) -> tuple[float, float]:
    if turn == 90:
        return height - y, x
    if turn == 180:
        return width - x, height - y
    if turn == 270:
        return y, width - x
    return x, y
