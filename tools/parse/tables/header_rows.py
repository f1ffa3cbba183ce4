"""Stage 6, part one: how many rows at the top of a table are header."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from mmkg.tools.parse.tables.grid import Columns, Sheet
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.tokens import Row

MOST_HEADER_ROWS = 6
UNDER = 0.3  # of the width of a column that a rule runs under


def wide_rules(sheet: Sheet, columns: Columns) -> list[Rule]:
    """Horizontal rules along at least 80 % of the columns."""
    lo, hi = columns.cuts[0], columns.cuts[-1]
    return [r for r in sheet.rulings.horizontal if r.shared(lo, hi) >= 0.8 * (hi - lo)]


def full_rules(sheet: Sheet, columns: Columns) -> list[Rule]:
    """Wide rules that run below the first column, too."""
    return [rule for rule in wide_rules(sheet, columns) if rule.covers(columns.middle(0))]


def partial_rules(sheet: Sheet, columns: Columns) -> list[Rule]:
    """Horizontal rules under some of the columns only."""
    full = set(full_rules(sheet, columns))
    return [rule for rule in sheet.rulings.horizontal if rule not in full]


def count_header_rows(sheet: Sheet, columns: Columns) -> int:
    """How many printed rows at the top are header.

    They end at the first full rule below the first row; without one, or with numbers above it,
    where rows start to hold numbers. A filled band at the top is the header.
    """
    rows = sheet.rows
    band = _top_band(sheet, columns)
    if band:
        return band
    ends = [
        rule.at
        for rule in full_rules(sheet, columns)
        if rule.at > rows[0].base and any(row.base > rule.at for row in rows)
    ]
    most = max(sheet.numbers(row) for row in rows)
    ends = ends or _underlined(sheet, columns)
    if ends:
        count = sum(row.base < ends[0] for row in rows)
        dense = any(sheet.numbers(r) >= max(2, 0.5 * most) for r in rows[:count])
        if count <= MOST_HEADER_ROWS and not dense:
            return count
    if most < 2:
        return 1
    count = 0
    while count < min(len(rows) - 1, 4) and sheet.numbers(rows[count]) < max(1, 0.34 * most):
        count += 1
    return count - _ends_with_title(sheet, columns, rows[:count])


def _underlined(sheet: Sheet, columns: Columns) -> list[float]:
    """Where rules under each column but the first end the names: numbers or a title follow."""
    found = []
    for upper, lower in pairwise(sheet.rows):
        rules = [r for r in sheet.rulings.horizontal if upper.base < r.at < lower.base]
        stretches = list(pairwise(columns.cuts))[1:]
        every = all(
            any(r.shared(lo, hi) > UNDER * (hi - lo) for r in rules) for lo, hi in stretches
        )
        title = all(columns.of(token) == 0 for token in lower.tokens)
        if rules and every and (title or sheet.numbers(lower) > 0):
            found.append(max(rule.at for rule in rules))
    return found


def _ends_with_title(sheet: Sheet, columns: Columns, rows: Sequence[Row]) -> bool:
    """Whether the last of some rows is the title of a group: it stands at the left, alone."""
    if len(rows) < 2 or len(sheet.runs(rows[-1], 0.55)) > 1:
        return False
    first = columns.of(rows[-1].tokens[0]) == 0
    return first and any(columns.of(token) == 0 for token in rows[-2].tokens)


def _top_band(sheet: Sheet, columns: Columns) -> int:
    width = columns.cuts[-1] - columns.cuts[0]
    rows = sheet.rows
    tops = [f for f in sheet.rulings.fills if f.y0 - 2 <= rows[0].box.centre[1] <= f.y1]
    if not tops or sum(fill.width for fill in set(tops)) < 0.8 * width:
        return 0
    bottom = statistics.median(fill.y1 for fill in tops)
    count = sum(row.box.centre[1] <= bottom for row in rows)
    later = [f for f in sheet.rulings.fills if f.y0 > bottom + 2 and f.width >= 0.8 * width]
    striped = len(later) > 2 and sheet.numbers(rows[0]) >= 2
    return 0 if count >= len(rows) or count > MOST_HEADER_ROWS or striped else count
