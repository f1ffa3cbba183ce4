"""Operations on formulas: put values in, solve, combine, differentiate, simplify."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeVar

from mmkg.graph.derivation.operation import Operand, Operation, Scope
from mmkg.graph.evidence import FormulaEvidence, SymbolEvidence
from mmkg.graph.expression import (
    Expression,
    ExpressionError,
    evaluate,
    from_sympy,
    solve_for,
    substitute,
    symbols,
    to_sympy,
)
from mmkg.graph.results import (
    DerivationError,
    Entry,
    Listing,
    Number,
    Result,
    Term,
    as_number,
    as_term,
    bounded,
    in_unit,
    pick,
)
from mmkg.graph.unit_slips import slipped

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation

T = TypeVar("T")


class Binding(Operand):
    """A symbol of a formula, its value, and the unit in which the formula wants it.

    Attributes:
        definition: The evidence that says what the symbol stands for.
    """

    symbol: str
    unit: str | None = None
    definition: str | None = None


class Substitute(Operation):
    """Put values into a formula and work out the symbol that is left.

    Listings are worked through item by item, joined on their labels.
    """

    op: Literal["substitute"] = "substitute"
    formula: str
    target: str
    bindings: tuple[Binding, ...]
    unit: str | None = None
    definition: str | None = None

    def run(self, scope: Scope) -> Number | Listing:
        term = _solved(scope, self.formula, self.target)
        _refuse_slipped(scope, self.formula, self.target, self.unit, self.bindings)
        return _worked_out(scope, term, self.bindings, self.unit)

    def cites(self) -> Iterator[str]:
        yield self.formula
        yield from _definitions(self.definition, self.bindings)


class Rearrange(Operation):
    """What a formula says that a symbol is, in terms of the others."""

    op: Literal["rearrange"] = "rearrange"
    formula: str
    target: str

    def run(self, scope: Scope) -> Term:
        return Term(_solved(scope, self.formula, self.target))

    def cites(self) -> Iterator[str]:
        yield self.formula


class Insert(Operation):
    """A term with a symbol replaced by what another term says it is."""

    op: Literal["insert"] = "insert"
    into: Derivation
    symbol: str
    what: Derivation

    def run(self, scope: Scope) -> Term:
        into = as_term(scope.value(self.into)).expression
        if self.symbol not in symbols(into):
            raise DerivationError(f"{self.symbol} does not stand in the term")
        what = as_term(scope.value(self.what)).expression
        return Term(_checked(lambda: substitute(into, {self.symbol: what})))


class Differentiate(Operation):
    """The derivative of a term by one of its symbols, simplified."""

    op: Literal["differentiate"] = "differentiate"
    source: Derivation
    by: str

    def run(self, scope: Scope) -> Term:
        return Term(_derivative(as_term(scope.value(self.source)).expression, self.by))


class Simplify(Operation):
    """A term in a shorter form that is equal to it."""

    op: Literal["simplify"] = "simplify"
    source: Derivation

    def run(self, scope: Scope) -> Term:
        return Term(_simplified(as_term(scope.value(self.source)).expression))


class Evaluate(Operation):
    """The value of a term for values of its symbols."""

    op: Literal["evaluate"] = "evaluate"
    source: Derivation
    bindings: tuple[Binding, ...]
    unit: str | None = None
    definition: str | None = None

    def run(self, scope: Scope) -> Number | Listing:
        term = as_term(scope.value(self.source)).expression
        target = scope[self.definition] if self.definition else None
        for node in self.below:
            if isinstance(node, Rearrange) and isinstance(target, SymbolEvidence):
                _refuse_slipped(scope, node.formula, target.name, target.unit, self.bindings)
        return _worked_out(scope, term, self.bindings, self.unit)

    def cites(self) -> Iterator[str]:
        yield from _definitions(self.definition, self.bindings)


def _definitions(target: str | None, bindings: Iterable[Binding]) -> Iterator[str]:
    yield from (name for name in (target, *(b.definition for b in bindings)) if name)


def _refuse_slipped(
    scope: Scope, formula: str, target: str, unit: str | None, bindings: Iterable[Binding]
) -> None:
    """Refuse values for which a formula would come out in another unit than the stated one."""
    units = {target: unit, **{one.symbol: one.unit for one in bindings}}
    stated = tuple((name, known) for name, known in units.items() if known)
    equation = getattr(scope[formula], "expression", None)
    if equation is not None and slipped(equation, stated):
        raise DerivationError(f"{target} does not come out in {unit or 'the units put in'}")


def _solved(scope: Scope, formula: str, target: str) -> Expression:
    item = scope[formula]
    if not isinstance(item, FormulaEvidence) or item.expression is None:
        raise DerivationError(f"{formula} is no formula that can be computed")
    return _solution(item.expression, target)


@lru_cache(maxsize=10_000)
def _solution(equation: Expression, target: str) -> Expression:
    try:
        return solve_for(equation, target)[0]
    except (ExpressionError, IndexError) as error:
        raise DerivationError(f"the formula cannot be solved for {target}: {error}") from None


@lru_cache(maxsize=10_000)
def _derivative(term: Expression, by: str) -> Expression:
    import sympy

    if by not in symbols(term):
        raise DerivationError(f"{by} does not stand in the term")
    slope = _checked(lambda: sympy.diff(to_sympy(term), sympy.Symbol(by, real=True)))
    return _checked(lambda: from_sympy(sympy.cancel(sympy.together(slope))))


@lru_cache(maxsize=10_000)
def _simplified(term: Expression) -> Expression:
    import sympy

    tidy = _checked(lambda: sympy.powsimp(sympy.cancel(sympy.together(to_sympy(term)))))
    return _checked(lambda: from_sympy(tidy))


def _worked_out(
    scope: Scope, term: Expression, bindings: tuple[Binding, ...], unit: str | None
) -> Number | Listing:
    """The value of a term, once or for each item of the listings that are bound."""
    values = {binding.symbol: scope.value(binding.value) for binding in bindings}
    if missing := set(symbols(term)) - set(values):
        raise DerivationError(f"no value for {', '.join(sorted(missing))}")
    units = {binding.symbol: binding.unit for binding in bindings}
    listings = [value for value in values.values() if isinstance(value, Listing)]
    if not listings:
        return Number(_number(term, values, units), unit)
    entries = []
    for label in [entry.label for entry in listings[0].entries]:
        row = {name: pick(value, label) for name, value in values.items()}
        if all(value is not None for value in row.values()):
            entries.append(Entry(label, Number(_number(term, row, units), unit)))
    return Listing(tuple(entries))


def _number(
    term: Expression, values: Mapping[str, Result | None], units: Mapping[str, str | None]
) -> Decimal:
    numbers = {name: in_unit(as_number(value), units[name]) for name, value in values.items()}
    return bounded(_checked(lambda: evaluate(term, numbers)))


def _checked(work: Callable[[], T]) -> T:
    """What some work on expressions comes to, with its errors as ours."""
    try:
        return work()
    except ExpressionError as error:
        raise DerivationError(str(error)) from None
