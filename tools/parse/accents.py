"""Accents that old TeX fonts print as glyphs of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mmkg.graph.provenance import union
from mmkg.tools.parse.pages import Glyph

ACCENTS = dict(zip("`´¨ˆ˜¸ˇ˘˚˝˙¯", map(chr, (0x300, 0x301, 0x308, 0x302, 0x303, 0x327, 0x30C,
    0x306, 0x30A, 0x30B, 0x307, 0x304)), strict=True))  # fmt: skip
MATHS = re.compile(r"MI\d|Math")
APART = re.compile(r"[`´¨ˆ˜¸ˇ˘˚˝˙¯\u0300-\u030c\u0327]")


def with_accents(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Glyphs, an accent that is set over the letter after it joined to that letter.

    Letters of formulas keep their signs apart.
    """
    accent: Glyph | None = None
    for glyph in glyphs:
        if accent:
            over = min(accent.box.x1, glyph.box.x1) - max(accent.box.x0, glyph.box.x0)
            letter = unicodedata.normalize("NFC", glyph.char + ACCENTS[accent.char])
            if over > 0.5 * glyph.box.width and len(letter) == 1 and not MATHS.search(glyph.font):
                glyph = replace(glyph, char=letter, box=union((accent.box, glyph.box)))
            else:
                yield accent
        accent = glyph if glyph.char in ACCENTS else None
        if accent is None:
            yield glyph
    if accent:
        yield accent


def without_accents(text: str) -> str:
    """Text with bare letters, whether their accents were joined to them or stood apart."""
    return APART.sub("", unicodedata.normalize("NFD", text))
