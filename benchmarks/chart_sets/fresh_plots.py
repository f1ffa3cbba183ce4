"""Charts by matplotlib with looks drawn from a seed: what scripts and notebooks make."""

from __future__ import annotations

from math import log10
from pathlib import Path
from random import Random

from chart_sets.fresh_forms import FORMS, set_form
from chart_sets.fresh_kinds import KINDS
from chart_sets.fresh_plot import Plot
from chart_sets.known import FreshChart, Known, Points

STYLES = (
    *("default", "default", "default", "ggplot", "bmh", "classic", "fivethirtyeight", "grayscale"),
    *("seaborn-v0_8", "seaborn-v0_8-whitegrid", "seaborn-v0_8-ticks", "seaborn-v0_8-paper"),
    *("Solarize_Light2", "tableau-colorblind10", "seaborn-v0_8-darkgrid", "dark_background"),
)
CJK = "Noto Sans CJK JP"


def _dress(plot: Plot, points: Points) -> str | None:
    """Titles, legend and what stands around the data; gives the unit of its values."""
    axes, random = plot.axes, plot.random
    values, keys = ("x", "y") if plot.level else ("y", "x")
    unit = plot.form.unit
    if not plot.log and plot.form.name != "log":
        set_form(getattr(axes, f"{values}axis"), plot.form)
    if random.random() < 0.7:
        given = random.choice((None, "ms", "kg", "km/s"))
        word = "数值" if plot.chinese else "Measured value"
        title = f"{word} ({given})" if given else word
        getattr(axes, f"set_{values}label")(title)
        unit = given or unit
    if random.random() < 0.5:
        getattr(axes, f"set_{keys}label")("分组" if plot.chinese else "Setting")
    if random.random() < 0.3:
        axes.set_title("结果对比" if plot.chinese else "Result of the runs")
    _draw_around(plot)
    if len(points) > 1:
        _legend(plot)
    return unit


def _draw_around(plot: Plot) -> None:
    """Grid, spines, minor ticks and a line of reference."""
    axes, random = plot.axes, plot.random
    if random.random() < 0.3:
        axes.grid(axis=random.choice(("both", "y")), alpha=random.choice((0.3, 1.0)))
        axes.set_axisbelow(True)
    if random.random() < 0.3:
        axes.spines[["top", "right"]].set_visible(False)
    if random.random() < 0.25 and not plot.log:
        axes.minorticks_on()
        if not plot.numbered:
            axes.tick_params(axis="y" if plot.level else "x", which="minor", length=0)
    axes.tick_params(direction=random.choice(("out", "out", "in", "inout")))
    if random.random() < 0.15:
        axes.tick_params(length=0, which="both")
    if random.random() < 0.15 and not plot.log and not plot.level:
        axes.axhline(0.5 * plot.form.top, color="grey", linestyle="--", linewidth=0.8)


def _legend(plot: Plot) -> None:
    random, axes = plot.random, plot.axes
    handles = [handle for one in axes.figure.axes for handle in one.get_legend_handles_labels()[0]]
    place = random.choice(
        (
            {"loc": "best"},
            {"loc": "upper left", "bbox_to_anchor": (1.02, 1)},
            {"loc": "center left", "bbox_to_anchor": (1.15, 0.5), "title": "Method"},
            {"loc": "lower center", "bbox_to_anchor": (0.5, 1.1), "ncols": 4},
            {"loc": "upper center", "bbox_to_anchor": (0.5, -0.22), "ncols": 3},
        )
    )
    axes.legend(handles=handles, frameon=random.random() < 0.6, fontsize=8, **place)


def draw_plot(kind: str, random: Random, path: Path) -> Known:
    """Draw one chart with a caption under it on a page of its own, and give its data."""
    from matplotlib import pyplot, rc_context, style

    chinese = random.random() < 0.25
    fonts = {
        "pdf.fonttype": 3 if chinese else random.choice((3, 42)),
        "font.sans-serif": [CJK] if chinese else ["DejaVu Sans"],
        "font.family": "sans-serif",
        "axes.unicode_minus": random.random() < 0.7,
        "xtick.minor.visible": False,
    }
    with style.context(random.choice(STYLES)), rc_context(fonts):
        size = random.uniform(3.4, 6.0), random.uniform(2.4, 4.0)
        figure, axes = pyplot.subplots(figsize=size)
        form = random.choice([f for f in FORMS if f.name != "wan" or chinese])
        plot = Plot(axes, random, form, chinese)
        points = KINDS[kind](plot)
        unit = _dress(plot, points)
        caption = "图1：本文所绘数据。" if chinese else "Figure 1: A chart drawn from known data."
        font = {"family": CJK} if chinese else {}
        foot = figure.get_tightbbox().y0 / size[1] - 0.06
        figure.text(0.1, foot, caption, fontsize=9, va="top", **font)
        figure.savefig(path, bbox_inches="tight", pad_inches=0.5)
        known = _known(plot, points, unit, kind)
        pyplot.close(figure)
    return known


def _known(plot: Plot, points: Points, unit: str | None, kind: str) -> Known:
    limits = [sorted(limit) for limit in (plot.axes.get_ylim(), plot.axes.get_xlim())]
    values, keys = limits[::-1] if plot.level else limits
    shown, double = plot.form.shown, plot.axes.get_xscale() == "log"
    span = _length(values, plot.log) * shown
    numbered = plot.numbered or double or kind == "dated"
    length = _length(keys, double) if numbered else None
    scaled = {n: {k: v * shown for k, v in row.items()} for n, row in points.items()}
    errors = {
        n: {k: (low * shown, high * shown) for k, (low, high) in row.items()}
        for n, row in plot.errors.items()
    }
    return Known(scaled, span, plot.log, length, double, unit, errors)


def _length(ends: list[float], log: bool) -> float:
    low, high = ends
    return log10(high / low) if log else high - low


def draw_plots(seed: int, count: int, folder: Path) -> list[FreshChart]:
    """Draw `count` charts of each kind, each into a PDF of its own."""
    charts = []
    for kind, n in ((kind, n) for kind in KINDS for n in range(count)):
        path = folder / f"plot-{kind}-{seed}-{n}.pdf"
        known = draw_plot(kind, Random(f"{seed} {kind} {n}"), path)
        charts.append(FreshChart(f"{kind} {n}", path, 1, known))
    return charts
