"""Charts that matplotlib draws from known data, in many settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

Truth = dict[str, dict[str, float]]  # series → key → value
NAMES = ("Alpha", "Beta two", "Gamma", "Delta-4")
CATEGORIES = ("Mercury", "Venus", "Earth", "Mars", "Ceres")


@dataclass(frozen=True)
class Setting:
    """One way to draw: what goes on the axes, the style, and whether it can be read at all.

    Those of the style `operators` are not drawn by matplotlib but in `chart_operators.py`.
    """

    name: str
    draw: Callable[[Any, Random], Truth] | None
    style: str = "default"
    refuse: bool = False
    size: tuple[float, float] = (4.2, 3.0)


def _curves(random: Random, series: int, points: int, top: float = 100.0) -> Truth:
    xs = [str(2010 + step) for step in range(points)]
    return {
        name: {x: round(random.uniform(0.1, 1.0) * top, 2) for x in xs} for name in NAMES[:series]
    }


def _groups(random: Random, series: int, top: float = 50.0) -> Truth:
    return {
        name: {c: round(random.uniform(0.1, 1.0) * top, 1) for c in CATEGORIES}
        for name in NAMES[:series]
    }


def _lines(
    axes: Any, truth: Truth, looks: Iterable[str] = ("-", "-", "-", "-"), **more: Any
) -> Truth:
    for (name, points), look in zip(truth.items(), looks, strict=False):
        xs = [float(x) for x in points]
        axes.plot(xs, list(points.values()), look, label=name)
    if len(truth) > 1:
        axes.legend()
    axes.set_xlabel("Year")
    axes.set_ylabel("Orbital speed (km/s)")
    return truth if len(truth) > 1 else {"": next(iter(truth.values()))}


def _bars(axes: Any, truth: Truth, level: bool = False, **more: Any) -> Truth:
    width = 0.8 / len(truth)
    for index, (name, points) in enumerate(truth.items()):
        places = [at + (index - (len(truth) - 1) / 2) * width for at in range(len(points))]
        draw = axes.barh if level else axes.bar
        draw(places, list(points.values()), width, label=name, **more)
    keys = list(next(iter(truth.values())))
    (axes.set_yticks if level else axes.set_xticks)(range(len(keys)), keys)
    (axes.set_xlabel if level else axes.set_ylabel)("Mass ($10^3$ kg)")
    if len(truth) > 1:
        axes.legend()
    return truth if len(truth) > 1 else {"": next(iter(truth.values()))}


def plain_line(axes: Any, random: Random) -> Truth:
    """One line, no legend."""
    return _lines(axes, _curves(random, 1, 8))


def three_lines(axes: Any, random: Random) -> Truth:
    """Three lines told apart by colour."""
    return _lines(axes, _curves(random, 3, 8))


def marked_lines(axes: Any, random: Random) -> Truth:
    """Lines with markers on their points."""
    return _lines(axes, _curves(random, 3, 8), ("o-", "s--", "^:"))


def black_lines(axes: Any, random: Random) -> Truth:
    """Lines all in black, told apart by dashes and markers."""
    return _lines(axes, _curves(random, 3, 7), ("ko-", "ks--", "k^-"))


def despined(axes: Any, random: Random) -> Truth:
    """No spines at the top and right, ticks inwards."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(direction="in")
    return _lines(axes, _curves(random, 2, 9))


def log_line(axes: Any, random: Random) -> Truth:
    """Values over four decades."""
    truth = {
        name: {str(x): 10.0 ** random.uniform(0, 4) for x in range(1, 8)} for name in NAMES[:2]
    }
    axes.set_yscale("log")
    return _lines(axes, truth, ("o-", "s-"))


def log_log(axes: Any, random: Random) -> Truth:
    """Both axes logarithmic."""
    truth = {n: {str(10**x): 10.0 ** random.uniform(-3, 2) for x in range(6)} for n in NAMES[:2]}
    axes.set_yscale("log")
    axes.set_xscale("log")
    return _lines(axes, truth, ("o-", "s-"))


def offset(axes: Any, random: Random) -> Truth:
    """An axis in millions with its factor printed at the end."""
    truth = _curves(random, 2, 8, top=8e6)
    axes.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
    return _lines(axes, truth)


def negative(axes: Any, random: Random) -> Truth:
    """Values below zero, with the typographic minus."""
    truth = {n: {x: v - 50 for x, v in p.items()} for n, p in _curves(random, 2, 8).items()}
    return _lines(axes, truth)


