"""Stage 5: rows of tokens to columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from mmkg.tools.parse.tables.gaps import Gap, Stretch, find_stretches
from mmkg.tools.parse.tables.grid import Columns, Sheet, is_numeric
from mmkg.tools.parse.tables.tokens import Row, Token

JUSTIFIED = 0.8  # em, wider than the spaces of a justified line


def find_data_rows(sheet: Sheet) -> list[Row]:
    """The rows that show the columns best: most numbers, or most separate pieces of text."""
    counts = [sheet.numbers(row) for row in sheet.rows]
    pieces = [len(sheet.runs(row)) for row in sheet.rows]
    most, widest = max(counts), max(pieces)
    if most >= 2:
        found = [
            row
            for row, count, width in zip(sheet.rows, counts, pieces, strict=True)
            if count >= 0.5 * most and (width >= 0.5 * widest or count >= 0.8 * most)
        ]
    else:
        apart = [len(sheet.runs(row, JUSTIFIED)) for row in sheet.rows]
        wide = max(2, 0.6 * widest), max(2, 0.6 * max(apart))
        found = [
            row
            for row, *widths in zip(sheet.rows, pieces, apart, strict=True)
            if widths[0] >= wide[0] or widths[1] >= wide[1]
        ]
    return found or list(sheet.rows)


def find_columns(sheet: Sheet, data: Sequence[Row]) -> tuple[Sheet, Columns]:
    """Cut between columns where no token of a data row stands, and at vertical rules.

    Returns:
        The sheet, header words that nearly touch taken apart at the cuts, and the columns.
    """
    left = min(row.box.x0 for row in sheet.rows)
    right = max(row.box.x1 for row in sheet.rows)
    shown = [*data, *_labels_between(sheet, data), *_wrapped_lines(sheet, data)]
    stretches = find_stretches(shown)
    first = min(row.base for row in data)
    above = [row for row in sheet.rows if row.base < first]
    gaps = [
        (before.hi, after.lo)
        for before, after in pairwise(stretches)
        if Gap(before, after, shown, above, sheet.em).parts()
    ]
    header = [_taken_apart(row, gaps) for row in sheet.rows if row.base < first]
    sheet = replace(sheet, rows=(*header, *(row for row in sheet.rows if row.base >= first)))
    above = sorted(header, key=lambda row: len(sheet.runs(row, 0.6)) > 1)
    cuts = [_clearest(lo, hi, above, sheet.em) for lo, hi in gaps]
    for at in _vertical_cuts(sheet, left, right):
        near = [cut for cut in cuts if _same_gap(cut, at, stretches)]
        cuts = [cut for cut in cuts if cut not in near] + [at]
    columns = Columns((left - 1, *sorted(cuts), right + 1))
    return sheet, _without_hollow(columns, sheet.rows, max(first, sheet.rows[1].base), sheet.em)


def _taken_apart(row: Row, gaps: Sequence[tuple[float, float]]) -> Row:
    """Split tokens that fill gaps between columns at the seams they have there."""
    tokens: list[Token] = []
    for token in row.tokens:
        rest = token
        for lo, hi in sorted(gaps):
            inside = [s for s in rest.seams if s[1] > lo - 1 and s[2] < hi + 1]
            if inside and rest.box.x0 < lo and rest.box.x1 > hi:
                first, rest = rest.split(max(inside, key=lambda seam: seam[2] - seam[1]))
                tokens.append(first)
        tokens.append(rest)
    return row if len(tokens) == len(row.tokens) else Row(tuple(tokens), row.base)


def _clearest(lo: float, hi: float, rows: Sequence[Row], em: float) -> float:
    """Where to cut a gap: in white of the lowest header row, wider than a word space if possible.

    Among such places the one that the fewest tokens of the rows above cross: those may span both
    columns.
    """
    tokens = [(t.box, 2**rank) for rank, row in enumerate(rows) for t in row.tokens]
    inside = [(box, weight) for box, weight in tokens if box.x1 > lo and box.x0 < hi]
    edges = sorted({lo, hi, *(x for b, _ in inside for x in (b.x0, b.x1) if lo < x < hi)})
    choices = []
    for one, two in combinations(edges, 2):
        crossed = sum(weight for box, weight in inside if box.x0 < two and box.x1 > one)
        lowest = crossed >= 2 ** (len(rows) - 1)
        choices.append((lowest, two - one < 0.45 * em, crossed, one - two, (one + two) / 2))
    return min(choices)[4]


def _labels_between(sheet: Sheet, data: Sequence[Row]) -> list[Row]:
    """Short rows at the left between data rows: labels printed at the middle of several rows."""
    bases = [row.base for row in data]
    if len(bases) < 2:
        return []
    steps = sorted(b - a for a, b in pairwise(bases))
    pitch = steps[len(steps) // 4]
    left = min(row.box.x0 for row in data)
    width = max(row.box.x1 for row in data) - left
    chosen = {id(row) for row in data}
    return [
        row
        for row in sheet.rows
        if id(row) not in chosen
        and min(abs(row.base - base) for base in bases) < 0.78 * pitch
        and len(sheet.runs(row, 0.6)) <= 2
        and row.box.x0 < left + 0.4 * width
        and row.box.x1 < left + 0.5 * width
    ]


def _wrapped_lines(sheet: Sheet, data: Sequence[Row]) -> list[Row]:
    """Lines that go on with a text cell of the line above: they start where one of its words does.

    They show that white between the words of the first line parts no columns.
    """
    chosen = {id(row) for row in data}
    first = min(row.base for row in data)
    found = []
    for row in sheet.rows:
        if id(row) in chosen or row.base <= first or any(map(is_numeric, row.tokens)):
            continue
        above = [r for r in sheet.rows if 0 < row.base - r.base < 1.35 * sheet.em]
        starts = [token.box.x0 for r in above for token in r.tokens]
        for place, token in enumerate(row.tokens):
            inner = token.box.x0 > sheet.box.x0 + 3 * sheet.em
            if inner and any(abs(token.box.x0 - x0) < 0.1 * sheet.em for x0 in starts):
                parts = (row.tokens[:place], row.tokens[place:])
                found += [Row(part, row.base) for part in parts if part]
                break
    return found


def _without_hollow(columns: Columns, rows: Sequence[Row], first: float, em: float) -> Columns:
    """Join columns that hold nothing below the header to a neighbour.

    Args:
        columns: The columns.
        rows: All rows, header included.
        first: The baseline of the first row of data.
        em: Font size in points.
    """
    place = 0
    while columns.count > 2 and place < columns.count:
        by_row = [columns.by_column(row.tokens) for row in rows]
        below = [cells for row, cells in zip(rows, by_row, strict=True) if row.base >= first]
        sides = [side for side in (place - 1, place + 1) if 0 <= side < columns.count]
        ties = [tie for side in sides if (tie := _tie(by_row, place, side, em)) is not None]
        if any(place in cells for cells in below) or not ties:
            place += 1
            continue
        _, side = max(ties, key=lambda tie: (tie[0], -tie[1]))
        gone = max(place, side)
        columns = Columns((*columns.cuts[:gone], *columns.cuts[gone + 1 :]))
    return columns


def _tie(
    rows: Sequence[dict[int, list[Token]]], place: int, side: int, em: float
) -> tuple[int, int] | None:
    """How many texts run on from a column into its neighbour; none if both have texts apart."""
    shared = [(cells[place], cells[side]) for cells in rows if place in cells and side in cells]
    for own, other in shared:
        left, right = (own, other) if place < side else (other, own)
        if right[0].box.x0 - left[-1].box.x1 > 0.4 * em:
            return None
    return len(shared), side


def _vertical_cuts(sheet: Sheet, left: float, right: float) -> list[float]:
    """Places of vertical rules inside the region, along at least half of its height together."""
    height = sheet.box.height
    places: dict[float, float] = {}
    for rule in sheet.rulings.vertical:
        if left + 2 < rule.at < right - 2:
            key = next((at for at in places if abs(at - rule.at) < 2), rule.at)
            places[key] = places.get(key, 0.0) + rule.shared(sheet.box.y0, sheet.box.y1)
    return [at for at, length in places.items() if length >= 0.5 * height]


def _same_gap(cut: float, at: float, stretches: Sequence[Stretch]) -> bool:
    """Whether no stretch of tokens lies between a cut and a vertical rule."""
    lo, hi = min(cut, at), max(cut, at)
    return not any(lo < (s.lo + s.hi) / 2 < hi for s in stretches)
