"""Where formulas in a run of mathematical glyphs begin and end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mmkg.tools.parse.formula_kinds import CLOSE, OPEN, RELATIONS, SIGNS, SMALL, gap_before, is_big
from mmkg.tools.parse.pages import Glyph

_OFF = 0.6  # sizes that a sum or relation stands off what it is for, at most
_UNSEEN = 3.0  # sizes after a relation that a sign which was not read may take
_FOLLOWS = frozenset("⇒⇔⟹⟺⇐")  # what such signs relate may have commas
_DOTS = frozenset("….·⋯")
_BEFORE_STOP, _AFTER_STOP = 0.09, 0.2  # sizes before a stop of the sentence and behind it
_SLANT = 0.1  # sizes by which a colon stands nearer to a slanted letter before it
_LETTERS = 0.12  # sizes between the letters of a word, at most


def stretches_of(
    glyphs: Sequence[Glyph], kinds: Sequence[str], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The formulas of a run: parted at commas before another statement, ends cut off.

    Args:
        glyphs: The glyphs of a line, without spaces.
        kinds: What each may be.
        start: Where the run begins.
        end: Where it ends.

    Returns:
        First and last place of each, the latter not included.
    """
    while start < end and glyphs[start].char in ",;:":
        start += 1
    if start and _is_typed(glyphs, start - 1):
        return
    for first, last in _parted(glyphs, start, end) if start < end else ():
        later, end_of = first > start, last
        while last > first and glyphs[last - 1].char in ",;.:…":
            last -= 1
        if _is_cut([glyph.char for glyph in glyphs[last:end_of]]):
            continue
        while last > first and glyphs[first].char in ",;:":
            first += 1
        first, last = _closed(glyphs, first, last)
        text = [glyph.char for glyph in glyphs[first:last]]
        whole = _balanced(text) and not _touches_word(glyphs, kinds, first, last)
        whole = whole and not _goes_on(glyphs, kinds, first - 1, first)
        whole = whole and not _goes_on(glyphs, kinds, last, last)
        if whole and "m" in kinds[first:last] and not (later and _lists(glyphs[first:last])):
            yield first, last


def _is_cut(rest: Sequence[str]) -> bool:
    """Whether dots after a stretch say that its list goes on, as in `j = 1, 2, …, n`."""
    return "…" in rest or rest.count(".") > 1


def _touches_word(glyphs: Sequence[Glyph], kinds: Sequence[str], first: int, last: int) -> bool:
    """Whether a word goes on right where the stretch ends, so that it is no whole formula."""
    before = first > 0 and _is_letter(glyphs, kinds, first - 1)
    before = before and gap_before(glyphs, first) < _LETTERS
    after = last < len(glyphs) and _is_letter(glyphs, kinds, last)
    after = after and gap_before(glyphs, last) < _LETTERS
    return (before and glyphs[first].char not in OPEN) or (after and last > first)


def _is_letter(glyphs: Sequence[Glyph], kinds: Sequence[str], place: int) -> bool:
    """Whether a glyph is of a word, which brackets and stops of Chinese text are not."""
    return not kinds[place] and unicodedata.category(glyphs[place].char[0])[0] != "P"


def _goes_on(glyphs: Sequence[Glyph], kinds: Sequence[str], beside: int, place: int) -> bool:
    """Whether the glyph beside a stretch is of a formula too, and near: it was parted in vain."""
    if not 0 <= beside < len(glyphs) or not 0 < place < len(glyphs):
        return False
    glyph = glyphs[beside]
    if glyph.size < SMALL * max(one.size for one in glyphs):  # a script
        return gap_before(glyphs, place) < _OFF
    mathematical = kinds[beside] in ("m", "f") or glyph.char in SIGNS or is_big(glyph)
    # What a sign that has no letter to be known by stands in the place of, is wide.
    off = _UNSEEN if glyph.char in RELATIONS - {":"} else _OFF
    return mathematical and glyph.char not in ",;:" and gap_before(glyphs, place) < off


def _lists(glyphs: Sequence[Glyph]) -> bool:
    """Whether values are listed; after a list of symbols, as in `a, b = 1, 2`, they are shared."""
    depth, size = 0, max((glyph.size for glyph in glyphs), default=0.0)
    for char in (glyph.char for glyph in glyphs if glyph.size > SMALL * size):
        depth += (char in OPEN) - (char in CLOSE)
        if char == "," and depth == 0:
            return True
    return False


def _parted(glyphs: Sequence[Glyph], start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts, depth = [start], 0
    chained = any(glyph.char in _FOLLOWS for glyph in glyphs[start:end])
    size = max(glyph.size for glyph in glyphs[start:end])
    for place in range(start, end):
        char = glyphs[place].char if glyphs[place].size > SMALL * size else ""
        depth += (char in OPEN) - (char in CLOSE)
        ahead = glyphs[place + 1 : end]
        rest = "".join(glyph.char for glyph in ahead).split(",")[0]
        listed = char in {",", ";"} and ahead and any(sign in rest for sign in RELATIONS)
        listed = listed and not (chained or place > start and glyphs[place - 1].char in _DOTS)
        listed = listed and not _is_bound(glyphs[cuts[-1] : place])
        if depth <= 0 and (
            listed or char in {".", ":"} and _ends_sentence(glyphs, place, cuts[-1], end)
        ):
            cuts.append(place + 1)
    yield from pairwise([*cuts, end])


def _is_bound(glyphs: Sequence[Glyph]) -> bool:
    """Whether a stretch only says for which symbols the next holds, as `∀i` in `∀i, x = a`."""
    chars = [glyph.char for glyph in glyphs]
    return bool(chars) and chars[0] in "∀∃" and not any(char in RELATIONS for char in chars)


def _is_typed(glyphs: Sequence[Glyph], place: int) -> bool:
    """Whether a colon stands off what is before it, as in `f : A → B`, which is then of it."""
    off = place > 0 and _BEFORE_STOP < gap_before(glyphs, place) < _OFF
    return glyphs[place].char == ":" and off


def _ends_sentence(glyphs: Sequence[Glyph], place: int, start: int, end: int) -> bool:
    """Whether a stop or colon is of the sentence: right behind a formula, and off the next one.

    A colon off both is a relation, as between a function and its sets, which relate nothing else.
    """
    if place + 1 >= end or place == start or glyphs[place - 1].char in ".:":
        return False
    before, after = gap_before(glyphs, place), gap_before(glyphs, place + 1)
    if before < _BEFORE_STOP:
        return after > _AFTER_STOP
    sides = (glyphs[start:place], glyphs[place + 1 : end])
    left, right = (any(glyph.char in RELATIONS - {":"} for glyph in side) for side in sides)
    return glyphs[place].char == ":" and after - before > _SLANT and (left or not right)


def _closed(glyphs: Sequence[Glyph], first: int, last: int) -> tuple[int, int]:
    """The stretch without brackets at its ends that the sentence opens or closes."""
    text = [glyph.char for glyph in glyphs]
    while last > first and text[first] in OPEN and not _balanced(text[first:last]):
        first += 1
    while last > first and text[last - 1] in CLOSE and not _balanced(text[first:last]):
        last -= 1
    whole = text[first:last]
    if len(whole) > 2 and whole[0] == "(" and whole[-1] == ")" and _balanced(whole[1:-1]):
        first, last = first + 1, last - 1
    return first, last


def _balanced(text: Sequence[str]) -> bool:
    depth = 0
    for char in text:
        depth += (char in OPEN) - (char in CLOSE)
        if depth < 0:
            return False
    return depth == 0
