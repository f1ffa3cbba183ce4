r"""Formulas in the running text of sources: what stands between `$` signs, or `\(` and `\)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mmkg.tools.parse.texsource_words import words

# As Pandoc has it: no space inside a dollar sign, and no digit after the last one.
_DELIMITED = re.compile(
    r"(?<![\\$])\$(?P<dollar>[^\s$](?:[^$]{0,498}[^\s$\\])?)\$(?![\d$])"
    r"|\\\((?P<round>[^$]{1,500}?)\\\)"
)
_PROSE = re.compile(r"(?<![\\{a-zA-Z])[a-zA-Z]{3,}\s+[a-zA-Z]{2,}|[\u4e00-\u9fff，。；、]")
_MATHEMATICAL = re.compile(r"[\\_^=<>+*/|]|\A[a-zA-Z]{1,2}'*\Z|\A[a-zA-Z]\([a-zA-Z, ]+\)\Z")


class Inline(NamedTuple):
    """A formula of running text, and how the text shows it."""

    latex: str
    printed: str


def formulas_in(text: str) -> Iterator[tuple[re.Match[str], Inline]]:
    """The formulas of a text that has LaTeX in it, and where they stand; prices are none."""
    for found in _DELIMITED.finditer(text):
        latex = (found["dollar"] or found["round"]).strip()
        prose = _PROSE.search(re.sub(r"\\(?:text|mathrm)\s*\{[^{}]*\}", "", latex))
        if latex and (found["round"] or _MATHEMATICAL.search(latex) and not prose):
            yield found, Inline(latex, _printed(latex))


@lru_cache(maxsize=4096)
def _printed(latex: str) -> str:
    return words(f"${latex}$")


def with_printed(text: str) -> tuple[str, list[Inline]]:
    """The text with its formulas by their letters, and these formulas."""
    parts, formulas, end = [], [], 0
    for found, formula in formulas_in(text):
        parts += [text[end : found.start()], formula.printed]
        formulas.append(formula)
        end = found.end()
    return "".join([*parts, text[end:]]), formulas
