"""Derivations: typed programs over evidence, whose value is a sample's answer.

A derivation is a tree. Its leaves name evidence or quantities given in the question; its nodes are
the operations below. `run` executes it. Nothing is evaluated as code: every operation is a class
in this file, and formulas go through `mmkg.graph.expression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Annotated, Literal

from pydantic import Field

from mmkg.graph.evidence import EdgeEvidence, Evidence, FormulaEvidence, SymbolEvidence
from mmkg.graph.expression import ExpressionError, evaluate, solve_for
from mmkg.graph.expression import symbols as symbols_of
from mmkg.graph.names import normal
from mmkg.graph.provenance import Value
from mmkg.graph.results import (
    Arithmetic,
    DerivationError,
    Entry,
    Listing,
    Name,
    Number,
    Result,
    Test,
    Truth,
    as_name,
    as_number,
    bounded,
    calculate,
    in_unit,
    label_of,
    passes_test,
    pick,
    ranking,
    value_of,
)

DIGITS = 34  # significant digits kept while computing


class Scope:
    """The evidence a derivation may name."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        self.evidence: Mapping[str, Evidence] = {item.id: item for item in evidence}

    def __getitem__(self, name: str) -> Evidence:
        if name not in self.evidence:
            raise DerivationError(f"there is no evidence {name!r}")
        return self.evidence[name]


class Operation(Value):
    """Base of all operations."""

    def run(self, scope: Scope) -> Result:
        """Work out the value.

        Raises:
            DerivationError: If it cannot be worked out.
        """
        raise DerivationError(f"{type(self).__name__} cannot be run")


class Read(Operation):
    """The value of one piece of evidence: number of a cell, point or sentence; else its text."""

    op: Literal["read"] = "read"
    evidence: str

    def run(self, scope: Scope) -> Number | Name:
        return value_of(scope[self.evidence])


class Label(Operation):
    """The label that names a piece of evidence: of the cell's row or column, of the point's x."""

    op: Literal["label"] = "label"
    evidence: str
    by: Literal["row", "column"] = "row"

    def run(self, scope: Scope) -> Name:
        return Name(label_of(scope[self.evidence], self.by))


class Given(Operation):
    """A quantity or name that the question itself states."""

    op: Literal["given"] = "given"
    number: Decimal | None = None
    unit: str | None = None
    name: str | None = None

    def run(self, scope: Scope) -> Number | Name:
        if self.number is not None:
            return Number(self.number, self.unit)
        return Name(self.name or "")


class Collect(Operation):
    """Several cells or points as a listing, labelled by row, by column, or by series."""

    op: Literal["collect"] = "collect"
    evidence: tuple[str, ...]
    by: Literal["row", "column"] = "row"

    def run(self, scope: Scope) -> Listing:
        cited = [scope[name] for name in self.evidence]
        entries = tuple(Entry(label_of(item, self.by), value_of(item)) for item in cited)
        if len({normal(entry.label) for entry in entries}) < len(entries):
            raise DerivationError("two items have the same label")
        return Listing(entries)


class Where(Operation):
    """The items of a listing whose value passes a test."""

    op: Literal["where"] = "where"
    source: Derivation
    test: Test
    than: Derivation

    def run(self, scope: Scope) -> Listing:
        source, than = _listing(self.source, scope), self.than.run(scope)
        kept = [entry for entry in source.entries if passes_test(entry.value, self.test, than)]
        return Listing(tuple(kept))


class Only(Operation):
    """The items of a listing whose label also occurs in another listing."""

    op: Literal["only"] = "only"
    source: Derivation
    labels: Derivation

    def run(self, scope: Scope) -> Listing:
        wanted = {normal(entry.label) for entry in _listing(self.labels, scope).entries}
        source = _listing(self.source, scope)
        return Listing(tuple(item for item in source.entries if normal(item.label) in wanted))


class At(Operation):
    """The item of a listing with a given label."""

    op: Literal["at"] = "at"
    source: Derivation
    label: Derivation

    def run(self, scope: Scope) -> Number | Name:
        wanted = as_name(self.label.run(scope)).name
        for entry in _listing(self.source, scope).entries:
            if normal(entry.label) == normal(wanted):
                return entry.value
        raise DerivationError(f"no item is labelled {wanted!r}")


