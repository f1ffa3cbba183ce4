"""Native charts of Office files: the numbers they were drawn from, exact to the last digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from lxml.etree import _Element as Element
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from mmkg.graph.document import Axis, Point, Series
from mmkg.tools.parse.chart_numbers import plain
from mmkg.tools.parse.pageless_cells import clean
from mmkg.tools.parse.tables.units import split_unit
from mmkg.tools.parse.text_pageless import Assembly

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Kind = Literal["line", "bar", "scatter", "step"]
KINDS: dict[str, Kind] = {
    "barChart": "bar",
    "bar3DChart": "bar",
    "pieChart": "bar",
    "pie3DChart": "bar",
    "doughnutChart": "bar",
    "lineChart": "line",
    "line3DChart": "line",
    "areaChart": "line",
    "area3DChart": "line",
    "radarChart": "line",
    "scatterChart": "scatter",
    "bubbleChart": "scatter",
}
MOST_DECIMALS = 12
Lookup = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Data:
    """A row of values of a series, by their index, and how their numbers are shown."""

    texts: dict[int, str]
    format: str

    @property
    def percent(self) -> bool:
        shown = bool(self.texts) and all(text.endswith("%") for text in self.texts.values())
        return shown or "%" in self.format


def _nothing(reference: str) -> Sequence[str]:
    return ()


def add_chart(
    assembly: Assembly, space: Element, caption: str, path: str, lookup: Lookup = _nothing
) -> None:
    """Add a native chart as a figure with its series; one without numbers is a picture.

    Args:
        assembly: The document in the making.
        space: The `c:chartSpace` element.
        caption: What stands beside it; its own title if empty.
        path: Where it is.
        lookup: The cells of a reference, for charts that do not repeat their numbers.
    """
    plots = [plot for plot in space.iter() if _name(plot) in KINDS]
    series = [one for plot in plots for one in _series(plot, lookup)]
    title = _title(space.find(f"{C}chart"))
    assembly.add_figure(caption or title, path, "native chart")
    if not series:
        return
    x_axis, y_axis = _axes(space, plots)
    percent = all(one[1] for one in series)
    update = {
        "kind": "chart",
        "series": tuple(one for one, _ in series),
        "x_axis": x_axis,
        "y_axis": y_axis.model_copy(update={"unit": "%"}) if percent else y_axis,
        "fit_error": 0.0,
        "decimals": min(MOST_DECIMALS, max(_decimals(one) for one, _ in series)),
    }
    if x_axis.scale == "category":
        names = dict.fromkeys(point.x for one, _ in series for point in one.points)
        update["x_axis"] = x_axis.model_copy(update={"categories": tuple(names)})
    assembly.figures[-1] = assembly.figures[-1].model_copy(update=update)


def _name(element: Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.removeprefix(C) if tag.startswith(C) else ""


def _series(plot: Element, lookup: Lookup) -> Iterator[tuple[Series, bool]]:
    """The series of a plot, each with whether it is in percent."""
    kind = KINDS[_name(plot)]
    found = plot.findall(f"{C}ser")
    for number, ser in enumerate(found, 1):
        across = _data(ser, ("cat", "xVal"), lookup)
        values = _data(ser, ("val", "yVal"), lookup)
        points = tuple(_points(across, values))
        name = clean(" ".join(_data(ser, ("tx",), lookup).texts.values()))
        if points:
            name = name or (f"Series {number}" if len(found) > 1 else "")
            yield Series(name=name, kind=kind, points=points), values.percent


def _data(ser: Element, names: Sequence[str], lookup: Lookup) -> _Data:
    """Values as the chart repeats them, else as the cells that it refers to hold them."""
    holder = next((found for name in names if (found := ser.find(f"{C}{name}")) is not None), None)
    if holder is None:
        return _Data({}, "")
    level = holder.find(f".//{C}lvl")
    inside = holder if level is None else level
    texts = {
        int(point.get("idx") or 0): (point.findtext(f"{C}v") or "").strip()
        for point in inside.iter(f"{C}pt")
    }
    alone = holder.findtext(f"{C}v")
    reference = holder.findtext(f".//{C}f")
    if not texts and alone:
        texts = {0: alone}
    if not texts and reference:
        texts = dict(enumerate(lookup(reference)))
    return _Data(texts, holder.findtext(f".//{C}formatCode") or "")


def _points(across: _Data, values: _Data) -> Iterator[Point]:
    for index, text in sorted(values.texts.items()):
        y = number(text)
        if y is None:
            continue
        if values.percent and not text.endswith("%"):
            y = (y * 100).normalize() + 0
        x = clean(across.texts.get(index) or str(index + 1))
        if day := _day(x, across.format):
            yield Point(x=day, y=y)
            continue
        x_number = number(x)
        if x_number is not None:
            x = f"{plain(x_number):f}"
        yield Point(x=x, x_number=x_number, y=y)


def _day(text: str, form: str) -> str | None:
    """The ISO date of a serial day, where the format says that it is one."""
    if not is_date_format(form) or not re.fullmatch(r"\d{1,6}(\.0+)?", text):
        return None
    found = from_excel(int(float(text)))
    return found.date().isoformat() if isinstance(found, datetime) else None


def number(text: str) -> Decimal | None:
    """A number as Office shows it: 15 digits, so that 0.1 + 0.2 is 0.3."""
    try:
        value = float(text.removesuffix("%").replace(",", ""))
        shown = Decimal(text.removesuffix("%").replace(",", ""))
    except (ValueError, InvalidOperation):
        return None
    if not shown.is_finite():
        return None
    if len(shown.as_tuple().digits) > 15:
        shown = Decimal(format(value, ".15g"))
    return shown


def _axes(space: Element, plots: Sequence[Element]) -> tuple[Axis, Axis]:
    """The axes of the plots; one that two plots measure differently has no title."""
    axes = {
        axis.get("val"): parent
        for parent in space.iter()
        if _name(parent) in ("catAx", "valAx", "dateAx")
        for axis in parent.findall(f"{C}axId")
    }
    used = [[axes.get(axis.get("val")) for axis in plot.findall(f"{C}axId")] for plot in plots]
    across = {id(pair[0]): pair[0] for pair in used if pair}
    upright = {id(pair[1]): pair[1] for pair in used if len(pair) > 1}
    return _axis(list(across.values())), _axis(list(upright.values()))


def _axis(elements: Sequence[Element | None]) -> Axis:
    element = elements[0] if len(elements) == 1 else None
    if element is None:
        return Axis()
    title, unit = split_unit(_title(element))
    if _name(element) != "valAx":
        dated = _name(element) == "dateAx"
        return Axis(title=title, unit=unit, scale="date" if dated else "category")
    logarithmic = element.find(f"{C}scaling/{C}logBase") is not None
    return Axis(title=title, unit=unit, scale="log" if logarithmic else "linear")


def _title(element: Element | None) -> str:
    title = element.find(f"{C}title") if element is not None else None
    if title is None:
        return ""
    words = [text.text or "" for text in title.iter(f"{A}t", f"{C}v")]
    return clean("".join(words))


def _decimals(series: Series) -> int:
    places = (point.y.as_tuple().exponent for point in series.points)
    return max(0, *(-place for place in places if isinstance(place, int)), 0)
