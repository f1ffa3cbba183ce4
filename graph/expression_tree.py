"""The tree of a formula: what may stand in it, how large it may grow, and how it is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import PrivateAttr, ValidationError, model_validator

from mmkg.graph.provenance import Value
from mmkg.runtime.errors import MmkgError

MAX_DEPTH = 60
MAX_NODES = 2_000
MAX_DIGITS = 400
MAX_NAME = 100

RELATIONS = frozenset({"equals", "less", "greater", "less_equal", "greater_equal"})
CONDITIONS = RELATIONS | {"all"}
REPEATED = frozenset({"sum", "product"})
CONSTANTS = frozenset({"pi", "e"})
_ONE_PLACE = "negate abs sqrt exp sin cos tan asin acos atan sinh cosh tanh factorial floor ceiling"
# Least and greatest number of operands of every function that may stand in a tree.
ARITY: Mapping[str, tuple[int, int]] = {
    "number": (0, 0),
    "symbol": (0, 0),
    **dict.fromkeys(CONSTANTS, (0, 0)),
    **dict.fromkeys(_ONE_PLACE.split(), (1, 1)),
    **dict.fromkeys(RELATIONS | {"power", "divide", "root"}, (2, 2)),
    "log": (1, 2),
    **dict.fromkeys(("add", "multiply", "min", "max"), (1, MAX_NODES)),
    **dict.fromkeys(("cases", "all"), (2, MAX_NODES)),
    "index": (0, 0),
    **dict.fromkeys(REPEATED, (3, 3)),
}

NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
NAME = re.compile(r"(?!_)(?!.*__)(?=.*[^\W\d_])[\w.]+")


class ExpressionError(MmkgError, ValueError):
    """An expression is not allowed, is too large, or has no value; the text says which."""


class Expression(Value):
    """A node of a formula's tree: a number, a symbol, or a function of other nodes.

    `ARITY` lists the functions. `log` is natural with one operand; the second is the base.
    `root` takes the radicand and the degree. `cases` takes values, each followed by its condition
    (a relation, or `all` of several), the last one perhaps by none. `sum` and `product` take a
    term, and the first and last number that its `index`, which the node names, stands for. No tree
    is deeper than `MAX_DEPTH` or larger than `MAX_NODES`, so that whatever walks one ends soon.

    Attributes:
        fn: `number`, `symbol`, or the name of an allowed function (`add`, `multiply`, `power`,
            `equals`, `log`, …).
        value: Digits of a number, name of a symbol, or of the index of a `sum` or `product`.
        args: Operands of a function.
    """

    fn: str
    value: str | None = None
    args: tuple[Expression, ...] = ()
    _depth: int = PrivateAttr(default=1)
    _size: int = PrivateAttr(default=1)

    @property
    def depth(self) -> int:
        """Nodes on the longest way down."""
        return self._depth

    @property
    def size(self) -> int:
        """Nodes in the tree."""
        return self._size

    @model_validator(mode="after")
    def _allowed(self) -> Expression:
        fault = _fault(self)
        if fault:
            raise ExpressionError(fault)
        if self.args:
            self._depth = 1 + max(arg._depth for arg in self.args)
            self._size = 1 + sum(arg._size for arg in self.args)
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"expression deeper than {MAX_DEPTH} levels")
        if self._size > MAX_NODES:
            raise ExpressionError(f"expression larger than {MAX_NODES} nodes")
        return self


def _fault(node: Expression) -> str | None:
    if node.fn not in ARITY:
        return f"function {node.fn[:40]!r} is not allowed"
    least, most = ARITY[node.fn]
    if not least <= len(node.args) <= most:
        return f"{node.fn} cannot take {len(node.args)} operands"
    if any((arg.fn in CONDITIONS) != wanted for arg, wanted in _operands(node)):
        return "a relation cannot be an operand, and a condition is a relation"
    if node.fn not in ("number", "symbol", "index", *REPEATED):
        return None if node.value is None else f"{node.fn} takes no value"
    text = node.value or ""
    if node.fn == "number":
        well = len(text) <= MAX_DIGITS and NUMBER.fullmatch(text)
    else:
        well = len(text) <= MAX_NAME and NAME.fullmatch(text)
    return None if well else f"{text[:40]!r} is no {node.fn}"


def _operands(node: Expression) -> Iterator[tuple[Expression, bool]]:
    """Each operand, and whether it must be a condition."""
    for place, arg in enumerate(node.args):
        yield arg, node.fn == "all" or node.fn == "cases" and place % 2 == 1


def number(value: object) -> Expression:
    """A number from its digits, an integer or a Decimal.

    Raises:
        ExpressionError: If it is no finite number, or has too many digits.
    """
    return _made("number", str(value))


def symbol(name: str) -> Expression:
    """A symbol.

    Raises:
        ExpressionError: If the name is not letters, digits, dots and single underscores.
    """
    return _made("symbol", name)


def call(fn: str, *args: Expression) -> Expression:
    """A function of operands.

    Raises:
        ExpressionError: If it is not allowed, or the tree would be too large.
    """
    return _made(fn, None, args)


def _made(fn: str, value: str | None, args: tuple[Expression, ...] = ()) -> Expression:
    try:
        return Expression(fn=fn, value=value, args=args)
    except ValidationError as error:
        raise ExpressionError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def repeated(
    fn: str, index: str, term: Expression, first: Expression, last: Expression
) -> Expression:
    """The `sum` or `product` of a term for each whole number that its index stands for.

    Raises:
        ExpressionError: If the name of the index is none.
    """
    return _made(fn, index, (term, first, last))


def index(name: str) -> Expression:
    """The index of a sum or product, where it stands in the term.

    Raises:
        ExpressionError: If the name is none.
    """
    return _made("index", name)


def walk(expression: Expression) -> Iterator[Expression]:
    """Every node, parents before their operands, from left to right."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.args))


def symbols(expression: Expression) -> tuple[str, ...]:
    """Names of the symbols, in order of appearance."""
    names = (node.value for node in walk(expression) if node.fn == "symbol")
    return tuple(dict.fromkeys(name for name in names if name is not None))


def substitute(expression: Expression, replacements: Mapping[str, Expression]) -> Expression:
    """The expression with symbols replaced by other expressions, all at once.

    Raises:
        ExpressionError: If the result would be too large.
    """
    if expression.fn == "symbol":
        return replacements.get(expression.value or "", expression)
    if not expression.args:
        return expression
    args = tuple(substitute(arg, replacements) for arg in expression.args)
    return _made(expression.fn, expression.value, args)