def thousands(axes: Any, random: Random) -> Truth:
    """Tick labels with thousands separators."""
    axes.yaxis.set_major_formatter("{x:,.0f}")
    return _bars(axes, _groups(random, 1, top=40_000))


def percent(axes: Any, random: Random) -> Truth:
    """Tick labels in percent."""
    axes.yaxis.set_major_formatter("{x:.0f}%")
    return _bars(axes, _groups(random, 2, top=90))


def grouped(axes: Any, random: Random) -> Truth:
    """Bars in groups of three."""
    return _bars(axes, _groups(random, 3))


def printed(axes: Any, random: Random) -> Truth:
    """Bars with their values printed above."""
    truth = _bars(axes, _groups(random, 1, top=80))
    axes.bar_label(axes.containers[0], fmt="%.1f")
    return truth


def level_bars(axes: Any, random: Random) -> Truth:
    """Bars that grow to the right."""
    return _bars(axes, _groups(random, 1), level=True)


def level_groups(axes: Any, random: Random) -> Truth:
    """Groups of bars that grow to the right."""
    return _bars(axes, _groups(random, 2), level=True)


def leaning(axes: Any, random: Random) -> Truth:
    """Category labels turned and set by their ends."""
    truth = _bars(axes, _groups(random, 2))
    axes.set_xticks(range(5), [*truth["Alpha"]], rotation=45, ha="right", rotation_mode="anchor")
    return truth


def plus_minus(axes: Any, random: Random) -> Truth:
    """Bars above and below zero."""
    groups = _groups(random, 2)
    axes.axhline(0, color="black", linewidth=0.8)
    return _bars(axes, {n: {k: v - 25 for k, v in p.items()} for n, p in groups.items()})


def error_bars(axes: Any, random: Random) -> Truth:
    """Bars with error bars and caps."""
    return _bars(axes, _groups(random, 1), yerr=3.0, capsize=3)


def stacked(axes: Any, random: Random) -> Truth:
    """Bars on one another."""
    truth, foot = _groups(random, 3), [0.0] * len(CATEGORIES)
    for name, points in truth.items():
        axes.bar(list(points), list(points.values()), bottom=foot, label=name)
        foot = [low + value for low, value in zip(foot, points.values(), strict=True)]
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return truth


def clouds(axes: Any, random: Random) -> Truth:
    """Two clouds of points."""
    truth: Truth = {}
    for name, form in zip(NAMES[:2], "oD", strict=True):
        xs = random.sample(range(5, 95), 12)
        truth[name] = {str(x): round(random.uniform(0, 9), 2) for x in sorted(xs)}
        axes.scatter(
            xs := [int(x) for x in truth[name]], [*truth[name].values()], marker=form, label=name
        )
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=2)
    axes.set_xlabel("Distance [AU]")
    return truth


def staircase(axes: Any, random: Random) -> Truth:
    """A step line."""
    (name, points), *_ = _curves(random, 1, 9).items()
    axes.step([float(x) for x in points], list(points.values()), where="post")
    return {"": points}


def categories_line(axes: Any, random: Random) -> Truth:
    """Lines over categories."""
    truth = _groups(random, 2)
    for name, points in truth.items():
        axes.plot(list(points), list(points.values()), marker="o", label=name)
    axes.legend(frameon=False)
    return truth


def office(axes: Any, random: Random) -> Truth:
    """Gridlines but no tick marks and no frame; the legend below."""
    truth = _bars(axes, _groups(random, 2))
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color="0.85")
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, frameon=False)
    return truth


def gg(axes: Any, random: Random) -> Truth:
    """Grey panel, white grid, legend at the right."""
    truth = _lines(axes, _curves(random, 3, 8), ("o-", "o-", "o-"))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return truth


def banded(axes: Any, random: Random) -> Truth:
    """Lines in shaded bands, with a reference line."""
    truth = _lines(axes, _curves(random, 2, 8))
    for points in truth.values():
        xs, ys = [float(x) for x in points], list(points.values())
        axes.fill_between(xs, [y - 4 for y in ys], [y + 4 for y in ys], alpha=0.2)
    axes.axhline(50, color="grey", linestyle="--")
    return truth


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


def crowded(axes: Any, random: Random) -> Truth:
    """Tick labels with hardly a space between them."""
    truth = _curves(random, 2, 4)
    _lines(axes, truth)
    axes.tick_params(labelsize=12)
    return truth


