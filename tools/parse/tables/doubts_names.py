"""Doubts about names: cells that may be two, columns named alike or anew, names beside values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mmkg.graph.document import Cell, Doubt, Table
from mmkg.tools.parse.tables.gaps import CURRENCY
from mmkg.tools.parse.tables.grid import Piece
from mmkg.tools.parse.tables.names import is_index
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Token, cluster_rows, is_wide
from mmkg.tools.parse.tables.units import unit_of
from mmkg.tools.parse.tables.values import YEAR

GRAND_TOTAL = re.compile(r"(?:grand)?totals?:?|[合总總][计計][:：]?", re.IGNORECASE)
APART = 1.0  # em between words of one line that may be two cells


def doubts_of_names(
    table: Table, grid: Grid, numeric: frozenset[int], em: float
) -> Iterator[Doubt]:
    """Signs that a value has another name than the first cell of its row or the top of its column.

    Args:
        table: The typed table.
        grid: Its cells of tokens.
        numeric: Its columns of numbers.
        em: Font size in points.
    """
    paths = {c.column: c.column_path for c in table.cells if c.kind == "body"}
    if any(count > 1 for count in Counter(paths.values()).values()):
        yield Doubt(reason="columns have the same names")
    if numeric and any(_is_two(piece, table, em) for piece in grid.pieces):
        yield Doubt(reason="names in one cell stand apart as in two columns")
    if _named_anew(table, numeric):
        yield Doubt(reason="a row further down names the columns anew")
    if _values_as_names(table):
        yield Doubt(reason="values may stand among the names of rows")
    loose = _loose_columns(table, numeric)
    if loose:
        yield Doubt(reason="words and numbers stand in a column without a caption", columns=loose)
    beside = _names_beside(table, numeric)
    if beside:
        yield Doubt(reason="names for values beside them stand between columns", columns=beside)


def unnamed_places(table: Table) -> frozenset[tuple[int, int]]:
    """Places of values that their paths do not tell from others.

    A line in brackets below a row, as errors stand, goes with the values of that row. Numbers in
    a line without a name below a title may be the sum of what stands below that title, or of more.
    """
    found = set()
    owners: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Cell]] = {}
    named = {cell.row for cell in table.cells if cell.kind == "label" and cell.text}
    begun = _rows_begun(table)
    titles = {cell.text for cell in table.cells if cell.kind == "group"}
    labelled = {row for c in table.cells if c.kind == "label" and c.text for row in _rows_of(c)}
    for cell in table.cells:
        if cell.kind == "body" and cell.text:
            owners.setdefault((cell.row_path, cell.column_path), []).append(cell)
            titled = cell.row_path[-1:] and cell.row_path[-1] in titles
            of_all = len(titles) > 1 and cell.row == table.rows - 1 and _may_be_of_all(cell)
            if (
                cell.row_span > 1
                or (cell.row in named and cell.row not in begun)
                or (titled and cell.row not in labelled)
                or of_all
            ):
                found.add((cell.row, cell.column))
    for cells in owners.values():
        errors = [c for c in cells if c.row not in named and c.text[0] in "([（"]
        if len(cells) - len(errors) > 1 or len(errors) > 1:
            found |= {(cell.row, cell.column) for cell in cells}
    return frozenset(found)


def _may_be_of_all(cell: Cell) -> bool:
    """Whether a row under a title has no name but `Total`, and may be the total of all."""
    bare = "".join(cell.row_path[-1:]).replace(" ", "")
    return len(cell.row_path) > 1 and GRAND_TOTAL.fullmatch(bare) is not None


def _rows_begun(table: Table) -> set[int]:
    """Rows that have a name in the first column, their own or one that reaches over them."""
    first = [cell for cell in table.cells if cell.kind == "label" and cell.text and not cell.column]
    return {row for cell in first for row in _rows_of(cell)}


def _rows_of(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.row_span)


def _values_as_names(table: Table) -> bool:
    """Whether columns that should tell rows of one name apart hold measured numbers."""
    return any(
        cell.kind == "label"
        and cell.column > 0
        and cell.reading.kind == "number"
        and not is_index(cell.text)
        for cell in table.cells
    )


def _loose_columns(table: Table, numeric: frozenset[int]) -> tuple[int, ...]:
    """Columns of words and numbers of what has no caption and may be no table."""
    if table.caption:
        return ()
    texts = {c.column for c in table.cells if c.kind == "body" and c.text}
    return tuple(sorted(texts - numeric))


def _is_two(piece: Piece, table: Table, em: float) -> bool:
    """Whether words of a name on one line are as far apart as columns are."""
    named = piece.kind == "header" or piece.column < table.label_columns
    if not named or piece.kind == "group" or piece.column_span > 1:
        return False
    return any(
        right.box.x0 - left.box.x1 > APART * em
        and not CURRENCY.fullmatch(left.text)
        and not _is_spread(left, right)
        for line in cluster_rows(piece.tokens)
        for left, right in pairwise(line.tokens)
    )


def _is_spread(left: Token, right: Token) -> bool:
    """Whether a Chinese word is set wide, character by character: `合　計`."""
    return (
        is_wide(left.text[0]) and is_wide(right.text[0]) and 1 in (len(left.text), len(right.text))
    )


def _named_anew(table: Table, numeric: frozenset[int]) -> bool:
    """Whether a row of the body repeats the name of the labels, or holds years alone."""
    grid = table.grid()
    names = {text for row in grid[: table.header_rows] for text in row[:1] if text}
    years = {
        column
        for column in numeric
        if all(YEAR.fullmatch(row[column]) for row in grid[table.header_rows :] if row[column])
    }
    last = grid[table.header_rows - 1] if table.header_rows else [""] * table.columns
    for row in grid[table.header_rows :]:
        values = [row[column] for column in numeric - years if row[column]]
        same = sum(row[c] == last[c] != "" for c in range(table.label_columns, table.columns))
        if same > 2 and 2 * same > len(values):
            return True
        if row[0] in names or (len(values) > 1 and all(map(YEAR.fullmatch, values))):
            return True
    return False


def _names_beside(table: Table, numeric: frozenset[int]) -> tuple[int, ...]:
    """Columns of numbers right of a column of words that may name their rows."""
    texts: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.kind == "body" and cell.text:
            texts.setdefault(cell.column, []).append(cell)
    for column in sorted(texts):
        left = any(other < column for other in numeric)
        right = tuple(sorted(other for other in numeric if other > column))
        if left and right and _may_name(texts[column]):
            return right
    return ()


def _may_name(cells: Sequence[Cell]) -> bool:
    """Whether texts of a column are words, no two alike, and no units."""
    words = [c.text for c in cells if c.reading.kind == "text" and not unit_of(c.text)]
    return len(words) > 1 and len(words) >= 0.8 * len(cells) and len(set(words)) == len(words)
