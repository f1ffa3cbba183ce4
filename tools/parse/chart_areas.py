"""Areas on one another: the parts of a stacked area chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.tools.parse.chart_axes import Axes
from mmkg.tools.parse.chart_marks import Mark, Spot
from mmkg.tools.parse.chart_traces import Dot, Trace

ON = 0.1  # points between the edge of an area and the one that it lies on
LEAST = 4  # vertices of an edge; fewer make a band or a wedge


@dataclass(frozen=True, slots=True)
class _Area:
    low: tuple[Spot, ...]
    high: tuple[Spot, ...]
    mark: Mark


def read_areas(marks: Sequence[Mark], axes: Axes) -> tuple[Trace, ...]:
    """One trace for each area, from the place it lies on to its upper edge.

    Nothing unless all that is filled are such areas, each on zero or on another, with vertices at
    the same keys: bands around lines lie on nothing.
    """
    shapes = [mark for mark in marks if mark.shape == "area" and mark.filled]
    areas = [area for mark in shapes if (area := _area(mark))]
    foot = axes.y.scale.place(0.0) if axes.y.scale and axes.y.scale.kind == "linear" else None
    if len(areas) < 2 or len(areas) < len(shapes) or foot is None:
        return ()
    floor = tuple((x, foot) for x, _ in areas[0].low)
    edges = [floor, *(area.high for area in areas)]
    if not all(any(_same(area.low, edge) for edge in edges) for area in areas):
        return ()
    return tuple(
        Trace(
            "line",
            frozenset({area.mark.colour}),
            False,
            frozenset(),
            tuple(
                Dot(x, y, area.mark.box, base=base)
                for (x, y), (_, base) in zip(area.high, area.low, strict=True)
            ),
        )
        for area in areas
    )


def _area(mark: Mark) -> _Area | None:
    """An area's lower and upper edge with vertices at the same keys, if it has them."""
    spots = list(dict.fromkeys((round(x, 3), round(y, 3)) for x, y in mark.points))
    keys = sorted({x for x, _ in spots})
    column = {key: sorted((y for x, y in spots if x == key), reverse=True) for key in keys}
    if len(keys) < LEAST or any(len(heights) > 2 for heights in column.values()):
        return None
    low = tuple((key, column[key][0]) for key in keys)
    high = tuple((key, column[key][-1]) for key in keys)
    return _Area(low, high, mark)


def _same(edge: Sequence[Spot], other: Sequence[Spot]) -> bool:
    return len(edge) == len(other) and all(
        abs(a - c) < ON and abs(b - d) < ON for (a, b), (c, d) in zip(edge, other, strict=True)
    )
