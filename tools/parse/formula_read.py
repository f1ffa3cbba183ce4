"""Reading the displayed formulas of a PDF: found, rebuilt as LaTeX, parsed where computable."""

from __future__ import annotations

import re

from mmkg.graph.document import Formula, Symbol
from mmkg.graph.expression import Expression, symbol_latex, symbols
from mmkg.graph.provenance import Address
from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import marks_of, rules_in
from mmkg.tools.parse.formula_regions import Region, regions_of
from mmkg.tools.parse.latex import LatexError, parse_latex
from mmkg.tools.parse.pages import Page, Pdf

MAX_GLYPHS = 600


def read_formulas(pdf: Pdf, sha256: str) -> tuple[Formula, ...]:
    """The displayed formulas of a PDF, in page order; section and order are left to the caller.

    Args:
        pdf: The open file.
        sha256: Its hash, for ids and addresses.
    """
    slanted_words = has_mathematical_italic(pdf)
    found = []
    for page in pdf.pages:
        for region in regions_of(page):
            formula_id = f"{sha256[:12]}:formula:{len(found) + 1}"
            found.append(_formula(region, page, sha256, slanted_words, formula_id))
    return tuple(found)


def has_mathematical_italic(pdf: Pdf) -> bool:
    """Whether variables have a font of their own, so that slanted text is words."""
    return any(
        glyph.char.isascii() and glyph.char.isalpha() and style_of(glyph.font) == "italic"
        for page in pdf.pages
        for line in page.lines
        for glyph in line.glyphs
    )


def _formula(
    region: Region, page: Page, sha256: str, slanted_words: bool, formula_id: str
) -> Formula:
    address = Address(document=sha256, page=page.number, box=region.box.grown(1).rounded())
    blank = Formula(id=formula_id, address=address, number=region.number, method="glyphs")
    if len(region.glyphs) > MAX_GLYPHS:
        return blank.model_copy(update={"confidence": 0.0})
    rules = rules_in(page, region.box.grown(4))
    rebuilt = rebuild(marks_of(region.glyphs), rules, slanted_words)
    if not rebuilt.latex:
        return blank.model_copy(update={"confidence": 0.0})
    return with_latex(blank, rebuilt.latex)


def with_latex(
    formula: Formula, latex: str, names: frozenset[str] = frozenset(), log_base: str | None = None
) -> Formula:
    """The formula with its LaTeX, and with the expression and symbols that it gives."""
    expression = _equation(latex, names, log_base)
    shown = symbols(expression) if expression else printed_symbols(latex)
    return formula.model_copy(
        update={
            "latex": latex,
            "expression": expression,
            "status": "computable" if expression else "latex_only",
            "symbols": tuple(Symbol(name=name, latex=symbol_latex(name)) for name in shown),
        }
    )


def _equation(latex: str, names: frozenset[str], log_base: str | None) -> Expression | None:
    try:
        expression = parse_latex(latex, names, log_base)
    except LatexError:
        return None
    return expression if expression.fn == "equals" else None


_BASE = r"(?:\\(?:hat|bar|tilde|dot|ddot|vec|overline)\{[^{}]*\}|\\(?:mathcal|mathbf|mathrm|text|mathit|boldsymbol)\{[^{}]*\}|\\[a-zA-Z]+|[a-zA-Z])"  # noqa: E501
_SUB = r"(?:_\{(?:[^{}]|\{[^{}]*\})*\}|_[a-zA-Z0-9])?"
_NO_SYMBOL = frozenset(
    ["frac", "sqrt", "sum", "prod", "int", "left", "right", "cdot", "times", "leq", "geq", "in"]
    + ["log", "exp", "max", "min", "arg", "ln", "sin", "cos", "tan", "quad", "begin", "end"]
    + ["approx", "sim", "to", "mid", "infty", "partial", "nabla", "pm", "prime", "mathbb", "lim"]
    + ["neq", "ldots", "cdots", "circ", "forall", "cup", "cap", "subset", "langle", "rangle"]
)


def printed_symbols(latex: str) -> tuple[str, ...]:
    """Names of the symbols in LaTeX that cannot be computed, in order of appearance."""
    plain = re.sub(r"\\(?:begin|end)\{[a-z]+\}", " ", latex)
    names = []
    for found in re.finditer(_BASE + _SUB, plain):
        text = found.group()
        if re.match(r"\\([a-zA-Z]+)", text) and re.match(r"\\([a-zA-Z]+)", text)[1] in _NO_SYMBOL:  # type: ignore[index]
            continue
        try:
            names += symbols(parse_latex(text))
        except LatexError:
            continue
    return tuple(dict.fromkeys(names))
