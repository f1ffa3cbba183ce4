"""Formulas with the values that a question puts into them where no document has data of theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from mmkg.graph.derivation import Derivation, Given
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.expression import ExpressionError, solve_for, symbols
from mmkg.graph.mining.domains import Amounts, recurs
from mmkg.graph.mining.uses import Use, realistic, subject, text_constants
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import listing, quantity
from mmkg.graph.names import CJK, normal

MOST_SYMBOLS = 6
LONGEST = 160  # characters of LaTeX
TIMES = 3  # that one question about a formula is asked, with values that differ
NAMED = re.compile(r"\\(?:log|ln|lg|exp|sin|cos|tan|sqrt|max|min)\b")
SCRIPT = re.compile(r"[_^]\{[^{}]*\}")
ARRAYS = re.compile(  # functions of vectors and matrices, and layers of networks
    r"softmax|arg ?max|att(?:n|ention)|concat|layer_?norm|mlp|ffn|diag|conv|embed|encod|decod|lstm",
    re.IGNORECASE,
)
APPLIED = re.compile(r"[A-Za-z}*] ?(?:\\left)? ?\((?![^()]*[-+])[^()]*\)")
STYLES = re.compile(r"\\(?:mathrm|text|left|right)|[{}\s]")


def posed(view: View) -> list[Use]:
    """Formulas for a symbol that can be worked out from values that a question gives.

    Where a text states constants for it, they are used. Formulas whose quantities have data in the
    corpus are left to those, and those in units left out: what size is usual there, nothing says.
    A formula that has no subject is solved for any of its symbols.
    """
    found = []
    for formula in filter(workable, view.formulas):
        constants = text_constants(view, formula)
        first = subject(formula)
        for target in (first,) if first else formula.symbols:
            fixed = {name: stated for name, stated in constants.items() if name != target.name}
            use = Use(formula, target, fixed)
            known = all(realistic(view, use, s, Random(0)) is not None for s in use.free)
            units = target.unit or any(symbol.unit for symbol in use.free)
            if use.free and not known and not units and (first or sole(use, target)):
                found.append(use)
    return found


def workable(formula: Formula) -> bool:
    """Whether a formula works symbols out of others, few enough for a question to state.

    A letter before one symbol in parentheses may be a function of it as well as a factor.
    """
    expression = formula.expression
    if expression is None or expression.fn != "equals":
        return False
    if APPLIED.search(_without_values(formula)) or not all(_written(formula)):
        return False
    if ARRAYS.search(formula.latex):
        return False
    left, right = expression.args
    alone = left.fn == "symbol" and left.value in symbols(right)
    few = 2 + _slight(formula) <= len(formula.symbols) <= MOST_SYMBOLS
    return few and not alone and bool(right.args or left.args) and len(formula.latex) <= LONGEST


def _slight(formula: Formula) -> bool:
    """Whether a formula is an aside such as `m = n + 1` in a line of text."""
    sides = formula.expression.args if formula.expression else ()
    return formula.inline and all(not inner.args for side in sides for inner in side.args)


def _without_values(formula: Formula) -> str:
    """LaTeX without its named functions, and without values such as `P(A|B)` that are symbols."""
    latex = STYLES.sub("", SCRIPT.sub("", NAMED.sub("/", formula.latex)))
    for symbol in formula.symbols:
        if "(" in symbol.latex:
            latex = latex.replace(STYLES.sub("", symbol.latex), "")
    return latex


def _written(formula: Formula) -> Iterator[bool]:
    """Whether each symbol, as we write it, stands in the formula as it is printed."""
    printed = STYLES.sub("", formula.latex)
    for symbol in formula.symbols:
        yield STYLES.sub("", symbol.latex) in printed


def diced(site: Use | tuple[Use, Use], rng: Random) -> Random:
    """Few sets of values for a formula: questions that differ in numbers alone teach little."""
    first = site if isinstance(site, Use) else site[0]
    return Random(f"{first.formula.id}:{first.target.name}:{rng.randint(1, TIMES)}")


def sole(use: Use, symbol: Symbol) -> bool:
    """Whether a formula can be solved for a symbol, with one solution only."""
    expression = use.formula.expression
    if expression is None or recurs(expression, symbol.name):
        return False
    try:
        return len(solve_for(expression, symbol.name)) == 1
    except ExpressionError:
        return False


def linked(view: View) -> list[tuple[Use, Use]]:
    """Pairs of formulas of one document in which the subject of the second feeds the first.

    A letter that several formulas are for, as in a list of exercises, feeds none.
    """
    known = posed(view)
    given = Counter(map(_given, view.formulas))
    return [
        (outer, inner)
        for outer in known
        for inner in known
        if outer.formula.id != inner.formula.id
        and outer.formula.address.document == inner.formula.address.document
        and (fed := link(outer, inner)) is not None
        and given[_given(inner.formula)] == 1
        and outer.target.name not in {symbol.name for symbol in inner.formula.symbols}
        and _agree(outer.formula, inner.formula)
        and _is_one_quantity(outer.formula, fed, inner)
    ]


def _given(formula: Formula) -> tuple[str, str]:
    """The document of a formula, and the letter that it is for."""
    first = subject(formula)
    return formula.address.document, first.name if first else formula.id


def _is_one_quantity(formula: Formula, fed: Symbol, inner: Use) -> bool:
    """Whether texts say what a letter is in both formulas, or in one of two of a section.

    That the letters agree proves little: an exponent $n$ is no refractive index $n$.
    """
    said = [bool(fed.meaning), bool(inner.target.meaning)]
    near = formula.section and formula.section == inner.formula.section
    return all(said) or bool(near and any(said))


def link(outer: Use, inner: Use) -> Symbol | None:
    """The free symbol of a formula that another one is for."""
    return next((s for s in outer.free if s.name == inner.target.name), None)


def _agree(one: Formula, two: Formula) -> bool:
    """Whether two formulas mean the same by their common letters, as far as the text says."""
    meant = {symbol.name: symbol for symbol in one.symbols}
    both = [(meant[s.name], s) for s in two.symbols if s.name in meant]
    return all(
        a.unit == b.unit and len({normal(s.meaning) for s in (a, b) if s.meaning}) < 2
        for a, b in both
    )


def given(known: Amounts) -> dict[str, Derivation]:
    """Values as the question states them, by symbol."""
    return {s.name: Given(number=value.number, unit=value.unit) for s, value in known}


def equation(formula: Formula) -> str:
    """A formula as a question writes it, in LaTeX."""
    return f"${formula.latex.strip(' .,;')}$"


def letter(symbol: Symbol) -> str:
    """A symbol as a question writes it, in LaTeX."""
    return f"${symbol.latex}$"


def letters(known: Amounts, *, chinese: bool) -> str:
    """Values as the question states them: "$P$ = 0.45 and $R$ = 0.6"."""
    said = [f"{letter(symbol)} = {quantity(value.number, value.unit)}" for symbol, value in known]
    return listing(said, chinese=chinese)


def meant(uses: Sequence[Use], *, chinese: bool) -> str:
    """What the symbols of formulas stand for, as far as the text says: "$P$ is precision"."""
    known = {
        letter(symbol): symbol.meaning.removeprefix("the ")
        for use in uses
        for symbol in use.formula.symbols
        if symbol.meaning and bool(CJK.search(symbol.meaning)) == chinese
    }
    verb = "表示" if chinese else " stands for "
    said = listing([f"{name}{verb}{meaning}" for name, meaning in known.items()], chinese=chinese)
    if not said:
        return ""
    return f"（其中{said}）" if chinese else f" (where {said})"


def called(formula: Formula, *, chinese: bool) -> str:
    """How a document calls a formula: "Equation (3)", or "the equation"."""
    if formula.number:
        return f"公式（{formula.number}）" if chinese else f"Equation ({formula.number})"
    return "公式" if chinese else "the equation"
