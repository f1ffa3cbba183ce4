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
from pathlib import Path
from typing import Literal

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.tables.sideways import TurnedPage

LINE_HEIGHTS = (6, 2)  # within how many points `stream` takes words for one row
TALL = 6.0  # points
TextGrid = list[list[str]]


class SecondReaderRefused(Exception):
    """The second reader may not or cannot read this file; the message says why."""


def read_by_others(pdf: Pdf, table: Table) -> Iterator[tuple[str, TextGrid]]:
    """Read a table that stands on one page by each other reader, the quickest first.

    Args:
        pdf: The PDF, a local file.
        table: The table; it says where, our reading of it is not shown to the readers.

    Returns:
        Names of readers and their grids, read as they are asked for.

    Raises:
        SecondReaderRefused: If camelot cannot read the file.
    """
    box, number = table.address.box, table.address.page
    if box is None or number is None:
        return
    page = pdf.pages[number - 1]
    runs = _direction(table)
    if not (page.turned or runs or "extract" in pdf.forbidden):
        yield from _readings(pdf.path, pdf, number, box)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upright.pdf"
        page.write_upright(path, {"up": 1, "down": 3, None: 0}[runs])
        turned = TurnedPage(number, page.width, page.height, runs) if runs else None
        with Pdf(path) as copy:
            yield from _readings(path, copy, 1, turned.turned_box(box) if turned else box)


def _direction(table: Table) -> Literal["up", "down"] | None:
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


def _readings(path: Path, pdf: Pdf, number: int, box: Box) -> Iterator[tuple[str, TextGrid]]:
    page = pdf.pages[number - 1]
    area = f"{box.x0:.1f},{page.height - box.y0:.1f},{box.x1:.1f},{page.height - box.y1:.1f}"
    for height in LINE_HEIGHTS:
        for grid in _camelot(path, number, "stream", area, row_tol=height):
            yield "camelot stream", grid
    ruled = _ruled(page, box)
    yield from (("PyMuPDF cells", grid) for grid in _cells(path, page, number, box, ruled))
    if ruled:
        for grid in _camelot(path, number, "lattice", area):
            yield "camelot lattice", grid


def _cells(path: Path, page: Page, number: int, box: Box, ruled: bool) -> Iterator[TextGrid]:
    """Cells as PyMuPDF sees them, with their text as PDFium reads it."""
    from pypdfium2 import PdfiumError

    try:
        with contextlib.closing(PdfiumText(path)) as text:
            for strategy in ("lines", "text") if ruled else ("text",):
                for cells in page.cell_boxes(box.grown(3), strategy):
                    yield [[text.text_in(number, c) if c else "" for c in row] for row in cells]
    except (PdfiumError, InputError) as error:
        raise SecondReaderRefused(f"PDFium: {error}") from None


def _ruled(page: Page, box: Box) -> bool:
    """Whether something in the box is drawn upright, as rules between columns are."""
    return any(
        box.grown(3).holds(stroke.box) and stroke.box.height > TALL for stroke in page.strokes
    )


def _camelot(path: Path, page: int, flavor: str, area: str, **options: int) -> list[TextGrid]:
    """Call camelot on one area; it takes a second to import, so it is imported here.

    Raises:
        SecondReaderRefused: If it fails, by whatever error: it trusts damaged files too much.
    """
    import camelot

    with _hushed("camelot", "playa"):
        try:
            found = camelot.read_pdf(
                str(path.resolve()), pages=str(page), flavor=flavor, table_areas=[area], **options
            )
        except (ValueError, TypeError, IndexError, ZeroDivisionError):
            return []
        except MemoryError:
            raise
        except Exception as error:
            raise SecondReaderRefused(f"camelot: {error or type(error).__name__}") from None
    return [[[str(text) for text in row] for row in table.df.values] for table in found]


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
