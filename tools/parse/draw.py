"""Pictures of pages on which every element that was read is boxed and labelled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import cv2
import numpy

from mmkg.graph.document import Document
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.scans import as_pdf

_DPI = 110
# Blue, green, red of each kind, dark enough to read on paper.
_COLOURS = {
    "table": (160, 90, 20),
    "formula": (30, 120, 20),
    "figure": (150, 30, 140),
    "chunk": (150, 150, 150),
}


def draw_document(path: Path, document: Document, folder: Path) -> list[Path]:
    """Write `page-<n>.png` for each page of a PDF or scan into a folder.

    Cells of tables are drawn thin, chunks grey; a label names each element by kind and number.

    Raises:
        InputError: If the file is no readable PDF or picture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    scan = as_pdf(path, path.read_bytes()) if document.format == "image" else nullcontext(path)
    with scan as paged, Pdf(paged) as pdf:
        for page in pdf.pages:
            target = folder / f"page-{page.number}.png"
            target.write_bytes(_drawn(page, document))
            written.append(target)
    return written


def _drawn(page: Page, document: Document) -> bytes:
    picture = cv2.imdecode(numpy.frombuffer(page.png(dpi=_DPI), numpy.uint8), cv2.IMREAD_COLOR)
    assert picture is not None  # we made this PNG ourselves
    for kind, label, box in _elements(document, page.number):
        corners = [round(side * _DPI / 72) for side in box]
        low, high = (corners[0], corners[1]), (corners[2], corners[3])
        cv2.rectangle(picture, low, high, _COLOURS[kind], 2 if label else 1)
        if label:
            _write(picture, label, low, _COLOURS[kind])
    encoded: bytes = cv2.imencode(".png", picture)[1].tobytes()
    return encoded


def _write(
    picture: cv2.typing.MatLike,
    label: str,
    corner: tuple[int, int],
    colour: tuple[int, int, int],
) -> None:
    (width, height), _ = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, 0.42, 1)
    x, y = corner[0], max(corner[1], height + 6)
    cv2.rectangle(picture, (x, y - height - 6), (x + width + 6, y), colour, cv2.FILLED)
    at = (x + 3, y - 4)
    cv2.putText(picture, label, at, cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)


def _elements(document: Document, page: int) -> Iterator[tuple[str, str, Box]]:
    """Kind, label and box of what stands on a page; cells have no label of their own."""
    for chunk in document.chunks:
        boxes = [line.box for line in chunk.lines if line.page == page]
        for first, box in enumerate(boxes):
            yield "chunk", "" if first else _short(chunk.id), box
    for table in document.tables:
        for cell in table.cells:
            if place := _here(cell.address, page):
                yield "table", "", place
    for found in (document.tables, document.formulas, document.figures):
        for element in found:
            if place := _here(element.address, page):
                yield element.id.split(":")[1], _short(element.id), place


def _here(address: Address, page: int) -> Box | None:
    return address.box if address.page == page else None


def _short(element: str) -> str:
    return " ".join(element.split(":")[1:])
