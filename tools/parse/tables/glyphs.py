"""Stage 1: glyphs to tokens."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mmkg.graph.provenance import union
from mmkg.tools.parse.accents import with_accents
from mmkg.tools.parse.pages import Glyph, Line
from mmkg.tools.parse.tables.tokens import FOOTNOTE, NOTED, Token, median_size

LEADER = 4  # dots in a row
CLOSING = "）】》」』〕，。、：；"
LIFTED = 0.3  # of the font size: so high stand marks that are too small to be set smaller
UNIT_LETTERS = {
    "m",
    "km",
    "cm",
    "mm",
    "nm",
    "µm",
    "μm",
    "s",
    "ms",
    "kg",
    "g",
    "K",
    "mol",
    "yr",
    "L",
}


def read_tokens(lines: Iterable[Line]) -> tuple[Token, ...]:
    """Turn printed lines into tokens; lines that run upwards are left out."""
    tokens: list[Token] = []
    for line in lines:
        if not line.rotated:
            words = _words(_without_leaders(with_accents(line.glyphs)))
            tokens += (token for word in words if (token := _token(word)))
    return tuple(_attach_raised(tokens))


def read_upright(lines: Iterable[Line]) -> tuple[Token, ...]:
    """Lines that run upwards, each as one token that stands on the line's lower end."""
    found = []
    for line in lines:
        text = "".join(_clean(glyph.char) or " " for glyph in line.glyphs)
        if line.rotated and text.strip() and line.box.height > line.box.width:
            bold = 2 * sum(glyph.bold for glyph in line.glyphs) > len(line.glyphs)
            size = max(glyph.size for glyph in line.glyphs)
            found.append(Token(" ".join(text.split()), line.box, line.box.y1, size, bold))
    return tuple(found)


def _without_leaders(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Leave out rows of dots that lead the eye from a label to its number."""
    for dots, group in groupby(glyphs, lambda glyph: glyph.char in ".·…" or glyph.char.isspace()):
        part = list(group)
        if not dots or sum(not glyph.char.isspace() for glyph in part) < LEADER:
            yield from part


def _words(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in glyphs:
        if glyph.char.isspace() or (word and _parted(word[-1], glyph)):
            if word:
                yield word
            word = []
        if not glyph.char.isspace():
            word.append(glyph)
    if word:
        yield word


def _parted(left: Glyph, right: Glyph) -> bool:
    size = max(left.size, right.size)
    gap = right.box.x0 - left.box.x1
    if left.char in "∆Δ" and right.char.isalpha() and gap > 0.22 * size:
        return True  # a space after a sign of change is set without a glyph of its own
    if left.char in CLOSING and gap > 0.25 * size:
        return True  # typesetters cut the white of these signs, fonts do not know of it
    return gap > 0.6 * size or gap < -1.5 * size or abs(right.y - left.y) > 0.9 * size


def _token(glyphs: list[Glyph]) -> Token | None:
    main = max(glyph.size for glyph in glyphs)
    base = statistics.median(glyph.y for glyph in glyphs if glyph.size > 0.9 * main)
    text = ""
    seams = []
    for raised, group in groupby(glyphs, lambda glyph: _is_raised(glyph, main, base)):
        part = list(group)
        text += _caret(text, "".join(_clean(glyph.char) for glyph in part)) if raised else ""
        for glyph in part:
            if seam := _seam(glyphs, glyph, 0.08 * main):
                seams.append((len(text), *seam))
            text += _clean(glyph.char)
    if not text:
        return None
    bold = 2 * sum(glyph.bold for glyph in glyphs) > len(glyphs)
    return Token(text, union(glyph.box for glyph in glyphs), base, main, bold, tuple(seams))


def _is_raised(glyph: Glyph, main: float, base: float) -> bool:
    lift = base - glyph.y
    return (glyph.size < 0.9 * main and lift > 0.12 * main) or lift > LIFTED * main


def _seam(glyphs: Sequence[Glyph], glyph: Glyph, gap: float) -> tuple[float, float] | None:
    place = glyphs.index(glyph)
    if place and glyph.box.x0 - glyphs[place - 1].box.x1 > gap:
        return glyphs[place - 1].box.x1, glyph.box.x0
    return None


def _clean(char: str) -> str:
    if char == "\u00ad":
        return "-"
    if char in "ﬀﬁﬂﬃﬄﬅﬆ":
        return unicodedata.normalize("NFKC", char)
    return "".join(c for c in char if unicodedata.category(c) not in ("Cc", "Co", "Cn", "Cf"))


def _caret(text: str, raised: str) -> str:
    """The sign that keeps raised characters apart, where they would change what is read."""
    if not raised or not text:
        return ""
    if text[-1].isdigit():
        mark = len(raised) == 1 and raised.isascii() and raised.isalpha()
        return "^" if mark or raised[0] in "0123456789-−–+" else ""
    if (FOOTNOTE.fullmatch(raised) or raised in "123456789") and NOTED.search(text):
        return "^"
    letters = text[len(text.rstrip("abcdefghijklmnopqrstuvwxyzKLµμ")) :]
    return "^" if raised[0] in "0123456789-−–+" and letters in UNIT_LETTERS else ""


def _attach_raised(tokens: list[Token]) -> list[Token]:
    """Join small raised tokens to the token whose right end they touch."""
    if not tokens:
        return []
    limit = 0.9 * median_size(tokens)
    small = [token for token in tokens if token.size < limit]
    kept = {id(token): token for token in tokens}
    by_end = sorted((token for token in tokens), key=lambda token: token.box.x1)
    for mark in small:
        host = next((t for t in by_end if _hosts(kept.get(id(t), t), mark) and id(t) in kept), None)
        if host is not None and id(mark) in kept:
            old = kept[id(host)]
            text = old.text + _caret(old.text, mark.text) + mark.text
            kept[id(host)] = replace(old, text=text, box=union((old.box, mark.box)))
            del kept[id(mark)]
    return [kept[id(token)] for token in tokens if id(token) in kept]


def _hosts(token: Token, mark: Token) -> bool:
    return (
        mark.size < 0.85 * token.size
        and 0.12 * token.size < token.base - mark.base < 0.8 * token.size
        and abs(mark.box.x0 - token.box.x1) < 0.15 * token.size
    )