class Count(Operation):
    """How many items a listing has."""

    op: Literal["count"] = "count"
    source: Derivation

    def run(self, scope: Scope) -> Number:
        return Number(Decimal(len(_listing(self.source, scope).entries)))


class Total(Operation):
    """Sum or arithmetic mean of a listing."""

    op: Literal["total"] = "total"
    how: Literal["sum", "mean"]
    source: Derivation

    def run(self, scope: Scope) -> Number:
        source = _listing(self.source, scope)
        numbers = [number for number, _ in source.numbers()]
        total = bounded(sum(numbers, Decimal(0)))
        return Number(total / len(numbers) if self.how == "mean" else total, source.unit)


class Extreme(Operation):
    """The largest or smallest value of a listing."""

    op: Literal["extreme"] = "extreme"
    which: Literal["highest", "lowest"]
    source: Derivation

    def run(self, scope: Scope) -> Number:
        source = _listing(self.source, scope)
        ranked = ranking(source, self.which == "highest")
        return Number(ranked[0][0], source.unit)


class Ranked(Operation):
    """The label at a place of the ranking; refused where a tie makes the place doubtful."""

    op: Literal["ranked"] = "ranked"
    which: Literal["highest", "lowest"]
    place: int = Field(default=1, ge=1)
    source: Derivation

    def run(self, scope: Scope) -> Name:
        ranked = ranking(_listing(self.source, scope), self.which == "highest")
        if self.place > len(ranked):
            raise DerivationError(f"there is no place {self.place}")
        above = [number for number, _ in ranked[: self.place + 1]]
        if len(set(above)) < len(above):
            raise DerivationError("the ranking is tied at the place asked for")
        return Name(ranked[self.place - 1][1])


class Labels(Operation):
    """The labels of a listing, as a list answer."""

    op: Literal["labels"] = "labels"
    source: Derivation

    def run(self, scope: Scope) -> Listing:
        return _listing(self.source, scope)


class Calculate(Operation):
    """Arithmetic on two quantities. `gap` is the absolute difference."""

    op: Literal["calculate"] = "calculate"
    how: Arithmetic
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Number:
        left, right = as_number(self.left.run(scope)), as_number(self.right.run(scope))
        return calculate(self.how, left, right)


class Combine(Operation):
    """Arithmetic on two listings, item by item, joined on the label; labels of both are kept."""

    op: Literal["combine"] = "combine"
    how: Arithmetic
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Listing:
        right = {normal(item.label): item.value for item in _listing(self.right, scope).entries}
        return Listing(
            tuple(
                Entry(item.label, calculate(self.how, as_number(item.value), as_number(other)))
                for item in _listing(self.left, scope).entries
                if (other := right.get(normal(item.label))) is not None
            )
        )


class Compare(Operation):
    """Whether one quantity passes a test against another."""

    op: Literal["compare"] = "compare"
    test: Test
    left: Derivation
    right: Derivation

    def run(self, scope: Scope) -> Truth:
        left, right = self.left.run(scope), self.right.run(scope)
        return Truth(
            passes_test(left if isinstance(left, Name) else as_number(left), self.test, right)
        )


class Meaning(Operation):
    """What a symbol stands for."""

    op: Literal["meaning"] = "meaning"
    evidence: str

    def run(self, scope: Scope) -> Name:
        symbol = scope[self.evidence]
        if not isinstance(symbol, SymbolEvidence):
            raise DerivationError(f"{self.evidence} is no symbol")
        return Name(symbol.meaning)


class Binding(Value):
    """A symbol of a formula, its value, and the unit in which the formula wants it.

    Attributes:
        definition: The evidence that says what the symbol stands for.
    """

    symbol: str
    value: Derivation
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
        values = {binding.symbol: binding.value.run(scope) for binding in self.bindings}
        listings = [value for value in values.values() if isinstance(value, Listing)]
        if not listings:
            return self._once(scope, values)
        entries = []
        for label in [entry.label for entry in listings[0].entries]:
            row = {name: pick(value, label) for name, value in values.items()}
            if all(value is not None for value in row.values()):
                entries.append(Entry(label, self._once(scope, row)))
        return Listing(tuple(entries))

    def _once(self, scope: Scope, values: Mapping[str, Result | None]) -> Number:
        formula = scope[self.formula]
        if not isinstance(formula, FormulaEvidence) or formula.expression is None:
            raise DerivationError(f"{self.formula} is no formula that can be computed")
        units = {binding.symbol: binding.unit for binding in self.bindings}
        numbers = {
            name: in_unit(as_number(value), units[name]) for name, value in values.items() if value
        }
        if missing := set(symbols_of(formula.expression)) - set(numbers) - {self.target}:
            raise DerivationError(f"no value for {', '.join(sorted(missing))}")
        try:
            for solution in solve_for(formula.expression, self.target):
                return Number(bounded(evaluate(solution, numbers)), self.unit)
        except ExpressionError as error:
            raise DerivationError(str(error)) from None
        raise DerivationError(f"the formula cannot be solved for {self.target}")


