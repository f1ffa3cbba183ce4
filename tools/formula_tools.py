"""Tools that read and evaluate formulas."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from mmkg.graph.document import Formula
from mmkg.graph.expression import ExpressionError, evaluate, solve_for
from mmkg.graph.plan import plain
from mmkg.tools.base import Context, ToolError, tool


@tool("formulas")
def show_formula(formula: str, runtime: Context) -> str:
    """Show a formula and what its symbols mean.

    Args:
        formula: Its number such as (3), or its id.
    """
    found = find_formula(formula, runtime)
    lines = [found.latex or "(only its picture is known)"]
    for symbol in found.symbols:
        unit = f" in {symbol.unit}" if symbol.unit else ""
        lines.append(f"{symbol.name}: {symbol.meaning or 'not explained'}{unit}")
    return "\n".join(lines)


@tool("formulas")
def evaluate_formula(formula: str, target: str, values: dict[str, float], runtime: Context) -> str:
    """Put values into a formula and work out one symbol.

    Args:
        formula: Its number such as (3), or its id.
        target: The symbol wanted.
        values: A number for each other symbol, in the units that show_formula gives.
    """
    found = find_formula(formula, runtime)
    if found.expression is None:
        raise ToolError("this formula cannot be computed")
    numbers = {name: Decimal(repr(value)) for name, value in values.items()}
    try:
        for solution in solve_for(found.expression, target):
            return plain(evaluate(solution, numbers).normalize())
    except (ExpressionError, DecimalException) as error:
        names = ", ".join(symbol.name for symbol in found.symbols)
        raise ToolError(f"{error}; its symbols are {names}") from None
    raise ToolError(f"it cannot be solved for {target}")


def find_formula(name: str, runtime: Context) -> Formula:
    """The formula of an id or number.

    Raises:
        ToolError: If there is none, or several have the number.
    """
    carrier = runtime.graph.carriers.get(name)
    if isinstance(carrier, Formula):
        return carrier
    formulas = runtime.graph.formulas()
    number = name.strip("() ").removeprefix("Equation").removeprefix("Eq.").strip("() ")
    found = [formula for formula in formulas if formula.number == number]
    if len(found) == 1:
        return found[0]
    offer = ", ".join(f"({formula.number}) [{formula.id}]" for formula in (found or formulas)[:12])
    wrong = "several formulas have" if found else "no formula has"
    raise ToolError(f"{wrong} the number {name!r}; there are {offer}")
