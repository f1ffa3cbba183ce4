"""Which tables, figures and formulas a text cites by number, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Cited = Literal["table", "image", "formula"]
NUMBER = r"[A-Z]?\.?\d+(?:\.\d+)*[a-z]?"
BARE = rf"(?<![A-Za-z0-9_.]){NUMBER}(?![A-Za-z0-9_%]|\.\d)"
PARENS = rf"[(（]\s*{NUMBER}\s*[)）]"
JOIN = r"\s*(?:,|，|、|and|&|or|to|和|与|及|至|–|-|—|~)\s*"

PATTERNS: dict[Cited, str] = {
    "table": (
        rf"(?:\bTab(?:le|\.)s?\s*|表\s*)(?P<list>{NUMBER}(?:{JOIN}(?:Table\s*|表\s*)?{BARE})*)"
    ),
    "image": rf"(?:\bFig(?:ure|\.)?s?\.?\s*|图\s*)(?P<list>{NUMBER}(?:{JOIN}(?:图\s*)?{BARE})*)",
    "formula": (
        rf"(?:\bEq(?:uation|n|\.)?s?\.?\s*|\bFormulas?\s*|[公等方程]?式\s*|方程\s*"
        rf"|\b(?:by|from|in|of|see|using|with)\s+(?={PARENS}))"
        rf"(?P<list>(?:{PARENS}|{NUMBER})(?:{JOIN}(?:{PARENS}|{BARE}))*)"
    ),
}
COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in PATTERNS.items()}
RANGE = re.compile(rf"[(（]?\s*({NUMBER})\s*[)）]?\s*(?:to|至|–|-|—|~)\s*[表图式(（]?\s*({NUMBER})")


def citations(text: str) -> Iterator[tuple[Cited, str, tuple[int, int]]]:
    """Kind, number and place of each citation; ranges such as `(5)–(7)` are spelled out."""
    for kind, pattern in COMPILED.items():
        for match in pattern.finditer(text):
            for number in _spelled(match["list"]):
                yield kind, number, match.span()


def _spelled(cited: str) -> list[str]:
    numbers = re.findall(NUMBER, cited)
    for low, high in RANGE.findall(cited):
        if low.isdigit() and high.isdigit() and 0 < int(high) - int(low) < 30:
            numbers += [str(number) for number in range(int(low) + 1, int(high))]
    return list(dict.fromkeys(numbers))