class Follow(Operation):
    """The entity that a relation leads to from another one."""

    op: Literal["follow"] = "follow"
    edge: str
    start: Derivation
    backwards: bool = False

    def run(self, scope: Scope) -> Name:
        edge = scope[self.edge]
        if not isinstance(edge, EdgeEvidence):
            raise DerivationError(f"{self.edge} is no relation")
        start, end = (edge.target, edge.source) if self.backwards else (edge.source, edge.target)
        if normal(as_name(self.start.run(scope)).name) != normal(start):
            raise DerivationError(f"{self.edge} does not start at the entity reached")
        return Name(end)


class Round(Operation):
    """A quantity rounded half up to a number of decimals (negative: tens, hundreds, …)."""

    op: Literal["round"] = "round"
    source: Derivation
    decimals: int = Field(ge=-60, le=30)

    def run(self, scope: Scope) -> Number:
        value = as_number(self.source.run(scope))
        step = Decimal(1).scaleb(-self.decimals)
        return Number(value.number.quantize(step, rounding=ROUND_HALF_UP), value.unit)


Derivation = Annotated[
    Read
    | Label
    | Given
    | Collect
    | Where
    | Only
    | At
    | Count
    | Total
    | Extreme
    | Ranked
    | Labels
    | Calculate
    | Combine
    | Compare
    | Meaning
    | Substitute
    | Follow
    | Round,
    Field(discriminator="op"),
]
_NESTED: tuple[type[Value], ...] = (
    *(Where, Only, At, Count, Total, Extreme, Ranked, Labels, Calculate, Combine),
    *(Compare, Binding, Substitute, Follow, Round),
)
for _operation in _NESTED:
    _operation.model_rebuild()


def run(derivation: Derivation, evidence: Iterable[Evidence]) -> Result:
    """The value of a derivation over some evidence.

    Raises:
        DerivationError: If evidence is missing, types or units clash, or the result is undefined.
    """
    with localcontext() as context:
        context.prec = DIGITS
        try:
            return derivation.run(Scope(evidence))
        except (DivisionByZero, InvalidOperation, Overflow):
            raise DerivationError(
                "the result is undefined (division by zero or overflow)"
            ) from None


def operands(derivation: Derivation) -> Iterator[Derivation]:
    """The derivations directly inside one, in order."""
    for name in type(derivation).model_fields:
        value = getattr(derivation, name)
        if isinstance(value, Operation):
            yield value  # type: ignore[misc]  # every Operation field is a Derivation
        elif name == "bindings":
            yield from (binding.value for binding in value)


def walk(derivation: Derivation) -> Iterator[Derivation]:
    """A derivation and all derivations inside it, operands before the operations that use them."""
    for operand in operands(derivation):
        yield from walk(operand)
    yield derivation


def cited(derivation: Derivation) -> list[str]:
    """Ids of the evidence it names, in order, each once."""
    names: dict[str, None] = {}
    for node in walk(derivation):
        match node:
            case Read() | Label() | Meaning():
                names[node.evidence] = None
            case Collect():
                names.update(dict.fromkeys(node.evidence))
            case Substitute():
                names[node.formula] = None
                defined = (node.definition, *(binding.definition for binding in node.bindings))
                names.update(dict.fromkeys(name for name in defined if name))
            case Follow():
                names[node.edge] = None
    return list(names)


def _listing(derivation: Derivation, scope: Scope) -> Listing:
    value = derivation.run(scope)
    if not isinstance(value, Listing):
        raise DerivationError("a listing is needed")
    return value
