"""Fully ruled tables: every cell has its own box, so rules alone give rows, columns and spans."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import product

from mmkg.tools.parse.tables.grid import Columns, Piece, Sheet, is_numeric
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.tokens import Token, cluster_rows


def read_lattice(sheet: Sheet, columns: Columns) -> tuple[list[Piece], Columns, int] | None:
    """Read a table by its rules, if they part all of its rows and columns.

    Args:
        sheet: The region.
        columns: Columns that white space shows; if there are more of them than the rules part,
            the table is not fully ruled.

    Returns:
        Cells, columns and number of rows; none if the table is not fully ruled.
    """
    xs = _places(sheet.rulings.vertical)
    ys = _places(sheet.rulings.horizontal)
    if len(xs) < 3 or len(ys) < 3 or not _closed(sheet, xs, ys):
        return None
    held = _by_place(sheet, xs, ys)
    pieces = []
    stacked, plain = Counter[int](), Counter[int]()
    for row, column, rows, wide in _cells(xs, ys, sheet):
        covered = product(range(row, row + rows), range(column, column + wide))
        tokens = [token for place in covered for token in held.get(place, ())]
        if (row or wide == 1) and _hidden_columns(tokens, columns):
            return None
        numbers = _lines_of_numbers(tokens)
        stacked[row] += numbers > 1
        plain[row] += numbers == 1
        if tokens:
            pieces.append(Piece(row, column, tokens, "body", rows, wide))
    if any(count >= plain[row] for row, count in stacked.items() if count):
        return None  # rules do not part the rows
    return pieces, Columns(tuple(xs)), len(ys) - 1


def _places(rules: Sequence[Rule]) -> list[float]:
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > 3:
            places.append(at)
    return places


def _closed(sheet: Sheet, xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether the rules close the table on all sides, all text inside."""
    width, height = xs[-1] - xs[0], ys[-1] - ys[0]
    sides = [_along(sheet.rulings.vertical, x, ys[0], ys[-1]) for x in (xs[0], xs[-1])]
    ends = [_along(sheet.rulings.horizontal, y, xs[0], xs[-1]) for y in (ys[0], ys[-1])]
    inside = all(xs[0] < token.box.centre[0] < xs[-1] for row in sheet.rows for token in row.tokens)
    return min(sides) > 0.9 * height and min(ends) > 0.9 * width and inside


def _along(rules: Sequence[Rule], at: float, lo: float, hi: float) -> float:
    return sum(rule.shared(lo, hi) for rule in rules if abs(rule.at - at) <= 3)


def _cells(
    xs: Sequence[float], ys: Sequence[float], sheet: Sheet
) -> list[tuple[int, int, int, int]]:
    """Row, column and spans of each cell: grown right and down while no rule stops it."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            wide, high = 1, 1
            while column + wide < len(xs) - 1 and not _rule_at(
                sheet.rulings.vertical, xs[column + wide], ys[row], ys[row + 1]
            ):
                wide += 1
            while row + high < len(ys) - 1 and not _rule_at(
                sheet.rulings.horizontal, ys[row + high], xs[column], xs[column + wide]
            ):
                high += 1
            taken |= {(row + r, column + c) for r in range(high) for c in range(wide)}
            cells.append((row, column, high, wide))
    return cells


def _rule_at(rules: Sequence[Rule], at: float, lo: float, hi: float) -> bool:
    return _along(rules, at, lo, hi) > 0.5 * (hi - lo)


def _by_place(
    sheet: Sheet, xs: Sequence[float], ys: Sequence[float]
) -> dict[tuple[int, int], list[Token]]:
    """The tokens by the row and column that their centre is in."""
    held: dict[tuple[int, int], list[Token]] = {}
    for token in (token for row in sheet.rows for token in row.tokens):
        x, y = token.box.centre
        held.setdefault((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1), []).append(token)
    return held


def _lines_of_numbers(tokens: Sequence[Token]) -> int:
    """How many lines of a cell are numbers alone."""
    rows = cluster_rows(tokens) if tokens else []
    return sum(all(is_numeric(token) for token in row.tokens) for row in rows)


def _hidden_columns(tokens: Sequence[Token], columns: Columns) -> bool:
    """Whether numbers of one cell stand in different columns by white space."""
    return len({columns.of(token) for token in tokens if is_numeric(token)}) > 1
