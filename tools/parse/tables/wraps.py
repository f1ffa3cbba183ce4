"""Stage 7, part three: lines of text that go on with the cells of the line above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mmkg.tools.parse.tables.grid import BodyRow, Columns, Sheet, is_numeric
from mmkg.tools.parse.tables.tokens import Row, Token, is_wide, join_text

UNFINISHED = re.compile(
    r"[-,/&、，及和与的或至]$|\b(?:and|or|of|for|from|in|on|to|the|with|by|per)$"
)

AIRY = 1.2  # how much wider the white between rows is


def crossing(row: Row, columns: Columns) -> bool:
    """Whether a word stands across a cut, as only text over several columns does."""
    return any(
        columns.at(token.box.x0 + 0.5) != columns.at(token.box.x1 - 0.5) for token in row.tokens
    )


def would_not_fit(line: BodyRow, above: BodyRow, sheet: Sheet, columns: Columns) -> bool:
    """Whether a line goes on where the cells above it had no room for its first word."""
    edges: dict[int, float] = {}
    for row in sheet.rows:
        for column, tokens in columns.by_column(row.tokens).items():
            edges[column] = max(edges.get(column, 0.0), tokens[-1].box.x1)
    for column, tokens in line.cells.items():
        cell = above.cells.get(column)
        if not cell or abs(tokens[0].box.x0 - cell[0].box.x0) > 0.1 * sheet.em:
            return False
        last = [t.box.x1 for t in cell if abs(above.last_base - t.base) < 0.3 * sheet.em]
        end = max(last, default=float("-inf"))
        need = sheet.em if is_wide(tokens[0].text[0]) else tokens[0].box.width
        if end + 0.2 * sheet.em + need < edges[column]:
            return False
    return True


def label_goes_on(line: BodyRow, above: BodyRow) -> bool:
    """Whether words show that a row label goes on: a group's title may stand there just as well."""
    before, after = (join_text(row.cells.get(0, ())) for row in (above, line))
    open_bracket = any(before.count(one) > before.count(two) for one, two in ("()", "（）"))
    return open_bracket or UNFINISHED.search(before) is not None or after[:1].islower()


def part_labels(lines: Sequence[BodyRow], sheet: Sheet) -> list[BodyRow]:
    """Take apart lines where a label for several rows stands level with a wrapped line of text."""
    parted: list[BodyRow] = []
    for line in lines:
        above = parted[-1] if parted else None
        rest = {column: tokens for column, tokens in line.cells.items() if column}
        wraps = above and 0 not in above.cells and not line.dense and not line.numeric_columns()
        if above and wraps and 0 in line.cells and goes_on(rest, above, line.base, sheet.em):
            for cells in ({0: line.cells[0]}, rest):
                row = Row(tuple(t for tokens in cells.values() for t in tokens), line.base)
                parted.append(BodyRow(line.base, cells, last_base=line.base, lines=[row]))
        else:
            parted.append(line)
    return parted


def goes_on(cells: dict[int, list[Token]], above: BodyRow, base: float, em: float) -> bool:
    """Whether cells are wrapped lines of those above: closely below and from the same left edge."""
    level = all(
        column in above.cells and abs(tokens[0].box.x0 - above.cells[column][0].box.x0) < 0.1 * em
        for column, tokens in cells.items()
    )
    return bool(cells) and level and not above.floating and base - above.last_base < 1.35 * em


def join_airy(lines: Sequence[BodyRow], em: float) -> list[BodyRow]:
    """Join close lines where more white stands between rows than between the lines of a row.

    Nothing is joined unless in all rows the first line holds the values and the others are text
    that goes on below it: lines set close may as well be rows of one group.
    """
    steps = sorted(b.base - a.base for a, b in pairwise(lines))
    jumps = [(wide / close, close) for close, wide in pairwise(steps) if close > 0]
    ratio, close = max(jumps, default=(0.0, 0.0))
    if ratio < AIRY or close > 1.5 * em or any(line.floating for line in lines):
        return list(lines)
    rows: list[list[BodyRow]] = []
    for line in lines:
        if rows and line.base - rows[-1][-1].base <= close + 0.01:
            rows[-1].append(line)
        else:
            rows.append([line])
    if not all(row[0].dense and all(_text_below(row[0], line) for line in row[1:]) for row in rows):
        return list(lines)
    return [joined_row(row) if len(row) > 1 else row[0] for row in rows]


def _text_below(first: BodyRow, line: BodyRow) -> bool:
    numbers = any(all(map(is_numeric, tokens)) for tokens in line.cells.values())
    return not numbers and set(line.cells) <= set(first.cells)


def joined_row(band: Sequence[BodyRow]) -> BodyRow:
    """One row of several lines."""
    cells: dict[int, list[Token]] = {}
    for line in band:
        for column, tokens in line.cells.items():
            cells.setdefault(column, []).extend(tokens)
    first = max(band, key=lambda line: len(line.cells))
    return BodyRow(
        first.base,
        cells,
        last_base=band[-1].last_base,
        dense=True,
        lines=[row for line in band for row in line.lines],
    )
