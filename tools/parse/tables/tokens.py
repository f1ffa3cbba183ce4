"""Stage 1: tokens, and their rows and runs of text."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.text_joins import HYPHENS, Vocabulary, joined

THIN_SPACE = "\u202f"
THOUSANDS = re.compile(r"\d{3}(?!\d)")
FOOTNOTE = re.compile(r"[a-z](?:,[a-z])*")
NOTED = re.compile(r"(?:[^\W\d_]{3}|[\u4e00-\u9fff])[)）]?\Z")  # ends as a word does, no symbol


@dataclass(frozen=True, slots=True)
class Token:
    """A word: what stands between spaces, with its baseline, font size in points and weight.

    Raised digits after `10`, a number or a unit letter are written with `^`, so that the 24 of
    10²⁴ and the 1 of a footnote mark never join the digits before them; so are letters that mark
    a footnote to a word.

    Attributes:
        seams: Where glyphs of the word stand slightly apart: place in the text, left and right x.
            Words of neighbouring columns that nearly touch are one token with a seam.
    """

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    seams: tuple[tuple[int, float, float], ...] = ()

    def split(self, seam: tuple[int, float, float]) -> tuple[Token, Token]:
        """The two words on both sides of a seam."""
        place, left, right = seam
        first = Box(self.box.x0, self.box.y0, left, self.box.y1)
        second = Box(right, self.box.y0, self.box.x1, self.box.y1)
        before = tuple(other for other in self.seams if other[0] < place)
        after = tuple((at - place, lo, hi) for at, lo, hi in self.seams if at > place)
        return (
            replace(self, text=self.text[:place], box=first, seams=before),
            replace(self, text=self.text[place:], box=second, seams=after),
        )


@dataclass(frozen=True)
class Row:
    """Tokens on one baseline, from left to right."""

    tokens: tuple[Token, ...]
    base: float

    @cached_property
    def box(self) -> Box:
        """The box around all tokens."""
        return union(token.box for token in self.tokens)

    @cached_property
    def text(self) -> str:
        """The text of the row."""
        return join_text(self.tokens)

    @cached_property
    def size(self) -> float:
        """The median font size."""
        return statistics.median(token.size for token in self.tokens)


def cluster_rows(tokens: Iterable[Token], size: float | None = None) -> list[Row]:
    """Put tokens with the same baseline into rows, from the top.

    Args:
        tokens: Tokens of a page or region.
        size: Font size that sets how far apart baselines of one row may be; default: each
            token's own.
    """
    rows: list[list[Token]] = []
    for token in sorted(tokens, key=lambda token: token.base):
        if rows and token.base - rows[-1][0].base <= 0.35 * (size or token.size):
            rows[-1].append(token)
        else:
            rows.append([token])
    return [_row(row) for row in rows]


def split_runs(row: Row, gap: float) -> list[Row]:
    """Split a row where two tokens are further apart than a gap in points."""
    runs: list[list[Token]] = []
    for token in row.tokens:
        if runs and token.box.x0 - max(t.box.x1 for t in runs[-1]) < gap:
            runs[-1].append(token)
        else:
            runs.append([token])
    return [_row(run) for run in runs]


def join_text(tokens: Iterable[Token], words: Vocabulary | None = None) -> str:
    """Join tokens in reading order: line by line, Chinese characters without spaces.

    Args:
        tokens: The tokens of a cell, caption or note.
        words: The words of the document, to put words together that are broken at a line's end.
    """
    tokens = list(tokens)
    ordered = [token for row in cluster_rows(tokens) for token in row.tokens]
    text = ""
    for before, token in zip([None, *ordered], ordered, strict=False):
        if words and before and _wraps(before, token) and text[-1] in HYPHENS:
            text, _ = joined(text, token.text, words)
        else:
            text += _glue(before, token, text) + token.text
    return text


def median_size(tokens: Sequence[Token]) -> float:
    """The median font size of tokens, in points."""
    return statistics.median(token.size for token in tokens)


def is_wide(char: str) -> bool:
    """Whether a character is Chinese, Japanese or full-width."""
    return unicodedata.east_asian_width(char) in "WF"


def _row(tokens: list[Token]) -> Row:
    tokens = sorted(tokens, key=lambda token: token.box.x0)
    return Row(tuple(tokens), statistics.median(token.base for token in tokens))


def _glue(before: Token | None, token: Token, text: str) -> str:
    if before is None or not text:
        return ""
    wrapped = _wraps(before, token)
    if wrapped and is_wide(text[-1]) and is_wide(token.text[0]):
        return ""
    space = token.box.x0 - before.box.x1
    if not wrapped and space < 0.08 * token.size:
        return ""
    thousands = before.text[-1].isdigit() and THOUSANDS.match(token.text) is not None
    return THIN_SPACE if thousands and not wrapped and space < 0.22 * token.size else " "


def _wraps(before: Token, token: Token) -> bool:
    return token.base - before.base > 0.5 * token.size


def without_mark(name: str) -> str:
    """A name without what marks a footnote to it: `Ardin` for `Ardin^a` and `Ardin^1`."""
    word, caret, mark = name.rpartition("^")
    marks = FOOTNOTE.fullmatch(mark) or re.fullmatch(r"[1-9]", mark)
    return word if caret and marks and NOTED.search(word) else name
