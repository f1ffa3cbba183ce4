"""Charts by matplotlib of which no reader can be sure."""

from __future__ import annotations

from random import Random
from typing import Any

from chart_sets.settings import CATEGORIES, NAMES, Truth


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
