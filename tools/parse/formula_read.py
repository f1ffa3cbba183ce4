"""Reading the formulas of a PDF: found, rebuilt as LaTeX, checked, parsed where computable.

What was rebuilt is set again by another engine and compared with its page. The method of a formula
says so; a formula that the engine cannot set is taken on the word of its glyphs alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from mmkg.graph.document import Formula
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_inline import inline_formulas
from mmkg.tools.parse.formula_layout import Rebuilt, rebuild
from mmkg.tools.parse.formula_marks import accents_in, marks_of
from mmkg.tools.parse.formula_regions import Region, regions_of
from mmkg.tools.parse.formula_rendered_compare import GLYPHS, compared
from mmkg.tools.parse.formula_rendered_signs import signs_on_page
from mmkg.tools.parse.formula_rules import THICKEST, rules_in
from mmkg.tools.parse.pages import Glyph, Page, Pdf
from mmkg.tools.parse.pdfium import PdfiumText

MAX_GLYPHS = 600
_BESIDE = 0.6  # sizes beside a display that nothing else of its lines stands in
_SENTENCE = re.compile(r"[\u4e00-\u9fff]{4}.*[，。]|[，。].*[\u4e00-\u9fff]{4}", re.DOTALL)
_SENTENCE_END = re.compile(r"\s*(?<![\\.])[,.;]\Z")  # belongs to the text around a display


def read_formulas(pdf: Pdf, sha256: str, only: int | None = None) -> tuple[Formula, ...]:
    """The formulas of a PDF in page order, displayed ones first.

    Section and order are left to the caller.

    Args:
        pdf: The open file.
        sha256: Its hash, for ids and addresses.
        only: The one page that is read, counted from 1. Formulas are counted from there: their
            addresses are those of the whole file, the ids of displayed ones are not.
    """
    slanted_words = has_mathematical_italic(pdf)
    second = PdfiumText(pdf.path)
    shown: list[Formula] = []
    inline: list[Formula] = []
    for page in pdf.pages[only - 1 : only] if only else pdf.pages:
        ink = cache(lambda number=page.number: Ink(second.characters(number)))
        regions = regions_of(page)
        for region in regions:
            address = Address(document=sha256, page=page.number, box=region.box.grown(1).rounded())
            blank = Formula(
                id=f"{sha256[:12]}:formula:{len(shown) + 1}",
                address=address,
                number=region.number,
            )
            whole = completed(region, page, ink())
            rebuilt, method = _rebuilt(whole, page, ink(), slanted_words)
            blank = blank.model_copy(update={"method": method})
            picture = {"confidence": 0.0, "fault": rebuilt.fault}
            shown.append(
                with_latex(blank, rebuilt.latex)
                if rebuilt.latex
                else blank.model_copy(update=picture)
            )
        apart = [region.box.grown(1) for region in regions]
        inline += (
            formula
            for formula in inline_formulas(page, ink, sha256, slanted_words)
            if not any(box.holds(formula.address.box or box) for box in apart)
        )
    second.close()
    return (*shown, *inline)


def has_mathematical_italic(pdf: Pdf) -> bool:
    """Whether variables have a font of their own, so that slanted text is words.

    Pages whose fonts say no are not read for it.
    """
    asked = (page for page in pdf.pages if any(map(_may_be_italic, page.fonts)))
    return any(
        glyph.char.isascii() and glyph.char.isalpha() and style_of(glyph.font) == "italic"
        for page in asked
        for line in page.lines
        for glyph in line.glyphs
    )


def _may_be_italic(font: str) -> bool:
    return not font or style_of(font) == "italic"


def completed(region: Region, page: Page, ink: Ink) -> Region:
    """The region with all glyphs whose ink is inside its box, such as brackets hung from above."""
    own = set(region.glyphs)
    everywhere = [*(glyph for line in page.lines for glyph in line.glyphs), *page.spaces]
    more = [
        glyph
        for glyph in everywhere
        if glyph not in own and (box := ink.of(glyph)) and region.box.holds(box)
    ]
    return replace(region, glyphs=(*region.glyphs, *more))


def missing(region: Region, page: Page, ink: Ink) -> str:
    """What a region lacks of all that is printed in its box; nothing if it is whole.

    What only the second reader sees is a sign that PyMuPDF dropped or does not know.
    """
    inked = [glyph for glyph in region.glyphs if not _is_blank(glyph, ink)]
    own = set(inked)
    inside = [
        glyph
        for line in page.lines
        for glyph in line.glyphs
        if not glyph.char.isspace() and region.box.holds(glyph.box) and glyph not in own
    ]
    if len(region.glyphs) > MAX_GLYPHS:
        return f"more than {MAX_GLYPHS} glyphs"
    if max(glyph.size for glyph in inked) <= 0.75 * region.text_size:
        return "nothing but scripts"
    if inside:
        return "a glyph of other text in its box"
    if _is_cut(region, page):
        return "a glyph right beside it"
    if _is_drawn(region, page):
        return "a drawing in it"
    if _SENTENCE.search("".join(glyph.char for glyph in region.glyphs)):
        return "a sentence in it"
    return "readers disagree on its glyphs" if ink.unread(inked, region.box) else ink.misread(inked)


def _is_cut(region: Region, page: Page) -> bool:
    """Whether a line of a display goes on beyond its box."""
    reach = _BESIDE * region.text_size
    box = Box(region.box.x0 - reach, region.box.y0, region.box.x1 + reach, region.box.y1)
    own = set(region.glyphs)
    levels = {round(glyph.y) for glyph in region.glyphs}
    return any(
        box.holds(glyph.box) and not region.box.holds(glyph.box) and glyph not in own
        for line in page.lines
        for glyph in line.glyphs
        if not glyph.char.isspace() and round(glyph.y) in levels
    )


def _is_drawn(region: Region, page: Page) -> bool:
    """Whether anything but thin lines from left to right is drawn inside."""
    x0, y0, x1, y1 = region.box
    return any(
        s.box.height > THICKEST
        and x0 < s.box.x0
        and s.box.x1 < x1
        and y0 < s.box.y0
        and s.box.y1 < y1
        for s in page.strokes
    )


def _is_blank(glyph: Glyph, ink: Ink) -> bool:
    return glyph.char.isspace() and ink.of(glyph) is None


def _rebuilt(region: Region, page: Page, ink: Ink, slanted_words: bool) -> tuple[Rebuilt, str]:
    """The LaTeX of a region, or why it cannot be known for certain; and how it was read."""
    if fault := missing(region, page, ink):
        return Rebuilt("", 0, fault), GLYPHS
    marks = marks_of(region.glyphs, ink) + accents_in(region.box, ink)
    rules = rules_in(page, region.box.grown(4))
    rebuilt = rebuild(marks, rules, slanted_words)
    if rebuilt.latex:
        signs = signs_on_page(region.glyphs, ink, region.box, rules)
        fault, method = compared(signs, rebuilt.latex, inline=False)
        if fault:
            return Rebuilt("", 0, fault), GLYPHS
        return rebuilt._replace(latex=_SENTENCE_END.sub("", rebuilt.latex)), method
    return rebuilt, GLYPHS
