"""Connectors of a diagram: open paths, put together where they meet, with their arrowheads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_marks import Mark, Spot

SHORTEST = 6.0  # points: a shorter open path is no connector
HEAD = 14.0  # points: the largest arrowhead
NEAR_HEAD = 3.0  # points from the end of a line to its arrowhead
MEET = 1.0  # points between the ends of two pieces of one connector
NEAR_RIM = 1.5  # points from the end of a line to the rim of the shape that it ends at
REACH = 6.0  # points from the end of a connector to the shape that it leads to


@dataclass(frozen=True, slots=True)
class End:
    """An end of a connector: where it is, and whether an arrowhead is drawn there."""

    box: Box
    headed: bool


@dataclass(frozen=True, slots=True)
class Connector:
    """A connected drawing of lines, with the ends that lead somewhere else."""

    ends: tuple[End, ...]
    box: Box
    pieces: tuple[tuple[Spot, Spot], ...]

    def distance(self, spot: Spot) -> float:
        """Points from its lines to a spot; curves count as straight."""
        return min(_distance(spot, a, b) for a, b in self.pieces)


def read_connectors(marks: Sequence[Mark], shapes: Sequence[Box] = ()) -> tuple[Connector, ...]:
    """The connectors among marks that are no shapes.

    Lines that meet at the rim of a shape are connectors of their own: each ends there.
    """
    heads = [mark for mark in marks if _is_head(mark)]
    lines = [mark for mark in marks if mark not in heads and _is_line(mark)]
    rims = [shape.grown(NEAR_RIM) for shape in shapes]
    return tuple(_connector(group, heads, rims) for group in _groups(lines, rims))


def _is_line(mark: Mark) -> bool:
    return mark.shape in ("rule", "line", "curve") and _length(mark) >= SHORTEST


def _is_head(mark: Mark) -> bool:
    size = max(mark.box.width, mark.box.height)
    if not 1.0 < size <= HEAD:
        return False
    bent = mark.shape in ("line", "curve") and len(mark.points) == 3
    return bent or mark.shape == "marker" and 4 <= len(mark.points) <= 6


def _length(mark: Mark) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(mark.points))


def _groups(lines: Iterable[Mark], rims: Sequence[Box]) -> list[list[Mark]]:
    """Lines that touch at their ends, or end on one another, as one connector each."""
    groups: list[list[Mark]] = []
    for line in lines:
        touching = [g for g in groups if any(_touch(line, other, rims) for other in g)]
        groups = [group for group in groups if group not in touching]
        groups.append([line, *(mark for group in touching for mark in group)])
    return groups


def _touch(a: Mark, b: Mark, rims: Sequence[Box]) -> bool:
    near = a.box.grown(MEET).shared(b.box)
    if near.width < 0 or near.height < 0:
        return False
    return any(_meets(end, b, rims) for end in _ends(a)) or any(
        _meets(end, a, rims) for end in _ends(b)
    )


def _meets(end: Spot, other: Mark, rims: Sequence[Box]) -> bool:
    """Whether a line goes on in another where it ends, which it does not at a shape."""
    at = Box(*end, *end)
    return _on(end, other) and not any(rim.holds(at) for rim in rims)


def _ends(mark: Mark) -> tuple[Spot, Spot]:
    return mark.points[0], mark.points[-1]


def _on(spot: Spot, mark: Mark) -> bool:
    if mark.shape == "curve":
        return min(math.dist(spot, end) for end in _ends(mark)) < MEET
    return any(_distance(spot, a, b) < MEET for a, b in pairwise(mark.points))


def _distance(spot: Spot, a: Spot, b: Spot) -> float:
    """From a spot to a straight piece."""
    length = math.dist(a, b)
    if length == 0:
        return math.dist(spot, a)
    along = ((spot[0] - a[0]) * (b[0] - a[0]) + (spot[1] - a[1]) * (b[1] - a[1])) / length**2
    share = max(0.0, min(1.0, along))
    return math.dist(spot, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))


def _connector(group: Sequence[Mark], heads: Sequence[Mark], rims: Sequence[Box]) -> Connector:
    ends = tuple(_free_ends(group, heads, rims))
    box = union(mark.box for mark in group)
    return Connector(ends, box, tuple(piece for mark in group for piece in pairwise(mark.points)))


def _free_ends(group: Sequence[Mark], heads: Sequence[Mark], rims: Sequence[Box]) -> Iterator[End]:
    """The ends at which no other line of the group goes on, reaching as far as their arrowheads."""
    for mark in group:
        for spot in _ends(mark):
            if any(other is not mark and _meets(spot, other, rims) for other in group):
                continue
            at = Box(*spot, *spot)
            near = [head.box for head in heads if head.box.grown(NEAR_HEAD).holds(at)]
            yield End(union((at, *near)).grown(REACH), bool(near))
