"""The value of an expression: exact fractions while possible, else 60 digits; always bounded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Underflow,
)
from fractions import Fraction

from mpmath import libmp  # type: ignore[import-untyped]

from mmkg.graph.expression_tree import CONDITIONS, REPEATED, Expression, ExpressionError

Number = Fraction | Decimal

DIGITS = 30  # significant digits of a result that is not exact
EXACT_DIGITS = 100  # a finite decimal up to this length is given in full
MAGNITUDE = 1_000  # largest power of ten that a value may reach
EXACT_BITS = 20_000  # a fraction may not need more bits; beyond, 60 digits serve
MAX_ANGLE = 10**15
MAX_FACTORIAL = 200
MAX_TERMS = 2_000  # of a sum or product over an index
_PRECISION = 60
_BITS = 220

_FAULTS = (DivisionByZero, InvalidOperation, Overflow, Underflow)
_WORK = Context(_PRECISION, ROUND_HALF_EVEN, -MAGNITUDE, MAGNITUDE, 1, 0, [], list(_FAULTS))
_FINAL = Context(DIGITS, ROUND_HALF_EVEN, -MAGNITUDE, MAGNITUDE, 1, 0, [], list(_FAULTS))
_EXACT = Context(
    EXACT_DIGITS, ROUND_HALF_EVEN, -MAGNITUDE, MAGNITUDE, 1, 0, [], [*_FAULTS, Inexact]
)


def evaluate(expression: Expression, values: Mapping[str, Decimal]) -> Decimal:
    """The value of an expression.

    Exact where only rational arithmetic is needed and the result is a finite decimal of at most
    100 digits; else 30 significant digits.

    Args:
        expression: What to compute; not a relation, whose truth `holds` tells.
        values: The value of each of its symbols.

    Raises:
        ExpressionError: For a symbol without value, a division by zero, a complex result, an
            operand outside a function's domain, a value that is not finite or too large.
    """
    if expression.fn in CONDITIONS:
        raise ExpressionError("a relation has no value: solve it for a symbol, or ask if it holds")
    with _typed_faults():
        return _rounded(_value(expression, values))


def holds(relation: Expression, values: Mapping[str, Decimal], digits: int = 12) -> bool:
    """Whether a relation is true of some values.

    Args:
        relation: The relation.
        values: The value of each of its symbols.
        digits: Two sides are equal when they agree to this many significant digits.

    Raises:
        ExpressionError: If it is no relation, or a side has no value.
    """
    if relation.fn not in CONDITIONS:
        raise ExpressionError("only a relation can hold")
    if relation.fn == "all":
        return all(holds(part, values, digits) for part in relation.args)
    with _typed_faults():
        left, right = (Fraction(_value(side, values)) for side in relation.args)
    alike = abs(left - right) <= max(abs(left), abs(right)) / 10**digits
    if relation.fn in ("equals", "less_equal", "greater_equal") and alike:
        return True
    if relation.fn == "equals" or alike:
        return False
    return left < right if relation.fn.startswith("less") else left > right


@contextmanager
def _typed_faults() -> Iterator[None]:
    try:
        yield
    except (ZeroDivisionError, DivisionByZero):
        raise ExpressionError("division by zero") from None
    except (Overflow, OverflowError):
        raise ExpressionError("a value grows too large") from None
    except Underflow:
        raise ExpressionError("a value grows too small") from None
    except InvalidOperation:
        raise ExpressionError("an operation has no real value") from None


def _value(node: Expression, values: Mapping[str, Decimal]) -> Number:
    if node.fn == "number":
        return _bounded(Decimal(node.value or ""))
    if node.fn in ("symbol", "index"):
        return _given(f"index {node.value}" if node.fn == "index" else node.value or "", values)
    if node.fn == "cases":
        return _value(_case(node, values), values)
    if node.fn in REPEATED:
        return _repeated(node, values)
    args = [_value(arg, values) for arg in node.args]
    result = _OPERATIONS[node.fn](*args)
    if isinstance(result, Fraction) and _bits(result) > EXACT_BITS:
        return _inexact(result)
    return result


def _case(node: Expression, values: Mapping[str, Decimal]) -> Expression:
    """The value of the first condition that holds, or the last one, if it has no condition."""
    for value, condition in zip(node.args[::2], node.args[1::2], strict=False):
        if holds(condition, values):
            return value
    if len(node.args) % 2:
        return node.args[-1]
    raise ExpressionError("none of the cases holds")


def _repeated(node: Expression, values: Mapping[str, Decimal]) -> Number:
    term, first, last = node.args
    low, high = _value(first, values), _value(last, values)
    if low != int(low) or high != int(high) or not 0 <= int(high) - int(low) < MAX_TERMS:
        raise ExpressionError(f"a {node.fn} needs whole bounds and at most {MAX_TERMS} terms")
    name = f"index {node.value}"
    terms = [
        _value(term, {**values, name: Decimal(place)}) for place in range(int(low), int(high) + 1)
    ]
    return _OPERATIONS["add" if node.fn == "sum" else "multiply"](*terms)


def _given(name: str, values: Mapping[str, Decimal]) -> Fraction:
    try:
        value = values[name]
    except KeyError:
        raise ExpressionError(f"no value for {name}") from None
    return _bounded(value)


def _bounded(value: Decimal | int) -> Fraction:
    value = Decimal(value)
    if not value.is_finite():
        raise ExpressionError(f"{value} is no finite number")
    if value and abs(value.adjusted()) > MAGNITUDE or len(value.as_tuple().digits) > MAGNITUDE:
        raise ExpressionError("a value grows too large")
    return Fraction(value)


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _inexact(value: Number) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not value:
        return Decimal(0)
    if abs(value.numerator.bit_length() - value.denominator.bit_length()) > 3.33 * MAGNITUDE:
        raise OverflowError
    # Cut to a few hundred bits first: turning huge integers into decimals is quadratic.
    cut = max(0, min(value.numerator.bit_length(), value.denominator.bit_length()) - 4 * _BITS)
    return _WORK.divide(Decimal(value.numerator >> cut), Decimal(value.denominator >> cut))


def _negated(value: Number) -> Number:
    return -value if isinstance(value, Fraction) else value.copy_negate()


def _magnitude(value: Number) -> Number:
    # Not abs(): on a Decimal that would round to the caller's context.
    return abs(value) if isinstance(value, Fraction) else value.copy_abs()


def _rounded(value: Number) -> Decimal:
    if isinstance(value, Decimal):
        return _FINAL.plus(value)
    try:
        return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    except Inexact:
        return _FINAL.plus(_inexact(value))


def _mixed(
    exact: Callable[[Fraction, Fraction], Fraction], rounded: Callable[[Decimal, Decimal], Decimal]
) -> Callable[..., Number]:
    def run(*args: Number) -> Number:
        total = args[0]
        for arg in args[1:]:
            if isinstance(total, Fraction) and isinstance(arg, Fraction):
                total = exact(total, arg)
                if _bits(total) > EXACT_BITS:
                    total = _inexact(total)
            else:
                total = rounded(_inexact(total), _inexact(arg))
        return total

    return run


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(exponent, Decimal) and exponent == exponent.to_integral_value():
        exponent = Fraction(exponent)
    whole = isinstance(exponent, Fraction) and exponent.denominator == 1
    if not base:
        if exponent <= 0:
            raise ZeroDivisionError
        return Fraction(0)
    if whole and isinstance(base, Fraction) and _bits(base) * _magnitude(exponent) <= EXACT_BITS:
        return base ** int(exponent)
    if base < 0 and not whole:
        raise ExpressionError("a negative number to a broken power has no real value")
    _refuse_huge(base, exponent)
    if not whole and isinstance(exponent, Fraction) and exponent.denominator <= 64:
        return _rational_power(base, exponent)
    result = _WORK.power(_inexact(_magnitude(base)), _inexact(exponent))
    return _negated(result) if base < 0 and int(exponent) % 2 else result


def _refuse_huge(base: Number, exponent: Number) -> None:
    size = float(_WORK.log10(_inexact(_magnitude(base))))
    if _magnitude(exponent) > 10**12 or abs(size * float(exponent)) > MAGNITUDE:
        raise ExpressionError("power too large")


def _rational_power(base: Number, exponent: Fraction) -> Number:
    root = _root(base, Fraction(exponent.denominator))
    return _power(root, Fraction(exponent.numerator))


def _root(value: Number, degree: Number) -> Number:
    if degree != int(degree) or not 1 <= degree <= 1000:
        raise ExpressionError("a root needs a small whole degree")
    n = int(degree)
    if value < 0:
        if n % 2 == 0:
            raise ExpressionError("an even root of a negative number has no real value")
        return _negated(_root(_negated(value), degree))
    if isinstance(value, Fraction):
        exact = _exact_root(value.numerator, n), _exact_root(value.denominator, n)
        if exact[0] is not None and exact[1] is not None:
            return Fraction(exact[0], exact[1])
    if n == 2:
        return _WORK.sqrt(_inexact(value))
    return _real(libmp.mpf_nthroot(_mpf(value), n, _BITS, "n"))


def _exact_root(value: int, n: int) -> int | None:
    if n == 2:
        root = math.isqrt(value)
        return root if root * root == value else None
    if value.bit_length() > 2_000:
        return None
    root = round(float(_WORK.power(Decimal(value), 1 / Decimal(n)))) if value else 0
    return root if root**n == value else None


def _factorial(value: Number) -> Number:
    if value != int(value) or not 0 <= value <= MAX_FACTORIAL:
        raise ExpressionError(f"factorials go from 0 to {MAX_FACTORIAL}")
    return Fraction(math.factorial(int(value)))


def _exp(value: Number) -> Number:
    if not value:
        return Fraction(1)
    if _magnitude(value) > 2_400:
        raise ExpressionError("power too large")
    return _WORK.exp(_inexact(value))


def _log(value: Number, base: Number | None = None) -> Number:
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        raise ExpressionError("a logarithm of what is not positive has no real value")
    if value == 1:
        return Fraction(0)
    if base is None:
        return _WORK.ln(_inexact(value))
    if base == 10:
        result = _WORK.log10(_inexact(value))
    else:
        result = _WORK.divide(_WORK.ln(_inexact(value)), _WORK.ln(_inexact(base)))
    whole = round(result)
    exact = abs(whole) <= 400 and isinstance(base, Fraction) and base**whole == value
    return Fraction(whole) if exact else result


def _mpf(value: Number) -> tuple[int, int, int, int]:
    whole = Fraction(value)
    found: tuple[int, int, int, int] = libmp.from_rational(
        whole.numerator, whole.denominator, _BITS, "n"
    )
    return found


def _real(value: tuple[int, int, int, int]) -> Decimal:
    return _WORK.create_decimal(libmp.to_str(value, _PRECISION, max_fixed=0, min_fixed=0))


def _through(name: str, least: int, most: int) -> Callable[[Number], Number]:
    function = getattr(libmp, f"mpf_{name}")

    def run(value: Number) -> Number:
        if not least <= value <= most:
            raise ExpressionError(f"{name} of a number outside its range")
        if not value and name not in ("cos", "acos", "cosh"):
            return Fraction(0)
        return _real(function(_mpf(value), _BITS, "n"))

    return run


_OPERATIONS: Mapping[str, Callable[..., Number]] = {
    "add": _mixed(lambda a, b: a + b, _WORK.add),
    "multiply": _mixed(lambda a, b: a * b, _WORK.multiply),
    "divide": _mixed(lambda a, b: a / b, _WORK.divide),
    "negate": _negated,
    "abs": _magnitude,
    "power": _power,
    "sqrt": lambda a: _root(a, Fraction(2)),
    "root": _root,
    "exp": _exp,
    "log": _log,
    "factorial": _factorial,
    "min": min,
    "max": max,
    "floor": lambda a: Fraction(math.floor(a)),
    "ceiling": lambda a: Fraction(math.ceil(a)),
    "pi": lambda: _real(libmp.mpf_pi(_BITS, "n")),
    "e": lambda: _real(libmp.mpf_e(_BITS, "n")),
    **{name: _through(name, -MAX_ANGLE, MAX_ANGLE) for name in ("sin", "cos", "tan", "atan")},
    **{name: _through(name, -1, 1) for name in ("asin", "acos")},
    **{name: _through(name, -2_000, 2_000) for name in ("sinh", "cosh", "tanh")},
}
