"""Units that differ in size alone: which equations hide it, and which say how to put it right.

An equation is looked at in parts, each by itself: its two sides, and what stands in each sine, root
or logarithm. A number of one part converts nothing in another: 0.1 in `β = arctan(0.1 k)` does not
turn the radians of the arc into degrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from mmkg.graph.dimensions import Dimensions, factors, may_convert
from mmkg.graph.expression import Expression, call, number, symbols
from mmkg.graph.unit_powers import DimensionError, bases, powers_of, size

ANGLES = {"sin", "cos", "tan", "asin", "acos", "atan"}
FUNCTIONS = ANGLES | {"sinh", "cosh", "tanh", "exp", "log"}
ONE = number(1)


@lru_cache(maxsize=10_000)
def slipped(equation: Expression, units: tuple[tuple[str, str], ...]) -> bool:
    """Whether the units that are stated differ in size alone, with nothing that converts them.

    Such are v = d/t for km/h, m and s, sin(a) for degrees, and 1 + r for a rate in percent: what
    comes out is not in the unit stated for it. A number beside them may be what converts, and
    units of other kinds may hide in it: then nothing is proved.
    """
    return any(_differs(part, dict(units)) for part in _parts(equation))


def taken_in(equation: Expression, units: Mapping[str, str]) -> Mapping[str, str]:
    """The units in which an equation is true for its symbols, by what is stated for them.

    These are the stated ones; but radians in place of degrees, and no unit in place of percent,
    where the equation slips with these and does not without. A symbol that stands beside a number
    that may convert it stays as it is, and its equation is left in doubt.
    """
    return _taken_in(equation, tuple(units.items()))


@lru_cache(maxsize=10_000)  # a formula is asked about again and again
def _taken_in(equation: Expression, stated: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    units, parts = dict(stated), [*_parts(equation)]
    wrong = [part for part in parts if _differs(part, units)]
    of_size = {name for part in wrong for name in symbols(part) if _relative(units.get(name))}
    if any(may_convert(part) and of_size & {*symbols(part)} for part in parts):
        return units
    mended = dict(units)
    for name in of_size:
        mended.pop(name)
        if _is_angle(units[name]):
            mended[name] = "rad"
    return units if slipped(equation, tuple(mended.items())) else mended


def _differs(equation: Expression, units: Mapping[str, str]) -> bool:
    """Whether units differ in size in one part of an equation."""
    if may_convert(equation):
        return False
    here = {name: units[name] for name in symbols(equation) if _known(units.get(name))}
    try:
        known = Dimensions(here)
        apart = known.apart(equation)
        alike = not bases(apart) and not known.open(equation)
        sizes = [size(powers) for powers in (*known.uneven, *([apart] if alike else ()))]
    except DimensionError:
        return False
    numbers = [*factors(equation)]
    return any(
        factor != 1 and not {number**root for number in numbers} & {factor, 1 / factor}
        for factor, root in sizes
    )


def _parts(equation: Expression) -> Iterator[Expression]:
    """An equation with 1 in place of each function, and each operand of these, which is pure."""
    yield _bare(equation)
    yield from (call("equals", _bare(operand), ONE) for operand in _operands(equation))


def _bare(node: Expression) -> Expression:
    if node.fn in FUNCTIONS:
        return ONE
    return node.model_copy(update={"args": tuple(map(_bare, node.args))}) if node.args else node


def _operands(node: Expression) -> Iterator[Expression]:
    for operand in node.args:
        if node.fn in FUNCTIONS:
            yield operand
        yield from _operands(operand)


def _known(unit: str | None) -> bool:
    """Whether a unit is one of which it can be told what it is made of."""
    try:
        return unit is not None and powers_of(unit) is not None
    except DimensionError:
        return False


def _relative(unit: str | None) -> bool:
    """Whether a unit is a pure number other than 1, such as a degree or a percent."""
    if unit is None or not _known(unit):
        return False
    return not bases(powers_of(unit)) and size(powers_of(unit))[0] != 1


def _is_angle(unit: str) -> bool:
    return "degree" in powers_of(unit) or any("arc" in atom for atom in powers_of(unit))
