"""Scales: the function from points on the page to values, fitted to tick labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import numpy as np

from mmkg.tools.parse.chart_dates import read_dates, read_years
from mmkg.tools.parse.chart_numbers import Number, plain, rounded

MOST_ERROR = 0.01  # of the labelled range
LEAST_TICKS = 3  # two labels fit any scale
LEAST_MINOR = 6  # minor ticks that make up for a third one
OFF_DECADE = 0.005  # decades between a minor tick and its multiple of a power of ten
FINEST = 0.0015  # points: what vector coordinates support at best, after a document's rounding
SHARP = 0.05  # points: how well days fit to tick marks, closer than years or categories do
LOOSEST = 1.2  # points: where only the middle of a printed label is known
LEAST_UNIT = 0.0005  # of the labelled range: rounding moves nothing by more than ten times that


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis; `number` is none for a category."""

    place: float
    text: str
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A fitted axis.

    Attributes:
        slope: Change of the value, of its decimal logarithm, or of the day, per point on the page.
        error: Largest misfit of a tick label, as a share of the labelled range.
        blur: Points on the page by which a place may be wrong.
        unit: Unit printed with the tick labels.
    """

    kind: Literal["linear", "log", "date"]
    slope: float
    start: float
    error: float
    blur: float
    ticks: tuple[Tick, ...]
    unit: str | None

    @property
    def length(self) -> float:
        """What the labels span, in values, decades or days."""
        places = [tick.place for tick in self.ticks]
        return abs(self.slope) * (max(places) - min(places))

    def value(self, place: float) -> float:
        """The value at a place on the page."""
        level = self.slope * place + self.start
        return 10.0 ** min(level, 300.0) if self.kind == "log" else level

    def place(self, value: float) -> float | None:
        """Where a value stands, if it can stand on this axis."""
        if self.kind == "log":
            if value <= 0:
                return None
            value = math.log10(value)
        return (value - self.start) / self.slope

    def resolution(self, place: float, blur: float = 0.0) -> float:
        """How far a value read there may be from the true one."""
        blur = max(self.blur, blur)
        if self.kind == "log":
            return abs(self.value(place + blur) - self.value(place - blur)) / 2
        return abs(self.slope) * blur

    def text(self, place: float) -> str:
        """The value at a place as text: the tick's own where there is one; dates as ISO 8601."""
        if self.kind == "date":
            return date.fromordinal(round(self.value(place))).isoformat()
        near = [tick for tick in self.ticks if abs(tick.place - place) < 3 * self.blur]
        if near and near[0].number:
            return f"{plain(near[0].number.value):f}"
        return f"{self.rounded(self.value(place), self.resolution(place)):f}"

    def rounded(self, value: float, resolution: float) -> Decimal:
        """A value with the digits that its resolution supports, or one more for the scale's sake.

        Without it, a value just outside of what two digits tell would move by more than it is
        unsure.
        """
        finest = LEAST_UNIT * (self.length if self.kind == "linear" else 2 * abs(value))
        return rounded(value, min(resolution, finest))


def fit(
    ticks: tuple[Tick, ...], exact: bool, groups: Sequence[Sequence[float]] = ()
) -> Scale | None:
    """Fit a linear and a logarithmic scale and keep the better.

    Args:
        ticks: Labels with numbers, and their places.
        exact: Whether places come from tick marks or gridlines, not from the labels' middles.
        groups: Places of all tick marks, those that look alike together.

    Returns:
        None where there are fewer than three labels, or no scale fits within one percent. Two
        powers of ten do where minor ticks stand at the multiples between them.
    """
    numbers = [tick.number for tick in ticks if tick.number]
    if len(numbers) < max(2, len(ticks)) or not _monotone(ticks):
        return None
    if len(numbers) < LEAST_TICKS:
        return _decades(ticks, groups) if exact and all(n.power for n in numbers) else None
    values = np.array([float(number.value) for number in numbers])
    scales = [_fit("linear", values, ticks, exact)]
    if (values > 0).all():
        scales.append(_fit("log", np.log10(values), ticks, exact))
    best = min(scales, key=lambda scale: scale.error)
    return best if _good(best, exact) else None


def _decades(ticks: tuple[Tick, ...], groups: Sequence[Sequence[float]]) -> Scale | None:
    """The logarithmic scale of two powers of ten, if minor ticks show that it is one."""
    levels = np.array([math.log10(tick.number.value) for tick in ticks if tick.number])
    scale = _fit("log", levels, ticks, exact=True)
    steps = [math.log10(step) for step in range(1, 10)]
    for places in groups:
        rests = [(scale.slope * place + scale.start) % 1 for place in places]
        off = [min(abs(rest - step) for step in (*steps, 1.0)) for rest in rests]
        minor = sum(min(rest, 1 - rest) > OFF_DECADE for rest in rests)
        if minor >= LEAST_MINOR and max(off) < OFF_DECADE:
            return scale
    return None


def fit_dates(ticks: tuple[Tick, ...], exact: bool) -> Scale | None:
    """Fit days to labels that are dates, or years whose leap days show in their distances.

    Returns:
        None where they are neither, or are categories at even distances. Where only the middles of
        the labels are known, one cannot tell; then the days are as coarse as that is.
    """
    texts = [tick.text for tick in ticks]
    days = read_dates(texts) or (read_years(texts) if exact else None)
    if not days or len(days) < LEAST_TICKS:
        return None
    numbers = [Number(Decimal(day.toordinal()), None, 0) for day in days]
    dated = tuple(replace(t, number=n) for t, n in zip(ticks, numbers, strict=True))
    if not _monotone(dated):
        return None
    scale = _fit("date", np.array([float(n.value) for n in numbers]), dated, exact)
    length = max(t.place for t in ticks) - min(t.place for t in ticks)
    sharp = not exact or scale.error * length < SHARP
    return scale if _good(scale, exact) and sharp else None


def _good(scale: Scale, exact: bool) -> bool:
    """Whether all labels fit: within one percent, and closer where more can be expected."""
    places = [tick.place for tick in scale.ticks]
    length = max(places) - min(places)
    points = scale.error * length
    decades = points * abs(scale.slope) if scale.kind == "log" else 0.0
    coarse = scale.blur > MOST_ERROR * length
    return (
        not coarse and scale.error < MOST_ERROR and decades < 0.02 and (points < 0.3 or not exact)
    )


def _fit(
    kind: Literal["linear", "log", "date"], levels: np.ndarray, ticks: tuple[Tick, ...], exact: bool
) -> Scale:
    places = np.array([tick.place for tick in ticks])
    middle = places.mean()
    slope, height = np.polyfit(places - middle, levels, 1)
    misfit = float(np.abs(slope * (places - middle) + height - levels).max())
    error = misfit / float(np.ptp(levels))
    blur = max(2 * error * float(np.ptp(places)), FINEST if exact else LOOSEST)
    units = {tick.number.unit for tick in ticks if tick.number and tick.number.unit}
    unit = units.pop() if len(units) == 1 else None
    start = float(height - slope * middle)
    return Scale(kind, float(slope), start, error, blur, ticks, unit)


def _monotone(ticks: tuple[Tick, ...]) -> bool:
    values = [tick.number.value for tick in sorted(ticks, key=lambda t: t.place) if tick.number]
    rising = [after > before for before, after in pairwise(values)]
    same = any(after == before for before, after in pairwise(values))
    return not same and (all(rising) or not any(rising))
