"""Kinds of chart by matplotlib, with data and looks drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chart_sets import fresh_bars
from chart_sets.fresh_plot import Plot
from chart_sets.known import Points, categories, days


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


KINDS: dict[str, Callable[[Plot], Points]] = {
    one.__name__: one
    for one in (
        *(
            lines,
            logarithmic,
            gaps,
            fresh_bars.bars,
            fresh_bars.stacked,
            clouds,
            steps,
            area,
            stacked_areas,
            dated,
        ),
        *(
            twins,
            inverted,
            symmetric,
            fresh_bars.lollipops,
            fresh_bars.error_bars,
            fresh_bars.broken,
        ),
    )
}
