"""Draw charts from known data, read them back, and count: `python benchmarks/charts.py`.

Prints, for every setting, whether the data were recovered and how many points lie within one
percent of the axis range; then the shares over all settings, and the false assertions: charts
asserted with a wrong series, key or value. Charts that no reader should assert (`refuse`) count
only as false assertions. Needs matplotlib, which mmkg itself does not; charts as web pages draw
them are measured where Chromium is installed.

`--fresh SEED` draws other charts instead, at random: by matplotlib in many styles, as libraries of
the web and ggplot2 draw them in SVG, and by Office (LibreOffice prints a DOCX file). It prints how
many points are asserted and how many of those are off by over one percent of their axis; then the
same of native charts of PPTX, XLSX and DOCX files, which must be exact.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from random import Random

from chart_fresh import print_fresh, read_fresh, read_native
from chart_sets.drawings import READABLE, REFUSED
from chart_sets.operators import OPERATORS
from chart_sets.pages import PAGES
from chart_sets.settings import Setting, Truth

from mmkg.graph.document import Figure
from mmkg.tools.parse.figure_read import find_figures
from mmkg.tools.parse.pages import Pdf

_BY_HAND = OPERATORS | (PAGES if shutil.which("chromium") else {})


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
    make = _BY_HAND.get(setting.name) if setting.style == "by hand" else None
    truth = make(path, Random(seed)) if make else draw(setting, seed, path)
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
            near = [v for k, v in known.items() if point.x == k or _close(point.x, k, known)]
            spans = [(v, abs(v) if log else max(values)) for v in near]
            good += any(abs(float(point.y) - v) <= 0.01 * span for v, span in spans)
    return good


def _close(found: str, key: str, keys: Collection[str]) -> bool:
    """Whether two places on an axis are within one percent of its range."""
    try:
        places = [float(other) for other in keys]
        return abs(float(found) - float(key)) <= 0.01 * (max(places) - min(places))
    except ValueError:
        return False


def main() -> int:
    """Measure all settings and print the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=2, help="charts a setting (default 2)")
    parser.add_argument("--keep", type=Path, help="folder that keeps the PDFs")
    parser.add_argument("--fresh", type=int, metavar="SEED", help="draw charts at random")
    parser.add_argument("--count", type=int, default=6, help="charts of each kind (default 6)")
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
        if options.fresh is not None:
            return bool(_fresh(options.fresh, options.count, folder))
        by_hand = [Setting(name, None, "by hand") for name in _BY_HAND]
        outcomes = [
            measure(setting, seed, folder)
            for setting in (*READABLE, *by_hand, *REFUSED)
            for seed in range(1, options.seeds + 1)
        ]
    _print(outcomes)
    return 0


def _fresh(seed: int, count: int, folder: Path) -> int:
    """Draw and read the fresh sets; gives how many asserted points are off."""
    from chart_sets.fresh_office import draw_document, native
    from chart_sets.fresh_pages import draw_pages
    from chart_sets.fresh_plots import draw_plots
    from chart_sets.native import sheets, slides

    sets = {"matplotlib": draw_plots(seed, count, folder)}
    if shutil.which("chromium"):
        sets["SVG by Chromium"] = draw_pages(seed, count, folder)
    if shutil.which("soffice"):
        sets["Office by LibreOffice"] = draw_document(seed, count, folder)
    off = sum(print_fresh(name, read_fresh(charts)) for name, charts in sets.items())
    stated = [*slides(seed, folder), *sheets(seed, folder)]
    if "Office by LibreOffice" in sets:
        stated += native(seed, count, folder)
    return off + print_fresh("native charts of PPTX, XLSX and DOCX", read_native(stated))


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
