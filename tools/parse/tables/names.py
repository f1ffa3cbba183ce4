"""Stage 9, part one: what names the rows and columns of a grid."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import union
from mmkg.tools.parse.tables.grid import Piece, is_numeric
from mmkg.tools.parse.tables.indents import CLEAR, SAME, Label, find_parents
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import cluster_rows, join_text, median_size, without_mark
from mmkg.tools.parse.tables.units import (
    AMBIGUOUS,
    counts_no_money,
    is_money,
    split_unit,
    unit_of,
)
from mmkg.tools.parse.tables.values import read_value

UNIT_HEADERS = {"unit", "units", "单位"}
LETTER = re.compile(r"[(（]([a-z])[)）]$")
LEVEL = 2.0  # points between baselines of one line
NAMED_TOTAL = re.compile(r"\w{2}[合小总總][计計]$")  # of more than the last title names, perhaps


@dataclass(frozen=True, slots=True)
class Draft:
    """A cell with its text, before paths and value are known."""

    piece: Piece
    text: str


class RowNames:
    """What names the rows of a grid: the group above, and the first columns."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        """Note the texts below the header by each place that they cover."""
        body = [draft for draft in drafts if draft.piece.kind != "header"]
        groups = sorted((d.piece.row, d.text) for d in body if d.piece.kind == "group")
        self.groups = [row for row, _ in groups]
        self._titles = [title for _, title in groups]
        self._at: dict[tuple[int, int], list[str]] = {}
        for draft in (draft for draft in body if draft.piece.kind != "group"):
            for row in draft.piece.covered_rows():
                for column in draft.piece.covered_columns():
                    self._at.setdefault((row, column), []).append(draft.text)

    def name(self, row: int, columns: int) -> tuple[str, ...]:
        """The title of the group that a row is in, and the texts of its first columns."""
        place = bisect_left(self.groups, row)
        own = [text for column in range(columns) for text in self._at.get((row, column), ())]
        return (*self._titles[max(0, place - 1) : place], *own)


class Names:
    """The names of rows and columns of a grid, and the units that stand with them."""

    def __init__(self, grid: Grid, drafts: Sequence[Draft], label_columns: int) -> None:
        self.label_columns = label_columns
        header = with_units([draft for draft in drafts if draft.piece.kind == "header"])
        self.columns = [_path(header, column=column) for column in range(grid.columns.count)]
        self.rows: dict[int, tuple[str, ...]] = {}
        self.units: dict[int, str | None] = {}
        self.em = _em(grid)
        self._edge = 0.0
        self._inside: bool | None = None
        self.parents = [read_parents(grid, drafts, column) for column in range(label_columns)]
        self._read_rows(grid, drafts)

    def _read_rows(self, grid: Grid, drafts: Sequence[Draft]) -> None:
        by_row: dict[int, list[Draft]] = {}
        for draft in sorted(drafts, key=lambda draft: draft.piece.column):
            for row in draft.piece.covered_rows():
                by_row.setdefault(row, []).append(draft)
        group: tuple[str, ...] = ()
        used = False
        for row in range(grid.header_rows, grid.rows):
            own = by_row.get(row, [])
            ended = self._leaves_group(row, own)
            titles = [without_mark(draft.text) for draft in own if draft.piece.kind == "group"]
            if titles or (used and row in grid.breaks):
                group, used = tuple(titles), False
            elif ended:
                group = ()
            used = used or not titles
            named = [d for d in own if d.piece.column < self.label_columns and not titles]
            labels = [split_unit(draft.text) for draft in named if draft.text]
            own_total = any(NAMED_TOTAL.search(draft.text) for draft in named)
            self.rows[row] = (*(() if own_total else group), *self._labels(row, named))
            self.units[row] = self._unit_cell(own) or next((u for _, u in labels if u), None)

    def _leaves_group(self, row: int, own: Sequence[Draft]) -> bool:
        """Whether a row is back at the left edge of a group whose rows are indented."""
        for draft in own:
            if draft.piece.kind == "group":
                self._edge, self._inside = _start(draft), None
            elif draft.piece.column == 0 and draft.text and draft.piece.row == row:
                step = _start(draft) - self._edge
                if self._inside is None:
                    self._inside = step >= CLEAR * self.em
                return self._inside and step < SAME * self.em
        return False

    def _labels(self, row: int, named: Iterable[Draft]) -> list[str]:
        """The labels of a row, before each one those that it is indented under."""
        path: list[str] = []
        for draft in named:
            if draft.text:
                path += self.parents[draft.piece.column].get(row, ())
                path.append(without_mark(split_unit(draft.text)[0]))
        return path

    def _unit_cell(self, own: Iterable[Draft]) -> str | None:
        for draft in own:
            path = self.columns[draft.piece.column][0]
            if path and path[-1].lower() in UNIT_HEADERS:
                return draft.text or None
        return None

    def unit(self, row: int, column: int, caption_unit: str | None) -> str | None:
        """The unit of a number without its own: of its column, its row, or the caption."""
        own = self.columns[column][1] or self.units.get(row)
        if is_money(caption_unit):
            called = (*self.columns[column][0], *self.rows.get(row, ()))
            return own or (None if any(map(counts_no_money, called)) else caption_unit)
        return own or caption_unit


def count_label_columns(grid: Grid, drafts: Sequence[Draft]) -> int:
    """How many columns at the left it takes to name the rows.

    The first column always; the next while the ones before name two rows alike or only number
    them, and it holds words or years rather than measured numbers.
    """
    body = [draft for draft in drafts if draft.piece.kind not in ("header", "group")]
    own = RowNames(drafts)
    rows = sorted(set(range(grid.header_rows, grid.rows)).difference(own.groups))
    count = 1
    parents = read_parents(grid, drafts, 0)
    while count < grid.columns.count - 1:
        names = [(*parents.get(row, ()), *own.name(row, count)) for row in rows]
        column = [draft.text for draft in body if draft.piece.column == count]
        readings = [read_value(text) for text in column]
        measured = sum(
            r.kind == "number" and not is_index(t) for r, t in zip(readings, column, strict=True)
        )
        told = len(set(names)) == len(names)
        named = numbers_rows([name[-1] for name in names if name]) and len(set(column)) == len(rows)
        if told and not (named and not measured) or not column or measured > 0.3 * len(column):
            break
        count += 1
    return count


def numbers_rows(labels: Sequence[str]) -> bool:
    """Whether labels only count the rows: 1, 2, 3 or 0, 1, 2 in their order."""
    bare = [label.strip(" .()（）、") for label in labels]
    return len(bare) > 2 and any(
        bare == [f"{number}" for number in range(first, first + len(bare))] for first in (0, 1)
    )


def read_parents(grid: Grid, drafts: Sequence[Draft], column: int) -> dict[int, tuple[str, ...]]:
    """By row, the labels of a column that the row's own label is indented under."""
    body = [draft for draft in drafts if draft.piece.kind not in ("header", "group")]
    own = RowNames(drafts)
    walls = sorted(grid.breaks.union(own.groups))
    labels = [
        Label(
            draft.piece.row,
            union(token.box for token in draft.piece.tokens),
            without_mark(split_unit(draft.text)[0]),
            (bisect_right(walls, draft.piece.row), *own.name(draft.piece.row, column)),
        )
        for draft in body
        if draft.piece.column == column
        and not all(map(is_numeric, draft.piece.tokens))
        and not _is_centred(draft.piece, grid)
    ]
    return find_parents(labels, _em(grid))


