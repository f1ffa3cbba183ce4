"""Stage 5, part one: stretches of the x axis that words cover, and whether white parts columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mmkg.tools.parse.tables.grid import is_numeric
from mmkg.tools.parse.tables.tokens import Row, Token, split_runs

BULLETS = frozenset("•◦▪▫■□●○‣⁃➢➤·")
ORDINAL = re.compile(r"\d{1,2}[.)、]|\(\d{1,2}\)|[a-z]\)|[一二三四五六七八九十]、")
CURRENCY = re.compile(r"[(（]?(?:US|C|A|HK|NT)?[$€£¥￥]")
DASHES = "-–—−"
LEADING_GROUP = re.compile(r"[(（]?[-+−–$€£¥]*[1-9]\d{0,2}")
NEXT_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,2})?[)）%*]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the x axis that tokens cover."""

    lo: float
    hi: float
    tokens: tuple[Token, ...]

    @property
    def numeric(self) -> bool:
        """Whether nearly all of it is numbers."""
        return sum(map(is_numeric, self.tokens)) > 0.8 * len(self.tokens)


def find_stretches(rows: Iterable[Row]) -> list[Stretch]:
    """The stretches that the words of rows cover, white between them."""
    tokens = sorted((t for row in rows for t in row.tokens), key=lambda token: token.box.x0)
    found: list[Stretch] = []
    for token in tokens:
        last = found[-1] if found else None
        if last and token.box.x0 < last.hi + 0.25:
            hi = max(last.hi, token.box.x1)
            found[-1] = Stretch(last.lo, hi, (*last.tokens, token))
        else:
            found.append(Stretch(token.box.x0, token.box.x1, (token,)))
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """White between two stretches of the data rows.

    Attributes:
        rows: The data rows.
        header: The rows above them.
        em: Font size in points.
    """

    before: Stretch
    after: Stretch
    rows: Sequence[Row]
    header: Sequence[Row]
    em: float

    def parts(self) -> bool:
        """Whether it parts columns, or only words of one column."""
        gap = self.after.lo - self.before.hi
        if self._belongs(gap):
            return False
        if self.before.numeric and self.after.numeric:
            return gap >= 0.18 * self.em
        if self._word_space(0.4):
            return False
        if self.before.numeric or self.after.numeric:
            return gap >= (0.14 if len(self.rows) >= 4 else 0.3) * self.em
        return gap >= (0.4 if len(self.rows) > 2 else 0.55) * self.em

    def _belongs(self, gap: float) -> bool:
        """Whether one side is a sign before a text, or the rest of a number or of a name."""
        if all(token.text in BULLETS for token in self.before.tokens):
            return True
        if gap < self.em and all(map(ORDINAL.fullmatch, (t.text for t in self.before.tokens))):
            return True
        if _is_of_money(self.before) or self._is_of_nil():
            return True
        second = _is_second(self.after)
        if (second and gap < 0.5 * self.em) or self._parts_thousands():
            return True
        if not self._share_a_name():
            return False
        return self._word_space(0.65) or (second and gap < 1.5 * self.em)

    def _is_of_nil(self) -> bool:
        """Whether one side is dashes alone, in rows where the other has no number."""
        nil = any(_is_nil(side) for side in (self.before, self.after))
        return nil and not self._pairs()

    def _pairs(self) -> list[tuple[Token, Token]]:
        """Neighbours of one row that stand on its two sides."""
        left = {id(token) for token in self.before.tokens}
        right = {id(token) for token in self.after.tokens}
        pairs = (pair for row in self.rows for pair in pairwise(row.tokens))
        return [(one, two) for one, two in pairs if id(one) in left and id(two) in right]

    def _word_space(self, most: float) -> bool:
        """Whether the space is the same on every row and no wider than a space in em."""
        spaces = [two.box.x0 - one.box.x1 for one, two in self._pairs()]
        narrow = bool(spaces) and max(spaces) <= most * self.em
        return narrow and max(spaces) - min(spaces) < 0.12 * self.em

    def _parts_thousands(self) -> bool:
        """Whether it is the space in `15 455`: three digits follow wherever some stand before."""
        pairs = self._pairs()
        whole = all(
            LEADING_GROUP.fullmatch(one.text.split()[-1]) and NEXT_GROUP.fullmatch(two.text)
            for one, two in pairs
        )
        alone = len(pairs) == len(self.before.tokens)
        one_name = self._share_a_name() or not self.header
        space = self._word_space(0.4 if self.header else 0.3)
        return bool(pairs) and whole and alone and one_name and space

    def _share_a_name(self) -> bool:
        """Whether the header has no names of their own for the two sides."""
        middle = (self.before.hi + self.after.lo) / 2
        for row in self.header:
            runs = [run.box for run in split_runs(row, 0.4 * self.em)]
            left = any(box.x1 > self.before.lo and box.centre[0] < middle for box in runs)
            right = any(box.x0 < self.after.hi and box.centre[0] > middle for box in runs)
            if left and right:
                return False
        return bool(self.header)


def _is_of_money(stretch: Stretch) -> bool:
    """Whether only signs of money stand there, as before numbers, and dashes in their place."""
    held = [token for token in stretch.tokens if token.text.strip(DASHES)]
    return bool(held) and all(CURRENCY.fullmatch(token.text) for token in held)


def _is_nil(stretch: Stretch) -> bool:
    """Whether only dashes stand there, as in the place of numbers that are nil."""
    return not any(token.text.strip(DASHES) for token in stretch.tokens)


def _is_second(stretch: Stretch) -> bool:
    """Whether its tokens belong to the number before: in parentheses, or after a ± sign."""
    held = [token for token in stretch.tokens if token.text.strip(DASHES)]
    return bool(held) and all(token.text[0] in "(±（%" for token in held)
