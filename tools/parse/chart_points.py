"""From places to points: keys from ticks or the scale, values from the scale or printed labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import mean

from mmkg.graph.document import Point
from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_axes import Ruler
from mmkg.tools.parse.chart_dates import coarsened, starts_of_months
from mmkg.tools.parse.chart_labels import Label
from mmkg.tools.parse.chart_numbers import Number, decimals_for, plain, read_number, rounded
from mmkg.tools.parse.chart_scale import Scale, Tick
from mmkg.tools.parse.chart_traces import Dot, Doubt, Trace

SURE_OF_DAYS = 0.5  # days by which a place may be wrong
LEAST_ALIKE, ALIKE = 3, 0.1  # dots, and points within which they stand alike beside ticks
DODGED = 0.3  # of the distance of ticks: how far series are moved aside, not to cover each other
OFF_DAYS = 0.2  # days between a point and the start of its day


@dataclass(frozen=True, slots=True)
class Reading:
    """A point with the decimals that its value can carry."""

    point: Point
    decimals: int
    printed: bool


@dataclass(frozen=True, slots=True)
class Key:
    """What a dot is called: the text, and the number where the axis has a scale."""

    text: str
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A number printed in the plot area."""

    label: Label
    number: Number

    @property
    def half_unit(self) -> float:
        """Half of one in its last printed digit."""
        return float(0.5 * 10.0**-self.number.decimals)


def read_keys(traces: Sequence[Trace], ruler: Ruler) -> list[list[Key]]:
    """The key of every dot of every trace.

    Raises:
        Doubt: If a dot stands at no tick of an axis of categories, or two dots at one.
    """
    dated = ruler.scale is not None and ruler.scale.kind == "date"
    if not dated and any(trace.uneven for trace in traces):
        raise Doubt("a smooth line, whose vertices are not data")
    bars = [trace for trace in traces if trace.kind == "bar"]
    if ruler.scale is None:
        beside = len(traces) > 1
        return [[Key(tick.text) for tick in _at_ticks(trace, ruler, beside)] for trace in traces]
    shifts = _shifts(bars, ruler)
    if dated:
        return _days(traces, ruler.scale, shifts)
    return [
        [_number_key(dot.key + shifts.get(id(trace), 0.0), ruler.scale) for dot in trace.dots]
        for trace in traces
    ]


def _days(traces: Sequence[Trace], scale: Scale, shifts: dict[int, float]) -> list[list[Key]]:
    """The dates of dots, no finer than all of them are printed.

    Raises:
        Doubt: If the axis is too coarse to tell days apart, and not all dots stand at the starts
            of months or years.
    """
    places = [[scale.value(d.key + shifts.get(id(t), 0.0)) for d in t.dots] for t in traces]
    unsure = max(scale.resolution(dot.key) for trace in traces for dot in trace.dots)
    flat = [place for of_trace in places for place in of_trace]
    if unsure <= SURE_OF_DAYS:
        if max(abs(place - round(place)) for place in flat) > max(unsure, OFF_DAYS):
            raise Doubt("points between days")
        days = {place: date.fromordinal(round(place)) for place in flat}
    else:
        days = starts_of_months(flat, unsure)
    if len(days) < len(set(flat)):
        raise Doubt(f"days that cannot be told apart: places are sure within {unsure:.1f} days")
    if any(len({days[p] for p in of_trace}) < len(of_trace) for of_trace in places):
        raise Doubt("two points of a series at one date")
    printed = coarsened([days[place].isoformat() for place in flat])
    return [[Key(printed[days[place].isoformat()]) for place in of_trace] for of_trace in places]


def _number_key(place: float, scale: Scale) -> Key:
    text = scale.text(place)
    return Key(text, Decimal(text))


