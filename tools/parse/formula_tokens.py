"""LaTeX mathematics as tokens: spacing and layout dropped, delimiters made plain."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from mmkg.runtime.errors import InputError

MAX_LENGTH = 2_000
MAX_TOKENS = 1_500

Kind = Literal["number", "letter", "command", "text", "sign", "end"]


class LatexError(InputError):
    """A formula that cannot be computed as it is written; the text says why."""


class Token(NamedTuple):
    """A piece of LaTeX: `text` without the backslash, and whether spacing stood before it."""

    kind: Kind
    text: str
    spaced: bool = False


_SPACE = re.compile(
    r"(?:\s|~|\\[,;:!> ]|"
    r"\\(?:quad|qquad|thinspace|medspace|thickspace|enspace|negthinspace|displaystyle|textstyle|"
    r"scriptstyle|nolimits|limits|nonumber|notag|mathstrut|allowbreak|nobreak|left|right|middle|"
    r"[bB]igg?[lrm]?)(?![a-zA-Z])|"
    r"\\(?:hspace|vphantom|hphantom|phantom|label|mspace)\*?\s*\{[^{}]*\})+"
)
_NUMBER = re.compile(
    r"\d{1,3}(?:(?:\\,|\{,\}|~)\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+", re.ASCII
)
_WORDS = re.compile(
    r"\\(?P<font>text|textrm|textit|textbf|textsf|textnormal|mathrm|mathit|mathsf|mathtt|mathbf|"
    r"operatorname|mbox|hbox|rm|it|bf)\*?\s*\{(?P<text>[^{}$\\]*(?:\\[_ ,%][^{}$\\]*)*)\}"
)
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?")
_ESCAPED = re.compile(r"\\([{}|%#&_])")

# One spelling for what LaTeX, Unicode and converters write in many.
_SAME = {
    "lbrace": r"\{",
    "rbrace": r"\}",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "mid": "mid",
    "lbrack": "[",
    "rbrack": "]",
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "le": "leq",
    "ge": "geq",
    "leqslant": "leq",
    "geqslant": "geq",
    "lt": "<",
    "gt": ">",
    "ast": "*",
    "times": "*",
    "cdot": "*",
    "div": "/",
    "coloneqq": "=",
    "triangleq": "=",
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "bar",
    "lg": "lg",
    "degree": "circ",
    "colon": ":",
}
_UNICODE = {
    "−": "-",
    "–": "-",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
    "⁄": "/",
    "≤": "leq",
    "≥": "geq",
    "≜": "=",
    "≔": "=",
    "（": "(",
    "）": ")",
    "＝": "=",
    "＋": "+",
    "，": ",",
    "′": "'",
    "°": "circ",
    "√": "√",
    "∣": "|",
}  # fmt: skip
_GREEK_NAMES = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "varsigma sigma tau upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi "
    "Psi Omega phi epsilon vartheta mu ell"
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΦΨΩϕϵϑµℓ",
        _GREEK_NAMES.split(),
        strict=True,
    )
)
_SIGNS = frozenset("+-*/=<>()[]{}^_|,!':;.%")
_COMMAND_SIGNS = frozenset(["=", "<", ">", "*", "/", "|", "[", "]", ":", r"\{", r"\}"])


def tokenise(latex: str) -> list[Token]:
    """The tokens of a formula, closed by an `end` token.

    Raises:
        LatexError: If it is too long, or has a character that stands for nothing we compute.
    """
    if len(latex) > MAX_LENGTH:
        raise LatexError(f"formula longer than {MAX_LENGTH} characters")
    tokens: list[Token] = []
    place, spaced = 0, False
    while place < len(latex):
        gap = _SPACE.match(latex, place)
        if gap and not _closes_null_delimiter(latex, gap.end(), gap.group()):
            place, spaced = gap.end(), True
            continue
        if gap:
            place, spaced = gap.end() + 1, True
            continue
        token, place = _next(latex, place, spaced)
        tokens.append(token)
        spaced = False
        if len(tokens) > MAX_TOKENS:
            raise LatexError(f"formula of more than {MAX_TOKENS} symbols")
    return [*tokens, Token("end", "")]


def _closes_null_delimiter(latex: str, place: int, gap: str) -> bool:
    named = gap.rstrip().endswith(("\\left", "\\right"))
    return named and latex[place : place + 1] == "."


def _next(latex: str, place: int, spaced: bool) -> tuple[Token, int]:
    for pattern, make in _PATTERNS:
        found = pattern.match(latex, place)
        if found:
            return make(found)._replace(spaced=spaced), found.end()
    return _single(latex[place])._replace(spaced=spaced), place + 1


def _digits(found: re.Match[str]) -> Token:
    return Token("number", re.sub(r"\\,|\{,\}|~", "", found.group()))


def _words(found: re.Match[str]) -> Token:
    text = re.sub(r"\\([_%])", r"\1", re.sub(r"\\[ ,]", " ", found["text"])).strip()
    if found["font"] in ("mathbf", "bf", "textbf") and len(text) == 1:
        raise LatexError(f"not computable: bold {text} stands for a vector or matrix")
    return Token("text", text)


def _command(found: re.Match[str]) -> Token:
    name = _SAME.get(found[1], found[1])
    return Token("sign" if name in _COMMAND_SIGNS else "command", name)


_PATTERNS = (
    (_WORDS, _words),
    (_NUMBER, _digits),
    (_COMMAND, _command),
    (_ESCAPED, lambda found: Token("sign", "%" if found[1] == "%" else "\\" + found[1])),
)


def _single(char: str) -> Token:
    char = _UNICODE.get(char, char)
    if char in _GREEK:
        return Token("command", _GREEK[char])
    if char in ("leq", "geq", "circ"):
        return Token("command", char)
    if char in _SIGNS:
        return Token("sign", char)
    if char.isalpha():
        return Token("letter", char)
    raise LatexError(f"not computable: {char!r}")
