"""Reads the tables of a PDF: the stages, in order.

words → rows → rulings → captions → regions → columns → header → body → typed table
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmkg.graph.document import Table
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.tables.captions import Caption, find_captions
from mmkg.tools.parse.tables.regions import Region, find_regions
from mmkg.tools.parse.tables.rulings import Rulings, read_rulings
from mmkg.tools.parse.tables.structure import Grid, lay_out, read_structure
from mmkg.tools.parse.tables.tokens import Row, Token, cluster_rows, read_tokens, split_runs
from mmkg.tools.parse.tables.typed import METHOD, Place, type_cells
from mmkg.tools.parse.tables.units import caption_unit

NOTE = re.compile(r"^\s*(?:Notes?\b|Sources?\b|注|资料来源|数据来源|来源|[*∗†‡§]|[a-d][):]?\s)")
COLUMN_GAP = 1.2


@dataclass(frozen=True, slots=True)
class TableOnPage:
    """A table, and what of the page belongs to it besides its body.

    Attributes:
        table: The typed table; `order` and `section` are not set.
        caption_box: Around the caption, so that running text can leave it out.
        note_boxes: Around each note below the table.
    """

    table: Table
    caption_box: Box | None
    note_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the stages before the regions found on a page; kept to be looked at."""

    tokens: tuple[Token, ...]
    lines: tuple[Row, ...]
    rulings: Rulings
    captions: tuple[Caption, ...]
    regions: tuple[Region, ...]


def read_tables(pdf: Pdf, sha256: str) -> tuple[TableOnPage, ...]:
    """Read all tables of a PDF, numbered in reading order."""
    found: list[TableOnPage] = []
    for page in pdf.pages:
        for item in read_page_tables(page, sha256):
            name = f"{sha256[:12]}:table:{len(found) + 1}"
            table = item.table.model_copy(update={"id": name})
            found.append(TableOnPage(table, item.caption_box, item.note_boxes))
    return tuple(found)


def read_page_tables(page: Page, sha256: str) -> Iterator[TableOnPage]:
    """Read the tables of one page; their ids are set by `read_tables`."""
    content = read_content(page)
    for region in content.regions:
        sheet = lay_out(region.box, content.tokens, content.rulings)
        grid = read_structure(sheet) if sheet else None
        if grid and _is_table(grid, region):
            yield _typed(grid, region, content, Place(sha256, page.number, region.box))


def read_content(page: Page) -> PageContent:
    """Run the stages up to the regions of tables on a page."""
    tokens = read_tokens(page.lines)
    lines = [run for row in cluster_rows(tokens) for run in split_runs(row, COLUMN_GAP * row.size)]
    rulings = read_rulings(page.strokes)
    captions = find_captions(lines, rulings.horizontal)
    regions = find_regions(lines, rulings, captions)
    return PageContent(tokens, tuple(lines), rulings, tuple(captions), tuple(regions))


def _is_table(grid: Grid, region: Region) -> bool:
    """Whether a grid holds what a table holds; without a caption it must be ruled and full."""
    body = grid.rows - grid.header_rows
    if grid.columns.count < 2 or body < 1:
        return False
    return bool(region.caption) or (region.ruled >= 3 and body >= 2 and _is_full(grid))


def _is_full(grid: Grid) -> bool:
    """Whether each column has a short header and is filled: framed code and prose are not."""
    lengths = {id(piece): sum(len(t.text) for t in piece.tokens) for piece in grid.pieces}
    header = [piece for piece in grid.pieces if piece.kind == "header"]
    groups = {piece.row for piece in grid.pieces if piece.kind == "group"}
    rows = grid.rows - grid.header_rows - len(groups)
    if not header or max(lengths[id(piece)] for piece in header) > 60:
        return False
    titles = [lengths[id(piece)] for piece in grid.pieces if piece.kind == "group"]
    if max(lengths.values()) > 200 or max(titles, default=0) > 45 or rows < max(2, len(groups)):
        return False
    titled = {column for piece in header for column in piece.covered_columns()}
    filled = Counter(
        column
        for piece in grid.pieces
        if piece.kind not in ("header", "group")
        for column in piece.covered_columns()
        for _ in range(piece.row_span)
    )
    columns = range(grid.columns.count)
    return titled >= set(columns[1:]) and all(filled[c] >= 0.6 * rows for c in columns)


def _typed(grid: Grid, region: Region, content: PageContent, place: Place) -> TableOnPage:
    caption = region.caption
    unit = caption_unit(caption.text) if caption else None
    cells, label_columns = type_cells(grid, place, content.rulings.horizontal, unit)
    notes = _notes(region, content)
    table = Table(
        id=f"{place.document[:12]}:table:0",
        address=Address(document=place.document, page=place.page, box=region.box.rounded()),
        label=caption.label if caption else None,
        number=caption.number if caption else None,
        caption=caption.text if caption else "",
        notes=tuple(text for text, _ in notes),
        header_rows=grid.header_rows,
        label_columns=label_columns,
        rows=grid.rows,
        columns=grid.columns.count,
        cells=cells,
        method=METHOD,
    )
    return TableOnPage(table, caption.box if caption else None, tuple(box for _, box in notes))


def _notes(region: Region, content: PageContent) -> list[tuple[str, Box]]:
    """Notes and sources printed directly below a table."""
    below = [line for line in content.lines if _stands_below(line, region.box)]
    notes: list[list[Row]] = []
    edge = region.box.y1
    for line in sorted(below, key=lambda line: line.base):
        if line.box.y0 - edge > 1.2 * line.size or _in_caption(line, content.captions):
            break
        if NOTE.match(line.text):
            notes.append([line])
        elif notes and abs(line.size - notes[-1][-1].size) < 0.6:
            notes[-1].append(line)
        else:
            break
        edge = line.box.y1
    return [(" ".join(line.text for line in note), union(r.box for r in note)) for note in notes]


def _stands_below(line: Row, box: Box) -> bool:
    shared = min(line.box.x1, box.x1) - max(line.box.x0, box.x0)
    return line.box.centre[1] > box.y1 and shared > 0.5 * line.box.width


def _in_caption(line: Row, captions: Sequence[Caption]) -> bool:
    return any(caption.box.holds(line.box) for caption in captions)
