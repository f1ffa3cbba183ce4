"""Operations on listings: filter, select, count, aggregate, rank, sets, choice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mmkg.graph.derivation.operation import Operand, Operation, Scope
from mmkg.graph.derivation.orders import Direction
from mmkg.graph.names import normal
from mmkg.graph.results import (
    Arithmetic,
    Date,
    DerivationError,
    Entry,
    Listing,
    Name,
    Number,
    Test,
    as_item,
    as_name,
    as_number,
    bounded,
    calculate,
    passes_test,
    ranking,
)

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation


class Where(Operation):
    """The items of a listing whose value passes a test."""

    op: Literal["where"] = "where"
    source: Derivation
    test: Test
    than: Derivation

    def run(self, scope: Scope) -> Listing:
        source, than = scope.listing(self.source), scope.value(self.than)
        kept = [entry for entry in source.entries if passes_test(entry.value, self.test, than)]
        return Listing(tuple(kept))


class Only(Operation):
    """The items of a listing whose label also occurs in another listing."""

    op: Literal["only"] = "only"
    source: Derivation
    labels: Derivation

    def run(self, scope: Scope) -> Listing:
        wanted = {normal(entry.label) for entry in scope.listing(self.labels).entries}
        source = scope.listing(self.source)
        return Listing(tuple(item for item in source.entries if normal(item.label) in wanted))


class Sets(Operation):
    """Set logic on the labels of two listings.

    `both` keeps the items of the left one that are in the right one, too; `either` adds those that
    are only in the right one; `first_only` keeps those of the left one that are not in the right.
    """

    op: Literal["sets"] = "sets"
    how: Literal["both", "either", "first_only"]
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Listing:
        left, right = scope.listing(self.left).entries, scope.listing(self.right).entries
        first, second = ({normal(item.label) for item in items} for items in (left, right))
        if self.how == "either":
            return Listing(left + tuple(i for i in right if normal(i.label) not in first))
        wanted = self.how == "both"
        return Listing(tuple(i for i in left if (normal(i.label) in second) == wanted))


class At(Operation):
    """The item of a listing with a given label."""

    op: Literal["at"] = "at"
    source: Derivation
    label: Derivation

    def run(self, scope: Scope) -> Number | Name | Date:
        wanted = as_name(scope.value(self.label)).name
        for entry in scope.listing(self.source).entries:
            if normal(entry.label) == normal(wanted):
                return entry.value
        raise DerivationError(f"no item is labelled {wanted!r}")


class Count(Operation):
    """How many items a listing has."""

    op: Literal["count"] = "count"
    source: Derivation

    def run(self, scope: Scope) -> Number:
        return Number(Decimal(len(scope.listing(self.source).entries)))


class Total(Operation):
    """Sum or arithmetic mean of a listing."""

    op: Literal["total"] = "total"
    how: Literal["sum", "mean"]
    source: Derivation

    def run(self, scope: Scope) -> Number:
        source = scope.listing(self.source)
        numbers = [number for number, _ in source.numbers()]
        total = bounded(sum(numbers, Decimal(0)))
        return Number(total / len(numbers) if self.how == "mean" else total, source.unit)


class Labels(Operation):
    """The labels of a listing, as a list answer."""

    op: Literal["labels"] = "labels"
    source: Derivation

    def run(self, scope: Scope) -> Listing:
        return scope.listing(self.source)


class Combine(Operation):
    """Arithmetic on two listings, item by item, joined on the label; labels of both are kept."""

    op: Literal["combine"] = "combine"
    how: Arithmetic
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Listing:
        right = {normal(item.label): item.value for item in scope.listing(self.right).entries}
        return Listing(
            tuple(
                Entry(item.label, calculate(self.how, as_number(item.value), as_number(other)))
                for item in scope.listing(self.left).entries
                if (other := right.get(normal(item.label))) is not None
            )
        )


class Alternative(Operand):
    """One of the options of a choice: what it is called, and what it comes to."""

    label: str


class Choose(Operation):
    """The option whose value is the highest or lowest (of dates: the latest or earliest)."""

    op: Literal["choose"] = "choose"
    which: Direction
    options: tuple[Alternative, ...] = Field(min_length=2, max_length=10)

    def run(self, scope: Scope) -> Name:
        entries = [Entry(one.label, as_item(scope.value(one.value))) for one in self.options]
        ranked = ranking(Listing(tuple(entries)), self.which == "highest")
        if ranked[0][0] == ranked[1][0]:
            raise DerivationError("two options come to the same")
        return Name(ranked[0][1])
