"""Tools that read and evaluate formulas."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from mmkg.graph.document import Formula
from mmkg.graph.expression import (
    Expression,
    ExpressionError,
    evaluate,
    solve_for,
    symbols,
    to_latex,
    to_text,
)
from mmkg.graph.mining.uses import stated_units
from mmkg.graph.plan import plain
from mmkg.graph.unit_slips import taken_in
from mmkg.graph.units import convert
from mmkg.tools.base import Context, ToolError, tool
from mmkg.tools.parse.latex import LatexError, parse_latex


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
def parse_formula(latex: str) -> str:
    r"""Read a formula in LaTeX: says how it is understood, if it can be computed, and its symbols.

    Args:
        latex: LaTeX of one formula, such as E = \frac{1}{2} m v^{2}
    """
    try:
        read = parse_latex(latex)
    except LatexError as error:
        raise ToolError(str(error)) from None
    return f"understood as {to_text(read)}; symbols: {', '.join(symbols(read)) or 'none'}"


@tool("formulas")
def solve_formula(formula: str, target: str, runtime: Context) -> list[str]:
    """Rearrange a formula for one of its symbols; gives each solution in LaTeX.

    Args:
        formula: Its number such as (3), or its id.
        target: The symbol wanted.
    """
    found = find_formula(formula, runtime)
    return [f"{target} = {to_latex(one)}" for one in _solved(found, target)]


@tool("formulas")
def evaluate_formula(formula: str, target: str, values: dict[str, float], runtime: Context) -> str:
    """Put values into a formula and work out one symbol.

    Args:
        formula: Its number such as (3), or its id.
        target: The symbol wanted.
        values: A number for each other symbol, in the units that show_formula gives.
    """
    found = find_formula(formula, runtime)
    term, units = _solved(found, target)[0], stated_units(found)
    taken = taken_in(found.expression, units) if found.expression else units

    def put(name: str, value: float) -> Decimal:
        return convert(Decimal(repr(value)), units.get(name), taken.get(name))

    try:
        result = evaluate(term, {name: put(name, value) for name, value in values.items()})
        return plain(convert(result, taken.get(target), units.get(target)).normalize())
    except (ExpressionError, DecimalException) as error:
        raise ToolError(f"{error}; its symbols are {_symbols(found)}") from None


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


def _solved(formula: Formula, target: str) -> tuple[Expression, ...]:
    """The solutions for a symbol; at least one.

    Raises:
        ToolError: If there is none, or the formula cannot be computed.
    """
    if formula.expression is None:
        raise ToolError("this formula cannot be computed")
    try:
        solutions = solve_for(formula.expression, target)
    except ExpressionError as error:
        raise ToolError(f"{error}; its symbols are {_symbols(formula)}") from None
    if not solutions:
        raise ToolError(f"it cannot be solved for {target}")
    return solutions


def _symbols(formula: Formula) -> str:
    return ", ".join(symbol.name for symbol in formula.symbols)
