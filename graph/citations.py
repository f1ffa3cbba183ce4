"""Which tables, figures and formulas a text cites by number, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Cited = Literal["table", "image", "formula"]
NUMBER = r"(?:(?-i:[A-Z]{1,2})[.-]?)?\d{1,3}(?:\.\d{1,3})*"
ROMAN = r"(?-i:[IVXL]{1,6})(?![A-Za-z])"
END = r"(?![A-Za-z0-9_%]|\.\d)"
ITEM = re.compile(  # 3, A.1, IV, 2a, 2(a), (7), (7a)
    rf"(?P<open>[(（]\s*)?(?P<number>{NUMBER}(?:(?(open)-\d+|(?!)))?|{ROMAN})"
    rf"(?:\s?[(（](?P<part>[a-z])[)）]|(?P<letter>[a-z])(?![A-Za-z]))?(?(open)\s*[)）]|{END})",
    re.IGNORECASE,
)
PART = re.compile(r"[(（]?(?P<part>[a-z])(?:[)）]|(?![A-Za-z]))")  # the b of "2a and b"
JOIN = re.compile(
    r"\s*(?:(?P<range>to|through|至|到|[–—~～∼−]|-)|,\s*(?:and|or)?|，|、|and|&|or|/|和|与|及|以及)\s*",
    re.IGNORECASE,
)
HEADS: dict[Cited, str] = {
    "table": r"(?<!\ba )(?<![A-Za-z])Tab(?:le|\.)s?\s*|(?<![代发外手列仪钟图])表\s*",
    "image": (
        r"(?<![A-Za-z])Fig(?:ure|\.)?s?\.?\s*|(?<![A-Za-z])(?-i:Scheme|Chart|Plate)s?\s+"
        r"|(?<![地试企意力])图表?\s*"
    ),
    "formula": (
        r"(?<![A-Za-z])(?:Eq(?:uation|n|\.)?s?\.?|Formulas?|Formulae)\s*"
        r"|(?<![A-Za-z])(?:expression|relation|inequality|identity)s?\s+(?=[(（])"
        r"|(?<![方形模格样正款新旧中西])式\s*|方程\s*"
        r"|(?<![A-Za-z])(?:by|from|in|into|of|see|using|with|as|combining|substituting|inserting)"
        r"\s+(?=[(（]\s*\d)"
    ),
}
COMPILED = {kind: re.compile(head, re.IGNORECASE) for kind, head in HEADS.items()}
BARE = re.compile(  # "(7) shows that", "（3）式"
    rf"(?<!as )[(（]\s*(?P<number>{NUMBER}[a-z]?)\s*[)）]"
    r"(?=\s?式|\s(?:shows?|gives?|yields?|implies|becomes|holds|follows|reduces)\b)"
)
PLURAL = re.compile(r"s\.?\s*$", re.IGNORECASE)


def citations(text: str) -> Iterator[tuple[Cited, str, tuple[int, int]]]:
    """Kind, number and place of each citation; ranges such as `(5)–(7)` are spelled out.

    `3-1` after one table's word may be a number or a range; both are given.
    """
    for kind, head in COMPILED.items():
        done = 0
        for match in head.finditer(text):
            if match.start() < done:
                continue
            numbers, done = _list(text, match.end(), head, bool(PLURAL.search(match[0])))
            for number in dict.fromkeys(numbers):
                yield kind, number, (match.start(), done)
    for match in BARE.finditer(text):
        yield "formula", match["number"], match.span()


def _list(text: str, at: int, head: re.Pattern[str], plural: bool) -> tuple[list[str], int]:
    """The numbers of a list that begins at a place, and where it ends."""
    item = ITEM.match(text, at)
    if item is None:
        return [], at
    numbers = [_number(item)]
    while join := JOIN.match(text, item.end()):
        word = head.match(text, join.end())
        follows = ITEM.match(text, word.end() if word else join.end())
        part = None if follows or word else PART.match(text, join.end())
        found = follows or part
        if found is None:
            break
        last = numbers[-1]
        number = _number(follows) if follows else last.rstrip("abcdefghij") + found["part"]
        if join["range"]:
            compound = follows and not plural and join["range"] == "-" and join[0] == "-"
            between = _between(last, number)
            if compound and last.isdigit() and number.isdigit():
                rising = int(last) < int(number)
                numbers[-1:] = [f"{last}-{number}", *([last, number] if rising else [])]
            else:
                numbers.append(number)
            numbers += between
        else:
            numbers.append(number)
        item = found
    return numbers, item.end()


def _number(item: re.Match[str]) -> str:
    return item["number"] + (item["part"] or item["letter"] or "").lower()


def _between(low: str, high: str) -> list[str]:
    """What a range leaves out: 6 of 5–7, b of 2a–c; two neighbours have nothing between them."""
    if low.isdigit() and high.isdigit() and int(low) < int(high) < int(low) + 30:
        return [str(number) for number in range(int(low) + 1, int(high))]
    if low[:-1] == high[:-1] and low[-1:].isalpha() and low[-1:] < high[-1:]:
        return [low[:-1] + chr(code) for code in range(ord(low[-1]) + 1, ord(high[-1]))]
    return []
