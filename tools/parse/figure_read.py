"""Figures of a PDF: cut out by their captions, with the data of those that are vector charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mmkg.graph.document import Figure
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.chart_read import Chart, read_charts, unread_frames
from mmkg.tools.parse.figure_captions import Caption, find_captions
from mmkg.tools.parse.figure_diagram import Diagram, read_diagram
from mmkg.tools.parse.figure_panels import name_panels
from mmkg.tools.parse.figure_regions import find_region, is_backdrop
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.tables.reader import read_content

LEAST_PICTURE = 80.0  # points: smaller pictures without a caption are decoration
MOST_MISFIT = 0.01
READABLE = 1000  # pixels that the longer side of a picture should have
LEAST_SHOWN = 6.0  # points of a picture in a plot area that may be data
LEAST_DPI, MOST_DPI = 200, 400
SURROGATES = re.compile(
    r"&#x(?P<high>d[89ab]\w\w);&#x(?P<low>d[c-f]\w\w);|&#xd[89a-f]\w\w;", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FigureOnPage:
    """A figure with the box of its caption, which the reader of running text leaves out.

    Attributes:
        doubts: Why charts in it were not read, for people who look into a parse.
    """

    figure: Figure
    caption_box: Box | None
    doubts: tuple[str, ...] = ()


def read_figures(pdf: Pdf, sha256: str, only: int | None = None) -> tuple[Figure, ...]:
    """All figures of a document, or of `only` one page, in reading order of their pages.

    A chart is asserted only where its axes fit under one percent and every series has its name.
    Of a figure with several plots each readable one becomes a figure of its own, called by its
    letter, title or place (`Figure 3 (a)`, `Figure 3 (left)`), beside the whole, which stays a
    picture.
    """
    return tuple(found.figure for found in find_figures(pdf, sha256, only))


def find_figures(pdf: Pdf, sha256: str, only: int | None = None) -> tuple[FigureOnPage, ...]:
    """The same figures with the boxes of their captions; of one page, ids are counted from it."""
    found: list[FigureOnPage] = []
    for page in pdf.pages[only - 1 : only] if only else pdf.pages:
        for draft in _on_page(page, sha256):
            name = f"{sha256[:12]}:figure:{len(found) + 1}"
            figure = draft.figure.model_copy(update={"id": name})
            found.append(FigureOnPage(figure, draft.caption_box, draft.doubts))
    return tuple(found)


def _on_page(page: Page, sha256: str) -> Iterator[FigureOnPage]:
    captions = find_captions(page.lines)
    tables = _tables(page) if captions else []
    boxes = []
    for caption in sorted(captions, key=lambda c: (c.box.y0, c.box.x0)):
        others = [other for other in captions if other is not caption]
        box = find_region(page, caption, others, tables)
        if box:
            boxes.append(box)
            yield from _captioned(page, sha256, caption, box)
    for picture in page.pictures:
        large = min(picture.box.width, picture.box.height) >= LEAST_PICTURE
        apart = large and not any(box.overlap(picture.box) > 0 for box in boxes)
        if apart and not is_backdrop(page, picture.box):
            boxes.append(picture.box)
            address = _address(sha256, page, picture.box)
            bare = Figure(id="", address=address, method="raster", confidence=0.5)
            yield FigureOnPage(bare, None)


def _tables(page: Page) -> list[Box]:
    """Where the tables with captions of their own stand, captions included."""
    found = [(r.box, r.caption) for r in read_content(page).regions]
    return [
        union((box.grown(2.0), said.box)) for box, said in found if said and said.kind == "table"
    ]


def _address(sha256: str, page: Page, box: Box) -> Address:
    return Address(document=sha256, page=page.number, box=box.rounded())


def _captioned(page: Page, sha256: str, caption: Caption, box: Box) -> Iterator[FigureOnPage]:
    reach = box.grown(1.0)
    strokes = [s for s in page.strokes if reach.overlap(s.box.grown(0.01)) > 0]
    lines = [line for line in page.lines if reach.holds(line.box)]
    charts = [_without_pictures(chart, page) for chart in read_charts(strokes, lines)]
    whole = Figure(
        id="",
        address=_address(sha256, page, box),
        label=caption.label,
        number=caption.number,
        caption=caption.text,
        method="vector" if strokes else "raster",
    )
    doubts = tuple(chart.doubt for chart in charts if chart.doubt)
    more = any(_has_more(page, box, chart, charts) for chart in charts)
    single = len(charts) == 1 and not more
    if single and _sure(charts[0]):
        yield FigureOnPage(_with_data(whole, charts[0]), caption.box, doubts)
        return
    diagram = None if charts else read_diagram(page, box, whole.address)
    yield FigureOnPage(_with_diagram(whole, diagram), caption.box, doubts)
    chinese = caption.label.startswith("图")
    for name, chart in zip(name_panels(charts, lines, chinese, not more), charts, strict=True):
        if name and _sure(chart):
            label = f"{caption.label}（{name}）" if chinese else f"{caption.label} ({name})"
            address = _address(sha256, page, chart.box)
            panel = whole.model_copy(update={"label": label, "address": address})
            yield FigureOnPage(_with_data(panel, chart), caption.box)


def _without_pictures(chart: Chart, page: Page) -> Chart:
    """A chart with no data where a picture lies in the plot area: what it shows is not known."""
    for picture in page.pictures:
        shared = picture.box.shared(chart.frame)
        if min(shared.width, shared.height) > LEAST_SHOWN:
            return replace(chart, series=(), doubt="a bitmap in the plot area")
    return chart


def _sure(chart: Chart) -> bool:
    return bool(chart.series) and chart.fit_error < MOST_MISFIT


def _has_more(page: Page, box: Box, chart: Chart, charts: Sequence[Chart]) -> bool:
    """Whether a figure shows more than its plots: a large picture, or drawings beside them."""
    near = [other.box.grown(30) for other in charts]
    beyond = [
        stroke.box
        for stroke in page.strokes
        if box.holds(stroke.box) and not any(n.overlap(stroke.box.grown(0.1)) for n in near)
    ]
    pictures = [image.box for image in page.pictures if box.holds(image.box)]
    inside = [s for s in page.strokes if box.grown(1.0).overlap(s.box.grown(0.01)) > 0]
    if len(beyond) > 12 or unread_frames(inside, chart, charts):
        return True
    return any(image.width > 40 and image.height > 40 for image in pictures)


def _with_data(figure: Figure, chart: Chart) -> Figure:
    return figure.model_copy(
        update={
            "kind": "chart",
            "x_axis": chart.x_axis,
            "y_axis": chart.y_axis,
            "series": chart.series,
            "fit_error": chart.fit_error,
            "decimals": chart.decimals,
            "method": "vector chart",
            "confidence": round(1 - chart.fit_error / MOST_MISFIT, 4),
        }
    )


def _with_diagram(figure: Figure, diagram: Diagram | None) -> Figure:
    if diagram is None:
        return figure
    update = {
        "kind": diagram.kind,
        "nodes": diagram.nodes,
        "links": diagram.links,
        "method": "vector diagram",
        "confidence": diagram.clear,
    }
    return figure.model_copy(update=update)


def save_figure_assets(page: Page, figure: Figure, folder: Path) -> tuple[Path, Path]:
    """Write a figure as PNG (200 dpi, small ones more) and SVG.

    Args:
        page: The page that the figure's address names.
        figure: A figure with a box.
        folder: Made if it is not there.

    Returns:
        The paths written, named by the figure's id with its colons as underscores.

    Raises:
        ValueError: If the figure has no box.
    """
    box = figure.address.box
    if box is None:
        raise ValueError(f"{figure.id} has no box to cut out")
    folder.mkdir(parents=True, exist_ok=True)
    name = figure.id.replace(":", "_")
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    dpi = round(min(max(LEAST_DPI, 72 * READABLE / max(box.width, box.height)), MOST_DPI))
    png.write_bytes(page.png(box, dpi=dpi))
    svg.write_text(SURROGATES.sub(_character, page.svg(box)), encoding="utf-8")
    return png, svg


def _character(pair: re.Match[str]) -> str:
    """One character for the two halves that MuPDF writes, as XML has no halves."""
    if not pair["low"]:
        return "\ufffd"
    return bytes.fromhex(pair["high"] + pair["low"]).decode("utf-16-be")


def save_figures(path: Path, figures: Sequence[Figure], folder: Path) -> list[Path]:
    """Write all figures of a PDF that have a box, each as PNG and SVG; the PNGs are told.

    Raises:
        InputError: If the file is no readable PDF.
    """
    with Pdf(path) as pdf:
        return [
            save_figure_assets(pdf.pages[figure.address.page - 1], figure, folder)[0]
            for figure in figures
            if figure.address.page and figure.address.box
        ]
