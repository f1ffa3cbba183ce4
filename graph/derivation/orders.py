"""Operations that put a listing in order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from mmkg.graph.derivation.operation import Operation, Scope
from mmkg.graph.names import normal
from mmkg.graph.results import DerivationError, Listing, Name, Number, as_name, ranking

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation

Direction = Literal["highest", "lowest"]


class Ordering(Operation):
    """Base of what orders a listing, beginning at one end; of dates, the highest is the latest."""

    which: Direction
    source: Derivation

    def ordered(self, scope: Scope) -> list[tuple[Decimal, str]]:
        """The numbers with their labels, in order.

        Raises:
            DerivationError: If it is not to be had.
        """
        return ranking(scope.listing(self.source), self.which == "highest")


class Extreme(Ordering):
    """The largest or smallest value of a listing."""

    op: Literal["extreme"] = "extreme"

    def run(self, scope: Scope) -> Number:
        return Number(self.ordered(scope)[0][0], scope.listing(self.source).unit)


class Ranked(Ordering):
    """The label at a place of the ranking; refused where a tie makes the place doubtful."""

    op: Literal["ranked"] = "ranked"
    place: int = Field(default=1, ge=1)

    def run(self, scope: Scope) -> Name:
        ranked = self.ordered(scope)
        if self.place > len(ranked):
            raise DerivationError(f"there is no place {self.place}")
        above = [number for number, _ in ranked[: self.place + 1]]
        if len(set(above)) < len(above):
            raise DerivationError("the ranking is tied at the place asked for")
        return Name(ranked[self.place - 1][1])


class Sort(Ordering):
    """The first items of a listing in order; refused where a tie makes it doubtful who they are."""

    op: Literal["sort"] = "sort"
    kept: int = Field(ge=2, le=50)

    def run(self, scope: Scope) -> Listing:
        ranked = self.ordered(scope)
        if self.kept > len(ranked):
            raise DerivationError(f"there are no {self.kept} items")
        if self.kept < len(ranked) and ranked[self.kept - 1][0] == ranked[self.kept][0]:
            raise DerivationError("a tie makes it doubtful which items come first")
        known = {entry.label: entry for entry in scope.listing(self.source).entries}
        return Listing(tuple(known[label] for _, label in ranked[: self.kept]))


class Place(Ordering):
    """The place that the item with a label has in the ranking; refused where it shares it."""

    op: Literal["place"] = "place"
    label: Derivation

    def run(self, scope: Scope) -> Number:
        wanted, ranked = as_name(scope.value(self.label)).name, self.ordered(scope)
        known = {normal(label): number for number, label in ranked}
        number = known.get(normal(wanted))
        if number is None:
            raise DerivationError(f"no item is labelled {wanted!r}")
        numbers = [other for other, _ in ranked]
        if numbers.count(number) > 1:
            raise DerivationError("the place is shared")
        return Number(Decimal(1 + numbers.index(number)))
