"""Lines, steps and clouds by matplotlib, from known data."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from chart_sets.settings import NAMES, Truth, curves, groups


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


def plain_line(axes: Any, random: Random) -> Truth:
    """One line, no legend."""
    return _lines(axes, curves(random, 1, 8))


def three_lines(axes: Any, random: Random) -> Truth:
    """Three lines told apart by colour."""
    return _lines(axes, curves(random, 3, 8))


def marked_lines(axes: Any, random: Random) -> Truth:
    """Lines with markers on their points."""
    return _lines(axes, curves(random, 3, 8), ("o-", "s--", "^:"))


def black_lines(axes: Any, random: Random) -> Truth:
    """Lines all in black, told apart by dashes and markers."""
    return _lines(axes, curves(random, 3, 7), ("ko-", "ks--", "k^-"))


def despined(axes: Any, random: Random) -> Truth:
    """No spines at the top and right, ticks inwards."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(direction="in")
    return _lines(axes, curves(random, 2, 9))


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
    truth = curves(random, 2, 8, top=8e6)
    axes.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
    return _lines(axes, truth)


def negative(axes: Any, random: Random) -> Truth:
    """Values below zero, with the typographic minus."""
    truth = {n: {x: v - 50 for x, v in p.items()} for n, p in curves(random, 2, 8).items()}
    return _lines(axes, truth)


def staircase(axes: Any, random: Random) -> Truth:
    """A step line."""
    (name, points), *_ = curves(random, 1, 9).items()
    axes.step([float(x) for x in points], list(points.values()), where="post")
    return {"": points}


def categories_line(axes: Any, random: Random) -> Truth:
    """Lines over categories."""
    truth = groups(random, 2)
    for name, points in truth.items():
        axes.plot(list(points), list(points.values()), marker="o", label=name)
    axes.legend(frameon=False)
    return truth


def gg(axes: Any, random: Random) -> Truth:
    """Grey panel, white grid, legend at the right."""
    truth = _lines(axes, curves(random, 3, 8), ("o-", "o-", "o-"))
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return truth


def banded(axes: Any, random: Random) -> Truth:
    """Lines in shaded bands, with a reference line."""
    truth = _lines(axes, curves(random, 2, 8))
    for points in truth.values():
        xs, ys = [float(x) for x in points], list(points.values())
        axes.fill_between(xs, [y - 4 for y in ys], [y + 4 for y in ys], alpha=0.2)
    axes.axhline(50, color="grey", linestyle="--")
    return truth


def crowded(axes: Any, random: Random) -> Truth:
    """Tick labels with hardly a space between them."""
    truth = curves(random, 2, 4)
    _lines(axes, truth)
    axes.tick_params(labelsize=12)
    return truth


def middle_steps(axes: Any, random: Random) -> Truth:
    """A staircase whose points stand in the middle of the treads."""
    points = {str(x): round(random.uniform(0, 9), 2) for x in range(8)}
    axes.step(range(8), list(points.values()), where="mid")
    return {"": points}


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
