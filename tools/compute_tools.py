"""Tools that compute."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException, localcontext

from mmkg.graph.plan import plain
from mmkg.graph.units import UnitError, convert
from mmkg.tools.base import ToolError, tool

LONGEST = 300  # characters of an expression
LARGEST_POWER = 100
DIGITS = 28
FUNCTIONS: Mapping[str, Callable[[list[Decimal]], Decimal]] = {
    "sqrt": lambda numbers: numbers[0].sqrt(),
    "abs": lambda numbers: abs(numbers[0]),
    "min": min,
    "max": max,
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "mean": lambda numbers: sum(numbers, Decimal(0)) / len(numbers),
}


@tool("compute")
def calculate(expression: str) -> str:
    """Work out arithmetic exactly.

    Args:
        expression: Numbers with + - * / ** and brackets, mean(...), sum(...), min(...), max(...),
            sqrt(...), such as (3.5 - 1.2) / 2
    """
    text = expression.replace("^", "**").replace("×", "*").replace("−", "-").replace("÷", "/")
    try:
        if len(text) > LONGEST:
            raise ToolError(f"longer than {LONGEST} characters: work it out in parts")
        tree = ast.parse(text.strip(), mode="eval").body
        with localcontext() as context:
            context.prec = DIGITS
            return plain((+_value(tree)).normalize())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ToolError(f"{expression[:60]!r} is not arithmetic on numbers") from None
    except DecimalException:
        raise ToolError("the result is undefined, or too large") from None


@tool("compute")
def convert_unit(number: float, unit: str, to: str) -> str:
    """Convert a quantity to another unit.

    Args:
        number: The quantity.
        unit: Its unit, such as km
        to: The unit wanted, such as m
    """
    try:
        return f"{plain(convert(Decimal(repr(number)), unit, to).normalize())} {to}"
    except UnitError as error:
        raise ToolError(str(error)) from None


def _value(node: ast.expr) -> Decimal:
    """The value of an expression made of numbers alone; nothing is ever executed."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(repr(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner)
        case ast.BinOp(left=left, op=operator, right=right):
            return _operate(operator, _value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[*arguments], keywords=[]) if name in FUNCTIONS:
            numbers = [_value(each) for each in _flat(arguments)]
            if numbers:
                return FUNCTIONS[name](numbers)
    raise ToolError(f"only numbers, + - * / ** and {', '.join(FUNCTIONS)} are understood")


def _operate(operator: ast.operator, left: Decimal, right: Decimal) -> Decimal:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow() if abs(right) <= LARGEST_POWER:
            return left**right
    raise ToolError("only + - * / ** are understood, with powers up to 100")


def _flat(arguments: list[ast.expr]) -> list[ast.expr]:
    """Arguments, those given as one list taken apart."""
    match arguments:
        case [ast.List(elts=inner) | ast.Tuple(elts=inner)]:
            return inner
    return arguments
