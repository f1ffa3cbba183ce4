"""Scores of charts drawn at random: which points are asserted, and how many of them are off.

A point is off if its series, its key or its value is: numbers by more than one percent of their
axis' length (of its decades where it is logarithmic), names and dates if they differ at all. A
date may be printed as coarsely as all of its axis are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log10

from chart_sets.known import FreshChart, Known

from mmkg.graph.document import Figure, Point
from mmkg.tools.parse.figure_read import FigureOnPage, find_figures
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document

MOST_OFF = 0.01


@dataclass(frozen=True)
class Outcome:
    """What became of a chart: its points, how many were asserted, those of them that are off."""

    chart: FreshChart
    asserted: int
    off: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def points(self) -> int:
        """How many points were drawn."""
        return sum(map(len, self.chart.known.points.values()))


def read_fresh(charts: Sequence[FreshChart]) -> list[Outcome]:
    """Read the PDFs of charts and compare; each page has one chart."""
    found: dict[tuple[str, int | None], list[FigureOnPage]] = {}
    for path in dict.fromkeys(chart.path for chart in charts):
        with Pdf(path) as pdf:
            for one in find_figures(pdf, "0" * 64):
                found.setdefault((str(path), one.figure.address.page), []).append(one)
    return [compare(chart, found.get((str(chart.path), chart.page), [])) for chart in charts]


def read_native(charts: Sequence[FreshChart]) -> list[Outcome]:
    """Read files of Office, whose charts come in the order in which they were made."""
    outcomes = []
    for path in dict.fromkeys(chart.path for chart in charts):
        figures = [FigureOnPage(figure, None) for figure in read_document(path).figures]
        own = [chart for chart in charts if chart.path == path]
        outcomes += [
            compare(chart, figures[n : n + 1] if len(figures) == len(own) else [])
            for n, chart in enumerate(own)
        ]
    return outcomes


def compare(chart: FreshChart, found: Sequence[FigureOnPage]) -> Outcome:
    """Every asserted point with what was drawn."""
    doubts = tuple(doubt for one in found for doubt in one.doubts)
    if not found:
        doubts = ("no figure found",)
    figures = [one.figure for one in found if one.figure.kind == "chart"]
    off = [wrong for figure in figures for wrong in _wrong(figure, chart.known)]
    asserted = sum(len(series.points) for figure in figures for series in figure.series)
    return Outcome(chart, asserted, tuple(off), doubts)


def _wrong(figure: Figure, known: Known) -> list[str]:
    off = []
    for series in figure.series:
        left = dict(known.points.get(series.name, {}))
        if series.name not in known.points:
            off += [f"no series {series.name!r}"] * len(series.points)
            continue
        for point in series.points:
            near = [key for key in left if _same_key(point.x, key, known)]
            near.sort(key=lambda key: abs(float(point.y) - known.points[series.name][key]))
            if not near:
                off.append(f"{series.name}: no key {point.x}")
                continue
            at = near[0]
            if not _same_value(point, left.pop(at), known):
                off.append(f"{series.name} {at}: {point.y} for {known.points[series.name][at]:g}")
            elif bad := _wrong_error(point, series.name, at, known):
                off.append(bad)
    unit = figure.y_axis.unit if figure.y_axis else None
    return [*off, *([f"unit {unit} for {known.unit}"] if unit != known.unit else [])]


def _same_key(found: str, key: str, known: Known) -> bool:
    if known.key_span is None:
        return found == key
    if key.count("-") == 2:
        return (
            key.startswith(found)
            and key[len(found) :] in ("", "-01", "-01-01")
            or _near_year(found, key, known.key_span)
        )
    try:
        a, b = float(found), float(key)
    except ValueError:
        return False
    if known.key_log:
        return a > 0 and abs(log10(a / b)) <= MOST_OFF * known.key_span
    return abs(a - b) <= MOST_OFF * known.key_span


def _near_year(found: str, key: str, span: float) -> bool:
    """Whether a year with a fraction is near a day; years may be read as plain numbers."""
    day = date.fromisoformat(key)
    year = day.year + (day - date(day.year, 1, 1)).days / 365.25
    numbered = re.fullmatch(r"\d{4}(\.\d+)?", found)
    return bool(numbered) and abs(float(found) - year) <= MOST_OFF * span / 365.25


def _same_value(point: Point, value: float, known: Known) -> bool:
    found = float(point.y)
    if known.log:
        return found > 0 and abs(log10(found / value)) <= MOST_OFF * known.span
    return abs(found - value) <= MOST_OFF * known.span


def _wrong_error(point: Point, series: str, key: str, known: Known) -> str:
    if point.error is None:
        return ""
    true = known.errors.get(series, {}).get(key)
    near = true and all(
        abs(float(a) - b) <= MOST_OFF * known.span for a, b in zip(point.error, true, strict=True)
    )
    return "" if near else f"{series} {key}: error {point.error} for {true}"


def print_fresh(name: str, outcomes: Sequence[Outcome]) -> int:
    """Print every chart and the sums; returns how many asserted points are off."""
    for one in outcomes:
        state = "OFF" if one.off else "read" if one.asserted else "refused"
        said = one.off[:3] if one.off else one.doubts
        print(f"{one.chart.name:34} {state:8} {one.asserted:3}/{one.points:<3} {'; '.join(said)}")
    asserted, off = sum(o.asserted for o in outcomes), sum(len(o.off) for o in outcomes)
    points, read = sum(o.points for o in outcomes), sum(bool(o.asserted) for o in outcomes)
    print(f"\n{name}\ncharts read       {read}/{len(outcomes)}")
    print(f"points asserted   {asserted} of {points}, recall {(asserted - off) / points:.3f}")
    print(f"off by over 1 %   {off} of them")
    print("refused:")
    why = Counter(" ".join(o.doubts) or "no plot found" for o in outcomes if not o.asserted)
    for doubt, count in why.most_common():
        print(f"  {count:3}  {doubt}")
    return off
