"""Whether two formulas say the same; they are read by our own parser, never run as code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, DecimalException

from mmkg.graph.expression import Expression, ExpressionError, evaluate, solve_for, symbols
from mmkg.tools.parse.latex import LatexError, parse_latex

_FUNCTIONS = "arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|exp|ln|log|min|max"
_POINTS = 6
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def read_formula(text: str) -> Expression | None:
    """A formula in LaTeX or as it is typed (`x**2`, `sqrt(x)`); none if it cannot be computed."""
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: "^{" + _plain(m[0]) + "}", text.strip().strip("$"))
    text = text.replace("**", "^").replace("×", "\\cdot ").replace("·", "\\cdot ")
    text = re.sub(rf"(?<![\\A-Za-z])({_FUNCTIONS})(?=\s*\()", r"\\\1", text)
    text = re.sub(r"(?<![\\A-Za-z])sqrt\s*\(([^()]*)\)|√\(([^()]*)\)", _root, text)
    text = re.sub(r"\^\(([^()]*)\)", r"^{\1}", text)
    try:
        return parse_latex(text)
    except LatexError:
        return None


def same_formula(one: Expression, two: Expression) -> bool:
    """Whether two formulas have the same value wherever both have one.

    They are compared at a few points chosen so that different formulas of this size meet at all of
    them only by an identity. Two equations are the same if their sides differ by one factor, or
    solving one for the other's left side gives its right side.
    """
    if (one.fn == "equals") != (two.fn == "equals") or set(symbols(one)) != set(symbols(two)):
        return False
    if one.fn != "equals":
        return _alike(one, two)
    return _proportional(one, two) or _solved(one, two)


def _alike(one: Expression, two: Expression) -> bool:
    pairs = list(_values(one, two))
    return bool(pairs) and all(_close(left, right) for left, right in pairs)


def _solved(one: Expression, two: Expression) -> bool:
    left, right = one.args
    if left.fn != "symbol" or left.value is None:
        return False
    try:
        return any(_alike(right, solution) for solution in solve_for(two, left.value))
    except ExpressionError:
        return False


def _proportional(one: Expression, two: Expression) -> bool:
    def gaps(relation: Expression, index: int) -> Decimal | None:
        left, right = (_at(side, names, index) for side in relation.args)
        return None if left is None or right is None else left - right

    names = sorted({*symbols(one), *symbols(two)})
    pairs = [(gaps(one, index), gaps(two, index)) for index in range(_POINTS)]
    ratios = [a / b for a, b in pairs if a is not None and b]
    return len(ratios) > 1 and all(_close(ratio, ratios[0]) for ratio in ratios)


def _values(one: Expression, two: Expression) -> Iterator[tuple[Decimal, Decimal]]:
    names = sorted({*symbols(one), *symbols(two)})
    for index in range(_POINTS):
        left, right = _at(one, names, index), _at(two, names, index)
        if left is not None and right is not None:
            yield left, right


def _at(expression: Expression, names: list[str], index: int) -> Decimal | None:
    """The value at one of the points: distinct primes over a number that no prime divides."""
    values = {
        name: Decimal(_PRIMES[(place + 3 * index) % len(_PRIMES)]) / (1 + index % 4 * 4)
        for place, name in enumerate(names)
    }
    try:
        return evaluate(expression, values)
    except (ExpressionError, DecimalException):
        return None


def _close(left: Decimal, right: Decimal) -> bool:
    return abs(left - right) <= max(abs(left), abs(right)) * Decimal("1e-12")


def _root(found: re.Match[str]) -> str:
    return "\\sqrt{" + (found[1] or found[2]) + "}"


def _plain(raised: str) -> str:
    return unicodedata.normalize("NFKC", raised).replace("−", "-")
