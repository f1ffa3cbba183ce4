"""Slips in copying an equation: another power, a factor forgotten, a product for a quotient."""

from __future__ import annotations

from collections.abc import Iterator

from mmkg.graph.expression import Expression, call, number, symbols


def slips(equation: Expression) -> Iterator[Expression]:
    """The equation with one thing in it copied wrong, each way once; what it is for stays."""
    left, right = equation.args
    places = (1,) if left.fn == "symbol" else (0, 1)
    seen = {equation}
    for other in (one for place in places for one in _inside(equation, place)):
        if other not in seen:
            seen.add(other)
            yield other


def _slips(node: Expression) -> Iterator[Expression]:
    if not symbols(node):
        return
    yield from _here(node)
    alone = node.fn == "power" and node.args[0].fn == "symbol"  # its slips are those of the power
    for place in range(0 if alone else 1 if node.fn == "power" else len(node.args)):
        yield from _inside(node, place)


def _inside(node: Expression, place: int) -> Iterator[Expression]:
    for other in _slips(node.args[place]):
        yield call(node.fn, *node.args[:place], other, *node.args[place + 1 :])


def _here(node: Expression) -> Iterator[Expression]:
    """What may be written for one node."""
    match node.fn, node.args:
        case "symbol", _:
            yield call("power", node, number(2))
        case "power", (base, Expression(fn="number", value=value)) if (value or "").isdigit():
            yield call("power", base, number(int(value or "0") + 1))
            yield base if value == "2" else call("power", base, number(int(value or "0") - 1))
        case "sqrt", (inner,):
            yield inner
        case "divide", (above, below):
            yield call("multiply", above, below)
        case "multiply", (_, _, *_):
            for place in range(len(node.args)):
                rest = node.args[:place] + node.args[place + 1 :]
                yield call("multiply", *rest) if len(rest) > 1 else rest[0]
