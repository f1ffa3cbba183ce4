"""Native charts of PPTX and XLSX files, of every kind that Office has much, from known data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from chart_sets.known import FreshChart, Known, Points, categories, names

DAYS = [date(2021, 11 + m if m < 2 else m - 1, 1).replace(year=2021 + (m > 1)) for m in range(8)]


def _points(random: Random, keys: list[str], series: int) -> Points:
    found = names(random, series)
    return {
        n: {k: round(random.uniform(-5, 900), random.randint(0, 3)) for k in keys} for n in found
    }


def _known(points: Points, key_span: float | None = None) -> Known:
    span = max(abs(v) for row in points.values() for v in row.values())
    return Known(points, span / 1e6, key_span=key_span and key_span / 1e6)  # exact, so to say


def slides(seed: int, folder: Path) -> list[FreshChart]:
    """A presentation with a chart of each kind on slides of their own, by python-pptx."""
    from pptx import Presentation
    from pptx.chart.data import BubbleChartData, CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    random, show, charts = Random(seed), Presentation(), []
    path = folder / f"native-{seed}.pptx"
    kinds = (
        *("COLUMN_CLUSTERED", "BAR_STACKED", "COLUMN_STACKED_100", "LINE_MARKERS", "AREA_STACKED"),
        *("PIE", "DOUGHNUT", "RADAR", "XY_SCATTER", "XY_SCATTER_LINES", "BUBBLE", "LINE", "DATES"),
    )
    for kind in kinds:
        keys = categories(random)
        points = _points(random, keys, 1 if kind in ("PIE", "DOUGHNUT", "DATES") else 3)
        data: Any = CategoryChartData()
        if kind.startswith(("XY", "BUBBLE")):
            keys = [str(k) for k in sorted(random.sample(range(1, 99), 6))]
            points = _points(random, keys, 2)
            data = XyChartData() if kind.startswith("XY") else BubbleChartData()
            for name, row in points.items():
                series = data.add_series(name)
                for key, value in row.items():
                    series.add_data_point(float(key), value, *([3] if kind == "BUBBLE" else []))
        else:
            if kind == "DATES":
                points = _points(random, [day.isoformat() for day in DAYS], 1)
            data.categories = DAYS if kind == "DATES" else keys
            for name, row in points.items():
                data.add_series(name, list(row.values()))
        slide = show.slides.add_slide(show.slide_layouts[6])
        form = XL_CHART_TYPE["LINE" if kind == "DATES" else kind]
        slide.shapes.add_chart(form, Inches(1), Inches(1), Inches(6), Inches(4), data)
        charts.append(FreshChart(f"{kind.lower()}, PPTX", path, 0, _known(points)))
    show.save(str(path))
    return charts


def sheets(seed: int, folder: Path) -> list[FreshChart]:
    """A workbook with a chart of each kind on sheets of their own, without cached values."""
    from openpyxl import Workbook, chart

    random, book, charts = Random(seed), Workbook(), []
    book.remove(book.active)
    path = folder / f"native-{seed}.xlsx"
    kinds: dict[str, Callable[[], Any]] = {
        "bars": chart.BarChart,
        "stacks": lambda: chart.BarChart(grouping="stacked", overlap=100),
        "lines": chart.LineChart,
        "areas": chart.AreaChart,
        "pie": chart.PieChart,
        "scatter": chart.ScatterChart,
        "dates": chart.LineChart,
        "two axes": chart.BarChart,
    }
    for kind, make in kinds.items():
        keys: list[Any] = categories(random)
        keys = DAYS if kind == "dates" else [3, 5, 8, 13, 21] if kind == "scatter" else keys
        texts = [k.isoformat() if isinstance(k, date) else str(k) for k in keys]
        points = _points(random, texts, 1 if kind in ("pie", "dates") else 2)
        sheet = book.create_sheet(kind)
        sheet.append(["Key", *points])
        for text, key in zip(texts, keys, strict=True):
            sheet.append([key, *(row[text] for row in points.values())])
        _draw(sheet, kind, make(), len(keys) + 1)
        charts.append(FreshChart(f"{kind}, XLSX", path, 0, _known(points)))
    book.save(path)
    return charts


def _draw(sheet: Any, kind: str, drawn: Any, last: int) -> None:
    from openpyxl.chart import LineChart, Reference, Series

    across = Reference(sheet, min_col=1, min_row=2, max_row=last)
    columns = range(2, sheet.max_column + 1)
    found = [Reference(sheet, min_col=c, min_row=1, max_row=last) for c in columns]
    if kind == "scatter":
        drawn.series += [Series(data, across, title_from_data=True) for data in found]
    elif kind == "two axes":
        other = LineChart()
        for one, data in ((drawn, found[0]), (other, found[1])):
            one.add_data(data, titles_from_data=True)
            one.set_categories(across)
        other.y_axis.axId = 200
        other.y_axis.crosses = "max"
        drawn += other
    else:
        for data in found:
            drawn.add_data(data, titles_from_data=True)
        drawn.set_categories(across)
    sheet.add_chart(drawn, "G2")
