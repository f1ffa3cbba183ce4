"""Whether a formula in a line of text is whole, by what is printed right before and after it."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_kinds import SHORT_WORDS
from mmkg.tools.parse.formula_words import OPERATORS
from mmkg.tools.parse.pdfium import Placed

_APART = 0.6  # sizes that an operator, relation or function stands off what it is for, at most
_SPACE = 0.27  # sizes; what stands nearer than the spaces of tight lines belongs together
_ABOVE, _BELOW = 1.0, 0.45  # sizes around a baseline in which the middles of its signs are
_LETTERS = 0.1  # sizes between the letters of a word, at most
_JOINED = 0.2, 0.4  # sizes before round brackets of a product, and before square ones
_DIFFERENTIAL = re.compile(r"d[A-Za-zα-ω](?![a-z])")
_ENDS = frozenset(",.;:?\"'’”，。；：？！、》」』")  # what a sentence puts after a formula
_BEFORE_UNIT = 0.32  # sizes between a value and its unit, where its exponent ends it
_UNIT = re.compile(r"(?!a\b|I\b)[A-Za-z](?![A-Za-z])")
_ARGUMENT = re.compile(  # not a remark in the sentence, nor a number of an equation
    r"[(\[] ?(?![A-Za-z]{2}|\d[\d.\-–,; ]*[a-z]?[)\]]|\d{2})|[(\[]0"
)
_SHORT = "|".join(sorted(SHORT_WORDS))
_WORD = re.compile(rf"[a-z]{{3}}|(?:{_SHORT})(?![A-Za-z])")
_WORD_END = re.compile(rf"[A-Za-z][a-z]{{2}}\Z|(?<![A-Za-z])(?i:{_SHORT})\Z")
_REACH = 5.0  # sizes in which the name of a function or a remainder's `(mod n)` stands
_NAME_BEFORE = re.compile(rf"(?:^|[^A-Za-z])(?i:{'|'.join(sorted(OPERATORS))})\Z")
_NAME_AFTER = re.compile(rf"(?:{'|'.join(sorted(OPERATORS))})(?![A-Za-z])|\(?mod(?![A-Za-z])")


def is_whole(ends: tuple[float, float], y: float, size: float, ink: Ink) -> bool:
    """Whether nothing that belongs to a formula stands beside it.

    Args:
        ends: Where it begins and ends.
        y: The baseline of its line.
        size: The size of the letters of its line.
        ink: All that is printed on the page.
    """
    box = Box(ends[0], y - _ABOVE * size, ends[1], y + _BELOW * size)
    before, after = ink.beside(box, _REACH * size, 0), ink.beside(box, 0, _REACH * size)
    words = _spelt(before, size), _spelt(after, size)
    last, first = max(before, key=lambda one: one.box.x1, default=None), next(iter(after), None)
    least = [_LETTERS if _WORD_END.search(words[0]) else _SPACE]
    least.append(_LETTERS if _WORD.match(words[1]) else _SPACE)
    if last and _belongs(last, size, (box.x0 - last.box.x1) / size, ")]", least[0]):
        return False
    if first and _belongs(first, size, (first.box.x0 - box.x1) / size, "([", least[1]):
        return False
    if _ARGUMENT.match(words[1]) and first and first.box.x0 - box.x1 < _APART * size:
        return False
    if _DIFFERENTIAL.match(words[1]) and first and first.box.x0 - box.x1 < _APART * size:
        return False
    if _UNIT.match(words[1]) and first and first.box.x0 - box.x1 < _BEFORE_UNIT * size:
        return False
    near = last is not None and box.x0 - last.box.x1 < _APART * size
    return not (near and _NAME_BEFORE.search(words[0])) and not _NAME_AFTER.match(words[1])


def _spelt(row: list[Placed], size: float) -> str:
    spaced = [one.char for one in row[:1]]
    for left, right in pairwise(row):
        spaced.append(" " * (right.box.x0 - left.box.x1 > _LETTERS * size) + right.char)
    return "".join(spaced)


def _belongs(one: Placed, size: float, gap: float, brackets: str, least: float) -> bool:
    """Whether a sign right beside a formula is a part of it.

    Args:
        one: The sign.
        size: The size of the letters of the line.
        gap: What is between, in sizes.
        brackets: Those of a product on that side.
        least: What parts letters of the sentence from a formula, in sizes.
    """
    if gap > _APART or one.char in _ENDS:
        return False
    if one.char and one.char in "()[]（）":
        return one.char in brackets and gap < _JOINED[one.char in "[]"]
    kind = unicodedata.category(one.char) if len(one.char) == 1 else ""
    # PDFium gives nothing for letters outside the first plane, which are mathematical.
    mathematical = kind == "Sm" or one.char in "*/-" or one.size < 0.85 * size
    return mathematical or kind != "Lo" and gap < least
