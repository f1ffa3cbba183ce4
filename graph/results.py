"""What derivations come to (quantities, names, listings), and arithmetic on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence
from mmkg.graph.names import normal
from mmkg.graph.units import UnitError, convert

LARGEST = Decimal("1e60")
Test = Literal["above", "below", "at_least", "at_most", "equal"]
Arithmetic = Literal["sum", "difference", "gap", "product", "ratio", "percent_change"]


class DerivationError(ValueError):
    """A derivation cannot be run: missing evidence, a clash of types or units, undefined result."""


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity. `unit` is as printed; none for pure numbers."""

    number: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name or a phrase."""

    name: str


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled item of a listing."""

    label: str
    value: Number | Name


@dataclass(frozen=True, slots=True)
class Listing:
    """Labelled items in order; labels are unique up to `names.normal`."""

    entries: tuple[Entry, ...]

    def numbers(self) -> list[tuple[Decimal, str]]:
        """Numbers in the unit of the first, with their labels.

        Raises:
            DerivationError: If an item is no number or has a unit that does not convert.
        """
        if not self.entries:
            raise DerivationError("nothing is left to work on")
        unit = as_number(self.entries[0].value).unit
        return [(in_unit(as_number(entry.value), unit), entry.label) for entry in self.entries]

    @property
    def unit(self) -> str | None:
        """Unit of the first item."""
        return as_number(self.entries[0].value).unit if self.entries else None


Result = Number | Name | Truth | Listing


def passes(number: Decimal, test: Test, limit: Decimal) -> bool:
    """Whether a number passes a test against a limit in the same unit."""
    match test:
        case "above":
            return number > limit
        case "below":
            return number < limit
        case "at_least":
            return number >= limit
        case "at_most":
            return number <= limit
    return number == limit


def value_of(item: Evidence) -> Number | Name:
    """The value of one piece of evidence.

    Raises:
        DerivationError: If it is not to be had.
    """
    match item:
        case CellEvidence(reading=reading) if (
            reading.kind == "number" and reading.number is not None
        ):
            return Number(reading.number, reading.unit)
        case CellEvidence() | TextEvidence(number=None):
            return Name(item.text)
        case TextEvidence(number=number) if number is not None:
            return Number(number, item.unit)
        case PointEvidence():
            return Number(item.y, item.unit)
    raise DerivationError(f"{item.id} has no value of its own")


def label_of(item: Evidence, by: Literal["row", "column"]) -> str:
    """The label that names it.

    Raises:
        DerivationError: If it is not to be had.
    """
    if isinstance(item, PointEvidence):
        return item.x if by == "row" else item.series
    if isinstance(item, CellEvidence):
        path = item.row_path if by == "row" else item.column_path
        if path:
            return path[-1]
    raise DerivationError(f"{item.id} has no {by} label")


def pick(value: Result, label: str) -> Result | None:
    """The value of a listing at a label; any other value as it is."""
    if not isinstance(value, Listing):
        return value
    return next((e.value for e in value.entries if normal(e.label) == normal(label)), None)


def as_number(value: Result | None) -> Number:
    """A value that must be a quantity.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Number):
        raise DerivationError("a quantity is needed")
    return value


def as_name(value: Result) -> Name:
    """A value that must be a name.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Name):
        raise DerivationError("a name is needed")
    return value


def in_unit(value: Number, unit: str | None) -> Decimal:
    """The digits of a quantity in a unit.

    Raises:
        DerivationError: If it is not to be had.
    """
    try:
        return convert(value.number, value.unit, unit)
    except UnitError as error:
        raise DerivationError(str(error)) from None


def passes_test(value: Number | Name, test: Test, than: Result) -> bool:
    """Whether a value passes a test against another, units minded.

    Raises:
        DerivationError: If it is not to be had.
    """
    if isinstance(value, Name) or isinstance(than, Name):
        if test != "equal" or not (isinstance(value, Name) and isinstance(than, Name)):
            raise DerivationError("names can only be tested for equality")
        return normal(value.name) == normal(than.name)
    return passes(value.number, test, in_unit(as_number(than), value.unit))


def ranking(source: Listing, descending: bool) -> list[tuple[Decimal, str]]:
    """Numbers with labels, sorted."""
    return sorted(source.numbers(), key=lambda item: item[0], reverse=descending)


def calculate(how: Arithmetic, left: Number, right: Number) -> Number:
    """Arithmetic on two quantities, in the unit of the first.

    Raises:
        DerivationError: If it is not to be had.
    """
    if how == "product":
        if left.unit and right.unit:
            raise DerivationError("a product of two quantities with units needs a formula")
        return Number(bounded(left.number * right.number), left.unit or right.unit)
    other = in_unit(right, left.unit)
    match how:
        case "sum":
            return Number(bounded(left.number + other), left.unit)
        case "difference":
            return Number(bounded(left.number - other), left.unit)
        case "gap":
            return Number(bounded(abs(left.number - other)), left.unit)
        case "ratio":
            return Number(bounded(left.number / other))
    return Number(bounded((other - left.number) / left.number * 100), "%")


def bounded(number: Decimal) -> Decimal:
    """A number, if it is finite and of a sane size.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not number.is_finite() or abs(number) > LARGEST:
        raise DerivationError("the result is too large or undefined")
    return number
