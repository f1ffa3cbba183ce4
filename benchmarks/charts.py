"""Draw charts from known data, read them back, and count: `python benchmarks/charts.py`.

Prints, for every setting, whether the data were recovered and how many points lie within one
percent of the axis range; then the shares over all settings, and the false assertions: charts
asserted with a wrong series, key or value. Charts that no reader should assert (`refuse`) count
only as false assertions. Needs matplotlib, which mmkg itself does not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from mmkg.graph.document import Figure
from mmkg.tools.parse.figure_read import find_figures
from mmkg.tools.parse.pages import Pdf

Truth = dict[str, dict[str, float]]  # series → key → value
NAMES = ("Alpha", "Beta two", "Gamma", "Delta-4")
CATEGORIES = ("Mercury", "Venus", "Earth", "Mars", "Ceres")


@dataclass(frozen=True)
class Setting:
    """One way to draw: what goes on the axes, the style, and whether it can be read at all."""

    name: str
    draw: Callable[[Any, Random], Truth]
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
    for draw in (twin, unnamed, boxes, cut_off, smooth, heat, pie, symmetric_log)
)


def draw(setting: Setting, seed: int, path: Path) -> Truth:
    """Draw a chart with a caption under it, and give its data."""
    from matplotlib import pyplot, style

    with style.context(setting.style):
        width, height = setting.size
        figure, axes = pyplot.subplots(figsize=(width, height))
        truth = setting.draw(axes, Random(seed))
        figure.text(0.1, -0.15, "Figure 1: A chart drawn from known data.", fontsize=9)
        figure.savefig(path, bbox_inches="tight", pad_inches=0.5)
        pyplot.close(figure)
    return truth


@dataclass(frozen=True)
class Outcome:
    """What became of one chart."""

    setting: Setting
    recovered: bool
    false: bool
    good: int
    points: int
    doubts: tuple[str, ...]


def measure(setting: Setting, seed: int, folder: Path) -> Outcome:
    """Draw a chart, read it, and compare."""
    path = folder / f"{setting.name}-{setting.style}-{seed}.pdf"
    truth = draw(setting, seed, path)
    with Pdf(path) as pdf:
        found = find_figures(pdf, "0" * 64)
    charts = [f.figure for f in found if f.figure.kind == "chart"]
    doubts = tuple(doubt for f in found for doubt in f.doubts)
    points = sum(len(series) for series in truth.values())
    if not charts:
        return Outcome(setting, False, False, 0, points, doubts)
    good = matched(charts[0], truth) if len(charts) == 1 else -1
    right = good == points and not setting.refuse
    return Outcome(setting, right, not right, max(good, 0), points, doubts)


def matched(figure: Figure, truth: Truth) -> int:
    """How many points are right within one percent; -1 where names or keys are wrong."""
    if {series.name for series in figure.series} != set(truth):
        return -1
    values = [abs(value) for points in truth.values() for value in points.values()]
    log = figure.y_axis is not None and figure.y_axis.scale == "log"
    good = 0
    for series in figure.series:
        known = truth[series.name]
        if len(series.points) != len(known):
            return -1
        for point in series.points:
            value = next((v for k, v in known.items() if point.x == k or _close(point.x, k)), None)
            span = abs(value or 0.0) if log else max(values)
            good += value is not None and abs(float(point.y) - value) <= 0.01 * span
    return good


def _close(found: str, key: str) -> bool:
    try:
        return abs(float(found) - float(key)) <= 0.01 * max(1.0, abs(float(key)) * 0.01)
    except ValueError:
        return False


def main() -> int:
    """Measure all settings and print the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=2, help="charts a setting (default 2)")
    parser.add_argument("--keep", type=Path, help="folder that keeps the PDFs")
    options = parser.parse_args()
    try:
        import matplotlib
    except ImportError:
        print("benchmarks/charts.py draws with matplotlib: pip install matplotlib", file=sys.stderr)
        return 2
    matplotlib.use("pdf")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        outcomes = [
            measure(setting, seed, folder)
            for setting in (*READABLE, *REFUSED)
            for seed in range(1, options.seeds + 1)
        ]
    _print(outcomes)
    return 0


def _print(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        state = "FALSE" if outcome.false else "read" if outcome.recovered else "refused"
        name = f"{outcome.setting.name} ({outcome.setting.style})"
        print(
            f"{name:44} {state:8} {outcome.good:3}/{outcome.points:<3} {'; '.join(outcome.doubts)}"
        )
    readable = [o for o in outcomes if not o.setting.refuse]
    recovered = sum(o.recovered for o in readable)
    asserted = [o for o in outcomes if o.recovered or o.false]
    good, points = sum(o.good for o in asserted), sum(o.points for o in asserted)
    print(f"\ncharts recovered  {recovered}/{len(readable)} = {recovered / len(readable):.3f}")
    print(f"points within 1 % {good}/{points} = {good / max(points, 1):.4f} of those asserted")
    print(f"false assertions  {sum(o.false for o in outcomes)} of {len(outcomes)} charts")


if __name__ == "__main__":
    sys.exit(main())
