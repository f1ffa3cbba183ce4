"""Staircases: runs of level and upright pieces, and the vertices that are their data."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from mmkg.tools.parse.chart_marks import Spot


class Doubt(Exception):
    """A chart that might be misread; nothing is asserted about it. The text says why."""


def read_steps(spots: list[Spot]) -> tuple[Literal["line", "step"], list[Spot]]:
    """Tell a staircase from a line, and keep the vertices that are its data."""
    flat = [abs(a[1] - b[1]) < 0.01 for a, b in pairwise(spots)]
    upright = [abs(a[0] - b[0]) < 0.01 for a, b in pairwise(spots)]
    if len(spots) < 4 or not all(f or u for f, u in zip(flat, upright, strict=True)):
        return "line", spots
    if any(a == b for a, b in pairwise(flat)):
        raise Doubt("a staircase whose steps cannot be told from their ends")
    if flat[0] == flat[-1]:
        return "step", _middles(spots) if flat[0] else []
    return "step", spots[::2] + ([spots[-1]] if len(spots) % 2 == 0 else [])


def _middles(spots: list[Spot]) -> list[Spot]:
    """The middles of the treads, where the first and last are half as long as the others.

    Raises:
        Doubt: If they are not, so that the data may stand at either end of a tread.
    """
    treads = list(zip(spots[::2], spots[1::2], strict=True))
    lengths = [end[0] - start[0] for start, end in treads]
    inner = lengths[1:-1]
    even = bool(inner) and max(inner) - min(inner) < 0.02 * abs(inner[0])
    halves = even and all(
        abs(2 * outer - inner[0]) < 0.02 * abs(inner[0]) for outer in (lengths[0], lengths[-1])
    )
    if not halves:
        raise Doubt("a staircase whose steps cannot be told from their ends")
    middles = [((start[0] + end[0]) / 2, start[1]) for start, end in treads[1:-1]]
    return [spots[0], *middles, spots[-1]]
