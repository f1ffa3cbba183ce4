"""Second readings: other readers, with text engines and structures of their own, read tables again.

A cell is agreed on when another reader's grid has the same text at the matching place; the cell
keeps the names of the readers that had it. Readers are asked one after another until nearly all
cells of the body are confirmed. Rows are matched first, in order, by how many texts they share,
then columns by how many texts of matched rows they share; so neither header lines that a reader
keeps apart nor rows that it adds move the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import union
from mmkg.tools.parse.accents import without_accents
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.alignment import align
from mmkg.tools.parse.tables.second_readers import (
    SecondReaderRefused as SecondReaderRefused,
)
from mmkg.tools.parse.tables.second_readers import TextGrid, read_by_others

ENOUGH = 0.99
INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
LEADERS = re.compile(r"[.·]{4,}$")
TICKS = str.maketrans("✓✗", "!%")  # as readers see them that do not know the signs of fonts
Place = tuple[int, int]


def confirm(pdf: Pdf, tables: Sequence[Table]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Set `agreed` of each cell and `confidence` of each table by reading all tables again.

    Args:
        pdf: The PDF, a local file.
        tables: Its tables.

    Returns:
        The tables, and notes on those that the second reader refused: their `agreed` stays none.
    """
    confirmed, notes = [], []
    for table in tables:
        try:
            confirmed.append(_with_agreement(table, second_reading(pdf, table)))
        except SecondReaderRefused as refusal:
            confirmed.append(table)
            notes.append(f"{table.label or table.id} was read once only: {refusal}")
    return tuple(confirmed), tuple(dict.fromkeys(notes))


def second_reading(pdf: Pdf, table: Table) -> dict[Place, tuple[str, ...]]:
    """The readers that saw the same text in each cell that has text.

    Args:
        pdf: The PDF, a local file.
        table: A table of it.

    Returns:
        Names of readers by row and column; none where another reader saw something else.

    Raises:
        SecondReaderRefused: If camelot fails on the PDF.
    """
    pages = sorted({cell.address.page or 0 for cell in table.cells})
    return {place: seen for page in pages for place, seen in _read_again(pdf, table, page).items()}


def _read_again(pdf: Pdf, table: Table, page: int) -> dict[Place, tuple[str, ...]]:
    """Who saw the same in the cells of a table that stand on one page."""
    part = _part(table, page)
    seen: dict[Place, tuple[str, ...]] = {(c.row, c.column): () for c in part.cells if c.text}
    body = [(c.row, c.column) for c in part.cells if c.text and c.kind == "body"] or list(seen)
    for name, grid in read_by_others(pdf, part):
        for place, same in compare(part, grid).items():
            if same and name not in seen[place]:
                seen[place] += (name,)
        if sum(bool(seen[place]) for place in body) >= ENOUGH * len(body):
            break
    return seen


def _part(table: Table, page: int) -> Table:
    """The table with the cells of one page alone, at the rows that they have in the table."""
    cells = tuple(cell for cell in table.cells if (cell.address.page or 0) == page)
    if len(cells) == len(table.cells):
        return table
    box = union(cell.address.box for cell in cells if cell.address.box)
    if page == table.address.page and table.address.box:
        box = union((box, table.address.box))
    address = table.address.model_copy(update={"page": page, "box": box})
    return table.model_copy(update={"cells": cells, "address": address})


def compare(table: Table, grid: TextGrid) -> dict[Place, bool]:
    """Compare a table with another reader's grid, cell by cell, after matching rows and columns."""
    ours = [[normal(text) for text in row] for row in table.grid()]
    theirs = [[normal(text) for text in row] for row in grid]
    rows = dict(align(ours, theirs, _shared, least=0.5))
    flipped = [[row[column] for row in ours] for column in range(table.columns)]
    width = max(map(len, theirs), default=0)
    other = [[row[column] for row in theirs] for column in range(width)]

    def alike(one: Sequence[str], two: Sequence[str]) -> float:
        return sum(bool(one[i]) and one[i] == two[k] for i, k in rows.items())

    columns = dict(align(flipped, other, alike, least=1.0))
    first = min(rows.values(), default=0)
    return {
        (cell.row, cell.column): _same(cell, theirs, rows, columns, first)
        for cell in table.cells
        if cell.text
    }


def normal(text: str) -> str:
    """Text without spaces, carets, accents, leading dots, inner hyphens, differences of encoding.

    The second reader keeps the hyphen of a word that is broken at a line's end.
    """
    plain = unicodedata.normalize("NFKC", without_accents(text))
    for dash in "−–—‐‑":
        plain = plain.replace(dash, "-")
    bare = "".join(char for char in plain.replace("∗", "*") if not char.isspace() and char != "^")
    return LEADERS.sub("", INNER_HYPHEN.sub("", bare)).translate(TICKS)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the texts of a row that another row has, too, weighted by how many they are."""
    wanted = Counter(filter(None, one))
    common = (wanted & Counter(filter(None, other))).total()
    return common if 2 * common >= wanted.total() else 0.0


def _same(
    cell: Cell, theirs: TextGrid, rows: dict[int, int], columns: dict[int, int], first: int
) -> bool:
    column = columns.get(cell.column)
    if column is None:
        return False
    text = normal(cell.text)
    matched = [rows[r] for r in range(cell.row, cell.row + cell.row_span) if r in rows]
    if any(theirs[row][column] == text for row in matched):
        return True
    if cell.kind == "header":
        return _ends_with_header([theirs[row][column] for row in range(first)], text)
    if cell.row_span > 1 and matched:
        stretch = range(min(matched), max(matched) + 1)
        return "".join(theirs[row][column] for row in stretch) == text
    return False


def _ends_with_header(lines: Sequence[str], text: str) -> bool:
    """Whether the text is made of one or more lines that follow each other above the body."""
    lines = [line for line in lines if line]
    return any(
        "".join(lines[i:j]) == text for i in range(len(lines)) for j in range(i + 1, len(lines) + 1)
    )


def _with_agreement(table: Table, seen: dict[Place, tuple[str, ...]]) -> Table:
    cells = []
    for cell in table.cells:
        by = seen.get((cell.row, cell.column))
        said = {} if by is None else {"agreed": bool(by), "confirmed_by": by}
        cells.append(cell.model_copy(update=said))
    numbers = [c.agreed for c in cells if c.kind == "body" and c.reading.kind == "number"]
    share = sum(map(bool, numbers)) / len(numbers) if numbers else 1.0
    return table.model_copy(update={"cells": tuple(cells), "confidence": round(share, 4)})
