"""Formulas as trees of our own, from which SymPy objects are built; never evaluated as code."""

from __future__ import annotations

from mmkg.graph.provenance import Value


class Expression(Value):
    """A node of a formula's tree: a number, a symbol, or a function of other nodes.

    Attributes:
        fn: `number`, `symbol`, or the name of an allowed function (`add`, `multiply`, `power`,
            `equals`, `log`, …).
        value: Digits of a number, or name of a symbol.
        args: Operands of a function.
    """

    fn: str
    value: str | None = None
    args: tuple[Expression, ...] = ()