def _at_ticks(trace: Trace, ruler: Ruler, beside: bool) -> list[Tick]:
    """The tick of each dot; all may stand alike beside theirs where `beside` another series."""
    spacing = _spacing(ruler.ticks)
    found = [min(ruler.ticks, key=lambda t: abs(t.place - dot.key)) for dot in trace.dots]
    if len(found) > len(ruler.ticks):
        raise Doubt(ruler.doubt or "more points than names on the axis")
    shifts = [dot.key - tick.place for dot, tick in zip(trace.dots, found, strict=True)]
    if len(set(found)) < len(found):
        raise Doubt(ruler.doubt or "two points of a series at one category")
    bar = trace.kind == "bar"
    widest = 0.5 * spacing if bar else 0.05 * spacing if ruler.exact else 0.2 * spacing
    uneven = max(shifts) - min(shifts)
    if beside and ruler.exact and len(shifts) >= LEAST_ALIKE and uneven < ALIKE:
        widest = max(widest, DODGED * spacing)
    if max(map(abs, shifts)) > widest or uneven > (0.04 if ruler.exact else 0.25) * spacing:
        raise Doubt(ruler.doubt or "a point between categories")
    return found


def _spacing(ticks: Sequence[Tick]) -> float:
    places = sorted(tick.place for tick in ticks)
    return min(after - before for before, after in zip(places, places[1:], strict=False))


def _shifts(bars: Sequence[Trace], ruler: Ruler) -> dict[int, float]:
    """How far the bars of each trace stand beside the middle of their group."""
    if len(bars) < 2:
        return {}
    first = bars[0]
    offsets = []
    for trace in bars:
        if len(trace.dots) != len(first.dots):
            raise Doubt("groups of bars of different size on a scale")
        steps = [dot.key - one.key for dot, one in zip(trace.dots, first.dots, strict=True)]
        if max(steps) - min(steps) > 0.5:
            raise Doubt("groups of bars at different distances")
        offsets.append(mean(steps))
    middle = mean(offsets)
    return {id(trace): middle - offset for trace, offset in zip(bars, offsets, strict=True)}


def read_points(
    trace: Trace, keys: Sequence[Key], scale: Scale, beside: Sequence[PrintedValue]
) -> list[Reading]:
    """The points of a trace; a number printed beside a mark that agrees with it is exact."""
    return [_reading(dot, key, scale, beside) for dot, key in zip(trace.dots, keys, strict=True)]


def _reading(dot: Dot, key: Key, scale: Scale, beside: Sequence[PrintedValue]) -> Reading:
    value, resolution = scale.value(dot.value), scale.resolution(dot.value, dot.blur)
    if dot.base is not None:
        value, resolution = value - scale.value(dot.base), 2 * resolution
    exact = _printed(dot, value, resolution, beside)
    y = plain(exact.value) if exact else scale.rounded(value, resolution)
    error = _error(dot, value, resolution, scale)
    point = Point(x=key.text, x_number=key.number, y=y, error=error, box=dot.box.rounded())
    decimals = max(0, exact.decimals) if exact else decimals_for(resolution)
    return Reading(point, decimals, exact is not None)


def _error(
    dot: Dot, value: float, resolution: float, scale: Scale
) -> tuple[Decimal, Decimal] | None:
    """How far the error bar reaches below and above a value."""
    if dot.reach is None or dot.base is not None:
        return None
    low, high = sorted(scale.value(end) for end in dot.reach)
    below, above = max(0.0, value - low), max(0.0, high - value)
    return rounded(below, 2 * resolution), rounded(above, 2 * resolution)


def printed_values(labels: Sequence[Label]) -> tuple[PrintedValue, ...]:
    """The numbers among labels that belong to neither axis nor legend."""
    return tuple(
        PrintedValue(label, number) for label in labels if (number := read_number(label.text))
    )


def _printed(
    dot: Dot, value: float, resolution: float, beside: Sequence[PrintedValue]
) -> Number | None:
    """The number printed beside a mark that rounds to the reading, if there is one."""
    agreeing = [
        other
        for other in beside
        if _distance(dot.box, other.label.box) < other.label.size
        and abs(float(other.number.value) - value) <= other.half_unit + 3 * resolution
    ]
    nearest = min(agreeing, key=lambda o: _distance(dot.box, o.label.box), default=None)
    return nearest.number if nearest else None


def _distance(mark: Box, label: Box) -> float:
    """Between a mark and the middle line of a label above, below, beside or on it."""
    x, y = label.centre
    across = max(0.0, mark.x0 - label.x1, label.x0 - mark.x1)
    level = max(0.0, mark.y0 - label.y1, label.y0 - mark.y1)
    aside = (
        max(0.0, mark.x0 - x, x - mark.x1) if across == 0 else max(0.0, mark.y0 - y, y - mark.y1)
    )
    return max(across, level) + 0.5 * aside
