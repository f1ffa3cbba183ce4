"""Symbols of a formula: one name for a letter or word with its accents, primes and subscripts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mmkg.graph.expression_print import ACCENTS, GREEK
from mmkg.tools.parse.formula_tokens import LatexError, Token

_OPERATORS = (
    "sin cos tan log exp max min arg lim det mod gcd var cov sup inf sgn and for the not "
    "Re Pr Nu Ra Ma Da Bi We Sc Sh Pe Fr pH"
)
OPERATOR_WORDS = frozenset(_OPERATORS.split())
_UNITS = (
    "m s kg g K N J W V A C F H T L Hz Pa "
    "mol cd rad sr lm lx eV Wb Ω km cm mm nm um mg kPa MPa GPa "
    "kW MW GW kWh kHz MHz GHz kJ MJ keV MeV GeV ms ns min h hr d yr au AU pc kpc Mpc bar atm "
    "m/s km/s m/s^2 degC dB"
)
UNITS = frozenset(_UNITS.split())
_LABELS = {
    "/": "over",
    "|": "given",
    "mid": "given",
    "*": "star",
    "+": "plus",
    "-": "minus",
    "prime": "prime",
    "'": "prime",
}
_MARK_WORDS = (
    "odot oplus star circ perp parallel bullet dagger max min exp log ln sin cos tan sup inf "
    "infty lim"
)
_MARKS = frozenset(_MARK_WORDS.split())


def word_name(text: str) -> str:
    """A word or phrase as the name of a symbol: `True Positives` is `True_Positives`.

    Raises:
        LatexError: If it holds what no name can.
    """
    name = re.sub(r"[.,:;]+$", "", text.strip())
    name = re.sub(r"[\s\-‐–/,]+", "_", name)
    if not re.fullmatch(r"(?!_)(?!.*__)[\w.]+(?<!_)", name) or len(name) > 60:
        raise LatexError(f"not computable: {text[:40]!r} is no name")
    return name


def letter_name(token: Token) -> str | None:
    """The name of a token that can begin a symbol, or nothing."""
    if token.kind == "letter" or token.kind == "command" and token.text in GREEK:
        return token.text
    return word_name(token.text) if token.kind == "text" else None


def accented(name: str, accent: str) -> str:
    """The name of a symbol under an accent."""
    if accent not in ACCENTS:
        raise LatexError(f"not computable: \\{accent}")
    return f"{name}_{accent}"


def subscript_name(tokens: Sequence[Token]) -> str:
    r"""The name of a subscript: `{i,j}` is `i_j`, `{t-1}` is `t_minus_1`, `\mathrm{esc}` is `esc`.

    Raises:
        LatexError: If it is more than letters, digits, words, marks and simple arithmetic.
    """
    parts: list[str] = [""]
    for token in tokens:
        if token.kind == "letter" or token.kind == "number":
            parts[-1] += token.text
        elif token.kind == "text":
            parts += [word_name(token.text), ""]
        elif token.kind == "command" and (token.text in GREEK or token.text in _MARKS):
            parts += [token.text, ""]
        elif token.text in ("+", "-", "*", "'", "/", "|", "mid"):
            parts += [_LABELS[token.text], ""]
        elif token.text in (",", "{", "}", "mathrm", "_"):
            parts.append("")
        else:
            raise LatexError(f"not computable: subscript with {token.text!r}")
    name = "_".join(part for part in parts if part)
    if not name:
        raise LatexError("empty subscript")
    return name


def label_name(tokens: Sequence[Token]) -> str | None:
    """The name of a superscript that is a label and no power (`*`, prime, an upright word)."""
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.text in ("dagger", "top", "intercal", "perp", "circ", "infty"):
        raise LatexError(f"not computable: superscript \\{token.text}")
    if token.kind in ("sign", "command"):
        return _LABELS.get(token.text)
    if token.kind != "text":
        return None
    if token.text in ("T", "H", "t", "c", "C"):
        raise LatexError("not computable: superscript that may be a transposition or a power")
    return f"sup_{word_name(token.text)}"


def check_runs(tokens: Sequence[Token], known: frozenset[str]) -> list[Token]:
    """Decide what runs of plain letters are: products, or words in `known`.

    Raises:
        LatexError: If a run may be a word whose letters were not meant as factors.
    """
    found = _runs(tokens)
    texts = ["".join(token.text for token in tokens[first:last]) for first, last in found]
    out: list[Token] = []
    place = 0
    for (first, last), text in zip(found, texts, strict=True):
        out += tokens[place:first]
        if text in known:
            out.append(Token("text", text, tokens[first].spaced))
        else:
            if not known.issuperset(text):
                _refuse_word(text, texts)
            out += tokens[first:last]
        place = last
    return [*out, *tokens[place:]]


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    plain = [token.kind == "letter" for token in tokens]
    for i, token in enumerate(tokens):
        if token.kind == "sign" and token.text == "_":
            for j in range(i + 1, _group_end(tokens, i + 1)):
                plain[j] = False
    found, first = [], 0
    for i in range(1, len(tokens)):
        if not (plain[i] and plain[i - 1]) or tokens[i].spaced:
            found.append((first, i))
            first = i
    return [(first, last) for first, last in found if last - first > 1]


def _group_end(tokens: Sequence[Token], first: int) -> int:
    depth = 0
    for i in range(first, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[i].text, 0) if tokens[i].kind == "sign" else 0
        if depth <= 0:
            return i + 1
    return len(tokens)


def _refuse_word(text: str, runs: Sequence[str]) -> None:
    capitals = text.isupper() or not text.isascii()
    shared = capitals and len(text) == 2 and sum(bool(set(text) & set(run)) for run in runs) > 1
    capitalised = len(text) == 3 and text[0].isupper() and not text.isupper()
    if (
        capitalised
        or len(text) > 3
        or capitals
        and len(text) > 2
        or shared
        or text in OPERATOR_WORDS
    ):
        raise LatexError(f"not computable: {text!r} may be one name or a product")
