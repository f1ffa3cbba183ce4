"""From a formula's LaTeX to its expression and symbols."""

from __future__ import annotations

import re
from itertools import accumulate

from mmkg.graph.document import Formula, Symbol
from mmkg.graph.expression import Expression, symbol_latex, symbols
from mmkg.graph.expression_tree import walk
from mmkg.tools.parse.formula_tokens import MAX_LENGTH
from mmkg.tools.parse.latex import LatexError, parse_latex


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
            "symbols": tuple(Symbol(name=name, latex=as_printed(name, latex)) for name in shown),
        }
    )


def as_printed(name: str, latex: str) -> str:
    r"""A symbol as a formula spells it, `E_{ic}` and not `E_{\mathrm{ic}}`, else as we do."""
    ours = symbol_latex(name)
    parts = re.findall(r"\\[A-Za-z]+|[^\s{}]", _STYLE.sub("", ours))
    spelt = r"(?:[\s{}]|\\(?:mathrm|text)\b)*".join(map(re.escape, parts))
    found = re.search(rf"(?<![A-Za-z\\]){spelt}(?![A-Za-z])", latex)
    if found is None or _closes_more(found.group()):
        return ours
    missing = found.group().count("{") - found.group().count("}")
    closed = latex[found.end() : found.end() + missing] == "}" * missing
    return found.group() + "}" * missing if closed else ours


def _closes_more(latex: str) -> bool:
    r"""Whether a brace is closed that was not opened, as in `P}_{\mathrm{e`."""
    depths = accumulate({"{": 1, "}": -1}.get(char, 0) for char in latex)
    return min(depths, default=0) < 0


_STYLE = re.compile(r"\\(?:mathrm|text)\b")


def _equation(latex: str, names: frozenset[str], log_base: str | None) -> Expression | None:
    try:
        expression = parse_latex(latex, names, log_base)
    except LatexError:
        return None
    if expression.fn != "equals" or _numbers_steps(expression) or _defines_word(latex, names):
        return None
    return expression


def _defines_word(latex: str, names: frozenset[str]) -> bool:
    """Whether what an equation defines seems to be a word in capitals, and no product: `VP = …`."""
    found = re.match(r"\s*([A-Z]{2,})\s*=", latex)
    return found is not None and found[1] not in names and not names.issuperset(found[1])


def _numbers_steps(equation: Expression) -> bool:
    """Whether a superscript seems to number what it stands at: `x^{t} = y^{t} + 1`, `r_t = f_t^t`.

    A text that defines a power of a symbol does so with a number in its exponent, and a letter
    that is an index of some symbols is none of another that has an index as well.
    """
    defined = equation.args[0]
    if defined.fn == "power" and defined.args[0].fn == "symbol" and symbols(defined.args[1]):
        return True
    indices = {part for name in symbols(equation) for part in name.split("_")[1:]}
    powers = (n.args for n in walk(equation) if n.fn == "power" and n.args[0].fn == "symbol")
    return any("_" in (base.value or "") and up.value in indices for base, up in powers)


_ACCENTED = r"\\(?:hat|bar|tilde|dot|ddot|vec|overline)\{[^{}]*\}"
_STYLED = r"\\(?:mathcal|mathbf|mathrm|text|mathit|boldsymbol)\{[^{}]*\}"
_PRINTED = re.compile(
    rf"(?:{_ACCENTED}|{_STYLED}|\\(?P<command>[a-zA-Z]+)|[a-zA-Z])"
    r"(?:_\{(?:[^{}]|\{[^{}]*\})*\}|_[a-zA-Z0-9])?"
)
_NO_SYMBOL = frozenset(
    ["frac", "sqrt", "sum", "prod", "int", "left", "right", "cdot", "times", "leq", "geq", "in"]
    + ["log", "exp", "max", "min", "arg", "ln", "sin", "cos", "tan", "quad", "begin", "end"]
    + ["approx", "sim", "to", "mid", "infty", "partial", "nabla", "pm", "prime", "mathbb", "lim"]
    + ["neq", "ldots", "cdots", "circ", "forall", "cup", "cap", "subset", "langle", "rangle"]
)


def printed_symbols(latex: str) -> tuple[str, ...]:
    """Names of the symbols in LaTeX that cannot be computed, in order; none if it is too long."""
    if len(latex) > MAX_LENGTH:
        return ()
    plain = re.sub(r"\\(?:begin|end)\{[a-z]+\}", " ", latex)
    names: list[str] = []
    for found in _PRINTED.finditer(plain):
        if found["command"] in _NO_SYMBOL:
            continue
        try:
            names += symbols(parse_latex(found.group()))
        except LatexError:
            continue
    return tuple(dict.fromkeys(names))
