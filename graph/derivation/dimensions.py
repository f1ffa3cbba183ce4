"""Operations on the units of a formula: which unit a symbol has, whether two sides fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from mmkg.graph.derivation.operation import Operation, Scope
from mmkg.graph.dimensions import sides_agree, unit_by_others
from mmkg.graph.evidence import FormulaEvidence, SymbolEvidence
from mmkg.graph.expression import Expression
from mmkg.graph.results import DerivationError, Term, Truth, Unit, as_term
from mmkg.graph.unit_powers import DimensionError, in_words, powers_of, same

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation


class Equation(Operation):
    """The equation of a formula.

    Attributes:
        instead: What somebody who copied it wrote, as the question states it.
    """

    op: Literal["equation"] = "equation"
    formula: str
    instead: Expression | None = None

    def run(self, scope: Scope) -> Term:
        item = scope[self.formula]
        if not isinstance(item, FormulaEvidence) or item.expression is None:
            raise DerivationError(f"{self.formula} is no formula that can be computed")
        return Term(self.instead or item.expression)

    def cites(self) -> Iterator[str]:
        yield self.formula


class UnitByOthers(Operation):
    """The unit in which a symbol comes out, by the units that are stated for the others.

    Attributes:
        symbols: The evidence that states the units of other symbols.
        unit: How to write the unit, which must be the one that comes out.
    """

    op: Literal["unit_by_others"] = "unit_by_others"
    source: Derivation
    target: str
    symbols: tuple[str, ...]
    unit: str | None = None

    def run(self, scope: Scope) -> Unit:
        equation = as_term(scope.value(self.source)).expression
        try:
            found = unit_by_others(equation, self.target, _units(scope, self.symbols))
            if self.unit is None:
                return Unit(in_words(found))
            if same(powers_of(self.unit), found):
                return Unit(self.unit)
        except DimensionError as error:
            raise DerivationError(str(error)) from None
        raise DerivationError(f"{self.target} does not come out in {self.unit}")

    def cites(self) -> Iterator[str]:
        yield from self.symbols


class SidesAgree(Operation):
    """Whether the two sides of an equation have one dimension, by the units that are stated.

    Attributes:
        symbols: The evidence that states the units of its symbols.
    """

    op: Literal["sides_agree"] = "sides_agree"
    source: Derivation
    symbols: tuple[str, ...]

    def run(self, scope: Scope) -> Truth:
        equation = as_term(scope.value(self.source)).expression
        try:
            return Truth(sides_agree(equation, _units(scope, self.symbols)))
        except DimensionError as error:
            raise DerivationError(str(error)) from None

    def cites(self) -> Iterator[str]:
        yield from self.symbols


def _units(scope: Scope, names: tuple[str, ...]) -> dict[str, str]:
    """The units that the definitions of symbols state."""
    found: dict[str, str] = {}
    for name in names:
        item = scope[name]
        if not isinstance(item, SymbolEvidence) or item.unit is None:
            raise DerivationError(f"{name} states no unit of a symbol")
        if found.setdefault(item.name, item.unit) != item.unit:
            raise DerivationError(f"{item.name} has two units")
    return found
