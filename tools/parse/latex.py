"""The one border between LaTeX and expressions: what cannot be computed for certain is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from mmkg.graph.expression_tree import Expression, ExpressionError, symbols
from mmkg.tools.parse.formula_functions import FUNCTIONS
from mmkg.tools.parse.formula_grammar import Grammar
from mmkg.tools.parse.formula_names import check_runs
from mmkg.tools.parse.formula_tokens import MAX_LENGTH, LatexError, Token, tokenise
from mmkg.tools.parse.latex_infix import prefixed

__all__ = ["LatexError", "parse_latex"]

_WRAPS = re.compile(
    r"\A(?:\$\$?|\\\[|\\\(|\\begin\{(?:equation|displaymath|math|align|aligned|split|gather|gathered"
    r"|multline)\*?\})|(?:\$\$?|\\\]|\\\)|\\end\{(?:equation|displaymath|math|align|aligned|split|"
    r"gather|gathered|multline)\*?\})\Z"
)
_NUMBERS = re.compile(
    r"\\(?:tag|label|eqno)\*?\s*\{[^{}]*\}|\\q?quad\s*[(（][\dA-Z.]+[a-z]?[)）]\s*\Z"
)
_APART = re.compile(  # two formulas on one line, not a wide space within one
    r"[\w})\]]\s*\\q?quad(?![a-zA-Z])(?!\s*(?:[-+=<>&)]|\\(?:text|mathrm|mbox|cdot|times|pm|leq?|geq?"
    r"|in|to|approx|end|q?quad)))"
)
_SWITCHES = re.compile(r"\{\s*\\(rm|it|bf|cal)(?![a-zA-Z])\s*([^{}]*)\}")  # as in `P_{\rm out}`
_PUNCTUATION = re.compile(r"(?:\s|\\[,;:! ]|\\q?quad|[.,;。，；])+\Z")

_CASES = re.compile(
    r"\\begin\{cases\}(.*?)\\end\{cases\}"
    r"|\\left\s*\\\{\s*\\begin\{array\}\s*\{[lcr@{} ]*\}(.*?)\\end\{array\}\s*\\right\s*\.?",
    re.DOTALL,
)
_TERM = re.compile(
    r"[\s&]*(?:\\q?quad|\{\}|\\[,;:! ]|\s|&)*(?:[+\-]|\\(?:cdot|times|pm)(?![a-zA-Z]))"
)
_CHAINED = re.compile(r"[\s&]*=(?!.*\\begin)", re.DOTALL)
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
    bare = prefixed(_bare(_plain_letters(_SWITCHES.sub(r"{\\math\1{\2}}", latex))))
    if r"\begin{cases}" not in latex and _APART.search(bare):
        raise LatexError("several formulas, set apart by space")
    tokens = check_runs([_named(token) for token in tokenise(bare)], known)
    try:
        return _with_values(tokens, known, log_base) or Grammar(tokens, known, log_base).formula()
    except ExpressionError as error:
        raise LatexError(f"not computable: {error}") from None


def _with_values(
    tokens: list[Token], known: frozenset[str], log_base: str | None
) -> Expression | None:
    """The formula with the values of functions of unknown form, such as `P(A|B)`, as symbols.

    Nothing if there are none, if they alone would be equated, or if what they are of stands
    elsewhere, too: such values change with it. Whether a letter before a bracket is a function or a
    factor makes no difference here.
    """
    grammar = Grammar(tokens, known, log_base)
    grammar.opaque = True
    try:
        found = grammar.formula()
    except (LatexError, ExpressionError):
        return None
    trivial = all(side.fn in ("symbol", "number") for side in found.args)
    clear = grammar.inner and not trivial and not grammar.inner & set(symbols(found))
    return found if clear else None


def _bare(latex: str) -> str:
    before = None
    while before != latex:
        before = latex
        latex = _PUNCTUATION.sub("", _NUMBERS.sub("", _WRAPS.sub("", latex.strip()))).strip()
    latex = _continued(_CASES.sub(_cases, latex))
    if re.search(r"\\\\|\\begin|\\cr(?![a-z])", latex):
        raise LatexError("not computable: more than one line")
    return latex.replace("&", " ") if r"\&" not in latex else latex


def _cases(found: re.Match[str]) -> str:
    """Cases in commands of our own, so that their lines are none of the formula's."""
    lines = re.sub(r"\\\\(?:\[[^\[\]]*\])?\s*\Z", "", (found[1] or found[2]).strip())
    lines = re.sub(r"\\\\(?:\[[^\[\]]*\])?", r" \\row ", lines).replace("&", r" \column ")
    return rf" \cases {lines} \endcases "


def _continued(latex: str) -> str:
    """Lines joined to one where each goes on with a term of the one before and relates nothing."""
    first, *rest = re.split(r"\\\\(?:\[[^\[\]]*\])?", latex)
    goes_on = all(
        _CHAINED.match(line) or _TERM.match(line) and not _RELATES.search(line) for line in rest
    )
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
