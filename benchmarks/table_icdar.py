"""Tables of the ICDAR 2013 competition: `NAME.pdf` with `NAME-str.xml`, regions given.

Boxes in these files are in points from the bottom left, on a turned page from the bottom of the
page before it was turned; rows and columns are counted from 0 in some files and from 1 in others.
A region is the box around its cells; a table over several pages is taken by page.

As in the competition, texts are compared without spaces, in capitals and with one sign for all that
are neither letters nor digits. A text that is alone in its row counts as spanning the row, in the
truth and in our reading. The XML is read with entities refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from table_metrics import Grid, Spans, cell_f1, spread, teds

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.content import read_content
from mmkg.tools.parse.tables.structure import lay_out, read_structure
from mmkg.tools.parse.tables.tokens import join_text


@dataclass(frozen=True, slots=True)
class GivenTable:
    """A table whose place is given: page from 1, box from the top left, texts and spans."""

    name: str
    path: Path
    page: int
    box: Box
    grid: Grid
    spans: Spans


def given_tables(folder: Path) -> Iterator[GivenTable]:
    """The tables of a folder, in the order of their files."""
    for place in sorted(folder.rglob("*-str.xml")):
        path = place.with_name(place.name.removesuffix("-str.xml") + ".pdf")
        if not path.exists():
            continue  # a second opinion on the tables of another file
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        regions = etree.parse(place, parser).iter("region")
        with Pdf(path) as pdf:
            for number, region in enumerate(regions, start=1):
                page = pdf.pages[int(region.get("page", "1")) - 1]
                height = page.width if page.turned else page.height
                yield _given(f"{path.stem}#{number}", path, page.number, height, region)


def _given(name: str, path: Path, page: int, height: float, region: etree._Element) -> GivenTable:
    texts: dict[tuple[int, int], str] = {}
    spans, boxes = [], []
    for cell in region.iter("cell"):
        row, column = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
        last = int(cell.get("end-row", row)), int(cell.get("end-col", column))
        texts[row, column] = _compared(cell.findtext("content") or "")
        spans.append((row, column, last[0] - row + 1, last[1] - column + 1))
        bounds = cell.find("bounding-box")
        with suppress(ValueError):  # one place in the files says 26ß
            if bounds is not None:
                x0, y0, x1, y1 = (float(bounds.get(side, "")) for side in ("x1", "y1", "x2", "y2"))
                boxes.append(Box(x0, height - y1, x1, height - y0))
    top, left = (min(span[axis] for span in spans) for axis in (0, 1))
    rows = max(row + high for row, _, high, _ in spans)
    columns = max(column + wide for _, column, _, wide in spans)
    grid = [[texts.get((r, c), "") for c in range(left, columns)] for r in range(top, rows)]
    wide_spans = [(r - top, c - left, h, w) for r, c, h, w in spans if h * w > 1]
    return GivenTable(name, path, page, union(boxes).grown(2), grid, _with_titles(grid, wide_spans))


def _compared(text: str) -> str:
    bare = re.sub(r"\.{4,}", "", re.sub(r"\s", "", text))
    return re.sub(r"\W", "_", bare).upper()


def _with_titles(grid: Grid, spans: Spans) -> Spans:
    """The spans, and one for each text that is alone in its row."""
    alone = [row for row, texts in enumerate(grid) if texts[0] and not any(texts[1:])]
    kept = [span for span in spans if span[0] not in alone]
    return [*kept, *([row, 0, 1, len(grid[row])] for row in alone)]


def given_scores(table: GivenTable) -> tuple[float, float | None]:
    """Cell F1 and TEDS of our reading of the given region."""
    with Pdf(table.path) as pdf:
        content = read_content(pdf.pages[table.page - 1])
        sheet = lay_out(table.box, content.tokens, content.rulings)
    grid = read_structure(sheet) if sheet else None
    if grid is None:
        return 0.0, 0.0
    found = [[""] * grid.columns.count for _ in range(grid.rows)]
    spans = []
    for piece in grid.pieces:
        found[piece.row][piece.column] = _compared(join_text(piece.tokens))
        if piece.row_span * piece.column_span > 1:
            spans.append((piece.row, piece.column, piece.row_span, piece.column_span))
    spans = _with_titles(found, spans)
    cells = cell_f1(spread(table.grid, table.spans), spread(found, spans))
    return cells, teds(table.grid, table.spans, found, spans)
