"""Matching of two sequences in order, such as the rows of two readings of one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


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
