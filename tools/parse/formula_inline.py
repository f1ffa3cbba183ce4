"""Formulas inside lines of running text: runs of mathematical glyphs that state or compute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.formula_edges import is_whole
from mmkg.tools.parse.formula_fonts import is_mathematical
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_kinds import ACCENTS, SIGNS, SMALL, is_big
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import AXIS, accents_in, marks_of
from mmkg.tools.parse.formula_rendered_compare import compared
from mmkg.tools.parse.formula_rendered_signs import signs_on_page
from mmkg.tools.parse.formula_rules import Rule, rules_in
from mmkg.tools.parse.formula_runs import Line, Run, runs_in
from mmkg.tools.parse.formula_statements import as_inline, is_statement
from mmkg.tools.parse.pages import Glyph, Page

_RAISED = 0.4  # sizes by which scripts that were not seen may stand out
_BESIDE = 0.4  # sizes between a formula and a fraction in it, at most
_OVER = 0.25  # sizes over and under a run in which a line is of it
_FLAT, _TOP = 0.3, 1.12  # sizes; accents are flatter, and stand less than that over the baseline
_MARK = re.compile(r"[.,;:]\^\{[\d*,]+\}\Z")  # of a footnote, behind the sentence's stop
_TO_BAR = 0.3  # sizes between a fraction's bar and what it parts, at most
_FROM_BAR = 0.45  # as much where the fraction is set as in a display
_OFF_LINE = 0.6  # sizes between a bar and the baseline, be it that of the fraction's upper side


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
        read = _latex(run, page, ink(), slanted_words) if _has_sign(run.glyphs) else None
        if read is not None:
            latex, method = read
            address = Address(document=sha256, page=page.number, box=run.box.rounded())
            count += 1
            name = f"{sha256[:12]}:formula:{page.number}.{count}"
            yield as_inline(Formula(id=name, address=address, inline=True, method=method), latex)


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


class _Area(NamedTuple):
    """Where a run's glyphs are, and all around that may be of its formula, too."""

    inked: Box
    whole: Box
    line: Line
    ink: Ink

    def may_hold(self, box: Box, size: float) -> bool:
        """Whether what is printed there is on the line, or a script that touches the run.

        Full-sized letters off the line are of the rows above and below.
        """
        axis = self.line.y - AXIS * self.line.size
        if size >= SMALL * self.line.size:
            over = self.line.y - _TOP * size < box.y1 and box.y0 < axis
            accent = box.height < min(_FLAT * size, box.width / 1.2) and self.whole.holds(box)
            return box.y0 < axis < box.y1 or accent and over
        return self.whole.holds(box) and box.y1 > self.inked.y0 and box.y0 < self.inked.y1

    def unread(self, glyphs: Sequence[Glyph]) -> bool:
        """Whether there is more than these glyphs."""
        seen = self.ink.unread(glyphs, self.whole)
        return any(self.may_hold(one.box, one.size) for one in seen)


def _area(run: Run, ink: Ink) -> _Area:
    inked = union(ink.of(glyph) or _around(glyph) for glyph in run.glyphs)
    # Limits of operators stand under them, where the next row's scripts may be taken for them.
    big = any(map(is_big, run.glyphs))
    reach = 8.0 if big else _RAISED * run.line.size
    whole = Box(inked.x0, inked.y0 - reach, inked.x1, inked.y1 + reach)
    return _Area(whole if big else inked, whole, run.line, ink)


def _latex(run: Run, page: Page, ink: Ink, slanted_words: bool) -> tuple[str, str] | None:
    """The LaTeX of a statement and how it was read; nothing where either is not certain."""
    area = _area(run, ink)
    glyphs = _completed(run, area, page)
    if not glyphs or ink.misread(glyphs):
        return None
    inked = union(ink.of(glyph) or _around(glyph) for glyph in run.glyphs)
    ends = min(run.box.x0, inked.x0), max(run.box.x1, inked.x1)
    if _is_side(inked, run.line.size, page) or _is_beside_bar(ends, run.line, page):
        return None
    if not is_whole(ends, *run.line, ink):
        return None
    marks = marks_of(glyphs, ink) + accents_in(run.box, ink)
    reach = _OVER * run.line.size
    around = Box(inked.x0 - 1, inked.y0 - reach, inked.x1 + 1, inked.y1 + reach)
    rules = rules_in(page, around)
    if any(_lacks_side(rule, glyphs, run.line, ink) for rule in rules):
        return None
    rebuilt = rebuild(marks, rules, slanted_words)
    latex = _MARK.sub("", rebuilt.latex)
    if rebuilt.lines != 1 or not is_statement(latex):
        return None
    signs = signs_on_page(glyphs, ink, run.box, rules)
    fault, method = compared(signs, rebuilt.latex, inline=True)
    return None if fault else (latex, method)


def _completed(run: Run, area: _Area, page: Page) -> tuple[Glyph, ...]:
    """The glyphs of a run, and the scripts in its area that are far off its line.

    None if there is more in its area.
    """
    if not area.unread(run.glyphs):
        return run.glyphs
    own, most = set(run.glyphs), SMALL * run.line.size
    printed = (glyph for line in page.lines for glyph in line.glyphs)
    small = (g for g in printed if (g.size < most or g.char in ACCENTS) and g not in own)
    more = (g for g in small if (box := area.ink.of(g)) and area.may_hold(box, g.size))
    glyphs = (*run.glyphs, *more)
    return () if area.unread(glyphs) else glyphs


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


def _is_side(box: Box, size: float, page: Page) -> bool:
    """Whether a run is but one side of a fraction, as of a display that was not seen as one."""
    reach = _TO_BAR * size
    around = Box(box.x0 - box.width, box.y0 - reach, box.x1 + box.width, box.y1 + reach)
    return any(
        rule.x0 < box.centre[0] < rule.x1 and not box.y0 - 1 < rule.y < box.y1 + 1
        for rule in rules_in(page, around)
    )


def _lacks_side(bar: Rule, glyphs: Sequence[Glyph], line: Line, ink: Ink) -> bool:
    """Whether what stands close above or below a fraction's bar is not among the glyphs."""
    if abs(bar.y - line.y) > _OFF_LINE * line.size:
        return False  # an overline
    sides = Box(bar.x0 - 0.5, bar.y - line.size, bar.x1 + 0.5, bar.y + line.size)
    return any(
        min(abs(one.box.y0 - bar.y), abs(one.box.y1 - bar.y)) < _FROM_BAR * line.size
        for one in ink.unread(glyphs, sides)
    )


def _is_beside_bar(ends: tuple[float, float], line: Line, page: Page) -> bool:
    """Whether a fraction stands right beside, whose sides are off the line and not in the run."""
    axis, reach = line.y - AXIS * line.size, _BESIDE * line.size
    around = Box(ends[0] - 20 * line.size, axis - 1, ends[1] + 20 * line.size, axis + 1)
    return any(
        -1 < ends[0] - rule.x1 < reach or -1 < rule.x0 - ends[1] < reach
        for rule in rules_in(page, around)
        if abs(rule.y - axis) < _TO_BAR * line.size
    )
