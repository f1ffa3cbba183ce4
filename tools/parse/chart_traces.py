"""Traces: the lines, steps and clouds of markers in a frame, still in points on the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_marks import SMALL, Colour, Mark
from mmkg.tools.parse.chart_steps import Doubt as Doubt
from mmkg.tools.parse.chart_steps import read_steps

ON = 0.7  # points between a vertex and the marker drawn on it
MOST_VERTICES = 120  # longer lines are simplified by those who draw them: not the data any more
MOST_UNEVEN = 9  # vertices of an unmarked line at uneven distances


@dataclass(frozen=True, slots=True)
class Dot:
    """One reading place: along the axis of keys, along the axis of values, and its mark.

    Attributes:
        base: For a part of a stacked bar, where it starts on the axis of values.
        blur: Points by which the mark's own shape makes the place unsure.
        reach: Where its error bar starts and ends along the axis of values.
    """

    key: float
    value: float
    box: Box
    base: float | None = None
    blur: float = 0.0
    reach: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One series before it has a name: its looks and its places.

    Attributes:
        uneven: Its vertices stand as those of a simplified curve do, or those of dates.
    """

    kind: Literal["line", "bar", "scatter", "step"]
    colours: frozenset[Colour]
    dashed: bool
    forms: frozenset[str]
    dots: tuple[Dot, ...]
    uneven: bool = False


def read_traces(marks: Iterable[Mark], frame: Box) -> tuple[Trace, ...]:
    """Lines with the markers on them, then markers that stand alone.

    Args:
        marks: What is drawn inside the frame, without axes, gridlines and legend.
        frame: The plot area.

    Raises:
        Doubt: If something drawn cannot be told to be data or decoration.
    """
    marks = tuple(marks)
    clouds = _clouds(marks)
    lines = [_line(mark, frame) for mark in marks if mark.shape == "line"]
    lines = _joined(_without_bridges([line for line in lines if line.dots], clouds))
    _refuse_curves(marks, clouds, frame)
    traces = []
    for line in lines:
        on_it = [cloud for cloud in clouds if _on(cloud, line, lines) or _over(cloud, line, lines)]
        for cloud in on_it:
            clouds.remove(cloud)
        traces.append(_marked(line, on_it) if on_it else _unmarked(line))
    return tuple(traces) + tuple(_scatter(cloud, frame) for cloud in clouds)


def _without_bridges(lines: Sequence[Trace], clouds: Sequence[list[Mark]]) -> list[Trace]:
    """Lines other than short straight ones that lead from one marker's rim to the next one's."""
    return [line for line in lines if not any(_bridges(line, cloud) for cloud in clouds)]


def _bridges(line: Trace, cloud: Sequence[Mark]) -> bool:
    if len(line.dots) != 2 or not line.colours <= {mark.colour for mark in cloud}:
        return False
    spots = sorted(mark.box.centre for mark in cloud)
    a, b = ((dot.key, dot.value) for dot in line.dots)
    for start, end in pairwise(spots):
        whole = math.dist(start, end)
        way = math.dist(start, a) + math.dist(a, b) + math.dist(b, end)
        apart = min(math.dist(start, a), math.dist(b, end))
        if way - whole < 0.05 and ON < apart < SMALL:
            return True
    return False


def _unmarked(line: Trace) -> Trace:
    """A line without markers, and whether its vertices stand at uneven distances."""
    keys = [dot.key for dot in line.dots]
    steps = [after - before for before, after in pairwise(keys)]
    least = min((step for step in steps if step > 0.05), default=1.0)
    uneven = any(abs(step / least - round(step / least)) > 0.08 for step in steps)
    return replace(line, uneven=len(keys) > MOST_UNEVEN and uneven)


def _refuse_curves(marks: Sequence[Mark], clouds: Sequence[list[Mark]], frame: Box) -> None:
    dotted = {mark.colour for cloud in clouds for mark in cloud}
    for mark in marks:
        wide = mark.box.width > 0.15 * frame.width
        if mark.shape == "curve" and wide and mark.colour not in dotted:
            raise Doubt("a smooth curve without markers")


