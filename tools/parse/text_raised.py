"""Raised and lowered characters in files without pages, written so that no number swallows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from mmkg.tools.parse.formula_units import UNITS
from mmkg.tools.parse.text_rows import RAISED

Shift = Literal["raised", "lowered"] | None

_POWER = re.compile(r"[-−+]?\d+(?:[./]\d+)?")
_CHARGE = re.compile(r"\d*[+\-−]")
_NUMBER_ENDS = re.compile(r"\d[\d.,]*[%)]?$")
_WORD_ENDS = re.compile(r"[^\W\d_]+$")


def placed(parts: Iterable[tuple[str, Shift]]) -> str:
    """Pieces of a text put together, each raised or lowered one so that it can be told apart."""
    text = ""
    for part, place in parts:
        text += part if place is None else shifted(part, place, text)
    return text


def shifted(part: str, place: Shift, before: str) -> str:
    """How a raised or lowered piece is written after the text before it.

    Exponents and note marks of numbers get a `^`, note marks of words are raised digits, and
    indices get a `_`; those of chemical formulas are written plainly, as in `CO2`.
    """
    text = part.strip()
    if not text or not before or before[-1].isspace():
        return part
    return _raised(text, before) if place == "raised" else _lowered(text, before)


def _raised(text: str, before: str) -> str:
    word = _WORD_ENDS.search(before)
    if before[-1].isdigit() and text[0] in "+±":
        return f" ({text})" if text[0] == "+" else text
    if _POWER.fullmatch(text):
        signed = text[0] in "-−"
        if _NUMBER_ENDS.search(before) or signed or word and _takes_powers(word[0]):
            return f"^{text}"
        return text.translate(RAISED)
    mark = len(text) == 1 and text.isalpha() and before[-1].isalnum()
    if mark or word and len(word[0]) == 1 and text[0] not in "*†‡§[(":
        return f"^{text}"
    return f"^{text}" if _CHARGE.fullmatch(text) and word and len(word[0]) < 3 else text


def _takes_powers(word: str) -> bool:
    return len(word) == 1 or word in UNITS


def _lowered(text: str, before: str) -> str:
    if before[-1].isdigit() and text[0] == "±":
        return text
    if before[-1].isdigit():
        return f" ({text})" if text[0].isdigit() and re.search(r"\d\.\d+$", before) else f"_{text}"
    last = before[-1]
    if text[0].isdigit():
        index = re.search(r"(?:(?<![^\W\d_])[^\W\d_]|\blog)$", before) and last.islower()
        return f"_{text}" if index else text
    return f"_{text}" if last.isalpha() and text[0].isalpha() else text
