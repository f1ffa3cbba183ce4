"""Stage 9: a grid of tokens to a typed table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mmkg.graph.document import Cell, CellKind, Reading
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.tables.names import Draft, Names, count_label_columns
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Token, cluster_rows, join_text
from mmkg.tools.parse.tables.values import read_value
from mmkg.tools.parse.text_joins import Vocabulary

METHOD = "words+rulings"
RATE = re.compile(r"/\s?\S+")  # behind the unit of its cells, the header of a column: €/Mbps


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table was read: document hash, page and box, and the paths of a pageless file.

    Attributes:
        path: Of the whole table in such a file.
        paths: Of its cells, by row and column.
    """

    document: str
    page: int | None
    box: Box
    path: str | None = None
    paths: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def address(self, row: int, column: int, box: Box) -> Address:
        """The address of a cell."""
        if self.path is None:
            return Address(document=self.document, page=self.page, box=box.rounded())
        path = self.paths.get((row, column), self.path)
        return Address(document=self.document, page=self.page, path=path)


def type_cells(
    grid: Grid,
    place: Place,
    rules: Sequence[Rule],
    caption_unit: str | None,
    words: Vocabulary | None = None,
) -> tuple[tuple[Cell, ...], int]:
    """Type the cells of a grid.

    Args:
        grid: The structure.
        place: Where the table stands.
        rules: Horizontal rules of the page, underlines among them.
        caption_unit: Unit that the caption states for all numbers.
        words: The words of the document, to mend those broken at a line's end.

    Returns:
        Cells by row and column, empty ones included, and the number of label columns.
    """
    drafts = [Draft(piece, join_text(piece.tokens, words)) for piece in grid.pieces]
    label_columns = count_label_columns(grid, drafts)
    names = Names(grid, drafts, label_columns)
    cells = [_cell(draft, names, place, rules, caption_unit) for draft in drafts]
    cells += _empty_cells(grid, drafts, names, place)
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), label_columns


def _cell(
    draft: Draft, names: Names, place: Place, rules: Sequence[Rule], caption_unit: str | None
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
    if path and reading.unit and RATE.fullmatch(path[-1].removeprefix(reading.unit)):
        reading = reading.model_copy(update={"unit": path[-1]})
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
        address=place.address(piece.row, piece.column, union(token.box for token in piece.tokens)),
        bold=2 * sum(token.bold for token in piece.tokens) > len(piece.tokens),
        underlined=_underlined(piece.tokens, rules) if kind == "body" else False,
    )


def _underlined(tokens: Sequence[Token], rules: Sequence[Rule]) -> bool:
    for row in cluster_rows(tokens) if rules else ():
        box = row.box
        for rule in rules:
            close = 0 < rule.at - row.base < 0.4 * row.size
            inside = rule.lo > box.x0 - 2 and rule.hi < box.x1 + 2
            if close and inside and rule.length > 0.5 * box.width:
                return True
    return False


def _empty_cells(grid: Grid, drafts: Sequence[Draft], names: Names, place: Place) -> Iterable[Cell]:
    covered = {
        (row, column)
        for draft in drafts
        for row in draft.piece.covered_rows()
        for column in draft.piece.covered_columns()
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
                    address=place.address(row, column, box),
                )


def _bands(grid: Grid, drafts: Sequence[Draft], box: Box) -> list[tuple[float, float]]:
    """Top and bottom of each row, by the cells that stand in this row alone."""
    own: dict[int, list[Box]] = {}
    for draft in drafts:
        if draft.piece.row_span == 1:
            own.setdefault(draft.piece.row, []).extend(token.box for token in draft.piece.tokens)
    around = [union(own.get(row, [box])) for row in range(grid.rows)]
    return [(band.y0, band.y1) for band in around]
