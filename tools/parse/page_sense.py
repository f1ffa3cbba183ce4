"""Whether the text of a page means anything, or its fonts do not tell what they draw.

A font that names none of its glyphs gives codes in place of letters. Those of a Western text may
still be its letters, as with TeX's drawn fonts; those of a Chinese one, or of glyphs numbered as
they came, are not, though many of them look like letters, too.
"""

from __future__ import annotations

import unicodedata

LEAST_PRINTED, MOST_LOST = 30, 0.3  # characters on a page; the share of them without meaning
UNTOLD = "\ufffd"
COMMON = frozenset("etaoinsrhlETAOINSRHL")  # seven of ten letters in English, six in its neighbours
LEAST_COMMON, LEAST_LETTERS = 0.55, 0.5


def is_garbled(told: str, guessed: str) -> bool:
    """Whether much that a page prints has no meaning.

    Args:
        told: Its characters, those of which its fonts do not tell what they are as U+FFFD.
        guessed: The same with the codes of those characters instead.
    """
    printed = list(filter(_is_printed, told))
    codes = list(filter(_is_printed, guessed))
    if len(codes) == len(printed):  # a code that goes on and on is a hatching
        before = zip(printed, codes, ["", *codes], strict=False)
        printed = [char for char, code, last in before if code != last]
    lost = sum(map(_is_lost, printed))
    return len(printed) >= LEAST_PRINTED and lost > MOST_LOST * len(printed) and not spells(guessed)


def _is_printed(char: str) -> bool:
    return not char.isspace() or unicodedata.category(char) == "Cc" and char not in "\n\r\t"


def _is_lost(char: str) -> bool:
    """Whether a character says nothing, or is of those that no language writes in numbers."""
    nothing = char == UNTOLD or unicodedata.category(char) in ("Cc", "Co")
    return nothing or "\u00a1" <= char <= "\u00ff"


def spells(text: str) -> bool:
    """Whether most of a text are Latin letters, as often as words have them."""
    shown = [char for char in text if _is_printed(char)]
    letters = [char for char in shown if char.isascii() and char.isalpha()]
    common = sum(char in COMMON for char in letters)
    return len(letters) > LEAST_LETTERS * len(shown) and common > LEAST_COMMON * len(letters)
