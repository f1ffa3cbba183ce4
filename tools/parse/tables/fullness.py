"""What a table holds: tells tables from framed code, prose and forms."""

from __future__ import annotations

from collections import Counter

from mmkg.tools.parse.tables.grid import is_number
from mmkg.tools.parse.tables.matching import Region
from mmkg.tools.parse.tables.structure import Grid

MOST_TITLE = 45
MOST_PANEL_TITLE = 80
MOST_CELL = 200  # letters
LEAST_NUMBERS = 8


def is_table(grid: Grid, region: Region) -> bool:
    """Whether a grid holds what a table holds; without its own caption it is full or of numbers."""
    body = grid.rows - grid.header_rows
    if grid.columns.count < 2 or body < 1:
        return False
    if region.caption and not region.shares:
        return True
    title = MOST_PANEL_TITLE if region.shares else MOST_TITLE
    ruled = region.ruled >= 3 and body >= 2
    return (ruled and _is_full(grid, title)) or _is_of_numbers(grid)


def _is_full(grid: Grid, title: int) -> bool:
    """Whether each column has a short header and is filled: framed code and prose are not."""
    lengths = {id(piece): sum(len(t.text) for t in piece.tokens) for piece in grid.pieces}
    header = [piece for piece in grid.pieces if piece.kind == "header"]
    groups = {piece.row for piece in grid.pieces if piece.kind == "group"}
    rows = grid.rows - grid.header_rows - len(groups)
    if not header or max(lengths[id(piece)] for piece in header) > 60:
        return False
    titles = [lengths[id(piece)] for piece in grid.pieces if piece.kind == "group"]
    most = max(lengths.values())
    if most > MOST_CELL or max(titles, default=0) > title or rows < max(2, len(groups)):
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


def _is_of_numbers(grid: Grid) -> bool:
    """Whether most cells behind the first column are numbers, in two columns or more."""
    body = [p for p in grid.pieces if p.kind not in ("header", "group") and p.column]
    numbers = Counter(piece.column for piece in body if is_number(piece.letters))
    several = sum(count >= 3 for count in numbers.values()) >= 2
    many = numbers.total() >= max(LEAST_NUMBERS, 0.5 * len(body))
    return several and many and max(len(piece.letters) for piece in grid.pieces) <= MOST_CELL
