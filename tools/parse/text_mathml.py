"""MathML as LaTeX; nothing where an element or a character is not known for certain.

Elements are those of MathML Core (W3C, 2024), and content elements where there are no others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bs4 import Tag
from bs4.element import NavigableString

from mmkg.tools.parse.formula_fonts import BIG, Style, reading
from mmkg.tools.parse.formula_words import OPERATORS
from mmkg.tools.parse.text_content_mathml import CONTENT, Unknown, content_latex
from mmkg.tools.parse.text_grids import NO_BAR, joined

_ACCENTS = {
    **dict.fromkeys("^ˆ̂", r"\hat"), **dict.fromkeys("~˜̃", r"\tilde"),
    **dict.fromkeys("¯ˉ̄‾―_", r"\bar"), **dict.fromkeys("→⃗", r"\vec"),
    **dict.fromkeys("˙̇.", r"\dot"), **dict.fromkeys("¨̈", r"\ddot"),
}  # fmt: skip
_WIDE = {
    r"\bar": r"\overline", r"\hat": r"\widehat", r"\tilde": r"\widetilde",
    r"\vec": r"\overrightarrow", "⏞": r"\overbrace",
}  # fmt: skip
_SIGNS = {"∠": r"\angle ", "△": r"\triangle ", "′": "'", "″": "''", "∡": r"\measuredangle "}
_SILENT = frozenset("\u2061\u2062\u2063\u2064\u200b")
_STYLES: dict[str, Style] = {
    "bold": "bold", "bold-italic": "bold", "double-struck": "blackboard", "script": "script",
    "fraktur": "fraktur", "normal": "roman",
}  # fmt: skip
COMMANDS = {
    "bold": r"\mathbf", "blackboard": r"\mathbb", "script": r"\mathcal", "fraktur": r"\mathfrak",
    "roman": r"\mathrm",
}  # fmt: skip
_UPRIGHT = re.compile(r"\\mathrm\{([A-Za-z]+)\}\\mathrm\{([A-Za-z]+)\}")
MOST_DEPTH = 60


def latex_of(math: Tag) -> str:
    """The LaTeX of a `math` element; empty if it is not certain."""
    try:
        latex = _row(math, 0)
    except Unknown:
        return ""
    joined = None
    while joined != latex:  # upright letters beside each other spell a word
        joined, latex = latex, _UPRIGHT.sub(r"\\mathrm{\1\2}", latex)
    return latex


def _row(tag: Tag, depth: int) -> str:
    if depth > MOST_DEPTH:
        raise Unknown("nested too deep")
    pieces: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag):
            pieces.append(_element(child, depth + 1))
        elif isinstance(child, NavigableString) and child.strip():
            raise Unknown("loose text")
    out = ""
    for piece in joined([piece for piece in pieces if piece]):
        spaced = out[-1:].isalpha() and "\\" in out[-14:] and piece[:1].isalpha()
        out += f" {piece}" if spaced else piece
    return out


def _element(tag: Tag, depth: int) -> str:
    if tag.name in ("mrow", "mstyle", "semantics", "mpadded"):
        return _row(tag, depth)
    if tag.name in ("mspace", "annotation", "annotation-xml", "mphantom"):
        return ""
    if tag.name in ("mi", "mn", "mo", "mtext"):
        return _LEAVES[tag.name](tag)
    if tag.name in CONTENT:
        return content_latex(tag, lambda inside: _row(inside, depth))
    parts = [child for child in tag.children if isinstance(child, Tag)]
    if tag.name == "msqrt":
        return rf"\sqrt{{{_row(tag, depth)}}}"
    if tag.name == "mtable":
        return _grid(parts, depth)
    if tag.name not in _SIZES or len(parts) != _SIZES[tag.name]:
        raise Unknown(tag.name)
    return _scripted(tag.name, [_element(part, depth) for part in parts], parts[-1], tag)


_SIZES = {
    "mfrac": 2, "mroot": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2,
    "munderover": 3,
}  # fmt: skip


def _scripted(name: str, parts: list[str], last: Tag, tag: Tag) -> str:
    base, first = parts[0], parts[1]
    if name == "mfrac":
        if str(tag.get("linethickness", "")).startswith("0"):
            return f"{NO_BAR}{{{base}}}{{{first}}}"
        return rf"\frac{{{base}}}{{{first}}}"
    if name == "mroot":
        return rf"\sqrt[{first}]{{{base}}}"
    if special := _over_or_under(name, base, last):
        return special
    if not base:
        raise Unknown("scripts of nothing")
    low = f"_{{{first}}}" if name not in ("msup", "mover") else ""
    if name == "msup" and first.strip("'") == "":
        return base + first
    high = f"^{{{parts[-1]}}}" if name not in ("msub", "munder") else ""
    return f"{base}{low}{high}"


def _grid(rows: list[Tag], depth: int) -> str:
    """A matrix, or lines of a display, whose columns are set to the right and left in turn."""
    cells = [[cell for cell in row.children if isinstance(cell, Tag)] for row in rows]
    sides = {str(cell.get("columnalign") or "") for row in cells for cell in row}
    lines = " \\\\ ".join(" & ".join(_row(cell, depth + 1) for cell in row) for row in cells)
    name = "aligned" if "right" in sides else "matrix"
    return rf"\begin{{{name}}}{lines}\end{{{name}}}"


def _over_or_under(name: str, base: str, last: Tag) -> str | None:
    """A base with an accent, line or brace over or under it; nothing for limits of an operator."""
    if name not in ("mover", "munder", "munderover"):
        return None
    sign = last.get_text().strip()
    if name == "munder" and sign == "⏟":
        return rf"\underbrace{{{base}}}"
    if (
        base in BIG
        or base.lstrip("\\") in OPERATORS
        or base.startswith((r"\underbrace{", r"\overbrace{"))
    ):
        return None
    accent = _ACCENTS.get(sign) if name == "mover" else None
    if len(re.sub(r"\\[a-zA-Z]+|[{} ]", ".", base).strip(".")) > 1 or len(base) > 12:
        accent = _WIDE.get(accent or sign) if name == "mover" else None
    if accent is None:
        raise Unknown("something over or under something")
    return rf"{accent}{{{base}}}"


def _letters(tag: Tag) -> str:
    text = unicodedata.normalize("NFC", tag.get_text().strip())
    variant = str(tag.get("mathvariant") or "")
    if len(text) > 1:
        if text in OPERATORS:
            return f"\\{text}"
        return _styled(text, _STYLES.get(variant, "roman"))
    if text in _SIGNS:
        return _SIGNS[text]
    if variant and variant not in _STYLES and variant != "italic":
        raise Unknown(variant)
    return _character(text, _STYLES.get(variant, "italic"))


def _styled(text: str, style: Style) -> str:
    if not text.isascii() or not text.replace(" ", "").isalnum():
        raise Unknown(text)
    command = COMMANDS.get(style, r"\mathrm")
    return f"{command}{{{text}}}"


def _character(char: str, style: Style) -> str:
    if not char or char in _SILENT:
        return ""
    if char == "&":
        raise Unknown(char)
    if char in _SIGNS:
        return _SIGNS[char]
    latex, shown = reading("∼" if char == "~" else char, style, 0.5)
    if latex is None or latex in ("", r"\not"):
        raise Unknown(char)
    plain = shown == "italic" or not latex.isalnum()
    return latex if plain or latex.isdigit() else f"{COMMANDS.get(shown, '')}{{{latex}}}"


def _operator(tag: Tag) -> str:
    text = tag.get_text().strip()
    if text in OPERATORS:
        return f"\\{text}"
    if text == "mod":
        return r"\mathrm{mod}"
    return "".join(_character(char, "roman") for char in text)


def _number(tag: Tag) -> str:
    text = tag.get_text().strip()
    if not text.isascii():
        raise Unknown(text)
    return text.replace("%", r"\%")


def _words(tag: Tag) -> str:
    text = " ".join(tag.get_text().split())
    if any(char in r"\{}$^_#&%~" for char in text):
        raise Unknown(text)
    return rf"\text{{{text}}}" if text else ""


_LEAVES: dict[str, Callable[[Tag], str]] = {
    "mi": _letters, "mn": _number, "mo": _operator, "mtext": _words,
}  # fmt: skip
