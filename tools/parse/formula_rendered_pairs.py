"""How two signs of a formula stand to each other, on its page and as it is set again.

Fonts differ in widths and heights, not in what stands beside, over, under, raised or small; what
follows from the measures of a font alone is let pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mmkg.tools.parse.formula_rendered_signs import ACCENTS, BAR, Sign

_BESIDE, _OVER = 0.6, 0.5  # sizes between signs that are near
_BESIDE_ROWS = 0.3  # sizes by which rows may reach into each other
_LEVEL, _FURTHER = 0.28, 0.9  # sizes by which levels may differ, and share of how far they are off
_RAISED = 0.55  # the same of accents, which letters raise
_BRACKETS = 0.15  # sizes by which fonts differ in how scripts of brackets are raised
_SMALLER = 0.24  # by how much the logarithms of relative sizes may differ
_SCRIPT = 0.55  # sizes that scripts are raised or lowered by, at most
_GONE, _COME = 1.2, 2.5  # sizes by which no neighbours are further apart, or closer
_WIDER, _NARROWER = 1.2, 0.75  # the same where nothing is between and nothing is raised
_WORD = 1.5  # sizes by which limits may stand under another word of `arg max`
_CENTRED = 0.5  # sizes by which what stands over or under another may stand beside it
_WIDEST = 0.9  # sizes of an accent over one letter
_CENTRED_ON, _DRIFT = 0.35, 0.15  # the same of accents, and share of how far they are off
_ORDER = 0.1  # sizes by which signs may share a column
_WIDE, _EDGE = 0.6, 0.12  # sizes of what covers several signs, and by which its ends are known
APART = "apart"
_COVERING = frozenset((BAR, "^", "~"))


@dataclass(frozen=True, slots=True)
class Distance:
    """From a sign to another, in sizes of the larger.

    Attributes:
        across: Room between them from left to right; negative where they share a column.
        down: The same from top to bottom.
        right: How far the middle of the second is to the right of the first's.
        lower: How far it is lower.
        dropped: How far its baseline is.
        smaller: Logarithm of how much smaller it is; 0 where either comes in any size.
    """

    across: float
    down: float
    right: float
    lower: float
    dropped: float
    smaller: float

    @classmethod
    def between(cls, one: Sign, other: Sign, letters: float) -> Distance:
        """The distance of two signs of a formula whose letters have some size."""
        size = max(one.size or 0.0, other.size or 0.0) or letters
        shared = one.box.shared(other.box)
        (x, y), (u, v) = one.box.centre, other.box.centre
        smaller = math.log(other.size / one.size) if one.size and other.size else 0.0
        return cls(
            -shared.width / size,
            -shared.height / size,
            (u - x) / size,
            (v - y) / size,
            (other.y - one.y) / size,
            smaller,
        )

    @property
    def near(self) -> bool:
        """Whether they are side by side or one over the other with hardly anything between."""
        beside = self.down < 0 and self.across < _BESIDE
        return beside or self.across < 0 and self.down < _OVER


@dataclass(frozen=True, slots=True)
class Pair:
    """Two signs of a page, and the two that they are as set again.

    Attributes:
        page: The signs on the page.
        again: The same as set again.
        letters: Size of the letters, on the page and as set again.
        here: How the signs stand on the page.
        there: How they stand as set again.
    """

    page: tuple[Sign, Sign]
    again: tuple[Sign, Sign]
    letters: tuple[float, float]
    here: Distance
    there: Distance

    @classmethod
    def of(
        cls, page: tuple[Sign, Sign], again: tuple[Sign, Sign], letters: tuple[float, float]
    ) -> Pair:
        """The pair with its distances."""
        here = Distance.between(*page, letters[0])
        return cls(page, again, letters, here, Distance.between(*again, letters[1]))

    def fault(self) -> str:
        """What is otherwise on the page; nothing if nothing is."""
        one, other = self.again
        if _COVERING & {one.char, other.char} and self._is_covered_otherwise():
            return "a bar over something else"
        if one.row != other.row:
            return self._between_rows()
        gone = _COME if one.limit != other.limit else _GONE
        if not -gone < max(self.here.across, 0.0) - max(self.there.across, 0.0) < _COME:
            return APART
        return self._of_limit() if one.limit != other.limit else self._in_row()

    def is_spaced_otherwise(self, held: bool) -> bool:
        """Whether neighbours on a line have much more room between them, or less.

        Args:
            held: Whether brackets hold them, in which columns are parted by nothing else.
        """
        here, there = self.here, self.there
        one, other = self.again
        if one.row != other.row or len(one.row) > 1 or other.limit:
            return False
        if max(abs(here.dropped), abs(there.dropped)) > _LEVEL:
            return False
        more = here.across - there.across
        return more < -_WIDER or held and more > _NARROWER

    def _between_rows(self) -> str:
        """Rows are aligned in many ways."""
        here, there = self.here, self.there
        beside = here.down < -_BESIDE_ROWS and here.across < _BESIDE and there.down > 0
        if beside or there.down > 0 and here.lower * there.lower < 0:
            return "another row"
        return "another order" if there.down < 0 and self._is_turned() else ""

    def _of_limit(self) -> str:
        """A limit may stand under its operator or beside."""
        here, there = self.here, self.there
        far = min(abs(here.right), abs(there.right)) > _WORD
        if far and min(here.across, there.across) > 0 and here.right * there.right < 0:
            return "another order"
        if abs(here.down - there.down) > _GONE and max(here.down, there.down) > 0:
            return APART
        over = min(here.across, there.across) < 0
        away = over and min(abs(here.lower), abs(there.lower)) > _LEVEL
        return "another side" if away and here.lower * there.lower < 0 else ""

    def _in_row(self) -> str:
        here, there = self.here, self.there
        if here.down > 0 and there.down > 0:
            if here.lower * there.lower < 0:
                return "another side"
            beside = max(here.across, there.across) > _CENTRED
            return "another column" if beside or self._is_accented_otherwise() else ""
        if self._is_turned():
            return "another order"
        a, b = here.dropped, there.dropped
        if abs(here.smaller - there.smaller) > _SMALLER and max(abs(a), abs(b)) < _SCRIPT:
            return "another size"
        further = min(abs(a), abs(b)) if a * b > 0 else 0.0
        level = _RAISED if {one.char for one in self.again} & ACCENTS else _LEVEL
        off = abs(a - b) > level + _FURTHER * further + self._taller()
        return "another level" if off else ""

    def _is_turned(self) -> bool:
        here, there = self.here, self.there
        beside = max(here.down, there.down) < -_ORDER
        apart = max(here.across, there.across) > -_ORDER
        return beside and apart and here.right * there.right < 0

    def _is_accented_otherwise(self) -> bool:
        """Whether an accent of one letter's width has its middle elsewhere over a letter."""
        one, other = self.page
        accent, letter = (one, other) if one.char in ACCENTS else (other, one)
        if accent.char not in ACCENTS - {"′"} or letter.size is None or min(self._across) >= 0:
            return False
        here, there = self.here.right, self.there.right
        small = accent.box.width < _WIDEST * self.letters[0]
        return small and abs(here - there) > _CENTRED_ON + _DRIFT * abs(here)

    @property
    def _across(self) -> tuple[float, float]:
        return self.here.across, self.there.across

    def _taller(self) -> float:
        """By how much levels may differ for brackets, which come in any height."""
        return sum(
            _BRACKETS
            + abs(one.box.height / self.letters[0] - other.box.height / self.letters[1]) / 2
            for one, other in zip(self.page, self.again, strict=True)
            if one.size is None and one.char != BAR
        )

    def _is_covered_otherwise(self) -> bool:
        """Whether a bar or wide accent covers a sign in one place only."""
        inside = []
        for (one, other), size in zip((self.page, self.again), self.letters, strict=True):
            bar, sign = (one, other) if one.char in _COVERING else (other, one)
            if bar.char != BAR and bar.box.width < _WIDE * size:
                return False
            x = sign.box.centre[0]
            inside.append(min(x - bar.box.x0, bar.box.x1 - x) / size)
        return inside[0] * inside[1] < 0 and min(map(abs, inside)) > _EDGE
