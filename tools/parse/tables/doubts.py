"""Doubts about a table: signs that its region, its header or its row names were misread.

Other readers that are asked about one region see its texts alike even where the region is not the
whole table, or where a name reaches over other columns than we think. Each sign here is looked for
in what is printed, apart from the stages that laid the table out; a cell in doubt is never
confirmed. Nothing is repaired here.
"""

from __future__ import annotations

from mmkg.graph.document import Cell, Doubt, Table
from mmkg.tools.parse.tables.content import PageContent
from mmkg.tools.parse.tables.continued import TableOnPage
from mmkg.tools.parse.tables.doubts_around import doubts_around
from mmkg.tools.parse.tables.doubts_header import doubts_of_header
from mmkg.tools.parse.tables.doubts_names import doubts_of_names
from mmkg.tools.parse.tables.doubts_rows import doubts_of_rows
from mmkg.tools.parse.tables.grid import Sheet, is_number
from mmkg.tools.parse.tables.structure import Grid

LEAST_SHARE = 0.6  # of the texts of a column of numbers that are numbers


def find_doubts(
    item: TableOnPage, grid: Grid, sheet: Sheet, content: PageContent
) -> tuple[Doubt, ...]:
    """What speaks against a reading of a table.

    Args:
        item: The typed table, with its notes.
        grid: Its cells of tokens.
        sheet: What stands in its region.
        content: What stands on its page.
    """
    table = item.table
    numeric = numeric_columns(table)
    found = [
        *doubts_around(sheet, content, item.note_boxes),
        *doubts_of_header(grid, sheet, numeric),
        *doubts_of_rows(table, grid, sheet, numeric),
        *doubts_of_names(table, grid, numeric, sheet.em),
    ]
    return tuple(dict.fromkeys(found))


def numeric_columns(table: Table) -> frozenset[int]:
    """Columns behind the labels whose texts are mostly numbers."""
    texts: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.kind == "body":
            texts.setdefault(cell.column, []).append(cell)
    return frozenset(
        column
        for column, cells in texts.items()
        if sum(c.reading.kind in ("number", "range") or is_number(c.text) for c in cells)
        >= LEAST_SHARE * len(cells)
    )
