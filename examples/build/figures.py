"""Draw the charts of the truth as vector PDF with real text."""

import logging
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from truth import Spec, chart_points

COLOURS = ("#2f6f9f", "#d1732b")
MARKERS = ("o", "s")
STYLE: Any = {
    "pdf.fonttype": 42,  # keep TrueType text, so that a parser can read it
    "font.family": ["DejaVu Sans", "AR PL SungtiL GB"],
    "font.size": 8,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}


def draw_bars(axes: Axes, chart: Spec) -> None:
    """One series as bars, upright or lying."""
    ((_, points),) = chart_points(chart).items()
    names, values = [name for name, _ in points], [value for _, value in points]
    if chart["kind"] == "barh":
        axes.barh(names, values, color=COLOURS[0], height=0.62)
        axes.invert_yaxis()
        axes.set_xlabel(chart["y_label"])
        axes.grid(axis="x", linewidth=0.4, color="#cccccc")
        return
    axes.bar(names, values, color=COLOURS[0], width=0.62)
    axes.set_ylabel(chart["y_label"])
    axes.grid(axis="y", linewidth=0.4, color="#cccccc")
    if min(values) < 0:
        axes.axhline(0, linewidth=0.8, color="black")
    if chart["size"][0] < 4:
        axes.tick_params(axis="x", rotation=45)


def draw_lines(axes: Axes, chart: Spec) -> None:
    """One or two series as lines with markers, and a legend for two."""
    series = chart_points(chart)
    for (name, points), colour, marker in zip(series.items(), COLOURS, MARKERS, strict=False):
        axes.plot(
            [category for category, _ in points],
            [value for _, value in points],
            color=colour,
            marker=marker,
            markersize=4.5,
            label=name,
        )
    axes.set_ylabel(chart["y_label"])
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", linewidth=0.4, color="#cccccc")
    axes.set_xlabel(chart.get("x_label", ""))
    if len(series) > 1:
        axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)


def draw(chart: Spec, folder: Path) -> None:
    """Write one chart as `<id>.pdf` into a folder."""
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)  # it warns about unused tables
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=chart["size"], layout="constrained")
        axes = figure.subplots()
        {"bar": draw_bars, "barh": draw_bars, "line": draw_lines}[chart["kind"]](axes, chart)
        figure.savefig(folder / f"{chart['id']}.pdf", metadata={"CreationDate": None})
