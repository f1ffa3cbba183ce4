"""Cells of formats without pages, laid on squared paper to be typed as printed ones are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.document import CellKind
from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.grid import Columns, Piece, is_numeric
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Token
from mmkg.tools.parse.text_rows import normalise, squeeze

WIDTH, HEIGHT, SIZE = 100.0, 20.0, 10.0  # of the squared paper that pageless tables are laid on


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell as the file has it, with the path that leads to it."""

    row: int
    column: int
    text: str
    path: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    bold: bool = False
    underlined: bool = False


def clean(text: str) -> str:
    """Text as chunks hold it."""
    return squeeze(normalise(text))


def lay_grid(cells: Sequence[SourceCell], headers: int) -> Grid:
    """Cells as the grid that the reader of PDF tables makes, so that both are typed alike."""
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    rows = max((cell.row + cell.row_span for cell in cells), default=0)
    headers = min(max(headers, _header_rows(cells, columns)), max(rows - 1, 1))
    pieces = [
        Piece(
            cell.row,
            cell.column,
            [_token(cell)],
            _kind(cell, headers, columns),
            cell.row_span,
            cell.column_span,
        )
        for cell in cells
        if clean(cell.text)
    ]
    cuts = tuple(WIDTH * place for place in range(columns + 1))
    return Grid(pieces, Columns(cuts), rows, headers)


def paper_of(grid: Grid) -> Box:
    """The squared paper that a grid is laid on."""
    return Box(0, 0, WIDTH * grid.columns.count, HEIGHT * grid.rows)


def _token(cell: SourceCell) -> Token:
    x, y = WIDTH * cell.column, HEIGHT * cell.row
    box = Box(x + 1, y + 1, x + WIDTH * cell.column_span - 1, y + HEIGHT - 1)
    return Token(clean(cell.text), box, y + HEIGHT - 5, SIZE, cell.bold)


def underlines(cells: Sequence[SourceCell]) -> list[Rule]:
    """The rules below underlined words, where the squared paper has them."""
    under = [_token(cell) for cell in cells if cell.underlined]
    return [Rule(token.base + 1, token.box.x0, token.box.x1) for token in under]


def _kind(cell: SourceCell, headers: int, columns: int) -> CellKind:
    if cell.row < headers:
        return "header"
    if cell.column == 0 and cell.column_span == columns > 1:
        return "group"
    return "label" if cell.column == 0 and (cell.row_span > 1 or cell.header) else "body"


def _header_rows(cells: Sequence[SourceCell], columns: int) -> int:
    """The first row, what its cells span, and rows of names below those that span them."""
    marked = _marked_rows(cells)
    count = 1
    while True:
        top = [cell for cell in cells if cell.row < count]
        deepest = max((cell.row + cell.row_span for cell in top), default=1)
        named = count in marked or _named_below(top, [c for c in cells if c.row == count], columns)
        wanted = max(deepest, count + named)
        if wanted <= count:
            return count
        count = wanted


def _marked_rows(cells: Sequence[SourceCell]) -> set[int]:
    """Rows with cells that the file marks as names of columns: none to the right is unmarked."""
    last: dict[int, int] = {}
    for cell in cells:
        if not cell.header:
            last[cell.row] = max(cell.column, last.get(cell.row, 0))
    return {
        cell.row
        for cell in cells
        if cell.header and cell.column > 0
        if all(last.get(row, 0) < cell.column for row in range(cell.row, cell.row + cell.row_span))
    }


def _named_below(top: Sequence[SourceCell], below: Sequence[SourceCell], columns: int) -> bool:
    """Whether a row parts a spanning cell of the header above it into columns with names.

    A row with a label of its own below another label is one of the body.
    """
    count = max((cell.row + cell.row_span for cell in top), default=0)
    over = [cell for cell in top if cell.row + cell.row_span == count]
    labels = [any(cell.column == 0 and clean(cell.text) for cell in row) for row in (over, below)]
    if all(labels) or any(is_numeric(_token(cell)) for cell in below):
        return False
    return any(
        sum(c.column <= b.column < c.column + c.column_span for b in below if clean(b.text)) > 1
        for c in over
        if 1 < c.column_span < columns
    )
