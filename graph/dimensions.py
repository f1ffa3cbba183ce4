"""Dimensions: whether the units of an equation fit together, and which unit one symbol must have.

Units are vectors of powers (`m/s^2` is metre 1, second -2); a symbol without a stated unit is an
unknown of its own. Whatever must be alike (terms of a sum, two sides) is a linear equation between
such vectors. Numbers and π are pure: an equation whose numbers hide units, such as T² = a³ in
years and astronomical units, has two sides that differ, which by itself does not make it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import prod

from mmkg.graph.expression import Expression, symbol, symbols
from mmkg.graph.expression_tree import CONDITIONS
from mmkg.graph.unit_powers import DimensionError, Powers, bases, powers_of, size, times

ALIKE = frozenset({"add", "min", "max"})
KEPT = frozenset({"negate", "abs", "sum"})  # what has the dimension of its first operand
NONE: Powers = {}
PLAIN = re.compile(r"-?[\d.]{1,20}", re.ASCII)  # a number that may be an exponent


def sides_agree(equation: Expression, units: Mapping[str, str]) -> bool:
    """Whether the two sides of an equation have the same dimension, of whatever size the units.

    Args:
        equation: The equation.
        units: The units of its symbols. The others must turn out to be pure numbers, side by side.

    Raises:
        DimensionError: If one side has no dimension, or it cannot be told.
    """
    with_units = Dimensions(units)
    apart = with_units.apart(equation)
    if with_units.open(equation):
        raise DimensionError("a symbol without a unit leaves it open")
    return not bases(apart)


def unit_by_others(equation: Expression, target: str, units: Mapping[str, str]) -> Powers:
    """The unit in which a symbol comes out, by those of all others.

    Raises:
        DimensionError: If it does not follow, or the units clash.
    """
    others = {name: unit for name, unit in units.items() if name != target}
    with_units = Dimensions(others, exact=True)
    left, right = _sides(equation)
    with_units.liken(with_units.of(left), with_units.of(right))
    found = with_units.of(symbol(target))
    if _unknown(found):
        raise DimensionError(f"the unit of {target} does not follow")
    return found


def may_convert(equation: Expression) -> bool:
    """Whether a number of an equation may turn one unit into another, as 3.6, 60 and 9.81 do."""
    return any(number.denominator > 1 or number >= 10 for number in factors(equation))


def _unit(symbol: str, unit: str) -> str:
    """The unit of a symbol; a difference of temperatures has no zero of its own."""
    return "K" if symbol.startswith("Delta_") and unit in ("°C", "℃") else unit


def _sides(equation: Expression) -> tuple[Expression, Expression]:
    if equation.fn != "equals":
        raise DimensionError("only an equation has two sides")
    left, right = equation.args
    return left, right


def _unknown(powers: Powers) -> str:
    """The first symbol whose unit is not known."""
    return next((atom for atom in powers if atom.startswith("?")), "")


class Dimensions:
    """The dimensions of the parts of one equation; unknowns are solved as they come to be known.

    Attributes:
        exact: Whether what is alike must have units of one size, too.
        uneven: How what is alike differs in size, where it does.
    """

    def __init__(self, units: Mapping[str, str], *, exact: bool = False) -> None:
        self.exact = exact
        self.uneven: list[Powers] = []
        self._solved: dict[str, Powers] = {}
        self._known = {name: powers_of(_unit(name, unit)) for name, unit in units.items()}

    def apart(self, equation: Expression) -> Powers:
        """What one side of an equation has more of than the other.

        Raises:
            DimensionError: If one side has no dimension.
        """
        left, right = (self.of(side) for side in _sides(equation))
        return self.reduced(times(left, right, -1))

    def open(self, equation: Expression) -> bool:
        """Whether a symbol without a unit is not known to be a pure number."""
        without = (name for name in symbols(equation) if name not in self._known)
        return any(bases(self.of(symbol(name))) for name in without)

    def of(self, node: Expression) -> Powers:
        """The dimension of a term.

        Raises:
            DimensionError: If it has none.
        """
        match node.fn:
            case "number" | "pi" | "e" | "index":
                return NONE
            case "symbol":
                name = node.value or ""
                return self.reduced(self._known.get(name, {f"?{name}": Fraction(1)}))
            case "multiply":
                found = NONE
                for arg in node.args:
                    found = times(found, self.of(arg))
                return found
            case "divide":
                return times(self.of(node.args[0]), self.of(node.args[1]), -1)
            case "sqrt":
                return times(NONE, self.of(node.args[0]), Fraction(1, 2))
            case "power" | "root":
                return self._power(node)
        return self._compared(node)

    def liken(self, one: Powers, two: Powers) -> None:
        """Take two dimensions to be the same, which may tell what an unknown is.

        Raises:
            DimensionError: If they are not.
        """
        apart = self.reduced(times(one, two, -1))
        if unknown := _unknown(apart):
            rest = {atom: power for atom, power in apart.items() if atom != unknown}
            self._solved[unknown] = times(NONE, rest, -1 / apart[unknown])
        elif bases(apart):
            raise DimensionError("quantities of different kinds are added or set equal")
        elif size(apart)[0] != 1:
            if self.exact:
                raise DimensionError("units of different size are added or set equal")
            self.uneven.append(apart)

    def reduced(self, powers: Powers) -> Powers:
        """A dimension with the unknowns that are solved replaced."""
        while found := next((atom for atom in powers if atom in self._solved), None):
            rest = {atom: power for atom, power in powers.items() if atom != found}
            powers = times(rest, self._solved[found], powers[found])
        return powers

    def _power(self, node: Expression) -> Powers:
        base, exponent = node.args
        known = _rational(exponent)
        if known is not None and (node.fn == "power" or known):
            return times(NONE, self.of(base), known if node.fn == "power" else 1 / known)
        self._pure(exponent)
        found = self.of(base)
        if found and (_unknown(found) or bases(found)):
            raise DimensionError("a quantity is raised to a power that is no number")
        return NONE

    def _compared(self, node: Expression) -> Powers:
        """The dimension of what holds terms that must be alike, or pure numbers."""
        if node.fn in KEPT:
            return self.of(node.args[0])
        if node.fn in ALIKE:
            return self._alike(node.args)
        if node.fn == "cases":
            for condition in node.args[1::2]:
                self._condition(condition)
            return self._alike([*node.args[::2]])
        for arg in node.args:  # exp, log, sin, …
            self._pure(arg)
        return NONE

    def _alike(self, terms: Iterable[Expression]) -> Powers:
        found = [self.of(term) for term in terms if _rational(term) != 0]
        for other in found[1:]:
            self.liken(found[0], other)
        return self.reduced(found[0]) if found else NONE

    def _condition(self, condition: Expression) -> None:
        if condition.fn == "all":
            for part in condition.args:
                self._condition(part)
        elif condition.fn in CONDITIONS:
            self._alike(condition.args)

    def _pure(self, term: Expression) -> None:
        self.liken(self.of(term), NONE)


def _rational(node: Expression) -> Fraction | None:
    """The value of a term of numbers alone, such as an exponent; none if it has symbols."""
    if node.fn == "number":
        return Fraction(node.value or "0") if PLAIN.fullmatch(node.value or "") else None
    parts = [_rational(arg) for arg in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match node.fn, known:
        case "negate", [one]:
            return -one
        case "divide", [one, two] if two:
            return one / two
        case "add", _:
            return sum(known, Fraction(0))
        case "multiply", _ if len(known) < 20:
            return prod(known, start=Fraction(1))
    return None


def factors(node: Expression) -> Iterator[Fraction]:
    """The numbers of a term that are no exponents, without their signs."""
    if node.fn == "number":
        plain = PLAIN.fullmatch(node.value or "")
        yield abs(Fraction(node.value or "0")) if plain else Fraction(10)
    for arg in node.args[:1] if node.fn in ("power", "root") else node.args:
        yield from factors(arg)