def _is_centred(piece: Piece, grid: Grid) -> bool:
    """Whether a label over several columns stands in the middle of them, so is not indented."""
    lo, hi = (grid.columns.cuts[piece.column + k] for k in (0, piece.column_span))
    box = union(token.box for token in piece.tokens)
    return piece.column_span > 1 and abs(box.centre[0] - (lo + hi) / 2) < _em(grid)


def _em(grid: Grid) -> float:
    return median_size([token for piece in grid.pieces for token in piece.tokens])


def _start(draft: Draft) -> float:
    return min(token.box.x0 for token in draft.piece.tokens)


def is_index(text: str) -> bool:
    """Whether a number may name a row: a short one without decimals."""
    return text.isdigit() and len(text) in (1, 2, 4)


def with_units(header: Sequence[Draft]) -> list[Draft]:
    """The names of columns, with units that stand on the lowest line in brackets behind them."""
    lines = {id(draft): cluster_rows(draft.piece.tokens) for draft in header}
    low = max((own[-1].base for own in lines.values()), default=0.0)
    values = [id(draft) for draft in header if draft.piece.column]
    units = {key: lines[key][-1] for key in values if low - lines[key][-1].base < LEVEL}
    texts = [unit.text.strip("()（）[]") for unit in units.values()]
    high = any(own[0].base < low - LEVEL for own in lines.values())
    if (
        not high
        or len(texts) < 2
        or AMBIGUOUS.issuperset(text.strip("0123456789") for text in texts)
        or None in map(unit_of, texts)
    ):
        return list(header)
    found = []
    for draft in header:
        unit, text = units.get(id(draft)), draft.text
        if unit:
            name = join_text(t for line in lines[id(draft)][:-1] for t in line.tokens)
            text = f"{name} ({unit.text.strip('()（）[]')})".strip()
        found.append(Draft(draft.piece, text))
    return found


def _has_lettered_notes(names: Iterable[str]) -> bool:
    """Whether letters in brackets behind names are marks of notes: not all of them are units."""
    letters = {found[1] for name in names if (found := LETTER.search(name))}
    return any(unit_of(letter) is None for letter in letters)


def _path(header: Sequence[Draft], column: int) -> tuple[tuple[str, ...], str | None]:
    """Names above a column, outermost first, and the unit that stands with the innermost one."""
    over = [
        draft
        for draft in header
        if draft.piece.column <= column < draft.piece.column + draft.piece.column_span
    ]
    names: list[str] = []
    unit = None
    lettered = _has_lettered_notes(draft.text for draft in header)
    for draft in sorted(over, key=lambda draft: draft.piece.row):
        name, stated = split_unit(draft.text)
        stated = None if lettered and LETTER.search(draft.text) else stated
        name, unit = without_mark(name), stated or unit
        if name and name.strip("()（）[]") != stated and (not names or names[-1] != name):
            names.append(name)
    return tuple(names), unit
