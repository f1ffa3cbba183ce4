"""Formulas as trees of our own, from which SymPy objects are built; never evaluated as code."""

from mmkg.graph.expression_print import symbol_latex, to_latex, to_text
from mmkg.graph.expression_solve import solve_for, solve_values
from mmkg.graph.expression_sympy import from_sympy, to_sympy
from mmkg.graph.expression_tree import (
    Expression,
    ExpressionError,
    call,
    number,
    substitute,
    symbol,
    symbols,
)
from mmkg.graph.expression_value import evaluate, holds

__all__ = [
    "Expression",
    "ExpressionError",
    "call",
    "evaluate",
    "from_sympy",
    "holds",
    "number",
    "solve_for",
    "solve_values",
    "substitute",
    "symbol",
    "symbol_latex",
    "symbols",
    "to_latex",
    "to_sympy",
    "to_text",
]
