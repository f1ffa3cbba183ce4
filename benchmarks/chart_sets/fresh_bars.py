"""Kinds of chart with bars, stems and error bars, by matplotlib, from a seed."""

from __future__ import annotations

from typing import Any

from chart_sets.fresh_plot import Plot
from chart_sets.known import Points, categories


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
