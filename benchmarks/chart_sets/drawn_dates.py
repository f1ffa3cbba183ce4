"""Lines over dates by matplotlib, from known data."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from chart_sets.settings import Truth


def _dated(axes: Any, random: Random, days: list[date], form: str) -> Truth:
    from matplotlib.dates import DateFormatter

    points = {day.strftime(form): round(random.uniform(1, 9), 2) for day in days}
    axes.plot(days, list(points.values()), "o-")
    axes.xaxis.set_major_formatter(DateFormatter("%Y-%m" if form == "%Y-%m" else "%d %b %Y"))
    axes.tick_params(axis="x", rotation=40)
    axes.set_ylabel("Level (m)")
    return {"": points}


def quarters(axes: Any, random: Random) -> Truth:
    """A date axis with months; points every quarter."""
    days = [date(2016 + step // 4, 1 + 3 * (step % 4), 1) for step in range(16)]
    return _dated(axes, random, days, "%Y-%m")


def odd_days(axes: Any, random: Random) -> Truth:
    """A date axis with whole dates; points every other day."""
    days = [date(2021, 2, 20) + timedelta(days=2 * step) for step in range(14)]
    return _dated(axes, random, days, "%Y-%m-%d")


def leap_years(axes: Any, random: Random) -> Truth:
    """A date axis that prints years alone; points are months."""
    days = [date(2015 + step // 4, 1 + 3 * (step % 4), 1) for step in range(20)]
    points = {day.strftime("%Y-%m"): round(random.uniform(1, 9), 2) for day in days}
    axes.plot(days, list(points.values()), "s-")
    return {"": points}
