"""Parts set by TeX: classes, columns, headings, notes and floats as authors use them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from structure_sets.source import Part, Plan

SECTIONS = ("section", "subsection", "subsubsection")
PATIENCE = 240  # seconds for a run
HEADS = r"""\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}
\fancyhead[L]{%s}\fancyfoot[L]{%s}\fancyfoot[R]{\thepage}
"""
FIGURE = (
    r"\begin{tikzpicture}\draw (0,0) rectangle (4,2.2); "
    r"\draw (0,0) .. controls (1,2) and (3,-1) .. (4,2); \node at (2,1.8) {curve};\end{tikzpicture}"
)
TABLE = (
    r"\begin{tabular}{lrr}\toprule Item & Mass & Cost\\\midrule Pier & 12.5 & 310\\ "
    r"Crane & 7.25 & 88\\ Buoy & 0.5 & 19\\\bottomrule\end{tabular}"
)


@dataclass(frozen=True)
class Style:
    """A way of setting a document.

    Attributes:
        start: From the class to what precedes the text.
        commands: Sectioning commands, outermost first.
        slides: Whether each innermost section is a slide.
    """

    name: str
    start: str
    commands: tuple[str, ...] = SECTIONS
    chinese: bool = False
    slides: bool = False
    heads: bool = True


_PLAIN = (
    r"\usepackage[T1]{fontenc}\usepackage{lmodern,booktabs,tikz}\usepackage[hidelinks]{hyperref}"
)
_ZH = r"\usepackage{booktabs,tikz}\usepackage[hidelinks]{hyperref}"
_BOOK = _PLAIN + r"\AtBeginDocument{\renewcommand\bibname{References}}"
_CHAPTERS = ("chapter", "section", "subsection")
STYLES = (
    Style("article", rf"\documentclass[11pt]{{article}}{_PLAIN}"),
    Style(
        "two-column",
        rf"\documentclass[10pt,twocolumn]{{article}}{_PLAIN}\usepackage{{mathptmx,microtype}}"
        r"\usepackage[margin=18mm,columnsep=6mm]{geometry}\usepackage{titlesec}"
        r"\renewcommand\thesection{\Roman{section}}\renewcommand\thesubsection{\Alph{subsection}}"
        r"\titleformat{\section}{\centering\scshape}{\thesection.}{.5em}{}"
        r"\titleformat{\subsection}{\itshape}{\thesubsection.}{.5em}{}",
    ),
    Style("book", rf"\documentclass[11pt,oneside]{{book}}{_BOOK}", _CHAPTERS),
    Style("ctexart", rf"\documentclass[UTF8,fontset=fandol]{{ctexart}}{_ZH}", chinese=True),
    Style(
        "report",
        rf"\documentclass[10pt,parskip=half]{{scrreprt}}{_BOOK}\usepackage{{helvet}}"
        r"\renewcommand\familydefault{\sfdefault}\KOMAoptions{headings=small}",
        _CHAPTERS,
    ),
    Style(
        "memoir",
        rf"\documentclass[10pt,oneside,a5paper]{{memoir}}{_BOOK}\usepackage{{mathpazo}}"
        r"\chapterstyle{bringhurst}\setsecnumdepth{chapter}",
        _CHAPTERS,
    ),
    Style(
        "unnumbered",
        rf"\documentclass[12pt]{{scrartcl}}{_PLAIN}\usepackage{{tgtermes}}\linespread{{1.3}}"
        r"\setcounter{secnumdepth}{0}\setkomafont{disposition}{\normalfont\itshape}",
    ),
    Style(
        "run-in",
        rf"\documentclass[9pt,twocolumn]{{extarticle}}{_PLAIN}\usepackage[margin=15mm]{{geometry}}"
        r"\usepackage{titlesec}\titleformat{\subsection}{\bfseries\small}{\thesubsection}{.5em}{}",
    ),
    Style(
        "ctex-two",
        rf"\documentclass[UTF8,fontset=fandol,twocolumn,zihao=5]{{ctexart}}{_ZH}"
        r"\ctexset{section={number=\chinese{section},name={,、},format=\bfseries\raggedright}}"
        r"\usepackage[margin=20mm]{geometry}",
        chinese=True,
    ),
    Style("beamer", rf"\documentclass{{beamer}}{_PLAIN}", slides=True, heads=False),
)


def made(style: Style, plan: Plan, parts: Sequence[Part], pdf: Path) -> str:
    """Set a document; what TeX says against it, if it does."""
    source = pdf.with_suffix(".tex")
    source.write_text(_source(style, plan, parts), encoding="utf-8")
    command = ["xelatex" if style.chinese else "pdflatex", "-interaction=nonstopmode", source.name]
    for _ in range(2):
        run = subprocess.run(
            command, cwd=pdf.parent, capture_output=True, timeout=PATIENCE, check=False
        )
    for suffix in (".aux", ".log", ".out", ".toc", ".nav", ".snm"):
        pdf.with_suffix(suffix).unlink(missing_ok=True)
    return "" if pdf.exists() else run.stdout.decode("utf-8", "replace")[-300:]


def _source(style: Style, plan: Plan, parts: Sequence[Part]) -> str:
    heads = HEADS % (plan.head, plan.foot) if style.heads else rf"\author{{{plan.foot}}}"
    body = "\n".join(_slides(parts) if style.slides else _body(style, parts))
    top = r"\frame{\titlepage}" if style.slides else r"\maketitle\thispagestyle{fancy}"
    return (
        f"{style.start}{heads}\\title{{{plan.title}}}\\date{{}}\n"
        rf"\begin{{document}}{top}" + f"\n{body}\n" + r"\end{document}"
    )


def _body(style: Style, parts: Sequence[Part]) -> Iterator[str]:
    lists: list[str] = []
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        yield _lists(part, lists)
        if part.kind == "heading" and after and after.kind == "reference":
            break
        yield _part(style, part)
    yield r"\begin{thebibliography}{99}"
    entries = [part.text for part in parts if part.kind == "reference"]
    yield from (rf"\bibitem{{{number}}} {text}" for number, text in enumerate(entries))
    yield r"\end{thebibliography}"


def _lists(part: Part, lists: list[str]) -> str:
    """What closes and opens lists before a part; `lists` are those open, and become so."""
    wanted = part.level if part.kind == "list" else 0
    out = "".join(rf"\end{{{lists.pop()}}}" for _ in range(len(lists) - wanted))
    while len(lists) < wanted:
        lists.append("enumerate" if part.numbered else "itemize")
        out += rf"\begin{{{lists[-1]}}}"
    return out


def _part(style: Style, part: Part) -> str:
    if part.kind == "heading":
        return rf"\{style.commands[part.level - 1]}{{{part.text}}}"
    if part.kind == "list":
        return rf"\item {part.text}"
    if part.kind == "caption":
        inside = TABLE if part.table else FIGURE
        name = "table" if part.table else "figure"
        caption = rf"\caption{{{part.text}}}"
        both = (caption, inside) if part.table else (inside, caption)
        return rf"\begin{{{name}}}[tbp]\centering {both[0]}\par {both[1]}\end{{{name}}}"
    return with_note(part, lambda note: rf"\footnote{{{note}}}") + "\n"


def with_note(part: Part, mark: Callable[[str], str]) -> str:
    """A paragraph with its footnote after the first sentence."""
    if not part.note:
        return part.text
    stop = "。" if "。" in part.text else "."
    first, rest = part.text.split(stop, 1)
    return f"{first}{stop}{mark(part.note)}{rest}"


def _slides(parts: Sequence[Part]) -> Iterator[str]:
    """A slide for each heading, its parts as they come."""
    lists: list[str] = []
    for place, part in enumerate(parts):
        yield _lists(part, lists)
        if part.kind == "heading":
            yield r"\end{frame}" * (place > 0) + rf"\begin{{frame}}{{{part.text}}}"
        else:
            yield rf"\item {part.text}" if part.kind == "list" else part.text + "\n"
    yield "".join(rf"\end{{{name}}}" for name in reversed(lists)) + r"\end{frame}"
