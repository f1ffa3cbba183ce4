"""Which sign of a formula set again is which of those on the page."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence

from mmkg.tools.parse.formula_rendered_signs import Sign

_ROUNDS = 3
_NEAR = 7  # signs around one that tell how far its place is off
_DOWN = 4.0  # what a step down costs, in steps across
_Place = tuple[float, float]


def matched(page: Sequence[Sign], again: Sequence[Sign]) -> dict[int, int]:
    """The place in `again` of each sign of the page; nothing if they are not the same signs.

    Like signs are told apart by where they are: first by their place in the whole, then by how far
    off their neighbours turned out to be.
    """
    here, there = _by_char(page), _by_char(again)
    if {c: len(n) for c, n in here.items()} != {c: len(n) for c, n in there.items()}:
        return {}
    places, others = _scaled(page, again)
    found: dict[int, int] = {}
    moved = others
    for _ in range(_ROUNDS):
        last, found = found, {}
        for char, mine in here.items():
            theirs = there[char]
            costs = [[_cost(places[i], moved[j]) for j in theirs] for i in mine]
            found |= {mine[i]: theirs[j] for i, j in enumerate(assigned(costs))}
        if found == last:
            break
        moved = _drifted(places, others, found)
    return found


def _by_char(signs: Sequence[Sign]) -> Mapping[str, list[int]]:
    places = defaultdict(list)
    for place, sign in enumerate(signs):
        places[sign.char].append(place)
    return places


def _cost(place: _Place, other: _Place) -> float:
    return (place[0] - other[0]) ** 2 + _DOWN * (place[1] - other[1]) ** 2


def _scaled(page: Sequence[Sign], again: Sequence[Sign]) -> tuple[list[_Place], list[_Place]]:
    """The places of all signs, stretched so that both formulas are of one width and height."""
    ends = [_ends(signs) for signs in (page, again)]
    wide = statistics.fmean((x1 - x0) / size for x0, x1, _, _, size in ends)
    high = statistics.fmean(max(y1 - y0, size) / size for _, _, y0, y1, size in ends)
    here, there = (
        [
            (
                wide * (sign.box.centre[0] - x0) / max(x1 - x0, 0.1 * size),
                high * (sign.box.centre[1] - y0) / max(y1 - y0, size),
            )
            for sign in signs
        ]
        for signs, (x0, x1, y0, y1, size) in zip((page, again), ends, strict=True)
    )
    return here, there


def _ends(signs: Sequence[Sign]) -> tuple[float, float, float, float, float]:
    levels = [sign.box.centre[1] for sign in signs]
    left, right = min(sign.box.x0 for sign in signs), max(sign.box.x1 for sign in signs)
    return left, right, min(levels), max(levels), largest(signs)


def largest(signs: Sequence[Sign]) -> float:
    """The size of a formula's largest letters."""
    return max((sign.size for sign in signs if sign.size), default=1.0)


def _drifted(
    places: Sequence[_Place], others: Sequence[_Place], found: Mapping[int, int]
) -> list[_Place]:
    """The places of what is set again, moved as most of their neighbours are."""
    back = {j: i for i, j in found.items()}
    out = []
    for own in others:
        near = sorted(range(len(others)), key=lambda j: _cost(own, others[j]))[:_NEAR]
        across = statistics.median_low(places[back[j]][0] - others[j][0] for j in near)
        down = statistics.median_low(places[back[j]][1] - others[j][1] for j in near)
        out.append((own[0] + across, own[1] + down))
    return out


def assigned(costs: Sequence[Sequence[float]]) -> list[int]:
    """A column for each row of a square table so that their sum is least (Kuhn's method).

    Rows are added one by one; what a row and a column are worth keeps all differences from zero.
    """
    count = len(costs)
    if count == 1:
        return [0]
    rows, columns = [0.0] * count, [0.0] * count
    owner: list[int | None] = [None] * count
    for row in range(count):
        _add(row, costs, rows, columns, owner)
    columns_of = {owned: column for column, owned in enumerate(owner)}
    return [columns_of[row] for row in range(count)]


def _add(
    row: int,
    costs: Sequence[Sequence[float]],
    rows: list[float],
    columns: list[float],
    owner: list[int | None],
) -> None:
    """Give a row a column, and the rows that it drives away others."""
    least = [float("inf")] * len(costs)
    before: list[int | None] = [None] * len(costs)
    seen: list[int] = []
    at, column = row, None
    while True:
        for free in range(len(costs)):
            slack = costs[at][free] - rows[at] - columns[free]
            if free not in seen and slack < least[free]:
                least[free], before[free] = slack, column
        next_one = min((c for c in range(len(costs)) if c not in seen), key=least.__getitem__)
        step = least[next_one]
        rows[row] += step
        for done in seen:
            rows[owner[done] or 0] += step
            columns[done] -= step
        least = [value - step for value in least]
        seen.append(next_one)
        column = next_one
        if owner[column] is None:
            break
        at = owner[column] or 0
    while column is not None:
        last = before[column]
        owner[column] = row if last is None else owner[last]
        column = last