def _clouds(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Markers that look alike, squares among them where they are no bars."""
    groups: dict[tuple[Colour, str], list[Mark]] = {}
    for mark in marks:
        if mark.shape == "marker" or _square(mark):
            groups.setdefault((mark.colour, mark.form), []).append(mark)
    return [group for group in groups.values() if not _on_one_base(group)]


def _square(mark: Mark) -> bool:
    box = mark.box
    even = abs(box.width - box.height) < 0.2 * box.width
    return mark.shape == "rect" and 1.5 < box.width <= SMALL and even


def _on_one_base(group: Sequence[Mark]) -> bool:
    """Whether squares are bars of one height or one thickness, or not all of one size."""
    if group[0].shape != "rect":
        return False
    if not _nearly_equal(group):
        return True
    low = {round(mark.box.y1, 1) for mark in group}
    start = {round(mark.box.x0, 1) for mark in group}
    return len(group) < 2 or len(low) == 1 or len(start) == 1


def _nearly_equal(group: Sequence[Mark]) -> bool:
    """Whether marks have one size, as drawn with the same marker."""
    first = group[0].box
    return all(
        abs(mark.box.width - first.width) < 0.1 and abs(mark.box.height - first.height) < 0.1
        for mark in group
    )


def squares(marks: Sequence[Mark]) -> frozenset[Mark]:
    """Square markers, which are no bars."""
    return frozenset(mark for group in _clouds(marks) for mark in group if mark.shape == "rect")


def _line(mark: Mark, frame: Box) -> Trace:
    spots = [mark.points[0]]
    spots += [spot for before, spot in pairwise(mark.points) if math.dist(before, spot) > 0.01]
    if len(spots) > MOST_VERTICES:
        raise Doubt("a line with more vertices than a chart of data has")
    kind, spots = read_steps(spots)
    inside = [spot for spot in spots if frame.x0 - 0.5 <= spot[0] <= frame.x1 + 0.5]
    if any(not frame.y0 - 0.5 <= y <= frame.y1 + 0.5 for _, y in inside):
        raise Doubt("a line leaves the plot area")
    if any(after[0] < before[0] - 0.05 for before, after in pairwise(inside)):
        inside.reverse()
    if any(after[0] < before[0] - 0.05 for before, after in pairwise(inside)):
        raise Doubt("a line turns back")
    dots = tuple(Dot(x, y, Box(x, y, x, y).grown(2)) for x, y in inside)
    return Trace(kind, frozenset({mark.colour}), mark.dashed, frozenset(), dots)


def _joined(lines: Sequence[Trace]) -> list[Trace]:
    """Put the pieces of an interrupted line together."""
    joined: list[Trace] = []
    for line in lines:
        for index, other in enumerate(joined):
            same = (line.colours, line.dashed, line.kind) == (
                other.colours,
                other.dashed,
                other.kind,
            )
            if same and line.dots[0].key > other.dots[-1].key + 1:
                joined[index] = replace(other, dots=other.dots + line.dots)
                break
        else:
            joined.append(line)
    return joined


def _on(cloud: Sequence[Mark], line: Trace, lines: Sequence[Trace]) -> bool:
    """Whether all markers of a cloud are drawn on the vertices of this line and no other."""
    if not _covers(line, cloud):
        return False
    rivals = [other for other in lines if other is not line and _covers(other, cloud)]
    return not rivals or cloud[0].colour in line.colours


def _over(cloud: Sequence[Mark], line: Trace, lines: Sequence[Trace]) -> bool:
    """Whether markers stand on all of a line and, where it is interrupted, beside it."""
    spots = [(dot.key, dot.value) for dot in line.dots]
    near = [[m for m in cloud if math.dist(m.box.centre, spot) < ON] for spot in spots]
    same = line.colours == {mark.colour for mark in cloud}
    alike = sum(other.colours == line.colours for other in lines)
    return same and alike == 1 and all(near)


def _covers(line: Trace, cloud: Sequence[Mark]) -> bool:
    spots = [(dot.key, dot.value) for dot in line.dots]
    return all(min(math.dist(mark.box.centre, spot) for spot in spots) < ON for mark in cloud)


def _marked(line: Trace, clouds: Sequence[Sequence[Mark]]) -> Trace:
    markers = [mark for cloud in clouds for mark in cloud]
    dots = tuple(
        replace(dot, box=near[0].box)
        if (near := [m for m in markers if math.dist(m.box.centre, (dot.key, dot.value)) < ON])
        else dot
        for dot in line.dots
    )
    spots = [(dot.key, dot.value) for dot in line.dots]
    beside = [m for m in markers if min(math.dist(m.box.centre, spot) for spot in spots) >= ON]
    dots += tuple(Dot(*mark.box.centre, mark.box) for mark in beside)
    colours = line.colours | {mark.colour for mark in markers}
    forms = frozenset(mark.form for mark in markers)
    ordered = tuple(sorted(dots, key=lambda dot: dot.key)) if beside else dots
    return replace(line, dots=ordered, colours=colours, forms=forms)


def _scatter(cloud: Sequence[Mark], frame: Box) -> Trace:
    inside = frame.grown(0.5)
    dots = []
    for mark in sorted(cloud, key=lambda mark: mark.box.centre):
        if not inside.holds(mark.box):
            raise Doubt("a marker outside of the plot area")
        x, y = mark.box.centre
        blur = 0.0 if mark.even else 0.12 * mark.box.height
        dots.append(Dot(x, y, mark.box, blur=blur))
    forms = frozenset({cloud[0].form})
    return Trace("scatter", frozenset({cloud[0].colour}), False, forms, tuple(dots))
