"""Stage 5: rows of tokens to columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from mmkg.tools.parse.tables.grid import Columns, Sheet, is_numeric
from mmkg.tools.parse.tables.tokens import Row, Token

JUSTIFIED = 0.8  # em, wider than the spaces of a justified line


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the x axis that tokens cover."""

    lo: float
    hi: float
    tokens: tuple[Token, ...]

    @property
    def numeric(self) -> bool:
        """Whether nearly all of it is numbers."""
        return sum(map(is_numeric, self.tokens)) > 0.8 * len(self.tokens)


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
    stretches = _stretches(shown)
    gaps = [
        (before.hi, after.lo)
        for before, after in pairwise(stretches)
        if _parts(before, after, shown, sheet.em)
    ]
    first = min(row.base for row in data)
    header = [_taken_apart(row, gaps) for row in sheet.rows if row.base < first]
    sheet = replace(sheet, rows=(*header, *(row for row in sheet.rows if row.base >= first)))
    above = sorted(header, key=lambda row: len(sheet.runs(row, 0.6)) > 1)
    cuts = [_clearest(lo, hi, above, sheet.em) for lo, hi in gaps]
    for at in _vertical_cuts(sheet, left, right):
        near = [cut for cut in cuts if _same_gap(cut, at, stretches)]
        cuts = [cut for cut in cuts if cut not in near] + [at]
    return sheet, Columns((left - 1, *sorted(cuts), right + 1))


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


def _stretches(rows: Sequence[Row]) -> list[Stretch]:
    tokens = sorted((t for row in rows for t in row.tokens), key=lambda token: token.box.x0)
    found: list[Stretch] = []
    for token in tokens:
        last = found[-1] if found else None
        if last and token.box.x0 < last.hi + 0.25:
            hi = max(last.hi, token.box.x1)
            found[-1] = Stretch(last.lo, hi, (*last.tokens, token))
        else:
            found.append(Stretch(token.box.x0, token.box.x1, (token,)))
    return found


def _parts(before: Stretch, after: Stretch, rows: Sequence[Row], em: float) -> bool:
    """Whether the white between two stretches parts columns or only words."""
    gap = after.lo - before.hi
    if _follows(after) and gap < 0.5 * em:
        return False
    if before.numeric and after.numeric:
        return gap >= 0.18 * em
    if _is_word_space(before, after, rows, em):
        return False
    if before.numeric or after.numeric:
        return gap >= (0.14 if len(rows) >= 4 else 0.3) * em
    return gap >= (0.4 if len(rows) > 2 else 0.55) * em


def _follows(stretch: Stretch) -> bool:
    """Whether its tokens belong to the number before: in parentheses, or after a ± sign."""
    held = [token for token in stretch.tokens if token.text.strip("-–—−")]
    return bool(held) and all(token.text[0] in "(±（%" for token in held)


def _is_word_space(before: Stretch, after: Stretch, rows: Sequence[Row], em: float) -> bool:
    """Whether the space is the same on every row and no wider than between words."""
    spaces = []
    left_ids = {id(token) for token in before.tokens}
    right_ids = {id(token) for token in after.tokens}
    for row in rows:
        for one, two in pairwise(row.tokens):
            if id(one) in left_ids and id(two) in right_ids:
                spaces.append(two.box.x0 - one.box.x1)
    if not spaces:
        return False
    return max(spaces) <= 0.4 * em and max(spaces) - min(spaces) < 0.12 * em


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
