"""Bars by matplotlib, from known data."""

from __future__ import annotations

from random import Random
from typing import Any

from chart_sets.settings import CATEGORIES, Truth, groups


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


def thousands(axes: Any, random: Random) -> Truth:
    """Tick labels with thousands separators."""
    axes.yaxis.set_major_formatter("{x:,.0f}")
    return _bars(axes, groups(random, 1, top=40_000))


def percent(axes: Any, random: Random) -> Truth:
    """Tick labels in percent."""
    axes.yaxis.set_major_formatter("{x:.0f}%")
    return _bars(axes, groups(random, 2, top=90))


def grouped(axes: Any, random: Random) -> Truth:
    """Bars in groups of three."""
    return _bars(axes, groups(random, 3))


def printed(axes: Any, random: Random) -> Truth:
    """Bars with their values printed above."""
    truth = _bars(axes, groups(random, 1, top=80))
    axes.bar_label(axes.containers[0], fmt="%.1f")
    return truth


def level_bars(axes: Any, random: Random) -> Truth:
    """Bars that grow to the right."""
    return _bars(axes, groups(random, 1), level=True)


def level_groups(axes: Any, random: Random) -> Truth:
    """Groups of bars that grow to the right."""
    return _bars(axes, groups(random, 2), level=True)


def leaning(axes: Any, random: Random) -> Truth:
    """Category labels turned and set by their ends."""
    truth = _bars(axes, groups(random, 2))
    axes.set_xticks(range(5), [*truth["Alpha"]], rotation=45, ha="right", rotation_mode="anchor")
    return truth


def plus_minus(axes: Any, random: Random) -> Truth:
    """Bars above and below zero."""
    found = groups(random, 2)
    axes.axhline(0, color="black", linewidth=0.8)
    return _bars(axes, {n: {k: v - 25 for k, v in p.items()} for n, p in found.items()})


def error_bars(axes: Any, random: Random) -> Truth:
    """Bars with error bars and caps."""
    return _bars(axes, groups(random, 1), yerr=3.0, capsize=3)


def stacked(axes: Any, random: Random) -> Truth:
    """Bars on one another."""
    truth, foot = groups(random, 3), [0.0] * len(CATEGORIES)
    for name, points in truth.items():
        axes.bar(list(points), list(points.values()), bottom=foot, label=name)
        foot = [low + value for low, value in zip(foot, points.values(), strict=True)]
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return truth


def office(axes: Any, random: Random) -> Truth:
    """Gridlines but no tick marks and no frame; the legend below."""
    truth = _bars(axes, groups(random, 2))
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color="0.85")
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, frameon=False)
    return truth


def raised_foot(axes: Any, random: Random) -> Truth:
    """Bars on an axis that starts far above zero."""
    points = {c: round(random.uniform(82, 93), 2) for c in CATEGORIES}
    axes.bar(list(points), list(points.values()))
    axes.set_ylim(80, 95)
    return {"": points}
