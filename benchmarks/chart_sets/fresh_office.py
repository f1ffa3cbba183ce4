"""Charts of a document of Office, written by python-pptx and printed by LibreOffice, one a page.

The same charts are native in the DOCX file, so that a reader of that can be measured too.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from lxml import etree

from chart_sets.known import FreshChart, Known, Points, categories, days, names

FORMS = {"General": None, "0.0": None, "#,##0": None, "0%": "%", "#,##0.00": None, "0.0E+00": None}
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
C, A = f"{{{CHART}}}", "{http://schemas.openxmlformats.org/drawingml/2006/main}"
KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FRAME = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:inline><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{n}" name="Chart {n}"/>'
    f'<a:graphic xmlns:a="{A[1:-1]}"><a:graphicData uri="{CHART}">'
    f'<c:chart xmlns:c="{CHART}" xmlns:r="{RELATION}" r:id="{{rid}}"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


@dataclass
class Draft:
    """A chart in the making: its kind by python-pptx's name, its keys and its series."""

    random: Random
    chinese: bool
    kind: str
    keys: Sequence[str | int | date]
    points: Points
    form: str
    stacked: bool = False

    def xml(self) -> bytes:
        """The part of the chart, with looks drawn at random."""
        from pptx.chart.xmlwriter import ChartXmlWriter
        from pptx.enum.chart import XL_CHART_TYPE

        space = etree.fromstring(
            ChartXmlWriter(XL_CHART_TYPE[self.kind], self._data()).xml.encode()
        )
        plot = next(space.iter(f"{C}plotArea"))
        for smooth in plot.iter(f"{C}smooth"):
            smooth.set("val", "0")
        for axis in plot.iter(f"{C}valAx"):
            if self.random.random() < 0.3:
                for grid in axis.findall(f"{C}majorGridlines"):
                    axis.remove(grid)
        upright = [axis for axis in plot.iter(f"{C}valAx")][-1]
        for shown in upright.findall(f"{C}numFmt"):
            upright.remove(shown)
        after = next(mark for mark in upright if mark.tag == f"{C}majorTickMark")
        after.addprevious(etree.Element(f"{C}numFmt", formatCode=self.form, sourceLinked="0"))
        if self.random.random() < 0.6:
            position = upright.find(f"{C}axPos")
            at = list(upright).index(position) + 1
            at += upright[at].tag == f"{C}majorGridlines" if at < len(upright) else 0
            words = "数值" if self.chinese else "Measured value"
            upright.insert(at, _title(words, turned=not self.kind.startswith("BAR")))
        chart = next(space.iter(f"{C}chart"))
        for legend in chart.findall(f"{C}legend"):
            chart.remove(legend)
        if len(self.points) > 1:
            legend = etree.SubElement(chart, f"{C}legend")
            place = self.random.choice(("r", "b", "t"))
            etree.SubElement(legend, f"{C}legendPos").set("val", place)
            plot.addnext(legend)
        for old in chart.findall(f"{C}autoTitleDeleted"):
            old.set("val", "1")
        return etree.tostring(space)

    def _data(self) -> Any:
        from pptx.chart.data import CategoryChartData, XyChartData

        if self.kind.startswith("XY"):
            data = XyChartData(number_format=self.form)
            for name, row in self.points.items():
                series = data.add_series(name)
                for key, value in row.items():
                    series.add_data_point(float(key), value)
            return data
        data = CategoryChartData(number_format=self.form)
        data.categories = self.keys
        for name, row in self.points.items():
            data.add_series(name, list(row.values()))
        return data


def _title(words: str, turned: bool) -> Any:
    turn = ' rot="-5400000"' if turned else ""
    text = (
        f'<c:title xmlns:c="{CHART}" xmlns:a="{A[1:-1]}"><c:tx><c:rich><a:bodyPr{turn}/>'
        f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )
    return etree.fromstring(text)


def _draft(random: Random, kind: str, least: int = 1, keys: Sequence[Any] = ()) -> Draft:
    chinese, form = random.random() < 0.2, random.choice(list(FORMS))
    top = 0.9 if form == "0%" else random.choice((40.0, 900.0, 25_000.0))
    keys = keys or categories(random, chinese)
    texts = [key.isoformat() if isinstance(key, date) else str(key) for key in keys]
    points = {
        name: {key: round(random.uniform(0.1, 1) * top, 4) for key in texts}
        for name in names(random, random.randint(least, 3), chinese)
    }
    return Draft(random, chinese, kind, keys, points, form)


