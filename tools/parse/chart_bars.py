"""Bars: rectangles that start at zero or on one another, upright or level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_axes import Axes, Ruler
from mmkg.tools.parse.chart_marks import Colour, Mark
from mmkg.tools.parse.chart_scale import Scale
from mmkg.tools.parse.chart_traces import Dot, Doubt, Trace

CUT = 0.05  # points between a bar's end and the plot area's: as near as if it had been clipped
TOUCH = 0.35  # points between a bar's foot and the line it stands on


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of a frame, one trace a colour.

    Attributes:
        level: They grow sideways: keys stand at the left, values below.
    """

    traces: tuple[Trace, ...]
    level: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    start: float  # along the keys
    end: float
    low: float  # along the values, in order of place on the page
    high: float
    mark: Mark

    @property
    def key(self) -> float:
        return (self.start + self.end) / 2


def read_bars(marks: Iterable[Mark], axes: Axes) -> Bars | None:
    """Read the bars of a frame, or none if it has no rectangles.

    Raises:
        Doubt: If rectangles stand neither at zero nor on one another, or leave the plot area.
    """
    rects = [mark for mark in marks if mark.shape == "rect"]
    level = _is_level(rects, axes)
    values = axes.x if level else axes.y
    if values.scale is None:
        if rects:
            raise Doubt("rectangles without an axis of values")
        return None
    bars = _without_bands([_bar(mark, level) for mark in rects], axes.frame, level)
    if not bars:
        return None
    ends = _ends(axes.frame, level)
    dots = _standing(bars, values.scale, ends) or _stacked(bars, values.scale, ends)
    return Bars(_by_colour(dots), level)


def keys_and_values(axes: Axes, level: bool) -> tuple[Ruler, Ruler]:
    """The axis that names points, and the axis of their values."""
    return (axes.y, axes.x) if level else (axes.x, axes.y)


def _is_level(rects: Sequence[Mark], axes: Axes) -> bool:
    if axes.x.scale is None or axes.y.scale is None:
        return axes.y.scale is None
    return _commonest([m.box.x0 for m in rects]) > max(
        _commonest([m.box.y1 for m in rects]), _commonest([m.box.y0 for m in rects])
    )


def _commonest(edges: Sequence[float]) -> int:
    rounded = [round(edge, 1) for edge in edges]
    return max((rounded.count(edge) for edge in set(rounded)), default=0)


def _bar(mark: Mark, level: bool) -> _Bar:
    box = mark.box
    if level:
        return _Bar(box.y0, box.y1, box.x0, box.x1, mark)
    return _Bar(box.x0, box.x1, box.y0, box.y1, mark)


def _ends(frame: Box, level: bool) -> tuple[float, float]:
    return (frame.x0, frame.x1) if level else (frame.y0, frame.y1)


def _without_bands(bars: list[_Bar], frame: Box, level: bool) -> list[_Bar]:
    """Leave out shaded spans of the whole frame, which are wider than the bars."""
    low, high = _ends(frame, level)
    start, end = _ends(frame, not level)
    usual = sorted(bar.end - bar.start for bar in bars)[len(bars) // 2] if bars else 0.0
    return [
        bar
        for bar in bars
        if not (
            (bar.low < low + 0.5 and bar.high > high - 0.5 and bar.end - bar.start > 1.2 * usual)
            or (bar.start < start + 0.5 and bar.end > end - 0.5)
        )
    ]


def _standing(
    bars: Sequence[_Bar], scale: Scale, ends: tuple[float, float]
) -> list[tuple[Mark, Dot]] | None:
    """Bars that all start at zero, or at the end of an axis without zero."""
    foot = _foot(scale, ends)
    found = []
    for bar in bars:
        base, tip = sorted((bar.low, bar.high), key=lambda edge: abs(edge - foot))
        if abs(base - foot) >= TOUCH:
            if not _starts_beyond(bar, foot, scale, ends):
                return None
            tip = bar.high if scale.slope > 0 else bar.low
        _refuse_cut(tip, scale, ends)
        found.append((bar.mark, Dot(bar.key, tip, bar.mark.box)))
    return found


def _refuse_cut(tip: float, scale: Scale, ends: tuple[float, float]) -> None:
    """Refuse a bar whose end the plot area hides, or may have cut off between two ticks.

    Raises:
        Doubt: If it is such a bar.
    """
    if not ends[0] - 0.5 <= tip <= ends[1] + 0.5:
        raise Doubt("a bar leaves the plot area")
    at_edge = min(abs(tip - end) for end in ends) < CUT
    if at_edge and not any(abs(tick.place - tip) < TOUCH for tick in scale.ticks):
        foot = scale.place(0.0)
        if foot is None or abs(foot - tip) > TOUCH:
            raise Doubt("a bar that may be cut off")


def _foot(scale: Scale, ends: tuple[float, float]) -> float:
    """Where bars start: at zero, or at the axis end where zero is not on the axis."""
    zero = scale.place(0.0)
    low_end = ends[0] if scale.slope > 0 else ends[1]
    return zero if zero is not None else low_end


def _starts_beyond(bar: _Bar, foot: float, scale: Scale, ends: tuple[float, float]) -> bool:
    """Whether a bar starts at or below the end of an axis that does not reach zero."""
    if scale.kind == "linear" and ends[0] - TOUCH <= foot <= ends[1] + TOUCH:
        return False
    if scale.slope > 0:
        return bar.low <= ends[0] + TOUCH
    return bar.high >= ends[1] - TOUCH


def _stacked(
    bars: Sequence[_Bar], scale: Scale, ends: tuple[float, float]
) -> list[tuple[Mark, Dot]]:
    """Parts of stacked bars: each starts where another of the same column ends, or at zero."""
    if scale.kind == "log":
        raise Doubt("floating bars on a logarithmic axis")
    foot = _foot(scale, ends)
    found = []
    for bar in bars:
        column = [o for o in bars if abs(o.start - bar.start) < 0.5 and abs(o.end - bar.end) < 0.5]
        feet = [foot, *(edge for o in column if o is not bar for edge in (o.low, o.high))]
        upward = (bar.low + bar.high) / 2 < foot
        base, tip = (bar.high, bar.low) if upward else (bar.low, bar.high)
        if min(abs(base - edge) for edge in feet) > TOUCH:
            raise Doubt("a bar floats")
        _refuse_cut(tip, scale, ends)
        found.append((bar.mark, Dot(bar.key, tip, bar.mark.box, base=base)))
    return found


def _by_colour(dots: Iterable[tuple[Mark, Dot]]) -> tuple[Trace, ...]:
    groups: dict[Colour, list[Dot]] = {}
    for mark, dot in dots:
        groups.setdefault(mark.colour, []).append(dot)
    return tuple(
        Trace("bar", frozenset({colour}), False, frozenset(), tuple(_in_order(group)))
        for colour, group in groups.items()
    )


def _in_order(dots: Iterable[Dot]) -> list[Dot]:
    return sorted(dots, key=lambda dot: dot.key)


def one_colour_each(traces: Sequence[Trace]) -> Trace | None:
    """One trace of all bars, where colours only tell the keys apart and no key has two bars."""
    dots = _in_order(dot for trace in traces for dot in trace.dots)
    if any(after.key - before.key < 1.0 for before, after in zip(dots, dots[1:], strict=False)):
        return None
    colours = frozenset(colour for trace in traces for colour in trace.colours)
    return Trace("bar", colours, False, frozenset(), tuple(dots))
