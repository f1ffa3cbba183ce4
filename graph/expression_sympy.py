"""Between our trees and SymPy's, node by node, with every power bounded before SymPy sees it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mmkg.graph.expression_tree import (
    RELATIONS,
    REPEATED,
    Expression,
    ExpressionError,
    call,
    number,
    symbol,
)

if TYPE_CHECKING:
    import sympy

MAX_BITS = 20_000
MAX_FACTORIAL = 200
_SAME_NAME = "sin cos tan asin acos atan sinh cosh tanh floor ceiling"
_CLASSES = {
    "add": "Add",
    "multiply": "Mul",
    "abs": "Abs",
    "exp": "exp",
    "log": "log",
    **{name: name for name in _SAME_NAME.split()},
    "min": "Min",
    "max": "Max",
}
_RELATIONS = {
    "equals": "Equality",
    "less": "StrictLessThan",
    "greater": "StrictGreaterThan",
    "less_equal": "LessThan",
    "greater_equal": "GreaterThan",
}


def to_sympy(expression: Expression) -> sympy.Basic:
    """The expression in SymPy, over real symbols; relations stay unevaluated.

    Raises:
        ExpressionError: If a power or factorial in it would be too large to compute.
    """
    import sympy as sp

    if expression.fn in RELATIONS:
        relation = getattr(sp, _RELATIONS[expression.fn])
        return relation(*(to_sympy(arg) for arg in expression.args), evaluate=False)
    return _term(expression)


def _term(node: Expression) -> Any:
    import sympy as sp

    if node.fn == "number":
        value = Fraction(node.value or "")
        return sp.Rational(value.numerator, value.denominator)
    if node.fn == "symbol":
        return sp.Symbol(node.value, real=True)
    if node.fn in REPEATED or node.fn == "index":
        return _repeated(node)
    if node.fn == "cases":
        return _cases(node)
    args = [_term(arg) for arg in node.args]
    if node.fn in _CLASSES:
        return getattr(sp, _CLASSES[node.fn])(*args)
    return _BUILD[node.fn](*args)


def _cases(node: Expression) -> Any:
    import sympy as sp

    values = [_term(arg) for arg in node.args[::2]]
    conditions = [_condition(arg) for arg in node.args[1::2]]
    return sp.Piecewise(*zip(values, [*conditions, sp.true], strict=False))


def _condition(node: Expression) -> Any:
    import sympy as sp

    return sp.And(*map(_condition, node.args)) if node.fn == "all" else to_sympy(node)


def _repeated(node: Expression) -> Any:
    import sympy as sp

    place = sp.Symbol(f"index {node.value}", integer=True)
    if node.fn == "index":
        return place
    term, first, last = (_term(arg) for arg in node.args)
    return (sp.Sum if node.fn == "sum" else sp.Product)(term, (place, first, last))


def _power(base: Any, exponent: Any) -> Any:
    import sympy as sp

    if exponent.is_Rational and base.is_Rational:
        bits = int(base.p).bit_length() + int(base.q).bit_length()
        if bits * abs(exponent) > MAX_BITS:
            raise ExpressionError("power too large")
    elif exponent.is_number and (not exponent.is_real or abs(exponent) > MAX_BITS):
        raise ExpressionError("power too large")
    return sp.Pow(base, exponent)


def _factorial(operand: Any) -> Any:
    import sympy as sp

    if operand.is_number and not 0 <= operand <= MAX_FACTORIAL:
        raise ExpressionError(f"factorials go from 0 to {MAX_FACTORIAL}")
    return sp.factorial(operand)


def _constant(name: str) -> Any:
    import sympy as sp

    return sp.pi if name == "pi" else sp.E


_BUILD: dict[str, Callable[..., Any]] = {
    "pi": lambda: _constant("pi"),
    "e": lambda: _constant("e"),
    "negate": lambda a: -a,
    "divide": lambda a, b: a * _power(b, _whole(-1)),
    "power": _power,
    "sqrt": lambda a: _power(a, _whole(1) / 2),
    "root": lambda a, n: _real_root(a, n),
    "factorial": _factorial,
}


def _whole(value: int) -> Any:
    import sympy as sp

    return sp.Integer(value)


def _real_root(radicand: Any, degree: Any) -> Any:
    # An odd root is real for negative radicands too; SymPy's principal root is not.
    if degree.is_Integer and degree.is_odd:
        import sympy as sp

        return sp.sign(radicand) * _power(sp.Abs(radicand), 1 / degree)
    return _power(radicand, 1 / degree)


def from_sympy(result: sympy.Basic) -> Expression:
    """A SymPy result as a tree of ours.

    Raises:
        ExpressionError: If it has a function we do not allow, is complex, or is not finite.
    """
    import sympy as sp

    name = type(result).__name__
    for fn, relation in _RELATIONS.items():
        if isinstance(result, getattr(sp, relation)):
            return call(fn, *(from_sympy(arg) for arg in result.args))
    leaf = _leaf(result)
    if leaf is not None:
        return leaf
    if isinstance(result, sp.Pow):
        return _from_power(result)
    if isinstance(result, sp.Mul):
        return _from_product(result)
    fn = {spelt: fn for fn, spelt in _CLASSES.items()}.get(name, name)
    return call(fn, *(from_sympy(arg) for arg in result.args))


def _leaf(result: Any) -> Expression | None:
    import sympy as sp

    if result.is_Symbol:
        return symbol(result.name)
    if isinstance(result, sp.Integer):
        return number(int(result))
    if isinstance(result, sp.Rational):
        return call("divide", number(int(result.p)), number(int(result.q)))
    if isinstance(result, sp.Float):
        return number(str(result))
    if result is sp.pi or result is sp.E:
        return call("pi" if result is sp.pi else "e")
    if result in (sp.oo, -sp.oo, sp.zoo, sp.nan, sp.I):
        raise ExpressionError(f"{result} is no real number")
    return None


def _from_power(result: Any) -> Expression:
    import sympy as sp

    base, exponent = result.args
    if exponent == sp.Rational(1, 2):
        return call("sqrt", from_sympy(base))
    if exponent.could_extract_minus_sign():
        return call("divide", number(1), from_sympy(base ** (-exponent)))
    return call("power", from_sympy(base), from_sympy(exponent))


def _from_product(result: Any) -> Expression:
    above, below = result.as_numer_denom()
    if below != 1:
        return call("divide", from_sympy(above), from_sympy(below))
    if result.could_extract_minus_sign():
        return call("negate", from_sympy(-result))
    return call("multiply", *(from_sympy(arg) for arg in result.args))
