"""The looks that journals, theses, reports and slides give tables in LaTeX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rules = Literal[
    "booktabs",
    "booktabs bare",
    "grid",
    "lines",
    "header",
    "none",
    "bars",
    "dashed",
    "double",
    "rows",
    "stub bar",
    "bands",
]


@dataclass(frozen=True, slots=True)
class Look:
    """How a document sets its tables.

    Attributes:
        rules: Which rules are drawn; `bare` leaves out those below spanners.
        below: Whether captions stand below their tables.
        tops: Whether a label for several rows stands at the first of them, not at their middle.
        align: How columns of values are set.
        title: How titles of groups of rows are set.
        place: Where tables stand.
        flush_money: Whether signs of money stand at the left edge of their column.
        by_points: Whether numbers stand with their decimal points below each other.
        chart_below: Whether a bar chart of the first numbers follows each table.
    """

    rules: Rules
    document: str = r"\documentclass[11pt]{article}\usepackage[margin=2.5cm]{geometry}"
    fonts: str = ""
    below: bool = False
    tops: bool = False
    align: str = "c"
    title: Literal["plain", "italic", "bold", "centred"] = "plain"
    size: str = ""
    place: Literal["float", "sideways", "beside", "long", "landscape", "wrapped", "slide"] = "float"
    bold_header: bool = False
    flush_money: bool = False
    by_points: bool = False
    chart_below: bool = False

    @property
    def columns(self) -> int:
        """Columns of text of a page."""
        return 2 if "twocolumn" in self.document else 1


_TWO = r"\documentclass[10pt,twocolumn]{article}\usepackage[margin=2cm]{geometry}"
_NINE = r"\documentclass[9pt,twocolumn]{extarticle}\usepackage[margin=1.8cm]{geometry}"
_TIMES = r"\usepackage{mathptmx}"
_LOOSE = _TIMES + r"\renewcommand{\arraystretch}{1.6}"
_SANS = r"\renewcommand{\familydefault}{\sfdefault}"
_THESIS = r"\documentclass[12pt]{report}\usepackage[margin=3cm]{geometry}"
_FULL = r"\setlength{\tabcolsep}{9pt}\renewcommand{\arraystretch}{.9}"
_SLIDES = r"\setbeamertemplate{caption}[numbered]"
LOOKS = {
    "article": Look("booktabs"),
    "proceedings": Look("booktabs", _TWO, _TIMES, below=True, size=r"\small", title="italic"),
    "bare-spanners": Look("booktabs bare", _TWO, _TIMES, tops=True, title="bold"),
    "engineering": Look("grid", _NINE, _TIMES, bold_header=True, title="centred"),
    "engineering-tops": Look("grid", below=True, align="r", tops=True),
    "three-lines": Look("lines", align="r", tops=True, title="italic"),
    "header-line": Look("header", fonts=_SANS, align="r"),
    "borderless": Look("none", align="r", tops=True, bold_header=True),
    "bars": Look("bars", below=True, size=r"\small"),
    "dashed": Look("dashed", _TWO, size=r"\footnotesize", title="bold"),
    "double-lines": Look("double", fonts=_TIMES, title="italic"),
    "all-rows": Look("rows", align="l", tops=True),
    "sideways": Look("booktabs", place="sideways", align="r"),
    "beside": Look("booktabs", place="beside", size=r"\footnotesize"),
    "long": Look("lines", place="long", align="r"),
    "long-grid": Look("grid", place="long", align="r"),
    "tiny": Look("booktabs", _TWO, below=True, size=r"\tiny", tops=True),
    "loose": Look("header", fonts=_LOOSE, below=True, tops=True),
    "tight": Look("lines", _NINE, r"\setlength{\tabcolsep}{2.5pt}", size=r"\scriptsize"),
    "bars-tight": Look("bars", _NINE, _SANS + r"\setlength{\tabcolsep}{3pt}", tops=True),
    "annual-report": Look("header", fonts=_SANS, align="r", tops=True, flush_money=True),
    "prospectus": Look("none", fonts=_TIMES, align="r", flush_money=True, size=r"\small"),
    "landscape": Look("lines", place="landscape", bold_header=True),
    "landscape-grid": Look("grid", place="landscape", align="r"),
    "wrapped": Look("booktabs", place="wrapped", size=r"\footnotesize"),
    "slides": Look("stub bar", r"\documentclass{beamer}", _SLIDES, place="slide", size=r"\tiny"),
    "stub-bar": Look("stub bar", fonts=_TIMES, align="r", title="bold"),
    "bands": Look("bands", fonts=_SANS, align="r", tops=True, size=r"\small"),
    "by-points": Look("lines", fonts=_TIMES, by_points=True, title="italic"),
    "chart-below": Look("booktabs bare", _TWO, chart_below=True, size=r"\small", tops=True),
    "thesis": Look("double", _THESIS, align="r", bold_header=True, tops=True),
    "full-width": Look("booktabs", _TWO, _TIMES + _FULL, align="r", size=r"\footnotesize"),
    "grey-rows": Look("rows", _NINE, _SANS + r"\arrayrulecolor[gray]{.7}", align="r"),
}
