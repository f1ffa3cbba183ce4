"""Charts: the data of vector graphics, recovered only where nothing about them is in doubt.

The stages, each a pure function with a module of its own: strokes → marks, lines → labels,
marks → frames, frames and labels → axes with scales, labels and marks → legend, marks → traces,
traces and legend → named traces, named traces and scales → points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from mmkg.graph.document import Axis, Series
from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_areas import read_areas
from mmkg.tools.parse.chart_axes import Axes, Ruler, read_axes
from mmkg.tools.parse.chart_bars import keys_and_values, read_bars
from mmkg.tools.parse.chart_errors import with_error_bars
from mmkg.tools.parse.chart_frames import find_frames, straight
from mmkg.tools.parse.chart_labels import Label, read_labels
from mmkg.tools.parse.chart_legend import Entry, read_legend
from mmkg.tools.parse.chart_marks import Mark, read_marks
from mmkg.tools.parse.chart_names import name_traces
from mmkg.tools.parse.chart_points import printed_values, read_keys, read_points
from mmkg.tools.parse.chart_traces import Doubt, Trace, read_traces, squares
from mmkg.tools.parse.pages import Line, Stroke

MOST_MARKS = 6000  # a drawing with more is no chart that a reader could use


@dataclass(frozen=True, slots=True)
class Chart:
    """The data of one plot frame, or why they are not asserted.

    Attributes:
        box: The frame with its tick labels and axis titles.
        x_axis: The axis that names the points; it stands at the left of level bars.
        fit_error: Largest misfit of tick labels, as a share of the axis.
        decimals: Decimals that every value can carry.
        doubt: Why there are no series.
    """

    frame: Box
    box: Box
    x_axis: Axis
    y_axis: Axis
    series: tuple[Series, ...] = ()
    fit_error: float = 1.0
    decimals: int = 0
    doubt: str = ""


def read_charts(strokes: Sequence[Stroke], lines: Sequence[Line]) -> tuple[Chart, ...]:
    """Read all plot frames of a figure, from its vector paths and printed lines."""
    marks = read_marks(strokes)
    if not marks or len(marks) > MOST_MARKS:
        return ()
    labels = read_labels(lines)
    panels, insets = _panels(marks, labels)
    used = frozenset(label for axes in panels for label in axes.used)
    free = [label for label in labels if label not in used]
    frames = [axes.frame for axes in panels]
    entries = read_legend(free, marks, frames)
    charts = []
    for axes in panels:
        own = [e for e in entries if axes.frame.holds(e.box) or not _in_any(frames, e.box)]
        empty = _empty(axes, axes.doubt or ("another plot stands inside" if axes in insets else ""))
        sampled = {mark for entry in entries for mark in entry.marks}
        named = {entry.label for entry in entries}
        inside = [m for m in _inside(marks, axes.frame, own) if m not in sampled]
        notes = [n for n in free if n not in named and axes.frame.grown(n.size).holds(n.box)]
        charts.append(empty if empty.doubt else _filled(empty, axes, inside, own, notes))
    return tuple(charts)


def unread_frames(strokes: Sequence[Stroke], chart: Chart, charts: Sequence[Chart]) -> bool:
    """Whether a figure has a rectangle of a plot's size beside its charts."""
    return any(
        all(frame.overlap(other.frame) == 0 for other in charts)
        and frame.width > 0.4 * chart.frame.width
        and frame.height > 0.4 * chart.frame.height
        for frame in find_frames(read_marks(strokes))
    )


def _in_any(frames: Sequence[Box], box: Box) -> bool:
    return any(frame.holds(box) for frame in frames)


def _panels(marks: Sequence[Mark], labels: Sequence[Label]) -> tuple[list[Axes], list[Axes]]:
    """Frames with two axes, the one with most tick labels of those that overlap.

    Returns:
        The panels in reading order, and those that have another plot inside.
    """
    frames = find_frames(marks)
    read = (read_axes(frame, labels, marks, frames) for frame in frames)
    whole = [axes for axes in read if axes]
    found = [axes for axes in whole if not _holds_panels(axes.frame, whole)]
    found.sort(key=_rank, reverse=True)
    kept: list[Axes] = []
    insets: list[Axes] = []
    for axes in found:
        rivals = [other for other in kept if axes.frame.overlap(other.frame) > 0]
        if not rivals:
            kept.append(axes)
        insets += [other for other in rivals if not axes.used & other.used]
    return sorted(kept, key=lambda axes: (round(axes.frame.y0 / 20), axes.frame.x0)), insets


