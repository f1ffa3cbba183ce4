"""Kinds of chart by matplotlib, with data and looks drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from chart_sets.fresh_forms import Form
from chart_sets.known import Points, categories, days, names

Errors = dict[str, dict[str, tuple[float, float]]]  # series → key → how far below and above


@dataclass
class Plot:
    """A chart in the making."""

    axes: Any
    random: Random
    form: Form
    chinese: bool
    log: bool = False
    level: bool = False
    numbered: bool = False
    errors: Errors = field(default_factory=dict)

    def value(self, least: float = 0.08) -> float:
        """A value to draw."""
        return self.random.uniform(least, 1.0) * self.form.top

    def count(self, most: int = 4) -> int:
        """How many series."""
        return self.random.randint(1, most)

    def names(self, count: int) -> list[str]:
        """Names of series; a single one has none."""
        return names(self.random, count, self.chinese) if count > 1 else [""]

    def label(self, name: str) -> dict[str, str]:
        """The argument that names a series in the legend."""
        return {"label": name} if name else {}

    def looks(self, place: int) -> dict[str, Any]:
        """How the line of a series is drawn."""
        marked = self.random.random() < 0.5
        return {
            "marker": "osD^v"[place] if marked else "",
            "linestyle": self.random.choice(("-", "-", "--", ":", "-.")),
            "linewidth": self.random.choice((0.8, 1.5, 2.5)),
        }


def lines(plot: Plot, draw: str = "plot") -> Points:
    """Lines over numbers: evenly spaced, uneven or far apart."""
    random = plot.random
    first, step = random.choice(((0, 1), (1, 1), (2005, 2), (0, 0.25), (10, 10), (0, 500)))
    xs = [first + step * n for n in range(random.randint(4, 9))]
    if random.random() < 0.3:
        xs = sorted(random.sample(xs, max(4, len(xs) - 2)))
    points: Points = {}
    for place, name in enumerate(plot.names(plot.count())):
        ys = [plot.value() for _ in xs]
        getattr(plot.axes, draw)(xs, ys, **plot.looks(place), **plot.label(name))
        points[name] = {f"{x:g}": y for x, y in zip(xs, ys, strict=True)}
    plot.numbered = True
    return points


def logarithmic(plot: Plot) -> Points:
    """Lines on a logarithmic scale, sometimes on two."""
    plot.form, plot.log = replace(plot.form, name="log", shown=1.0, unit=None), True
    random, points = plot.random, Points()
    double = random.random() < 0.4
    xs = [2**n for n in range(3, 11)] if double else list(range(1, 8))
    for place, name in enumerate(plot.names(plot.count(3))):
        ys = [10 ** random.uniform(-2, 3) for _ in xs]
        plot.axes.plot(xs, ys, **plot.looks(place), **plot.label(name))
        points[name] = {f"{x:g}": y for x, y in zip(xs, ys, strict=True)}
    plot.axes.set_yscale("log", base=random.choice((10, 10, 2)))
    if double:
        plot.axes.set_xscale("log", base=random.choice((2, 10)))
    else:
        plot.numbered = True
    return points


def gaps(plot: Plot) -> Points:
    """Lines over categories, with some values missing."""
    keys = categories(plot.random, plot.chinese)
    points: Points = {}
    for place, name in enumerate(plot.names(plot.count(3))):
        gone = plot.random.choice((None, *keys[1:-1]))
        ys = [float("nan") if key == gone else plot.value() for key in keys]
        plot.axes.plot(keys, ys, **plot.looks(place), **plot.label(name))
        points[name] = {k: y for k, y in zip(keys, ys, strict=True) if y == y}
    return points


def bars(plot: Plot) -> Points:
    """Bars alone or in groups, upright or level, some below zero."""
    random, axes = plot.random, plot.axes
    plot.level = random.random() < 0.4
    keys, found = categories(random, plot.chinese), plot.names(plot.count(3))
    width = random.choice((0.6, 0.8, 0.9)) / len(found)
    below = 0.3 if random.random() < 0.2 else 0.0
    points: Points = {}
    for place, name in enumerate(found):
        values = [plot.value() * (-1 if random.random() < below else 1) for _ in keys]
        at = [n + (place - (len(found) - 1) / 2) * width for n in range(len(keys))]
        looks: dict[str, Any] = plot.label(name)
        if random.random() < 0.3:
            looks |= {"edgecolor": "black", "linewidth": random.choice((0.5, 1.0))}
        drawn = (axes.barh if plot.level else axes.bar)(at, values, width, **looks)
        if len(found) == 1 and random.random() < 0.3:
            axes.bar_label(drawn, fmt="%.3g", fontsize=7)
        points[name] = dict(zip(keys, values, strict=True))
    (axes.set_yticks if plot.level else axes.set_xticks)(range(len(keys)), keys)
    if not plot.level and random.random() < 0.25:
        axes.tick_params(axis="x", rotation=random.choice((30, 45, 90)))
    return points


def stacked(plot: Plot) -> Points:
    """Bars on one another, upright or level."""
    random = plot.random
    plot.level = random.random() < 0.35
    keys, foot = categories(random, plot.chinese), [0.0] * 9
    points: Points = {}
    for name in plot.names(random.randint(2, 4)):
        values = [plot.value() / 3 for _ in keys]
        draw, base = (plot.axes.barh, "left") if plot.level else (plot.axes.bar, "bottom")
        draw(keys, values, **{base: foot[: len(keys)]}, **plot.label(name))
        foot = [low + value for low, value in zip(foot, values, strict=False)]
        points[name] = dict(zip(keys, values, strict=True))
    return points


def clouds(plot: Plot) -> Points:
    """Markers alone."""
    points: Points = {}
    for place, name in enumerate(plot.names(plot.count(3))):
        xs = sorted(plot.random.sample(range(10, 990), plot.random.randint(6, 18)))
        ys = [plot.value() for _ in xs]
        form, size = plot.random.choice("osD^vP*Xx+."), plot.random.choice((12, 25, 40))
        plot.axes.scatter(xs, ys, s=size, marker=form, **plot.label(name), zorder=3 + place)
        points[name] = {f"{x:g}": y for x, y in zip(xs, ys, strict=True)}
    plot.numbered = True
    return points


def steps(plot: Plot) -> Points:
    """A staircase."""
    xs = list(range(1, plot.random.randint(6, 12)))
    ys = [plot.value() for _ in xs]
    plot.axes.step(xs, ys, where=plot.random.choice(("pre", "post", "mid")))
    plot.numbered = True
    return {"": {str(x): y for x, y in zip(xs, ys, strict=True)}}


def area(plot: Plot) -> Points:
    """A line with the area under it filled."""
    xs = list(range(2000, 2000 + plot.random.randint(5, 9)))
    ys = [plot.value() for _ in xs]
    plot.axes.plot(xs, ys, color="C0")
    plot.axes.fill_between(xs, ys, alpha=plot.random.choice((0.2, 0.4)), color="C0")
    plot.axes.set_ylim(bottom=0)
    plot.numbered = True
    return {"": {str(x): y for x, y in zip(xs, ys, strict=True)}}


def stacked_areas(plot: Plot) -> Points:
    """Areas on one another."""
    xs = list(range(2000, 2007))
    found = plot.names(3)
    rows = [[plot.value() / 3 for _ in xs] for _ in found]
    plot.axes.stackplot(xs, rows, labels=found)
    plot.numbered = True
    return {
        n: {str(x): y for x, y in zip(xs, r, strict=True)} for n, r in zip(found, rows, strict=True)
    }


def dated(plot: Plot) -> Points:
    """Lines over dates, their labels in one of many forms."""
    from matplotlib import dates, ticker

    random = plot.random
    step, when = days(random)
    points: Points = {}
    for place, name in enumerate(plot.names(plot.count(2))):
        ys = [plot.value() for _ in when]
        plot.axes.plot(when, ys, **plot.looks(place), **plot.label(name))
        points[name] = {day.isoformat(): y for day, y in zip(when, ys, strict=True)}
    forms = {
        "day": ("%Y-%m-%d", "%d %b %Y", "%b %d, %Y", "%Y/%m/%d", "%d %b", "concise"),
        "week": ("%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y", "concise"),
        "month": ("%Y-%m", "%b %Y", "%Y年%m月", "%b-%Y", "%b %y", "concise"),
        "quarter": ("quarter", "%Y-%m", "%b %Y", "auto"),
        "year": ("%Y", "auto"),
    }
    form, axis = random.choice(forms[step]), plot.axes.xaxis
    if form == "quarter":
        axis.set_major_locator(dates.MonthLocator((1, 7)))
        quarter = lambda x, _: f"{(d := dates.num2date(x)).year} Q{d.month // 3 + 1}"  # noqa: E731
        axis.set_major_formatter(ticker.FuncFormatter(quarter))
    elif form == "concise":
        axis.set_major_formatter(dates.ConciseDateFormatter(axis.get_major_locator()))
    elif form != "auto":
        axis.set_major_formatter(dates.DateFormatter(form))
    if form != "concise":
        plot.axes.tick_params(axis="x", rotation=random.choice((30, 45, 60, 90)), labelsize=8)
    return points


def twins(plot: Plot) -> Points:
    """Two axes of values; which series goes by which is told by colours at best."""
    other = plot.axes.twinx()
    xs, (first, second) = list(range(2010, 2018)), plot.names(2)
    ys, zs = [plot.value() for _ in xs], [plot.random.uniform(1, 9) for _ in xs]
    plot.axes.plot(xs, ys, "C0o-", label=first)
    other.plot(xs, zs, "C1s--", label=second)
    if plot.random.random() < 0.5:
        plot.axes.tick_params(axis="y", colors="C0")
        other.tick_params(axis="y", colors="C1")
    plot.numbered = True
    return {
        first: {str(x): y for x, y in zip(xs, ys, strict=True)},
        second: {str(x): z for x, z in zip(xs, zs, strict=True)},
    }


def inverted(plot: Plot) -> Points:
    """An axis that grows downwards, or to the left."""
    points = lines(plot)
    random = plot.random
    (plot.axes.invert_yaxis if random.random() < 0.6 else plot.axes.invert_xaxis)()
    return points


def symmetric(plot: Plot) -> Points:
    """A scale that is linear near zero and logarithmic beyond."""
    plot.form = replace(plot.form, name="log", shown=1.0, unit=None)
    xs = list(range(8))
    ys = [plot.random.choice((-1, 1)) * 10 ** plot.random.uniform(-1, 4) for _ in xs]
    plot.axes.plot(xs, ys, "o-")
    plot.axes.set_yscale("symlog")
    plot.numbered = True
    return {"": {str(x): y for x, y in zip(xs, ys, strict=True)}}


def error_bars(plot: Plot) -> Points:
    """Bars, lines or markers with error bars: even or not, with caps or without."""
    random, axes, numbered = plot.random, plot.axes, plot.random.random() < 0.5
    keys: list[Any] = list(range(2, 8)) if numbered else categories(random, plot.chinese)
    points: Points = {}
    for place, name in enumerate(plot.names(plot.count(2))):
        ys = [plot.value(0.3) for _ in keys]
        low = [random.uniform(0.03, 0.15) * plot.form.top for _ in keys]
        high = low if random.random() < 0.5 else [random.uniform(0.5, 1.5) * part for part in low]
        looks = {"yerr": (low, high), "capsize": random.choice((0, 2, 4)), **plot.label(name)}
        at = [(n if numbered else place_of) + 0.12 * place for place_of, n in enumerate(keys)]
        at = at if not numbered else list(keys)
        if name == "" and random.random() < 0.5:
            axes.bar(at, ys, 0.6, **looks)
        else:
            axes.errorbar(at, ys, fmt=random.choice(("o", "s-", "^--")), **looks)
        texts = [str(key) for key in keys]
        points[name] = dict(zip(texts, ys, strict=True))
        plot.errors[name] = dict(zip(texts, zip(low, high, strict=True), strict=True))
    if not numbered:
        axes.set_xticks(range(len(keys)), keys)
    plot.numbered = numbered
    return points


def broken(plot: Plot) -> Points:
    """An axis of values in two parts, with slanted marks where it is broken."""
    figure, keys = plot.axes.figure, categories(plot.random, plot.chinese)
    ys = [plot.random.choice((0.1, 0.15, 0.9)) * plot.value(0.8) for _ in keys]
    plot.axes.remove()
    upper, lower = figure.subplots(2, 1, sharex=True, gridspec_kw={"hspace": 0.08})
    draw = plot.random.choice(("bar", "plot"))
    for axes in (upper, lower):
        getattr(axes, draw)(range(len(keys)), ys)
    upper.set_ylim(0.6 * plot.form.top, 1.0 * plot.form.top)
    lower.set_ylim(0, 0.25 * plot.form.top)
    upper.spines.bottom.set_visible(False)
    lower.spines.top.set_visible(False)
    upper.tick_params(bottom=False)
    mark = {"marker": [(-1, -0.5), (1, 0.5)], "markersize": 9, "linestyle": "none", "color": "k"}
    upper.plot([0, 1], [0, 0], transform=upper.transAxes, clip_on=False, **mark)
    lower.plot([0, 1], [1, 1], transform=lower.transAxes, clip_on=False, **mark)
    lower.set_xticks(range(len(keys)), keys)
    plot.axes = lower
    return {"": dict(zip(keys, ys, strict=True))}


def lollipops(plot: Plot) -> Points:
    """Markers on thin stems."""
    keys = categories(plot.random, plot.chinese)
    ys = [plot.value() for _ in keys]
    plot.axes.vlines(range(len(keys)), 0, ys, colors="C0")
    plot.axes.plot(range(len(keys)), ys, "o")
    plot.axes.set_xticks(range(len(keys)), keys)
    plot.axes.set_ylim(bottom=0)
    return {"": dict(zip(keys, ys, strict=True))}


KINDS: dict[str, Callable[[Plot], Points]] = {
    one.__name__: one
    for one in (
        *(lines, logarithmic, gaps, bars, stacked, clouds, steps, area, stacked_areas, dated),
        *(twins, inverted, symmetric, lollipops, error_bars, broken),
    )
}
