"""Stage 9: a grid of tokens to a typed table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mmkg.graph.document import Cell, CellKind, Reading
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.tables.grid import Piece
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Token, cluster_rows, join_text
from mmkg.tools.parse.tables.units import split_unit
from mmkg.tools.parse.tables.values import read_value

METHOD = "words+rulings"
UNIT_HEADERS = {"unit", "units", "单位"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table was read: document hash, page and box."""

    document: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class _Draft:
    """A cell with its text, before paths and value are known."""

    piece: Piece
    text: str

    def covers(self, row: int, column: int) -> bool:
        piece = self.piece
        return (
            piece.row <= row < piece.row + piece.row_span
            and piece.column <= column < piece.column + piece.column_span
        )


class Names:
    """The names of rows and columns of a grid, and the units that stand with them."""

    def __init__(self, grid: Grid, drafts: Sequence[_Draft], label_columns: int) -> None:
        self.label_columns = label_columns
        header = [draft for draft in drafts if draft.piece.kind == "header"]
        self.columns = [_path(header, column=column) for column in range(grid.columns.count)]
        self.rows: dict[int, tuple[str, ...]] = {}
        self.units: dict[int, str | None] = {}
        self._read_rows(grid, drafts)

    def _read_rows(self, grid: Grid, drafts: Sequence[_Draft]) -> None:
        by_row: dict[int, list[_Draft]] = {}
        for draft in sorted(drafts, key=lambda draft: draft.piece.column):
            for row in range(draft.piece.row, draft.piece.row + draft.piece.row_span):
                by_row.setdefault(row, []).append(draft)
        group: tuple[str, ...] = ()
        used = False
        for row in range(grid.header_rows, grid.rows):
            own = by_row.get(row, [])
            titles = [draft.text for draft in own if draft.piece.kind == "group"]
            if titles or (used and row in grid.breaks):
                group, used = tuple(titles), False
            used = used or not titles
            named = [d for d in own if d.piece.column < self.label_columns and not titles]
            labels = [split_unit(draft.text) for draft in named if draft.text]
            self.rows[row] = (*group, *(name for name, _ in labels))
            self.units[row] = self._unit_cell(own) or next((u for _, u in labels if u), None)

    def _unit_cell(self, own: Iterable[_Draft]) -> str | None:
        for draft in own:
            path = self.columns[draft.piece.column][0]
            if path and path[-1].lower() in UNIT_HEADERS:
                return draft.text or None
        return None

    def unit(self, row: int, column: int, caption_unit: str | None) -> str | None:
        """The unit of a number without its own: of its column, its row, or the caption."""
        return self.columns[column][1] or self.units.get(row) or caption_unit


def type_cells(
    grid: Grid, place: Place, rules: Sequence[Rule], caption_unit: str | None
) -> tuple[tuple[Cell, ...], int]:
    """Type the cells of a grid.

    Args:
        grid: The structure.
        place: Where the table stands.
        rules: Horizontal rules of the page, underlines among them.
        caption_unit: Unit that the caption states for all numbers.

    Returns:
        Cells by row and column, empty ones included, and the number of label columns.
    """
    drafts = [_Draft(piece, join_text(piece.tokens)) for piece in grid.pieces]
    label_columns = count_label_columns(grid, drafts)
    names = Names(grid, drafts, label_columns)
    cells = [_cell(draft, names, place, rules, caption_unit) for draft in drafts]
    cells += _empty_cells(grid, drafts, names, place)
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), label_columns


def count_label_columns(grid: Grid, drafts: Sequence[_Draft]) -> int:
    """How many columns at the left it takes to name the rows.

    The first column always; the next while the ones before name two rows alike and it holds
    words or years rather than measured numbers.
    """
    body = [d for d in drafts if d.piece.kind != "header"]
    grouped = {draft.piece.row for draft in body if draft.piece.kind == "group"}
    rows = [row for row in range(grid.header_rows, grid.rows) if row not in grouped]
    count = 1
    while count < grid.columns.count - 1:
        names = [_row_name(body, row, count) for row in rows]
        column = [d.text for d in body if d.piece.column == count and d.piece.kind != "group"]
        readings = [read_value(text) for text in column]
        measured = sum(
            r.kind == "number" and not _is_index(t) for r, t in zip(readings, column, strict=True)
        )
        if len(set(names)) == len(names) or not column or measured > 0.3 * len(column):
            break
        count += 1
    return count


