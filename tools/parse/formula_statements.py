"""Which formulas of running text state or compute something, so that they are kept as formulas."""

from __future__ import annotations

import re

from mmkg.graph.document import Formula
from mmkg.graph.expression_print import GREEK
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_tokens import MAX_LENGTH

_STATES = re.compile(
    r"[=<>]|\\(?:leq|geq|neq|approx|equiv|propto|sim|simeq|cong|in|notin|subset|subseteq|to|ll|gg"
    r"|Rightarrow|mapsto|triangleq|preceq|succeq|preccurlyeq|succcurlyeq|supseteq|succ|prec)(?![a-zA-Z])"
)
_COMPUTES = re.compile(
    r"(?<=[\w})\]])\s*(?:[+\-/*]|\\(?:pm|cdot|times|div|cup|cap)(?![a-zA-Z]))\s*(?=[\w\\({\[])"
    r"|\\(?:frac|sqrt)(?![a-zA-Z])|\\(?:sum|prod|int)\s*(?=[a-zA-Z\\(])"
)
_OPEN_END = re.compile(
    r"(?:[=<>+\-*/:]|\\(?:leq|geq|in|to|leftarrow|cdot|times|approx|sim|pm|i*int|nabla|partial|log"
    r"|sum|prod|ln|exp|sin|cos|tan|tanh|max|min|lim|arg|sup|inf|det|sqrt|cup|cap|subset|notin))\Z"
)
_OPEN_START = re.compile(
    r"(?:[=<>*/:+]|\\(?:leq|geq|neq|in|notin|to|leftarrow|cdot|times|approx|sim|simeq|cong|subset"
    r"|subseteq|supset|cup|cap|equiv|propto|Rightarrow|Leftrightarrow|mapsto|triangleq|ll|gg|div"
    r"|pm|prec|succ|preceq|succeq|preccurlyeq|succcurlyeq)(?![a-zA-Z]))"
)
_SCRIPT = re.compile(r"[_^](?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\[a-zA-Z]+|.)")


def is_statement(latex: str) -> bool:
    """Whether LaTeX relates or computes symbols, and is more than one of them with its scripts."""
    if len(latex) > MAX_LENGTH:
        return False
    plain = _SCRIPT.sub("", latex).strip()
    sides = [side for side in _STATES.split(plain) if re.search(r"\w", side)]
    stated = len(sides) > 1 or bool(_COMPUTES.search(plain))
    named = any(name in GREEK for name in re.findall(r"\\([a-zA-Z]+)", plain))
    named = named or bool(re.search(r"[^\W\d_]", re.sub(r"\\[a-zA-Z]+", "", plain)))
    open_ended = _OPEN_END.search(plain) or _OPEN_START.match(plain)
    return stated and named and not open_ended


def as_inline(
    blank: Formula, latex: str, names: frozenset[str] = frozenset(), log_base: str | None = None
) -> Formula:
    """A formula of running text; `k = 5` gives a value, and no formula to put values into."""
    formula = with_latex(blank, latex, names, log_base)
    if len(formula.symbols) > 1 or formula.status != "computable":
        return formula
    return formula.model_copy(update={"status": "latex_only", "expression": None})
