"""Pairs without all pairs: what keeps mining near-linear in large corpora."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
NEAR = 100  # how many that follow it a thing is paired with


def near_pairs(things: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Pairs of each thing with those that follow it, `NEAR` of them at most; of few, all pairs."""
    for place, one in enumerate(things):
        for two in things[place + 1 : place + 1 + NEAR]:
            yield one, two