def _holds_panels(frame: Box, panels: Sequence[Axes]) -> bool:
    """Whether a frame is only what the outlines of several panels make together."""
    inner = [p.frame for p in panels if frame.grown(1.0).overlap(p.frame) > 0.99 * p.frame.area]
    inner = [other for other in inner if other.area < 0.7 * frame.area]
    return any(a.overlap(b) == 0 for a, b in combinations(inner, 2))


def _rank(axes: Axes) -> tuple[int, float]:
    return len(axes.x.ticks) + len(axes.y.ticks), axes.frame.area


def _inside(marks: Sequence[Mark], frame: Box, legend: Sequence[Entry]) -> list[Mark]:
    """What is drawn in a frame besides its own outline, backgrounds and the legend's box."""
    inner = [e for e in legend if frame.holds(e.label.box)]
    return [
        mark
        for mark in marks
        if _touches(mark, frame)
        and not (mark.box.width > 0.97 * frame.width and mark.box.height > 0.97 * frame.height)
        and not _is_legend_box(mark, inner)
    ]


def _touches(mark: Mark, frame: Box) -> bool:
    if mark.shape in ("rule", "marker"):
        return frame.grown(1.0).holds(mark.box)
    return frame.overlap(mark.box.grown(0.01)) > 0.05


def _is_legend_box(mark: Mark, entries: Sequence[Entry]) -> bool:
    """Whether a shape is the background of the legend: around all of it, in no series' colour."""
    return (
        bool(entries)
        and mark.shape in ("rect", "area")
        and all(mark.box.holds(e.label.box) and mark.box.holds(e.box) for e in entries)
        and not any(mark.colour in entry.colours for entry in entries)
    )


def _empty(axes: Axes, doubt: str) -> Chart:
    return Chart(axes.frame, axes.box, _axis(axes.x), _axis(axes.y), doubt=doubt)


def _axis(ruler: Ruler) -> Axis:
    categories = () if ruler.scale else tuple(tick.text for tick in ruler.ticks)
    scale = ruler.scale.kind if ruler.scale else "category"
    return Axis(title=ruler.title, unit=ruler.unit, scale=scale, categories=categories)


def _filled(
    chart: Chart,
    axes: Axes,
    marks: Sequence[Mark],
    entries: Sequence[Entry],
    notes: Sequence[Label],
) -> Chart:
    try:
        return _read(chart, axes, marks, entries, notes)
    except Doubt as doubt:
        return replace(chart, doubt=str(doubt))


def _read(
    chart: Chart,
    axes: Axes,
    marks: Sequence[Mark],
    entries: Sequence[Entry],
    notes: Sequence[Label],
) -> Chart:
    """Run the last stages.

    Raises:
        Doubt: If anything in the frame could be misread.
    """
    dotted = squares(marks)
    rules = frozenset(mark for mark in straight(marks) if mark.shape == "rule")
    solid = [mark for mark in marks if mark not in rules and mark not in dotted]
    bars = read_bars(solid, axes)
    level = bool(bars and bars.level)
    if axes.y.scale is None and not level:
        raise Doubt("no axis of values")
    traces = [*read_traces([m for m in marks if m not in rules], axes.frame)]
    if bars and level and traces:
        raise Doubt("lines among level bars")
    traces = [*(bars.traces if bars else ()), *traces] or [*read_areas(marks, axes)]
    if not traces:
        raise Doubt("no series")
    traces = with_error_bars(traces, rules, axes.frame, level)
    decoration = frozenset(mark.colour for mark in rules)
    named = name_traces(traces, entries, decoration)
    return _with_series(chart, named, keys_and_values(axes, level), notes)


def _with_series(
    chart: Chart,
    named: Sequence[tuple[str, Trace]],
    rulers: tuple[Ruler, Ruler],
    notes: Sequence[Label],
) -> Chart:
    keys, values = rulers
    if values.scale is None:
        raise Doubt("no axis of values")
    beside = printed_values(notes)
    texts = read_keys([trace for _, trace in named], keys)
    readings = [
        read_points(trace, of_trace, values.scale, beside)
        for (_, trace), of_trace in zip(named, texts, strict=True)
    ]
    series = tuple(
        Series(name=name, kind=trace.kind, points=tuple(r.point for r in found))
        for (name, trace), found in zip(named, readings, strict=True)
    )
    errors = [ruler.scale.error for ruler in rulers if ruler.scale]
    decimals = min(reading.decimals for found in readings for reading in found)
    return replace(
        chart,
        x_axis=_axis(keys),
        y_axis=_axis(values),
        series=series,
        fit_error=max(errors),
        decimals=min(12, max(0, decimals)),
    )
