"""Units as vectors of powers, exact: what they are made of, how large they are, and their names."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import lcm, prod

from mmkg.graph.units import parse_unit

Powers = Mapping[str, Fraction]  # of units by the units library's names, of numbers, of unknowns
LARGEST = 60  # of a power
FINEST = 12  # denominator of one
PURE = "radian"  # a base unit of the library that is a pure number
ORDER = ("kilogram", "meter", "second", "ampere", "kelvin", "mole")  # others stand before these
CALLED = {"year": "year", "day": "day", "astronomical_unit": "AU"}


class DimensionError(ValueError):
    """Units clash, are not known, or do not decide the matter; the text says which."""


@cache
def powers_of(unit: str) -> Powers:
    """What a printed unit is made of.

    Raises:
        DimensionError: If it is not known, or is a scale with a zero of its own, such as °C.
    """
    found = parse_unit(unit)
    if found is None:
        raise DimensionError(f"{unit!r} is no known unit")
    if not found._is_multiplicative:
        raise DimensionError(f"{unit} has a zero of its own")
    powers = {str(name): Fraction(power) for name, power in found.unit_items()}
    return powers if found.m == 1 else {str(Fraction(found.m)): Fraction(1), **powers}


def times(one: Powers, two: Powers, power: Fraction | int = 1) -> Powers:
    """A unit times a power of another.

    Raises:
        DimensionError: If a power is too large or too fine to be meant.
    """
    found = dict(one)
    for atom, own in two.items():
        found[atom] = found.get(atom, Fraction(0)) + own * power
    if any(abs(p) > LARGEST or p.denominator > FINEST for p in found.values()):
        raise DimensionError("a power of a unit is out of bounds")
    return {atom: p for atom, p in found.items() if p}


def bases(powers: Powers) -> Powers:
    """The dimension of a unit: the powers of the base units in it, whatever its size."""
    found: Powers = {}
    for atom, power in powers.items():
        found = times(found, _root(atom)[1], power)
    return found


def size(powers: Powers) -> tuple[Fraction, int]:
    """How many base units a unit is, raised to a power that makes it exact, and that power.

    Raises:
        DimensionError: If no sane power does.
    """
    root = lcm(*(power.denominator for power in powers.values()))
    if root > FINEST:
        raise DimensionError("a power of a unit is out of bounds")
    factors = (_root(atom)[0] ** int(power * root) for atom, power in powers.items())
    return prod(factors, start=Fraction(1)), root


def same(one: Powers, two: Powers) -> bool:
    """Whether two units are equal, however they are written."""
    apart = times(one, two, -1)
    return not bases(apart) and size(apart)[0] == 1


def equal(one: str, two: str) -> bool:
    """Whether two printed units are equal: N is kg m/s^2."""
    try:
        return one == two or same(powers_of(one), powers_of(two))
    except DimensionError:
        return False


def in_words(powers: Powers) -> str:
    """A unit as it is printed: `kg/m^3`, `m^3 kg^-1 s^-2`.

    Raises:
        DimensionError: If it is a pure number, or holds a root of a unit or two units of one kind.
    """
    made = {a: p for a, p in powers.items() if bases({a: p}) or _root(a)[0] != 1}
    shortest = min((made, _coherent(made)), key=len)
    atoms = {atom: shortest[atom] for atom in sorted(shortest, key=_place)}
    kinds = [frozenset(_root(atom)[1].items()) for atom in atoms]
    if not all(kinds) or len(set(kinds)) < len(kinds) or not atoms:
        raise DimensionError("it is a pure number, or units of one kind are mixed in it")
    if any(power.denominator > 1 for power in atoms.values()):
        raise DimensionError("it holds a root of a unit")
    above = [_raised(atom, power) for atom, power in atoms.items() if power > 0]
    below = {atom: -power for atom, power in atoms.items() if power < 0}
    if above and len(below) == 1:
        return " ".join(above) + "".join(f"/{_raised(a, p)}" for a, p in below.items())
    return " ".join([*above, *(_raised(atom, -power) for atom, power in below.items())])


def _place(atom: str) -> tuple[int, str]:
    return (ORDER.index(atom) + 1 if atom in ORDER else 0), atom


def _raised(atom: str, power: Fraction) -> str:
    return _name(atom) if power == 1 else f"{_name(atom)}^{power}"


@cache
def _name(atom: str) -> str:
    unit = parse_unit(atom)
    return CALLED.get(atom) or (f"{unit.units:~}" if unit is not None else atom)


def _coherent(powers: Powers) -> Powers:
    """A unit in base units, where it is one of them; else as it is."""
    root = {"kilogram" if atom == "gram" else atom: p for atom, p in bases(powers).items()}
    return root if same(root, powers) else powers


@cache
def _root(atom: str) -> tuple[Fraction, Powers]:
    """How many base units a unit is, and which."""
    if atom.startswith("?"):
        return Fraction(1), {atom: Fraction(1)}
    if atom[:1].isdigit():
        return Fraction(atom), {}
    unit = parse_unit(atom)
    if unit is None:
        raise DimensionError(f"{atom!r} is no known unit")
    root = unit.to_root_units()
    powers = {str(name): Fraction(power) for name, power in root.unit_items() if name != PURE}
    return Fraction(root.m), powers
