"""Error bars: thin lines along the axis of values through the points of a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_marks import Mark
from mmkg.tools.parse.chart_traces import Dot, Trace

AT = 0.3  # points between an error bar and the key of its point
MOST = 0.9  # of the plot area; a longer line is a gridline


def with_error_bars(
    traces: Sequence[Trace], rules: Iterable[Mark], frame: Box, level: bool
) -> list[Trace]:
    """Traces with the reach of their error bars, where each point has just one.

    Args:
        traces: All series of a frame.
        rules: Its straight lines, which are no series.
        frame: The plot area.
        level: Values run sideways.
    """
    length = frame.width if level else frame.height
    bars = [
        mark
        for mark in rules
        if mark.upright != level and max(mark.box.width, mark.box.height) < MOST * length
    ]
    found = [_reaches(trace, bars, level) for trace in traces]
    given = [reach for reaches in found for reach in reaches if reach]
    if len(set(given)) < len(given):  # two points share one: whose it is cannot be told
        return list(traces)
    return [
        replace(
            trace, dots=tuple(replace(d, reach=r) for d, r in zip(trace.dots, reaches, strict=True))
        )
        if all(reaches)
        else trace
        for trace, reaches in zip(traces, found, strict=True)
    ]


def _reaches(trace: Trace, bars: Sequence[Mark], level: bool) -> list[tuple[float, float] | None]:
    """For each dot where its error bar starts and ends; bars of the trace's colour come first."""
    own = [bar for bar in bars if bar.colour in trace.colours] or bars
    boxes = [_turned(bar.box, level) for bar in own]
    return [_reach(dot, boxes) for dot in trace.dots]


def _turned(box: Box, level: bool) -> Box:
    """A box with keys along x and values along y."""
    return Box(box.y0, box.x0, box.y1, box.x1) if level else box


def _reach(dot: Dot, bars: Sequence[Box]) -> tuple[float, float] | None:
    """Where the one error bar through a dot starts and ends."""
    through = [
        (bar.y0, bar.y1)
        for bar in bars
        if abs(bar.centre[0] - dot.key) < AT and bar.y0 - AT <= dot.value <= bar.y1 + AT
    ]
    whole = set(through)
    return through[0] if len(whole) == 1 else None
