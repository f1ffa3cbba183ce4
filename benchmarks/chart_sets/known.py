"""What is known of a chart that was drawn for measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

Points = dict[str, dict[str, float]]  # series → key → value; dates as ISO 8601


@dataclass(frozen=True)
class Known:
    """The data of a chart.

    Attributes:
        points: Values as the axis prints them: 45 where it says 45 %.
        span: Length of the axis of values in its own unit, in decades if logarithmic.
        key_span: Length of the axis of keys where keys are numbers, in days where they are dates;
            in decades if `key_log`.
        unit: What the labels or the title of the axis of values print.
        errors: How far error bars reach below and above, where there are any.
    """

    points: Points
    span: float
    log: bool = False
    key_span: float | None = None
    key_log: bool = False
    unit: str | None = None
    errors: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)


@dataclass(frozen=True)
class FreshChart:
    """A chart in a PDF, drawn for measuring."""

    name: str
    path: Path
    page: int
    known: Known


ENGLISH = ("Alpha", "Beta two", "Model C", "Delta-4", "baseline", "ours (full)", "w/o pruning")
CHINESE = ("甲方案", "乙方案", "基线", "本文方法", "对照组")
PLACES = ("Oslo", "Lima", "Quito", "Bern", "Cairo", "Hanoi", "Accra", "Doha")
CITIES = ("北京", "上海", "广州", "成都", "武汉", "西安", "南京", "天津")


def names(random: Random, count: int, chinese: bool = False) -> list[str]:
    """Names of series."""
    return random.sample(CHINESE if chinese else ENGLISH, count)


def categories(random: Random, chinese: bool = False) -> list[str]:
    """From three to seven names on an axis."""
    return random.sample(CITIES if chinese else PLACES, random.randint(3, 7))


def days(random: Random) -> tuple[str, list[date]]:
    """Dates at even steps, with what the steps are."""
    step = random.choice(("day", "week", "month", "quarter", "year"))
    start = date(random.randint(1996, 2021), random.randint(1, 12), 1)
    count = random.randint(6, 16)
    if step in ("day", "week"):
        length = timedelta(days=random.choice((1, 2, 3)) if step == "day" else 7)
        return step, [start + n * length for n in range(count)]
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    first = 12 * start.year + (0 if step == "year" else start.month - 1)
    return step, [
        date(at // 12, at % 12 + 1, 1) for at in range(first, first + months * count, months)
    ]
