"""Operations on quantities, dates and truths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mmkg.graph.derivation.operation import Lost, Operation, Scope
from mmkg.graph.evidence import PointEvidence
from mmkg.graph.results import (
    Arithmetic,
    Date,
    DerivationError,
    Entry,
    Listing,
    Number,
    Result,
    Test,
    Truth,
    as_date,
    as_item,
    as_number,
    as_truth,
    bounded,
    calculate,
    in_unit,
    passes_test,
)

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation


class Calculate(Operation):
    """Arithmetic on two quantities. `gap` is the absolute difference."""

    op: Literal["calculate"] = "calculate"
    how: Arithmetic
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Number:
        left, right = as_number(scope.value(self.left)), as_number(scope.value(self.right))
        return calculate(self.how, left, right)


class Compare(Operation):
    """Whether one value passes a test against another; of dates, above is after."""

    op: Literal["compare"] = "compare"
    test: Test
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Truth:
        left, right = as_item(scope.value(self.left)), scope.value(self.right)
        return Truth(passes_test(left, self.test, right))


class Logic(Operation):
    """Truths joined: all hold, any holds, exactly one holds, or none does.

    Where an operand is lost, the rest may settle it all the same: one that fails, for `all`.
    """

    op: Literal["logic"] = "logic"
    how: Literal["all", "any", "one", "none"]
    operands: tuple[Derivation, ...] = Field(min_length=1, max_length=10)

    def run(self, scope: Scope) -> Truth:
        known, lost = [], None
        for operand in self.operands:
            try:
                known.append(as_truth(scope.value(operand)).holds)
            except Lost as error:
                lost = error
        settled = (self.how == "all" and False in known) or (
            self.how in ("any", "none") and True in known
        )
        settled = settled or (self.how == "one" and sum(known) > 1)
        if lost is not None and not settled:
            raise lost
        holds = {"all": all(known), "any": any(known), "one": sum(known) == 1}
        return Truth(holds.get(self.how, not any(known)))


class Between(Operation):
    """How long it is from the earlier of two dates to the later: whole days, or calendar years."""

    op: Literal["between"] = "between"
    left: Derivation
    right: Derivation
    unit: Literal["days", "years", "天", "年"] = "days"

    def run(self, scope: Scope) -> Number:
        left, right = as_date(scope.value(self.left)), as_date(scope.value(self.right))
        if self.unit in ("days", "天"):
            return Number(Decimal(abs((left.day - right.day).days)), self.unit)
        if not len(left.text) == len(right.text) == len("2026"):
            raise DerivationError("years are counted between years")
        return Number(Decimal(abs(int(left.text) - int(right.text))), self.unit)


class Later(Operation):
    """The date a number of days after another (before, if it is negative)."""

    op: Literal["later"] = "later"
    date: Derivation
    days: Derivation

    def run(self, scope: Scope) -> Date:
        days = as_number(scope.value(self.days)).number
        if days != int(days) or abs(days) > 1_000_000:
            raise DerivationError("a date moves by a whole number of days, at most a million")
        try:
            day = as_date(scope.value(self.date)).day + timedelta(days=int(days))
        except OverflowError:
            raise DerivationError("the date is out of range") from None
        return Date(day.isoformat())


class Slope(Operation):
    """How much a chart's series changes, per unit of x, from one of its points to another."""

    op: Literal["slope"] = "slope"
    start: str
    end: str
    unit: str | None = None

    def run(self, scope: Scope) -> Number:
        one, two = scope[self.start], scope[self.end]
        if not (isinstance(one, PointEvidence) and isinstance(two, PointEvidence)):
            raise DerivationError("a slope needs two points")
        if (one.carrier, one.series) != (two.carrier, two.series):
            raise DerivationError("a slope needs two points of one series")
        across = _place(two) - _place(one)
        return Number(bounded((two.y - one.y) / across), self.unit)

    def cites(self) -> Iterator[str]:
        yield from (self.start, self.end)


class Convert(Operation):
    """A quantity, or each one of a listing, in another unit."""

    op: Literal["convert"] = "convert"
    source: Derivation
    unit: str

    def run(self, scope: Scope) -> Number | Listing:
        value = scope.value(self.source)
        if not isinstance(value, Listing):
            return self._converted(value)
        return Listing(tuple(Entry(e.label, self._converted(e.value)) for e in value.entries))

    def _converted(self, value: Result) -> Number:
        return Number(in_unit(as_number(value), self.unit), self.unit)


class Round(Operation):
    """A quantity rounded half up to a number of decimals (negative: tens, hundreds, …)."""

    op: Literal["round"] = "round"
    source: Derivation
    decimals: int = Field(ge=-60, le=30)

    def run(self, scope: Scope) -> Number:
        value = as_number(scope.value(self.source))
        step = Decimal(1).scaleb(-self.decimals)
        return Number(value.number.quantize(step, rounding=ROUND_HALF_UP), value.unit)


def _place(point: PointEvidence) -> Decimal:
    """Where a point stands on an x axis of numbers."""
    digits = point.x.replace(",", "").replace("−", "-")
    if not digits.lstrip("-").replace(".", "", 1).isdecimal():
        raise DerivationError(f"{point.x!r} is no number on an axis")
    return Decimal(digits)
