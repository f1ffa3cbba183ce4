"""Rows become running text: hyphenation undone, Chinese joined without spaces, spans kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mmkg.tools.parse.text_rows import CJK, IS_CJK, Row

HYPHENS = "-\u2010\u00ad"
LAST_PART = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
FIRST_PART = re.compile(r"[^\W\d_]+")
ADDRESS = re.compile(r"(https?://|www\.|doi\.org/|10\.\d{4,}/)\S*$")
WORD = re.compile(f"[^\\W\\d_{CJK}]+(?:[-\u2010][^\\W\\d_{CJK}]+)*")
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
MIX = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
SPACED_MIX = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
UNSPACED_MIX = MIX
# Word beginnings and ends that are words of their own yet are joined without a hyphen.
SOLID_STARTS = {"under", "over", "out", "up", "down", "with", "for", "be", "any", "some", "every"}
SOLID_ENDS = {
    "able",
    "age",
    "ally",
    "ant",
    "ate",
    "end",
    "form",
    "full",
    "ion",
    "less",
    "men",
    "work",
}


class Vocabulary:
    """The words of a document that stand unbroken in its rows, as a witness for broken ones."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.whole: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.spaced = self.unspaced = 0
        broken = False
        for row in rows:
            self.spaced += len(SPACED_MIX.findall(row.text))
            self.unspaced += len(UNSPACED_MIX.findall(row.text))
            words = WORD.findall(row.text)[broken:]
            broken = row.text[-1] in HYPHENS
            if broken and words:
                words.pop()
            for word in (found.lower().replace("\u2010", "-") for found in words):
                parts = word.split("-")
                self.whole.update(parts if len(parts) > 1 else [word])
                self.pairs.update(zip(parts, parts[1:], strict=False))

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether a word broken as `first-`, `second` has a hyphen of its own.

        The document itself decides: the joined word or the hyphenated one, whichever occurs in
        it. If neither does, the hyphen stays where both halves are words of their own.
        """
        low, more = first.lower(), second.lower()
        joined, hyphenated = self.whole[low + more], self.pairs[low, more]
        if joined or hyphenated:
            return hyphenated > joined
        if not second.islower():
            return True
        first = low
        if first in SOLID_STARTS or second in SOLID_ENDS or min(len(first), len(second)) < 2:
            return False
        return first in self.whole and second in self.whole and len(first) + len(second) > 5


def join_rows(rows: Sequence[Row], words: Vocabulary) -> tuple[str, list[tuple[int, int]]]:
    """The running text of rows, and the span of characters that each row printed."""
    text = ""
    spans: list[tuple[int, int]] = []
    for row in rows:
        text, start = joined(text, row.text, words)
        if spans and spans[-1][1] > len(text.rstrip()) - len(row.text):
            spans[-1] = (spans[-1][0], min(spans[-1][1], start))
        spans.append((start, len(text)))
    return text, spans


def joined(text: str, more: str, words: Vocabulary) -> tuple[str, int]:
    """Text with a row added, and where the row starts in it."""
    if not text:
        return more, 0
    text, glue = _seam(text, more, words)
    return text + glue + more, len(text + glue)


def _seam(text: str, more: str, words: Vocabulary) -> tuple[str, str]:
    last, first = text[-1], more[0]
    broken = LAST_PART.search(text)
    rest = FIRST_PART.match(more)
    if broken and rest:
        keep = last != "\u00ad" and words.keeps_hyphen(broken.group(1), rest.group())
        return (text if keep or "://" in text.rsplit(" ", 1)[-1] else text[:-1]), ""
    if last == "\u00ad":
        return text[:-1], ""
    if (last in HYPHENS or last == "–") and len(text) > 1 and not text[-2].isspace():
        return text, ""
    if IS_CJK.match(last) and IS_CJK.match(first):
        return text, ""
    if IS_CJK.match(last) or IS_CJK.match(first):
        mixed = MIX.fullmatch(last + first) is not None
        return text, " " if mixed and words.spaced > words.unspaced else ""
    address = ADDRESS.search(text)
    if address and (last in "/_=?&%" or first in "/_=?&%" or last in ".-" and first.islower()):
        return text, ""
    return text, " "
