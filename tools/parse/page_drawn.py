"""Fonts whose glyphs are drawn, as old TeX documents have them: their sizes and their ligatures.

Such a font may be given in units of its drawings, so that its size says nothing and its glyphs seem
a page high. The widths of its letters tell. Its codes are TeX's where the letters spell words.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import median

from mmkg.graph.provenance import Box
from mmkg.tools.parse.page_mupdf import pymupdf
from mmkg.tools.parse.page_parts import Glyph
from mmkg.tools.parse.page_sense import UNTOLD, spells

DRAWN = "Type3 ("  # what MuPDF calls a font whose glyphs are drawn and that has no name
FEWEST = 5  # letters that tell a size
ALIKE = 0.12  # by so much do the letters of fonts of one size differ in width
MOST_OFF = 2.0  # times the size said that the letters' size may be
ASCENT, DESCENT = 0.75, 0.25  # of a font's size
LIGATURES = dict(zip("\x0b\x0c\x0d\x0e\x0f\x10", "ﬀﬁﬂﬃﬄı", strict=True))
DASHES = {"{": "–", "|": "—"}  # in fonts of letters that are not all of one width


def as_drawn(printed: Iterable[tuple[Glyph, ...]]) -> list[tuple[Glyph, ...]]:
    """Lines of glyphs in which those of drawn fonts have their letters' size and meaning."""
    lines = list(printed)
    fonts: dict[str, list[Glyph]] = defaultdict(list)
    for line in lines:
        for glyph in line:
            if glyph.font.startswith(DRAWN):
                fonts[glyph.font].append(glyph)
    factors = _factors(fonts)
    if not factors:
        return lines
    texts = {font: _meanings(found) for font, found in fonts.items()}
    return [
        tuple(
            _read(glyph, factors[glyph.font], texts[glyph.font]) if glyph.font in fonts else glyph
            for glyph in line
        )
        for line in lines
    ]


def _factors(fonts: Mapping[str, Sequence[Glyph]]) -> dict[str, float]:
    """By how much the letters of each font are larger than its size says; those alike are equal.

    Fonts with few letters are as the one with most glyphs; nothing where no font tells.
    """
    told = {font: factor for font, found in fonts.items() if (factor := _factor(found))}
    if not told:
        return {}
    usual = told[max(told, key=lambda font: len(fonts[font]))]
    factors = {font: told.get(font, usual) for font in fonts}
    return {f: usual if abs(x - usual) < ALIKE * usual else x for f, x in factors.items()}


def _factor(glyphs: Sequence[Glyph]) -> float | None:
    """By how much letters are larger than their font's size says; none if they do not tell."""
    told = [
        glyph.box.width / (_advance(glyph.char) * glyph.size)
        for glyph in glyphs
        if glyph.char.isascii() and glyph.char.isalnum() and glyph.size > 0
    ]
    if len(told) < FEWEST:
        return None
    factor = median(told)
    return factor if not 1 / MOST_OFF < factor < MOST_OFF else 1.0


@cache
def _advance(char: str) -> float:
    """The usual width of a letter, in font sizes."""
    return float(pymupdf.Font("tiro").text_length(char, 1.0)) or 0.5


def _meanings(glyphs: Sequence[Glyph]) -> dict[str, str]:
    """What codes of a font mean that are TeX's, where it is one of letters."""
    if not spells("".join(glyph.char for glyph in glyphs if glyph.char.isprintable())):
        return {}
    widths = {round(glyph.box.width / glyph.size, 1) for glyph in glyphs if glyph.size > 0}
    return LIGATURES | (DASHES if len(widths) > FEWEST else {})


def _read(glyph: Glyph, factor: float, meanings: dict[str, str]) -> Glyph:
    char = meanings.get(glyph.char, glyph.char)
    char = UNTOLD if unicodedata.category(char) == "Cc" else char
    if factor == 1:
        return replace(glyph, char=char)
    size = round(glyph.size * factor, 1)
    box = Box(glyph.box.x0, glyph.y - ASCENT * size, glyph.box.x1, glyph.y + DESCENT * size)
    return replace(glyph, char=char, size=size, box=box)
