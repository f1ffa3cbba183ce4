"""Reading the displayed formulas of a PDF: found, rebuilt as LaTeX, parsed where computable."""

from __future__ import annotations

import re

from mmkg.graph.document import Formula
from mmkg.graph.provenance import Address
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import marks_of, rules_in
from mmkg.tools.parse.formula_regions import Region, regions_of
from mmkg.tools.parse.pages import Page, Pdf

MAX_GLYPHS = 600
_SENTENCE_END = re.compile(r"\s*(?<![\\.])[,.;]\Z")  # belongs to the text around a display


def read_formulas(pdf: Pdf, sha256: str) -> tuple[Formula, ...]:
    """The displayed formulas of a PDF, in page order; section and order are left to the caller.

    Args:
        pdf: The open file.
        sha256: Its hash, for ids and addresses.
    """
    slanted_words = has_mathematical_italic(pdf)
    found: list[Formula] = []
    for page in pdf.pages:
        for region in regions_of(page):
            formula_id = f"{sha256[:12]}:formula:{len(found) + 1}"
            found.append(_formula(region, page, sha256, slanted_words, formula_id))
    return tuple(found)


def has_mathematical_italic(pdf: Pdf) -> bool:
    """Whether variables have a font of their own, so that slanted text is words."""
    return any(
        glyph.char.isascii() and glyph.char.isalpha() and style_of(glyph.font) == "italic"
        for page in pdf.pages
        for line in page.lines
        for glyph in line.glyphs
    )


def is_whole(region: Region, page: Page) -> bool:
    """Whether a region has all that is printed inside its box, and more than scripts."""
    inked = [glyph for glyph in region.glyphs if not glyph.char.isspace()]
    own = set(inked)
    inside = [
        glyph
        for line in page.lines
        for glyph in line.glyphs
        if not glyph.char.isspace() and region.box.holds(glyph.box) and glyph not in own
    ]
    return not inside and max(glyph.size for glyph in inked) > 0.75 * region.text_size


def _formula(
    region: Region, page: Page, sha256: str, slanted_words: bool, formula_id: str
) -> Formula:
    address = Address(document=sha256, page=page.number, box=region.box.grown(1).rounded())
    blank = Formula(id=formula_id, address=address, number=region.number, method="glyphs")
    if len(region.glyphs) > MAX_GLYPHS:
        return blank.model_copy(update={"confidence": 0.0})
    rules = rules_in(page, region.box.grown(4))
    rebuilt = rebuild(marks_of(region.glyphs), rules, slanted_words)
    if not rebuilt.latex or not is_whole(region, page):
        return blank.model_copy(update={"confidence": 0.0})
    return with_latex(blank, _SENTENCE_END.sub("", rebuilt.latex))
