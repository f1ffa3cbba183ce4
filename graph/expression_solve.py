"""Solving an equation for a symbol: by undoing operations, or as a polynomial through SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from mmkg.graph.expression_sympy import from_sympy, to_sympy
from mmkg.graph.expression_tree import (
    REPEATED,
    Expression,
    ExpressionError,
    call,
    number,
    symbols,
    walk,
)
from mmkg.graph.expression_value import evaluate, holds

MAX_TERMS = 60  # nodes of an equation that SymPy is let at
MAX_POWER = 6  # largest power in it, so that expanding ends soon
MAX_DEGREE = 2

_INVERSE = {
    "exp": "log",
    "sin": "asin",
    "cos": "acos",
    "tan": "atan",
    "asin": "sin",
    "acos": "cos",
    "atan": "tan",
}
Branches = list[Expression]


def solve_for(equation: Expression, name: str) -> tuple[Expression, ...]:
    """Real solutions of an equation for one of its symbols, in closed form.

    A symbol that stands in one place is freed by undoing the operations around it; one that
    stands in several is solved for as a polynomial of degree one or two. Candidates may be
    complex, or no solution, for some values: `solve_values` tells. Of a periodic function only
    the principal value is given.

    Raises:
        ExpressionError: If it is no equation, lacks the symbol, or has no closed form here.
    """
    if equation.fn != "equals":
        raise ExpressionError("only an equation can be solved")
    places = sum(node.fn == "symbol" and node.value == name for node in walk(equation))
    if not places:
        raise ExpressionError(f"{name} does not stand in the equation")
    left, right = equation.args
    if left.fn == "symbol" and left.value == name and places == 1:
        return (right,)
    if places == 1:
        held, other = (left, right) if name in symbols(left) else (right, left)
        return tuple(dict.fromkeys(_freed(held, other, name)))
    return _polynomial(equation, name)


def solve_values(
    equation: Expression, name: str, values: Mapping[str, Decimal]
) -> tuple[Decimal, ...]:
    """The real numbers that solve an equation for a symbol, given the other symbols' values.

    Each candidate of `solve_for` is computed and put back into the equation.

    Raises:
        ExpressionError: If there is no closed form, or a symbol other than `name` has no value.
    """
    others = {key: value for key, value in values.items() if key != name}
    missing = [key for key in symbols(equation) if key != name and key not in others]
    if missing:
        raise ExpressionError(f"no value for {missing[0]}")
    found = []
    for solution in solve_for(equation, name):
        try:
            value = evaluate(solution, others)
            if holds(equation, {**others, name: value}):
                found.append(value)
        except ExpressionError:
            continue
    return tuple(dict.fromkeys(found))


def _freed(held: Expression, other: Expression, name: str) -> Branches:
    branches = [other]
    while held.fn != "symbol":
        place = next(i for i, arg in enumerate(held.args) if name in symbols(arg))
        undo = _UNDO.get(held.fn)
        if undo is None:
            raise ExpressionError(f"{held.fn} cannot be undone to free {name}")
        branches = [freed for branch in branches for freed in undo(held, place, branch)]
        held = held.args[place]
    return branches


def _undo_add(held: Expression, place: int, other: Expression) -> Branches:
    rest = [arg for i, arg in enumerate(held.args) if i != place]
    taken = [arg.args[0] if arg.fn == "negate" else call("negate", arg) for arg in rest]
    return [call("add", other, *taken) if taken else other]


def _undo_multiply(held: Expression, place: int, other: Expression) -> Branches:
    rest = [arg for i, arg in enumerate(held.args) if i != place]
    if not rest:
        return [other]
    return [call("divide", other, rest[0] if len(rest) == 1 else call("multiply", *rest))]


def _undo_divide(held: Expression, place: int, other: Expression) -> Branches:
    if place == 0:
        return [call("multiply", other, held.args[1])]
    return [call("divide", held.args[0], other)]


def _undo_power(held: Expression, place: int, other: Expression) -> Branches:
    base, exponent = held.args
    if place == 1:
        return [call("divide", call("log", other), call("log", base))]
    inverse = call("divide", number(1), exponent)
    if exponent.fn == "number":
        value = Fraction(exponent.value or "")
        if value == 2:
            return _both_signs(call("sqrt", other))
        if value > 2 and value.denominator == 1:
            root = call("root", other, exponent)
            return [root] if value % 2 else _both_signs(root)
    if exponent.fn == "divide":
        inverse = call("divide", exponent.args[1], exponent.args[0])
    return [call("power", other, inverse)]


def _both_signs(root: Expression) -> Branches:
    return [root, call("negate", root)]


def _undo_root(held: Expression, place: int, other: Expression) -> Branches:
    degree = held.args[1] if held.fn == "root" else number(2)
    if place == 1:
        raise ExpressionError("the degree of a root cannot be freed")
    return [call("power", other, degree)]


def _undo_log(held: Expression, place: int, other: Expression) -> Branches:
    if len(held.args) == 1:
        return [call("exp", other)]
    if place == 0:
        return [call("power", held.args[1], other)]
    return [call("power", held.args[0], call("divide", number(1), other))]


def _undo_named(held: Expression, place: int, other: Expression) -> Branches:
    return [call(_INVERSE[held.fn], other)]


_UNDO: dict[str, Callable[[Expression, int, Expression], Branches]] = {
    "add": _undo_add,
    "multiply": _undo_multiply,
    "divide": _undo_divide,
    "negate": lambda held, place, other: [call("negate", other)],
    "power": _undo_power,
    "sqrt": _undo_root,
    "root": _undo_root,
    "log": _undo_log,
    "abs": lambda held, place, other: _both_signs(other),
    **dict.fromkeys(_INVERSE, _undo_named),
}


def _polynomial(equation: Expression, name: str) -> tuple[Expression, ...]:
    import sympy as sp

    _refuse_large(equation)
    left, right = (to_sympy(side) for side in equation.args)
    unknown = sp.Symbol(name, real=True)
    above = sp.numer(sp.together(left - right))
    try:
        poly = sp.Poly(above, unknown)
    except sp.PolynomialError:
        raise ExpressionError(f"no closed form for {name}") from None
    if not 1 <= poly.degree() <= MAX_DEGREE or unknown in poly.free_symbols_in_domain:
        raise ExpressionError(f"no closed form for {name}")
    return tuple(from_sympy(root) for root in _roots(poly.all_coeffs()))


def _roots(coefficients: list[object]) -> list[object]:
    import sympy as sp

    *square, b, c = (sp.factor_terms(coefficient) for coefficient in coefficients)
    if not square:
        return [sp.cancel(-c / b)]
    (a,) = square
    under = sp.sqrt(sp.expand(b**2 - 4 * a * c))
    return [sp.cancel(-b / (2 * a)) + sign * under / (2 * a) for sign in (1, -1)]


def _refuse_large(equation: Expression) -> None:
    powers = [node.args[1] for node in walk(equation) if node.fn == "power"]
    numeric = [Fraction(power.value or "") for power in powers if power.fn == "number"]
    if any(node.fn in (*REPEATED, "cases") for node in walk(equation)):
        raise ExpressionError("an equation with cases or a sum over an index is solved for no part")
    if equation.size > MAX_TERMS or any(abs(power) > MAX_POWER for power in numeric):
        raise ExpressionError("the equation is too large to solve")
