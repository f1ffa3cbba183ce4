"""Spellings of one name: order of words, number, company forms, size letters, typing errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SMALL = frozenset(
    ("a", "an", "and", "the", "of", "for", "inc", "ltd", "co", "corp", "llc", "plc", "gmbh", "ag")
    + ("company", "corporation", "incorporated", "limited")
)
FIRM = re.compile(r"(?:股份)?有限(?:责任)?公司|(?<=[\u4e00-\u9fff]{2})集团$")
SIZES = {"l": "large", "b": "base", "s": "small", "m": "medium", "xl": "xlarge", "t": "tiny"}
SIZED = re.compile(r"(?<=[A-Za-z]{3}[-_])(?:XL|[LBSMT])$")
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|[+*#]+")
LEAST_LETTERS = 8  # of a word in which one letter too many or too few is a slip of the keyboard


def signature(name: str) -> tuple[str, ...]:
    """What spellings of one name have in common.

    `RoBERTa-L` and `RoBERTa-large`, `University of Oxford` and `Oxford University`, `Acme Inc.`
    and `ACME`, `language model` and `Language Models` have the same.
    """
    plain = FIRM.sub("", unicodedata.normalize("NFKC", name).strip())
    sized = SIZED.search(plain)
    if sized:
        plain = plain[: sized.start()] + SIZES[sized[0].lower()]
    tokens = [_singular(token.casefold()) for token in TOKEN.findall(plain)]
    return tuple(sorted([token for token in tokens if token not in SMALL] or tokens))


def slips(spelt: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Signatures that lack one inner letter of one long word."""
    for at, token in enumerate(spelt):
        if len(token) > LEAST_LETTERS and token.isalpha():
            for gap in range(1, len(token) - 1):
                slip = token[:gap] + token[gap + 1 :]
                yield tuple(sorted((*spelt[:at], slip, *spelt[at + 1 :])))


def _singular(token: str) -> str:
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token
