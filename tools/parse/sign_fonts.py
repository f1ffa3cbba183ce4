"""Fonts whose codes say nothing of the tick or cross that they show."""

from __future__ import annotations

import re

SIGNS = (
    (re.compile("bbding", re.IGNORECASE), dict(zip('!"#$%', "✓✓✗✗✗", strict=True))),
    (re.compile("dingbats", re.IGNORECASE), dict(zip("345678", "✓✔✕✖✗✘", strict=True))),
    (re.compile("awesome", re.IGNORECASE), {"\uf00c": "✓", "\uf00d": "✗"}),
)
CODES = frozenset(code for _, shown in SIGNS for code in shown)


def shown_sign(char: str, font: str) -> str:
    """The character that a font shows for a code; itself in all fonts of letters."""
    if char in CODES:
        for name, shown in SIGNS:
            if name.search(font):
                return shown.get(char, char)
    return char
