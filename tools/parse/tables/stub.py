"""Stage 5, part two: a first column where some labels stand beside a label for several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mmkg.tools.parse.tables.grid import Columns, Sheet
from mmkg.tools.parse.tables.tokens import Row

ALIGNED = 0.3
NAMES_APART, PARTS_APART = 0.8, 0.5  # em


def part_stub(sheet: Sheet, columns: Columns, data: Sequence[Row]) -> Columns:
    """Part the first column in two where a label stands between and left of those of two rows.

    Args:
        sheet: The region.
        columns: Its columns.
        data: The rows that hold a value in most columns.

    Returns:
        The columns; the rows that have a label in the new second one are named.
    """
    labels = {row.base: label for row in data if (label := _first(row, columns))}
    beside: list[Row] = []
    parted: list[Row] = []
    for row in sheet.rows:
        near = [pair for pair in pairwise(sorted(labels)) if pair[0] < row.base < pair[1]]
        if near and max(map(columns.of, row.tokens)) == 0:
            below = [labels[base] for base in near[0]]
            if all(label.box.x0 > row.box.x1 + 0.2 * sheet.em for label in below):
                beside.append(row)
                parted += below
    if not beside:
        return _parted_by_name(sheet, columns, data)
    left, right = max(row.box.x1 for row in beside), min(row.box.x0 for row in parted)
    if left >= right:
        return columns
    alike = {
        base
        for base, label in labels.items()
        if label.box.x0 > left and any(_aligned(label, other, sheet.em) for other in parted)
    }
    first, *rest = columns.cuts
    return replace(columns, cuts=(first, (left + right) / 2, *rest), parted=frozenset(alike))


def _parted_by_name(sheet: Sheet, columns: Columns, data: Sequence[Row]) -> Columns:
    """Part it where the header has a second name over it and most labels a second part below that.

    Labels of the other rows, such as those of totals, reach over both.
    """
    header = [row for row in sheet.rows if row.base < min(row.base for row in data)]
    stub = _first(header[-1], columns) if header else None
    names = sheet.runs(stub, NAMES_APART) if stub else []
    if len(names) != 2:
        return columns
    start = names[1].box.x0
    sides: dict[float, float] = {}
    for row in data:
        label = _first(row, columns)
        at = (
            [t for t in label.tokens if abs(t.box.x0 - start) < ALIGNED * sheet.em] if label else []
        )
        before = [t.box.x1 for t in label.tokens if t.box.x0 < start - sheet.em] if label else []
        if at and start - max(before, default=sheet.box.x0) > PARTS_APART * sheet.em:
            sides[row.base] = max(before, default=sheet.box.x0)
    if 2 * len(sides) < len(data):
        return columns
    first, *rest = columns.cuts
    cut = (max(*sides.values(), names[0].box.x1) + start) / 2
    return replace(columns, cuts=(first, cut, *rest), parted=frozenset(sides))


def _first(row: Row, columns: Columns) -> Row | None:
    """What a row has in the first column."""
    tokens = columns.by_column(row.tokens).get(0)
    return Row(tuple(tokens), row.base) if tokens else None


def _aligned(one: Row, other: Row, em: float) -> bool:
    starts = abs(one.box.x0 - other.box.x0)
    return min(starts, abs(one.box.centre[0] - other.box.centre[0])) < ALIGNED * em
