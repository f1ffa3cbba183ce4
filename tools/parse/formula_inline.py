"""Formulas inside lines of running text: runs of mathematical glyphs that state or compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.formula_edges import is_whole
from mmkg.tools.parse.formula_fonts import is_mathematical
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_kinds import SIGNS, SMALL, is_big
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import AXIS, accents_in, marks_of, rules_in
from mmkg.tools.parse.formula_runs import Line, Run, runs_in
from mmkg.tools.parse.formula_statements import as_inline, is_statement
from mmkg.tools.parse.pages import Glyph, Page

_TO_BAR = 0.3  # sizes between a fraction's bar and what it parts, at most


def inline_formulas(
    page: Page, ink: Callable[[], Ink], sha256: str, slanted_words: bool
) -> Iterator[Formula]:
    """Formulas in the lines of a page, whatever these lines belong to; `placed_inline` tells.

    A formula that is broken between two lines, or cannot be read for certain, is left out. Ids tell
    the page and which of its formulas it is, counted from 1.

    Args:
        page: The page.
        ink: Its ink, asked for only if there is need.
        sha256: Hash of the file, for addresses.
        slanted_words: Whether slanted letters of a text font side by side are words.
    """
    count = 0
    for run in runs_in(page):
        latex = _latex(run, page, ink(), slanted_words) if _has_sign(run.glyphs) else ""
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


def _latex(run: Run, page: Page, ink: Ink, slanted_words: bool) -> str:
    inked = union(ink.of(glyph) or _around(glyph) for glyph in run.glyphs)
    # Limits of operators stand under them, where the next row's scripts may be taken for them.
    reach = 8.0 if any(map(is_big, run.glyphs)) else 2.0
    area = Box(inked.x0, inked.y0 - reach, inked.x1, inked.y1 + reach)
    glyphs = _completed(run, area, page, ink)
    if _unread(glyphs, area, run.line, ink) or ink.misread(glyphs):
        return ""
    ends = min(run.box.x0, inked.x0), max(run.box.x1, inked.x1)
    if _is_side(inked, run.line.size, page) or not is_whole(ends, *run.line, ink):
        return ""
    marks = marks_of(glyphs, ink) + accents_in(run.box, ink)
    rebuilt = rebuild(marks, rules_in(page, inked.grown(1)), slanted_words)
    return rebuilt.latex if rebuilt.lines == 1 else ""


def _completed(run: Run, area: Box, page: Page, ink: Ink) -> tuple[Glyph, ...]:
    """The glyphs of a run, and the scripts in its area that are far off its line."""
    if not _unread(run.glyphs, area, run.line, ink):
        return run.glyphs
    own, most = set(run.glyphs), SMALL * run.line.size
    printed = (glyph for line in page.lines for glyph in line.glyphs)
    small = (glyph for glyph in printed if glyph.size < most and glyph not in own)
    return (*run.glyphs, *(g for g in small if (box := ink.of(g)) and area.holds(box)))


def _has_sign(glyphs: Sequence[Glyph]) -> bool:
    """Whether anything computes or relates, which the hyphen of `Ω-3` does not."""
    signs = [place for place, glyph in enumerate(glyphs) if glyph.char in SIGNS]
    return any(
        glyphs[place].char != "-"
        or is_mathematical(glyphs[place].font)
        or glyphs[place - 1].char.isdigit()
        for place in signs
    )


def _around(glyph: Glyph) -> Box:
    return Box(glyph.box.x0, glyph.y - 0.72 * glyph.size, glyph.box.x1, glyph.y)


def _unread(glyphs: Sequence[Glyph], area: Box, line: Line, ink: Ink) -> bool:
    """Whether an area has more on its line, or more scripts, than these glyphs.

    Full-sized letters off the line are of the rows above and below.
    """
    axis = line.y - AXIS * line.size
    return any(
        one.size < SMALL * line.size or one.box.y0 < axis < one.box.y1
        for one in ink.unread(glyphs, area)
    )


def _is_side(box: Box, size: float, page: Page) -> bool:
    """Whether a run is but one side of a fraction, as of a display that was not seen as one."""
    reach = _TO_BAR * size
    around = Box(box.x0 - box.width, box.y0 - reach, box.x1 + box.width, box.y1 + reach)
    return any(
        rule.x0 < box.centre[0] < rule.x1 and not box.y0 - 1 < rule.y < box.y1 + 1
        for rule in rules_in(page, around)
    )