def _is_index(text: str) -> bool:
    return text.isdigit() and len(text) in (1, 2, 4)


def _row_name(body: Sequence[_Draft], row: int, columns: int) -> tuple[str, ...]:
    group = [d.text for d in body if d.piece.kind == "group" and d.piece.row < row]
    own = [
        d.text for c in range(columns) for d in body if d.piece.kind != "group" and d.covers(row, c)
    ]
    return (*group[-1:], *own)


def _path(header: Sequence[_Draft], column: int) -> tuple[tuple[str, ...], str | None]:
    """Names above a column, outermost first, and the unit that stands with the innermost one."""
    over = [
        draft
        for draft in header
        if draft.piece.column <= column < draft.piece.column + draft.piece.column_span
    ]
    names: list[str] = []
    unit = None
    for draft in sorted(over, key=lambda draft: draft.piece.row):
        name, stated = split_unit(draft.text)
        unit = stated or unit
        if name and name != stated and (not names or names[-1] != name):
            names.append(name)
    return tuple(names), unit


def _cell(
    draft: _Draft, names: Names, place: Place, rules: Sequence[Rule], caption_unit: str | None
) -> Cell:
    piece = draft.piece
    kind: CellKind = piece.kind
    if kind == "body" and piece.column < names.label_columns:
        kind = "label"
    unit = names.unit(piece.row, piece.column, caption_unit) if kind == "body" else None
    reading = read_value(draft.text, unit)
    if kind != "body" and reading.kind != "empty":
        reading = Reading(kind="text") if kind in ("header", "group") else reading
    path, _ = names.columns[piece.column]
    return Cell(
        row=piece.row,
        column=piece.column,
        row_span=piece.row_span,
        column_span=piece.column_span,
        text=draft.text,
        kind=kind,
        reading=reading,
        row_path=names.rows.get(piece.row, ()),
        column_path=() if kind == "group" else path,
        address=_address(place, union(token.box for token in piece.tokens)),
        bold=2 * sum(token.bold for token in piece.tokens) > len(piece.tokens),
        underlined=_underlined(piece.tokens, rules) if kind == "body" else False,
    )


def _underlined(tokens: Sequence[Token], rules: Sequence[Rule]) -> bool:
    for row in cluster_rows(tokens):
        box = row.box
        for rule in rules:
            close = 0 < rule.at - row.base < 0.4 * row.size
            inside = rule.lo > box.x0 - 2 and rule.hi < box.x1 + 2
            if close and inside and rule.length > 0.5 * box.width:
                return True
    return False


def _empty_cells(
    grid: Grid, drafts: Sequence[_Draft], names: Names, place: Place
) -> Iterable[Cell]:
    covered = {
        (row, column)
        for draft in drafts
        for row in range(draft.piece.row, draft.piece.row + draft.piece.row_span)
        for column in range(draft.piece.column, draft.piece.column + draft.piece.column_span)
    }
    bands = _bands(grid, drafts, place.box)
    for row in range(grid.rows):
        for column in range(grid.columns.count):
            if (row, column) not in covered:
                lo, hi = bands[row]
                box = Box(grid.columns.cuts[column], lo, grid.columns.cuts[column + 1], hi)
                header = row < grid.header_rows
                yield Cell(
                    row=row,
                    column=column,
                    text="",
                    kind="empty",
                    reading=Reading(kind="empty"),
                    row_path=() if header else names.rows.get(row, ()),
                    column_path=() if header else names.columns[column][0],
                    address=_address(place, box),
                )


def _bands(grid: Grid, drafts: Sequence[_Draft], box: Box) -> list[tuple[float, float]]:
    """Top and bottom of each row, by the cells that stand in this row alone."""
    bands: list[tuple[float, float]] = []
    for row in range(grid.rows):
        own = [
            token.box
            for draft in drafts
            if draft.piece.row == row and draft.piece.row_span == 1
            for token in draft.piece.tokens
        ]
        around = union(own) if own else box
        bands.append((around.y0, around.y1))
    return bands


def _address(place: Place, box: Box) -> Address:
    return Address(document=place.document, page=place.page, box=box.rounded())
