"""The one border between LaTeX and expressions: what cannot be computed for certain is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from mmkg.graph.expression_tree import Expression, ExpressionError
from mmkg.tools.parse.formula_functions import FUNCTIONS
from mmkg.tools.parse.formula_grammar import Grammar
from mmkg.tools.parse.formula_names import check_runs
from mmkg.tools.parse.formula_tokens import MAX_LENGTH, LatexError, Token, tokenise

__all__ = ["LatexError", "parse_latex"]

_WRAPS = re.compile(
    r"\A(?:\$\$?|\\\[|\\\(|\\begin\{(?:equation|displaymath|math|align|aligned|split|gather|gathered"
    r"|multline)\*?\})|(?:\$\$?|\\\]|\\\)|\\end\{(?:equation|displaymath|math|align|aligned|split|"
    r"gather|gathered|multline)\*?\})\Z"
)
_NUMBERS = re.compile(
    r"\\(?:tag|label|eqno)\*?\s*\{[^{}]*\}|\\q?quad\s*[(（][\dA-Z.]+[a-z]?[)）]\s*\Z"
)
_PUNCTUATION = re.compile(r"(?:\s|\\[,;:! ]|\\q?quad|[.,;。，；])+\Z")

_TERM = re.compile(
    r"[\s&]*(?:\\q?quad|\{\}|\\[,;:! ]|\s|&)*(?:[+\-]|\\(?:cdot|times|pm)(?![a-zA-Z]))"
)
_RELATES = re.compile(
    r"[=<>]|\\(?:leq?|geq?|neq?|approx|equiv|sim|propto|in|to|begin|Rightarrow)(?![a-zA-Z])"
)


def parse_latex(
    latex: str, names: Collection[str] = frozenset(), log_base: str | None = None
) -> Expression:
    r"""Read a formula as a tree that can be computed.

    Args:
        latex: LaTeX mathematics of one formula, with or without its delimiters.
        names: Symbols that the text around the formula defines: a run of letters such as `TP` is
            one symbol if it is among them, and `\pi` and `e` are symbols and no constants.
        log_base: The base of a bare `\log` where the text states it: `e`, `2` or `10`.

    Raises:
        LatexError: If the formula is no mathematics that we compute (sums over unknown ranges,
            integrals, expectations, vectors, cases), or can be read in more than one way.
    """
    if len(latex) > MAX_LENGTH:
        raise LatexError(f"formula longer than {MAX_LENGTH} characters")
    known = frozenset(names)
    tokens = check_runs([_named(token) for token in tokenise(_bare(_plain_letters(latex)))], known)
    try:
        return Grammar(tokens, known, log_base).formula()
    except ExpressionError as error:
        raise LatexError(f"not computable: {error}") from None


def _bare(latex: str) -> str:
    before = None
    while before != latex:
        before = latex
        latex = _PUNCTUATION.sub("", _NUMBERS.sub("", _WRAPS.sub("", latex.strip()))).strip()
    latex = _continued(latex)
    if re.search(r"\\\\|\\begin|\\cr(?![a-z])", latex):
        raise LatexError("not computable: more than one line")
    return latex.replace("&", " ") if r"\&" not in latex else latex


def _continued(latex: str) -> str:
    """Lines joined to one where each goes on with a term of the one before and relates nothing."""
    first, *rest = re.split(r"\\\\(?:\[[^\[\]]*\])?", latex)
    goes_on = all(_TERM.match(line) and not _RELATES.search(line) for line in rest)
    return " ".join([first, *rest]) if goes_on and rest and _RELATES.search(first) else latex


def _plain_letters(latex: str) -> str:
    out = []
    for char in latex:
        if "\U0001d400" <= char <= "\U0001d7ff":
            if (
                "BOLD" in unicodedata.name(char, "")
                and unicodedata.normalize("NFKC", char).isalpha()
            ):
                raise LatexError("not computable: a bold letter stands for a vector or matrix")
            char = unicodedata.normalize("NFKC", char)
        out.append(char)
    return "".join(out)


def _named(token: Token) -> Token:
    if token.kind == "text" and token.text in FUNCTIONS and len(token.text) > 1:
        return token._replace(kind="command")
    return token
