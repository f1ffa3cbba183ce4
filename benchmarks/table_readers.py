"""Other readers of tables, each asked to find the table of a page that stands in a box.

A reader takes the PDF, the page counted from 1 and the box, and gives a grid of texts; it raises
ImportError where its package is not installed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from table_metrics import Grid, plain

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Pdf

Reader = Callable[[Path, int, Box], Grid]
NOTHING: Grid = [[""]]
WORDS_OF_LINES = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def best_in(box: Box, found: Iterable[tuple[Box, Grid]]) -> Grid:
    """The grid that shares most with a box."""
    shared, best = 0.0, NOTHING
    for place, grid in found:
        if box.overlap(place) > shared:
            shared, best = box.overlap(place), grid
    return best


def camelot_reader(flavor: str, **options: int) -> Reader:
    """Camelot in one of its flavors."""

    def read(path: Path, page: int, box: Box) -> Grid:
        import camelot

        with Pdf(path) as pdf:
            height = pdf.pages[page - 1].height
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = camelot.read_pdf(str(path), pages=str(page), flavor=flavor, **options)
        grids = []
        for table in found:
            x0, y0, x1, y1 = table._bbox
            cells = [[plain(str(text)) for text in row] for row in table.df.values]
            grids.append((Box(x0, height - y1, x1, height - y0), cells))
        return best_in(box, grids)

    return read


def pdfplumber_reader(**settings: str) -> Reader:
    """Pdfplumber, by rules unless the settings say otherwise."""

    def read(path: Path, page: int, box: Box) -> Grid:
        import pdfplumber

        with pdfplumber.open(path) as pdf:
            found = pdf.pages[page - 1].find_tables(settings)
            return best_in(
                box,
                (
                    (Box(*table.bbox), [[plain(t or "") for t in row] for row in table.extract()])
                    for table in found
                ),
            )

    return read


def pymupdf_reader(strategy: str) -> Reader:
    """PyMuPDF's cell boxes, filled with the words whose centres lie in them."""

    def read(path: Path, page: int, box: Box) -> Grid:
        import pymupdf

        with pymupdf.open(path) as pdf:
            sheet = pdf[page - 1]
            words = [(Box(*word[:4]), word[4]) for word in sheet.get_text("words")]
            tables = sheet.find_tables(strategy=strategy).tables
            return best_in(
                box,
                (
                    (
                        Box(*table.bbox),
                        [[_filled(cell, words) for cell in row.cells] for row in table.rows],
                    )
                    for table in tables
                ),
            )

    return read


def _filled(cell: tuple[float, float, float, float] | None, words: list[tuple[Box, str]]) -> str:
    if cell is None:
        return ""
    place = Box(*cell)
    return plain(" ".join(text for box, text in words if place.holds(box)))


def read_markdown(path: Path, page: int, box: Box) -> Grid:
    """Pymupdf4llm, which gives Markdown without boxes: the table that has most words of the box."""
    with Pdf(path) as pdf:
        wanted = set(pdf.pages[page - 1].text_in(box).split())
    grids = _markdown_tables(path, page)
    return max(
        grids,
        key=lambda grid: len(wanted & {w for row in grid for text in row for w in text.split()}),
        default=NOTHING,
    )


@lru_cache(maxsize=2)
def _markdown_tables(path: Path, page: int) -> list[Grid]:
    import pymupdf4llm

    text = pymupdf4llm.to_markdown(str(path), pages=[page - 1], use_ocr=False, show_progress=False)
    grids: list[Grid] = []
    open_table = False
    for line in text.splitlines():
        if line.startswith("|"):
            if not open_table:
                grids.append([])
            cells = [re.sub(r"[*_`]|<br>", " ", cell) for cell in line.strip("|").split("|")]
            if not all(re.fullmatch(r":?-{3,}:?", cell.strip()) for cell in cells):
                grids[-1].append([plain(cell) for cell in cells])
        open_table = line.startswith("|")
    return [_even(grid) for grid in grids if grid]


def _even(grid: Grid) -> Grid:
    width = max(map(len, grid))
    return [[*row, *[""] * (width - len(row))] for row in grid]


OTHERS: dict[str, Reader] = {
    "camelot stream": camelot_reader("stream", row_tol=6),
    "camelot lattice": camelot_reader("lattice"),
    "pdfplumber": pdfplumber_reader(),
    "pdfplumber text": pdfplumber_reader(**WORDS_OF_LINES),
    "PyMuPDF lines": pymupdf_reader("lines"),
    "PyMuPDF text": pymupdf_reader("text"),
    "pymupdf4llm": read_markdown,
}