def bars(random: Random) -> Draft:
    """Columns, alone or side by side."""
    return _draft(random, "COLUMN_CLUSTERED")


def level_bars(random: Random) -> Draft:
    """Bars that grow sideways."""
    return _draft(random, "BAR_CLUSTERED")


def stacks(random: Random) -> Draft:
    """Columns on one another."""
    draft = _draft(random, random.choice(("COLUMN_STACKED", "BAR_STACKED")), least=2)
    draft.stacked = True
    return draft


def lines(random: Random) -> Draft:
    """Lines over names."""
    return _draft(random, random.choice(("LINE", "LINE_MARKERS")))


def clouds(random: Random) -> Draft:
    """Points over numbers, joined or not."""
    kind = random.choice(("XY_SCATTER", "XY_SCATTER_LINES", "XY_SCATTER_LINES_NO_MARKERS"))
    return _draft(random, kind, keys=sorted(random.sample(range(1, 99), 8)))


def dated(random: Random) -> Draft:
    """A line over dates."""
    draft = _draft(random, "LINE_MARKERS", keys=days(random)[1])
    name = next(iter(draft.points))
    draft.points = {name: draft.points[name]}
    return draft


KINDS: dict[str, Callable[[Random], Draft]] = {
    one.__name__: one for one in (bars, level_bars, stacks, lines, clouds, dated)
}


def _known(draft: Draft, always_named: bool = False) -> Known:
    times = 100 if draft.form == "0%" else 1
    scaled = {n: {k: v * times for k, v in row.items()} for n, row in draft.points.items()}
    sums = [sum(column) for column in zip(*(row.values() for row in scaled.values()), strict=True)]
    top = max(sums) if draft.stacked else max(v for row in scaled.values() for v in row.values())
    named = scaled if len(scaled) > 1 or always_named else {"": next(iter(scaled.values()))}
    first, last = draft.keys[0], draft.keys[-1]
    length = None
    if isinstance(first, date) and isinstance(last, date):
        length = float((last - first).days)
    elif isinstance(first, int) and isinstance(last, int):
        length = float(last - first)
    return Known(named, top, key_span=length, unit=FORMS[draft.form])


def native(seed: int, count: int, folder: Path) -> list[FreshChart]:
    """The same charts as the DOCX file states them; a single series has its name there."""
    path = folder / f"office-{seed}.docx"
    drafts = [(k, n, KINDS[k](Random(f"{seed} {k} {n}"))) for k in KINDS for n in range(count)]
    return [FreshChart(f"{k}, DOCX {n}", path, 0, _known(draft, True)) for k, n, draft in drafts]


def draw_document(seed: int, count: int, folder: Path) -> list[FreshChart]:
    """Draw `count` charts of each kind into a DOCX file and print it."""
    from docx import Document
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    book, charts = Document(), []
    path = folder / f"office-{seed}.pdf"
    for page, (kind, n) in enumerate(((k, n) for k in KINDS for n in range(count)), 1):
        draft = KINDS[kind](Random(f"{seed} {kind} {n}"))
        name = PackURI(f"/word/charts/chart{page}.xml")
        part = Part(name, KIND, draft.xml(), book.part.package)
        rid = book.part.relate_to(part, f"{RELATION}/chart")
        size = {
            "cx": draft.random.randint(40, 55) * 91440,
            "cy": draft.random.randint(24, 34) * 91440,
        }
        frame = etree.fromstring(FRAME.format(n=page, rid=rid, **size))
        book.add_paragraph().add_run()._r.append(frame)
        book.add_paragraph(
            "图1：本文数据。" if draft.chinese else "Figure 1: A chart from known data."
        )
        book.add_page_break()
        charts.append(FreshChart(f"{kind}, office {n}", path, page, _known(draft)))
    book.save(str(path.with_suffix(".docx")))
    profile = f"-env:UserInstallation=file://{folder.absolute()}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(path.with_suffix(".docx"))], check=True, capture_output=True)
    return charts
