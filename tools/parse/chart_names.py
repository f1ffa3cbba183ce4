"""Names for traces: each from the one legend entry that looks like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkg.tools.parse.chart_bars import one_colour_each
from mmkg.tools.parse.chart_legend import Entry
from mmkg.tools.parse.chart_marks import Colour
from mmkg.tools.parse.chart_traces import Doubt, Trace


def name_traces(
    traces: Sequence[Trace], entries: Sequence[Entry], decoration: frozenset[Colour]
) -> list[tuple[str, Trace]]:
    """Give every trace its name; a single one without a legend has none.

    Args:
        traces: All series of a frame.
        entries: The legend that holds for the frame.
        decoration: Colours of reference lines in the frame, which a legend may name too.

    Raises:
        Doubt: If a trace fits no entry or several, or an entry fits no trace.
    """
    traces = _plain_bars(traces, entries)
    if not entries and len(traces) == 1:
        return [("", traces[0])]
    if len({entry.name for entry in entries}) < len(entries):
        raise Doubt("one name twice in the legend")
    named = [(_entry(trace, entries), trace) for trace in traces]
    taken = [entry.name for entry, _ in named]
    if len(set(taken)) < len(taken):
        raise Doubt("one legend entry for two series")
    for entry in entries:
        if entry.name not in taken and not entry.colours & decoration:
            raise Doubt(f"nothing drawn for the legend entry {entry.name!r}")
    order = [entry.name for entry in entries]
    return sorted(
        ((entry.name, trace) for entry, trace in named), key=lambda pair: order.index(pair[0])
    )


def _plain_bars(traces: Sequence[Trace], entries: Sequence[Entry]) -> Sequence[Trace]:
    """Join bars whose colours are not in the legend and only tell the categories apart."""
    known = {colour for entry in entries for colour in entry.colours}
    bars = [trace for trace in traces if trace.kind == "bar" and not trace.colours & known]
    if len(bars) < 2 or len(bars) < len([t for t in traces if t.kind == "bar"]):
        return traces
    joined = one_colour_each(bars)
    return [t for t in traces if t.kind != "bar"] + [joined] if joined else traces


def _entry(trace: Trace, entries: Iterable[Entry]) -> Entry:
    alike = [entry for entry in entries if entry.colours & trace.colours]
    if len(alike) > 1:
        alike = [entry for entry in alike if entry.forms == trace.forms] or alike
    if len(alike) > 1 and trace.kind in ("line", "step"):
        alike = [entry for entry in alike if entry.dashed == trace.dashed]
    if len(alike) != 1:
        raise Doubt("a series without a name" if not alike else "a series with several names")
    return alike[0]