def middle_steps(axes: Any, random: Random) -> Truth:
    """A staircase whose points stand in the middle of the treads."""
    points = {str(x): round(random.uniform(0, 9), 2) for x in range(8)}
    axes.step(range(8), list(points.values()), where="mid")
    return {"": points}


def raised_foot(axes: Any, random: Random) -> Truth:
    """Bars on an axis that starts far above zero."""
    points = {c: round(random.uniform(82, 93), 2) for c in CATEGORIES}
    axes.bar(list(points), list(points.values()))
    axes.set_ylim(80, 95)
    return {"": points}


def clipped(axes: Any, random: Random) -> Truth:
    """A bar that the plot area cuts off."""
    axes.bar(CATEGORIES, [random.uniform(1, 9) for _ in range(4)] + [30])
    axes.set_ylim(0, 10)
    return {}


def hatched(axes: Any, random: Random) -> Truth:
    """Bars told apart by hatching alone."""
    for place, hatch in enumerate(("//", "xx")):
        at = [x + 0.4 * place for x in range(4)]
        values = [random.uniform(1, 9) for _ in at]
        axes.bar(at, values, 0.4, hatch=hatch, label=hatch, color="white", edgecolor="k")
    axes.legend()
    return {}


def twin(axes: Any, random: Random) -> Truth:
    """Two value axes: which line belongs to which cannot be told."""
    other = axes.twinx()
    axes.plot([1, 2, 3, 4], [random.uniform(0, 10) for _ in range(4)], label="left")
    other.plot([1, 2, 3, 4], [random.uniform(0, 900) for _ in range(4)], "r", label="right")
    return {}


def unnamed(axes: Any, random: Random) -> Truth:
    """Several lines without a legend."""
    for _ in range(3):
        axes.plot([1, 2, 3, 4], [random.uniform(0, 10) for _ in range(4)])
    return {}


def boxes(axes: Any, random: Random) -> Truth:
    """A box plot."""
    axes.boxplot([[random.gauss(5, 1) for _ in range(40)] for _ in range(4)])
    return {}


def cut_off(axes: Any, random: Random) -> Truth:
    """A line that leaves the plot area."""
    axes.plot(range(8), [random.uniform(0, 10) for _ in range(7)] + [90])
    axes.set_ylim(0, 10)
    return {}


def smooth(axes: Any, random: Random) -> Truth:
    """A function drawn through hundreds of places."""
    power = random.uniform(1.5, 2.5)
    axes.plot([x / 50 for x in range(500)], [(x / 50) ** power for x in range(500)])
    return {}


def heat(axes: Any, random: Random) -> Truth:
    """A map of colours."""
    axes.pcolormesh([[random.random() for _ in range(6)] for _ in range(5)])
    return {}


def pie(axes: Any, random: Random) -> Truth:
    """A pie."""
    axes.pie([random.random() for _ in range(4)], labels=NAMES)
    return {}


def symmetric_log(axes: Any, random: Random) -> Truth:
    """A scale that is neither linear nor logarithmic."""
    axes.plot(range(8), [random.choice((-1, 1)) * 10 ** random.uniform(0, 4) for _ in range(8)])
    axes.set_yscale("symlog")
    return {}


READABLE = (
    *(
        Setting(draw.__name__, draw)
        for draw in (
            plain_line,
            three_lines,
            marked_lines,
            black_lines,
            despined,
            log_line,
            log_log,
            offset,
            negative,
            thousands,
            percent,
            grouped,
            printed,
            level_bars,
            level_groups,
            leaning,
            plus_minus,
            error_bars,
            stacked,
            clouds,
            staircase,
            categories_line,
            office,
            banded,
            quarters,
            odd_days,
            leap_years,
            crowded,
            middle_steps,
            raised_foot,
        )
    ),
    Setting("three_lines", three_lines, "ggplot"),
    Setting("gg", gg, "ggplot", size=(5.0, 3.0)),
    Setting("grouped", grouped, "seaborn-v0_8-whitegrid"),
    Setting("clouds", clouds, "seaborn-v0_8"),
    Setting("marked_lines", marked_lines, "bmh"),
    Setting("level_bars", level_bars, "fivethirtyeight"),
    Setting("stacked", stacked, "Solarize_Light2", size=(5.4, 3.0)),
    Setting("log_line", log_line, "classic"),
)
REFUSED = tuple(
    Setting(draw.__name__, draw, refuse=True)
    for draw in (twin, unnamed, boxes, cut_off, smooth, heat, pie, symmetric_log, clipped, hatched)
)
