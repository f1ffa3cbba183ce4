"""Formulas inside lines of running text: runs of mathematical glyphs that state or compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.formula_edges import is_whole
from mmkg.tools.parse.formula_fonts import BIG
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_kinds import SIGNS
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import accents_in, marks_of, rules_in
from mmkg.tools.parse.formula_runs import Run, runs_in
from mmkg.tools.parse.formula_statements import as_inline, is_statement
from mmkg.tools.parse.pages import Page

_TO_BAR = 0.3  # sizes between a fraction's bar and what it parts, at most


def inline_formulas(page: Page, ink: Callable[[], Ink], sha256: str) -> Iterator[Formula]:
    """Formulas in the lines of a page, whatever these lines belong to; `placed_inline` tells.

    A formula that is broken between two lines, or cannot be read for certain, is left out. Ids tell
    the page and which of its formulas it is, counted from 1.

    Args:
        page: The page.
        ink: Its ink, asked for only if there is need.
        sha256: Hash of the file, for addresses.
    """
    count = 0
    for run in runs_in(page):
        latex = _latex(run, page, ink()) if any(char in SIGNS for char in run.text) else ""
        if is_statement(latex):
            address = Address(document=sha256, page=page.number, box=run.box.rounded())
            count += 1
            name = f"{sha256[:12]}:formula:{page.number}.{count}"
            yield as_inline(Formula(id=name, address=address, inline=True, method="glyphs"), latex)


def placed_inline(formulas: Sequence[Formula], chunks: Sequence[Chunk]) -> Iterator[Formula]:
    """Those formulas that stand in running text, each once, with their chunk's place.

    Args:
        formulas: What `inline_formulas` found.
        chunks: The running text.
    """
    seen: set[str] = set()
    for formula in formulas:
        chunk = next((chunk for chunk in chunks if _stands_in(formula, chunk)), None)
        if chunk is None or formula.latex in seen:
            continue
        seen.add(formula.latex)
        yield formula.model_copy(update={"section": chunk.section, "order": chunk.order})


def _stands_in(formula: Formula, chunk: Chunk) -> bool:
    here = formula.address
    return chunk.kind in ("paragraph", "list", "footnote") and any(
        line.page == here.page and here.box is not None and line.box.grown(1).holds(here.box)
        for line in chunk.lines
    )


def _latex(run: Run, page: Page, ink: Ink) -> str:
    marks = marks_of(run.glyphs, ink) + accents_in(run.box, ink)
    rules = rules_in(page, run.box)
    if _is_side(run, page):
        return ""
    rebuilt = rebuild(marks, rules, True)
    # Limits of operators stand under them, where the next row's scripts may be taken for them.
    reach = 8.0 if any(operator in rebuilt.latex for operator in BIG) else 2.0
    x0, y0, x1, y1 = run.box
    if rebuilt.lines != 1 or ink.unread(run.glyphs, Box(x0, y0 - reach, x1, y1 + reach)):
        return ""
    if ink.misread(run.glyphs) or not is_whole((x0, x1), run.line.y, run.line.size, ink):
        return ""
    return rebuilt.latex


def _is_side(run: Run, page: Page) -> bool:
    """Whether a run is but one side of a fraction, as of a display that was not seen as one."""
    x0, y0, x1, y1 = run.box
    reach, width = _TO_BAR * run.line.size, x1 - x0
    around = Box(x0 - width, y0 - reach, x1 + width, y1 + reach)
    return any(
        rule.x0 < run.box.centre[0] < rule.x1 and not y0 < rule.y < y1
        for rule in rules_in(page, around)
    )
