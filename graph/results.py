"""What derivations come to (quantities, names, listings), and arithmetic on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence
from mmkg.graph.expression import Expression
from mmkg.graph.names import normal
from mmkg.graph.units import POINTS, UnitError, convert

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
class Date:
    """A date as far as it is known: `1998`, `1998-03` or `1998-03-05`."""

    text: str

    @property
    def day(self) -> date:
        """The day.

        Raises:
            DerivationError: If only month or year is known.
        """
        try:
            return date.fromisoformat(self.text)
        except ValueError:
            raise DerivationError(f"{self.text} is no day of the calendar") from None


@dataclass(frozen=True, slots=True)
class Term:
    """A mathematical term, such as the right-hand side of a formula."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no."""

    holds: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure."""

    unit: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled item of a listing."""

    label: str
    value: Item


@dataclass(frozen=True, slots=True)
class Listing:
    """Labelled items in order; labels are unique up to `names.normal`."""

    entries: tuple[Entry, ...]

    def numbers(self) -> list[tuple[Decimal, str]]:
        """Numbers in the unit of the first (of dates: places in time), with their labels.

        Raises:
            DerivationError: If an item is no number or has a unit that does not convert.
        """
        if not self.entries:
            raise DerivationError("nothing is left to work on")
        dates = [entry.value for entry in self.entries if isinstance(entry.value, Date)]
        if len(dates) == len(self.entries) and len({len(date.text) for date in dates}) == 1:
            return [
                (Decimal(date.text.replace("-", "")), entry.label)
                for date, entry in zip(dates, self.entries, strict=True)
            ]
        unit = as_number(self.entries[0].value).unit
        return [(in_unit(as_number(entry.value), unit), entry.label) for entry in self.entries]

    @property
    def unit(self) -> str | None:
        """Unit of the first item."""
        return as_number(self.entries[0].value).unit if self.entries else None


Item = Number | Name | Date
Result = Item | Truth | Term | Unit | Listing


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


def value_of(item: Evidence) -> Item:
    """The value of one piece of evidence.

    Raises:
        DerivationError: If it is not to be had.
    """
    match item:
        case CellEvidence(reading=reading) if (
            reading.kind == "number" and reading.number is not None
        ):
            return Number(reading.number, reading.unit)
        case CellEvidence():
            return Name(item.text)
        case TextEvidence(number=number) if number is not None:
            return Number(number, item.unit)
        case TextEvidence(date=stated) if stated is not None:
            return Date(stated)
        case TextEvidence():
            return Name(item.tail or item.text)
        case PointEvidence():
            return Number(item.y, item.unit)
    raise DerivationError(f"{item.id} has no value of its own")


def label_of(item: Evidence, by: Literal["row", "column"]) -> str:
    """The label that names it.

    Raises:
        DerivationError: If it is not to be had.
    """
    if isinstance(item, CellEvidence):
        path = item.row_path if by == "row" else item.column_path
        if path:
            return path[-1]
    if isinstance(item, PointEvidence):
        return item.x if by == "row" else item.series
    if isinstance(item, TextEvidence) and item.head:
        return item.head if by == "row" else item.relation
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


def as_item(value: Result) -> Item:
    """A value that must be a quantity, a name or a date.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Item):
        raise DerivationError("a quantity, a name or a date is needed")
    return value


def as_date(value: Result) -> Date:
    """A value that must be a date.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Date):
        raise DerivationError("a date is needed")
    return value


def as_truth(value: Result) -> Truth:
    """A value that must be true or false.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Truth):
        raise DerivationError("yes or no is needed")
    return value


def as_term(value: Result) -> Term:
    """A value that must be a term.

    Raises:
        DerivationError: If it is not to be had.
    """
    if not isinstance(value, Term):
        raise DerivationError("a term is needed")
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


def passes_test(value: Item, test: Test, than: Result) -> bool:
    """Whether a value passes a test against another, units minded; of dates, above is after.

    Raises:
        DerivationError: If they are of different kinds, or names are tested for order.
    """
    match value, than:
        case Name(name), Name(other) if test == "equal":
            return normal(name) == normal(other)
        case Date(stated), Date(other) if len(stated) == len(other):
            digits = (Decimal(text.replace("-", "")) for text in (stated, other))
            return passes(next(digits), test, next(digits))
        case Number(), Number():
            return passes(value.number, test, in_unit(than, value.unit))
    raise DerivationError("only quantities and dates have an order, and only among their own kind")


def ranking(source: Listing, descending: bool) -> list[tuple[Decimal, str]]:
    """Numbers with labels, sorted."""
    return sorted(source.numbers(), key=lambda item: item[0], reverse=descending)


def calculate(how: Arithmetic, left: Number, right: Number) -> Number:
    """Arithmetic on two quantities, in the unit of the first; percentages are points apart.

    Raises:
        DerivationError: If it is not to be had.
    """
    if how == "product":
        if left.unit and right.unit:
            raise DerivationError("a product of two quantities with units needs a formula")
        return Number(bounded(left.number * right.number), left.unit or right.unit)
    other = in_unit(right, left.unit)
    apart = POINTS if left.unit == "%" else left.unit
    match how:
        case "sum":
            return Number(bounded(left.number + other), left.unit)
        case "difference":
            return Number(bounded(left.number - other), apart)
        case "gap":
            return Number(bounded(abs(left.number - other)), apart)
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
