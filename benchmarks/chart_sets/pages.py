"""Charts as web pages draw them in SVG, printed by Chromium, from known data.

The manners of libraries that people use: Vega's domain lines and ticks, Plotly's tinted plot area,
a spreadsheet's grid without ticks, D3's path of a domain with ticks in one. Scales are linear,
logarithmic and of dates.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

Truth = dict[str, dict[str, float]]
_CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
_LEFT, _TOP, _RIGHT, _BOTTOM = 60.0, 20.0, 400.0, 220.0
_WORDS = (
    "<p>The figure below shows what was measured in each of the runs; its numbers are those of the "
    "table in the appendix, and nothing was left out of it but the first run of each day.</p>"
)
_CAPTION = "<p>Figure 1: A chart drawn from known data.</p>"


@dataclass(frozen=True)
class Manner:
    """How a library draws: what it puts around the data."""

    colours: tuple[str, str]
    ticks: bool = True
    grid: str = ""
    panel: str = ""
    domain: bool = True
    legend: str = "right"
    font: str = "sans-serif"


MANNERS = {
    "vega": Manner(("#4c78a8", "#f58518"), grid="#ddd"),
    "plotly": Manner(
        ("#636efa", "#ef553b"), ticks=False, grid="#fff", panel="#e5ecf6", domain=False
    ),
    "sheet": Manner(("#4472c4", "#ed7d31"), ticks=False, grid="#d9d9d9", legend="below"),
    "d3": Manner(("#1f77b4", "#d62728"), font="serif"),
}
Place = Callable[[float], float]


def _linear(low: float, high: float, start: float, end: float, value: float) -> float:
    return start + (value - low) / (high - low) * (end - start)


def _logarithmic(low: float, high: float, start: float, end: float, value: float) -> float:
    return _linear(math.log10(low), math.log10(high), start, end, math.log10(value))


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}">{words}</text>'


def _line(x0: float, y0: float, x1: float, y1: float, colour: str = "#888") -> str:
    return f'<path d="M{x0:.2f},{y0:.2f}L{x1:.2f},{y1:.2f}" stroke="{colour}" fill="none"/>'


def _frame(
    manner: Manner, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]]
) -> str:
    """Panel, grid, ticks, labels and domain lines; ticks are places with their labels."""
    parts = []
    if manner.panel:
        parts.append(
            f'<rect x="{_LEFT}" y="{_TOP}" width="{_RIGHT - _LEFT}" height="{_BOTTOM - _TOP}" '
            f'fill="{manner.panel}"/>'
        )
    for y, label in up:
        parts += [_line(_LEFT, y, _RIGHT, y, manner.grid)] if manner.grid else []
        parts += [_line(_LEFT - 5, y, _LEFT, y)] if manner.ticks else []
        parts.append(_text(_LEFT - 8, y + 3.5, label, "end"))
    for x, label in across:
        parts += [_line(x, _BOTTOM, x, _BOTTOM + 5)] if manner.ticks else []
        parts.append(_text(x, _BOTTOM + 18, label))
    if manner.domain:
        parts += [_line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM), _line(_LEFT, _TOP, _LEFT, _BOTTOM)]
    return "".join(parts)


def _legend(manner: Manner, names: Sequence[str], bars: bool) -> str:
    parts = []
    for place, (name, colour) in enumerate(zip(names, manner.colours, strict=False)):
        below = manner.legend == "below"
        x, y = (120 + 120 * place, _BOTTOM + 42) if below else (_RIGHT + 20, 40 + 20 * place)
        swatch = f'<rect x="{x}" y="{y - 5}" width="10" height="10" fill="{colour}"/>'
        stroke = f'<path d="M{x},{y}h18" stroke="{colour}" stroke-width="2" fill="none"/>'
        parts += [swatch if bars else stroke, _text(x + 24, y + 4, name, "start")]
    return "".join(parts)


def _page(manner: Manner, body: str) -> str:
    svg = f'<svg width="520" height="280" font-size="11" font-family="{manner.font}">{body}</svg>'
    return f'<meta charset="utf-8"><h1>Report</h1>{_WORDS}{svg}{_CAPTION}{_WORDS}'


def _drawn(points: Sequence[tuple[float, float]], colour: str, marks: bool) -> str:
    path = "L".join(f"{x:.2f},{y:.2f}" for x, y in points)
    line = f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>'
    dots = (f'<circle cx="{x:.2f}" cy="{y:.2f}" r="3" fill="{colour}"/>' for x, y in points)
    return line + ("".join(dots) if marks else "")


def lines(
    manner: Manner, random: Random, log: bool = False, marks: bool = True
) -> tuple[str, Truth]:
    """Two lines over whole numbers, on a linear or a logarithmic scale."""
    value = (
        (lambda: round(10 ** random.uniform(0.3, 3.7), 1))
        if log
        else (lambda: round(random.uniform(5, 95), 1))
    )
    truth = {name: {str(x): value() for x in range(1, 9)} for name in ("Base", "Tuned")}
    x = partial(_linear, 0, 9, _LEFT, _RIGHT)
    y = (
        partial(_logarithmic, 1, 1e4, _BOTTOM, _TOP)
        if log
        else partial(_linear, 0, 100, _BOTTOM, _TOP)
    )
    up = [1, 10, 100, 1000, 10000] if log else range(0, 101, 20)
    body = _frame(manner, [(x(t), str(t)) for t in range(0, 10, 3)], [(y(t), f"{t:,}") for t in up])
    for colour, points in zip(manner.colours, truth.values(), strict=True):
        body += _drawn([(x(float(k)), y(v)) for k, v in points.items()], colour, marks)
    return _page(manner, body + _legend(manner, list(truth), bars=False)), truth


def bars(manner: Manner, random: Random) -> tuple[str, Truth]:
    """Groups of two bars over names."""
    names = ["North", "South", "East", "West"]
    truth = {s: {n: round(random.uniform(4, 58), 1) for n in names} for s in ("2023", "2024")}
    y = partial(_linear, 0, 60, _BOTTOM, _TOP)
    middles = [_LEFT + 85 * (place + 0.5) for place in range(4)]
    body = _frame(
        manner, list(zip(middles, names, strict=True)), [(y(t), str(t)) for t in range(0, 61, 15)]
    )
    for place, (colour, points) in enumerate(zip(manner.colours, truth.values(), strict=True)):
        for middle, value in zip(middles, points.values(), strict=True):
            body += (
                f'<rect x="{middle - 26 + 26 * place:.2f}" y="{y(value):.2f}" width="26" '
                f'height="{_BOTTOM - y(value):.2f}" fill="{colour}"/>'
            )
    return _page(manner, body + _legend(manner, list(truth), bars=True)), truth


def days(manner: Manner, random: Random) -> tuple[str, Truth]:
    """A line over months, on an axis of dates."""
    start = date(2023, 1, 1)
    dates = [date(2023 + m // 12, m % 12 + 1, 1) for m in range(0, 18, 2)]
    truth = {"": {f"{day:%Y-%m}": round(random.uniform(10, 90), 1) for day in dates}}
    x = partial(_linear, -20, 540, _LEFT, _RIGHT)
    y = partial(_linear, 0, 100, _BOTTOM, _TOP)
    shown = [date(2023, 1, 1), date(2023, 7, 1), date(2024, 1, 1)]
    across = [(x((day - start) / timedelta(1)), day.isoformat()) for day in shown]
    body = _frame(manner, across, [(y(t), str(t)) for t in range(0, 101, 25)])
    steps = ((day - start) / timedelta(1) for day in dates)
    points = [(x(step), y(value)) for step, value in zip(steps, truth[""].values(), strict=True)]
    return _page(manner, body + _drawn(points, manner.colours[0], marks=True)), truth


def scatter(manner: Manner, random: Random) -> tuple[str, Truth]:
    """A cloud of points."""
    truth = {
        "": {f"{random.uniform(0.5, 9.5):.2f}": round(random.uniform(5, 95), 1) for _ in range(15)}
    }
    x, y = partial(_linear, 0, 10, _LEFT, _RIGHT), partial(_linear, 0, 100, _BOTTOM, _TOP)
    body = _frame(
        manner, [(x(t), str(t)) for t in (0, 5, 10)], [(y(t), str(t)) for t in range(0, 101, 25)]
    )
    for key, value in truth[""].items():
        at = f'cx="{x(float(key)):.2f}" cy="{y(value):.2f}"'
        body += f'<circle {at} r="3" fill="{manner.colours[0]}"/>'
    return _page(manner, body), truth


_KINDS: dict[str, Callable[[Manner, Random], tuple[str, Truth]]] = {
    "lines": lines,
    "plain lines": partial(lines, marks=False),
    "log lines": partial(lines, log=True),
    "bars": bars,
    "days": days,
    "scatter": scatter,
}


def _print(kind: str, manner: str, path: Path, random: Random) -> Truth:
    page, truth = _KINDS[kind](MANNERS[manner], random)
    path.with_suffix(".html").write_text(page, encoding="utf-8")
    command = [*_CHROMIUM, f"--print-to-pdf={path}", str(path.with_suffix(".html"))]
    subprocess.run(command, check=True, capture_output=True)
    return truth


PAGES = {
    f"{kind}, {manner}": partial(_print, kind, manner) for kind in _KINDS for manner in MANNERS
}
