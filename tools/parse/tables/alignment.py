"""Matching of two sequences in order, such as the rows of two readings of one table."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Texts = tuple[str, ...]
MOST_PAIRS = 250_000  # of items between anchors that are compared with each other


def align_rows(
    one: Sequence[Texts],
    other: Sequence[Texts],
    score: Callable[[Texts, Texts], float],
    least: float,
) -> list[tuple[int, int]]:
    """Match rows as `align` does, in time near to their number where most are the same.

    Rows that are found once in both and stand in the same order are anchors; between two of them
    rows are aligned. Where none is for very long, rows stay unmatched.
    """
    pairs: list[tuple[int, int]] = []
    i, j = 0, 0
    for k, m in (*_anchors(one, other), (len(one), len(other))):
        if (k - i) * (m - j) <= MOST_PAIRS:
            between = align(one[i:k], other[j:m], score, least)
            pairs += ((i + a, j + b) for a, b in between)
        if k < len(one):
            pairs.append((k, m))
        i, j = k + 1, m + 1
    return pairs


def _anchors(one: Sequence[Texts], other: Sequence[Texts]) -> list[tuple[int, int]]:
    """The longest ascending run of pairs of equal rows that both sequences have once."""
    often, seen = Counter(one), Counter(other)
    place = {row: j for j, row in enumerate(other) if seen[row] == 1 and any(row)}
    pairs = [(i, place[row]) for i, row in enumerate(one) if often[row] == 1 and row in place]
    ends: list[int] = []
    tails: list[int] = []
    before: list[int | None] = []
    for n, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        before.append(tails[at - 1] if at else None)
        ends[at : at + 1], tails[at : at + 1] = [j], [n]
    return [pairs[n] for n in _followed(tails[-1] if tails else None, before)][::-1]


def _followed(last: int | None, before: Sequence[int | None]) -> Iterator[int]:
    while last is not None:
        yield last
        last = before[last]


def align(
    one: Sequence[T], other: Sequence[T], score: Callable[[T, T], float], least: float = 0.0
) -> list[tuple[int, int]]:
    """Match items of two sequences, keeping their order, so that the summed score is greatest.

    Args:
        one: The first sequence.
        other: The second sequence.
        score: How alike two items are, 0 for not at all.
        least: Pairs with a lower score are not matched.

    Returns:
        Places in both sequences, ascending.
    """
    scores = [[score(a, b) for b in other] for a in one]
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, row in enumerate(scores, start=1):
        for j, value in enumerate(row, start=1):
            taken = best[i - 1][j - 1] + value if value >= least else 0.0
            best[i][j] = max(best[i - 1][j], best[i][j - 1], taken)
    return _trace(scores, best, least)


def _trace(
    scores: list[list[float]], best: list[list[float]], least: float
) -> list[tuple[int, int]]:
    pairs = []
    i, j = len(best) - 1, len(best[0]) - 1
    while i and j:
        value = scores[i - 1][j - 1]
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        elif value >= least:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]
