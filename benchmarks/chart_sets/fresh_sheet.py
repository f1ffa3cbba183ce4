"""What libraries of the web and ggplot2 draw around data in SVG: panels, axes, legends, markers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

TABLEAU = ("#4e79a7", "#f28e2b", "#e15759", "#76b7b2")


@dataclass(frozen=True)
class Manner:
    """What a library draws around the data; colours are those of its first series."""

    colours: tuple[str, ...] = TABLEAU
    panel: str = ""
    border: str = ""
    grid: str = "#ddd"
    upright_grid: bool = False
    ticks: bool = True
    foot: bool = True
    spine: bool = False
    font: str = "Helvetica"
    legend: str = "right"
    key: str = ""
    titled: bool = False
    thin: float = 1.0
    symbols: tuple[str, ...] = ("circle",) * 4


MANNERS = {
    "ggplot2 grey": Manner(
        ("#F8766D", "#00BA38", "#619CFF", "#C77CFF"),
        *("#EBEBEB", "", "#FFFFFF", True, True, False, False, "Helvetica"),
        key="#F2F2F2",
    ),
    "ggplot2 bw": Manner(
        ("#F8766D", "#00BFC4", "#7CAE00", "#C77CFF"),
        *("#FFFFFF", "#333333", "#EBEBEB", True, True, False, False, "Helvetica"),
        symbols=("circle", "triangle", "square", "diamond"),
    ),
    "ggplot2 classic": Manner(
        ("#E41A1C", "#377EB8", "#4DAF4A", "#984EA3"), grid="", spine=True, legend="top"
    ),
    "excel": Manner(
        ("#4472C4", "#ED7D31", "#A5A5A5", "#FFC000"),
        *("", "", "#D9D9D9", False, False, True, False, "Carlito"),
        legend="bottom",
        titled=True,
        thin=0.75,
    ),
    "plotly": Manner(
        ("#636efa", "#EF553B", "#00cc96", "#ab63fa"),
        *("#E5ECF6", "", "#FFFFFF", True, False, False, False, "Open Sans"),
        titled=True,
    ),
    "vega-lite": Manner(
        ("#4c78a8", "#f58518", "#e45756", "#72b7b2"),
        *("", "#ddd", "#ddd", True, True, True, True, "sans-serif"),
    ),
    "highcharts": Manner(
        ("#2caffe", "#544fc5", "#00e272", "#fe6a35"),
        *("", "", "#e6e6e6", False, True, True, False, "Helvetica"),
        legend="bottom",
        titled=True,
        symbols=("circle", "diamond", "square", "triangle"),
    ),
    "echarts": Manner(
        ("#5470c6", "#91cc75", "#fac858", "#ee6666"),
        *("", "", "#E0E6F1", False, True, True, False, "sans-serif"),
        legend="top",
    ),
}


@dataclass(frozen=True)
class Ruler:
    """An axis: where values stand, and its labels with their places."""

    place: Callable[[float], float]
    labels: tuple[tuple[float, str], ...]
    span: float


@dataclass
class Sheet:
    """A chart in the making."""

    manner: Manner
    random: Random
    chinese: bool
    box: tuple[float, float, float, float]

    def text(self, x: float, y: float, words: str, anchor: str = "middle", more: str = "") -> str:
        """A piece of text."""
        return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" {more}>{escape(words)}</text>'

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str, width: float) -> str:
        """A straight line, as a path or a line element."""
        look = f'stroke="{colour}" stroke-width="{width}" fill="none"'
        if self.random.random() < 0.5:
            return f'<line x1="{x0:.2f}" y1="{y0:.2f}" x2="{x1:.2f}" y2="{y1:.2f}" {look}/>'
        return f'<path d="M{x0:.2f},{y0:.2f}L{x1:.2f},{y1:.2f}" {look}/>'

    def frame(self, across: Ruler, up: Ruler, level: bool = False) -> str:
        """Panel, grid, ticks, labels and the lines of the axes."""
        left, top, right, bottom = self.box
        manner, parts = self.manner, []
        if manner.panel:
            size = f'width="{right - left:.2f}" height="{bottom - top:.2f}"'
            parts.append(f'<rect x="{left:.2f}" y="{top:.2f}" {size} fill="{manner.panel}"/>')
        for y, words in up.labels:
            if manner.grid and (manner.upright_grid or not level):
                parts.append(self.line(left, y, right, y, manner.grid, manner.thin))
            if manner.ticks:
                parts.append(self.line(left - 4, y, left, y, "#333", manner.thin))
            parts.append(self.text(left - 8, y + 3.6, words, "end"))
        for x, words in across.labels:
            if manner.grid and (manner.upright_grid or level):
                parts.append(self.line(x, top, x, bottom, manner.grid, manner.thin))
            if manner.ticks:
                parts.append(self.line(x, bottom, x, bottom + 4, "#333", manner.thin))
            parts.append(self.text(x, bottom + 17, words))
        return "".join([*parts, *self._outline()])

    def _outline(self) -> list[str]:
        left, top, right, bottom = self.box
        manner, parts = self.manner, list[str]()
        if manner.foot:
            parts.append(self.line(left, bottom, right, bottom, "#888", manner.thin))
        if manner.spine:
            parts.append(self.line(left, top, left, bottom, "#888", manner.thin))
        if manner.border:
            size = f'width="{right - left:.2f}" height="{bottom - top:.2f}"'
            parts.append(
                f'<rect x="{left:.2f}" y="{top:.2f}" {size} fill="none" stroke="{manner.border}"/>'
            )
        return parts

    def legend(self, found: Sequence[str], kind: str) -> str:
        """The entries, at the right, above or below; none for one series without a name."""
        if found == [""]:
            return ""
        left, top, right, bottom = self.box
        at = self.manner.legend
        parts = [self.text(right + 18, top + 10, "组" if self.chinese else "Group", "start")]
        parts = parts if at == "right" else []
        for place, name in enumerate(found):
            x = right + 18 if at == "right" else left + 20 + 105 * place
            y = top + 28 + 19 * place if at == "right" else top - 14 if at == "top" else bottom + 46
            if self.manner.key:
                parts.append(
                    f'<rect x="{x}" y="{y - 8}" width="18" height="17" fill="{self.manner.key}"/>'
                )
            parts.append(self._sample(x, y, place, kind))
            parts.append(self.text(x + 24, y + 4, name, "start"))
        return "".join(parts)

    def _sample(self, x: float, y: float, place: int, kind: str) -> str:
        colour = self.manner.colours[place]
        if kind == "bars":
            return f'<rect x="{x + 3}" y="{y - 5}" width="11" height="11" fill="{colour}"/>'
        stroke = self.line(x + 1, y, x + 17, y, colour, 2.0) if "lines" in kind else ""
        return stroke + (self.mark(x + 9, y, place) if "marks" in kind else "")

    def mark(self, x: float, y: float, place: int) -> str:
        """A marker of a series."""
        colour, r = self.manner.colours[place], 3.5
        corners = {
            "triangle": ((0, -r), (r, r), (-r, r)),
            "diamond": ((0, -r), (r, 0), (0, r), (-r, 0)),
            "square": ((-r, -r), (r, -r), (r, r), (-r, r)),
        }.get(self.manner.symbols[place])
        if not corners:
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r}" fill="{colour}"/>'
        path = "L".join(f"{x + a:.2f},{y + b:.2f}" for a, b in corners)
        return f'<path d="M{path}Z" fill="{colour}"/>'
