"""Operations that read evidence or what the question gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from mmkg.graph.derivation.operation import Operation, Scope
from mmkg.graph.evidence import EdgeEvidence, SymbolEvidence, TextEvidence
from mmkg.graph.names import mentions, normal
from mmkg.graph.results import (
    Date,
    DerivationError,
    Entry,
    Listing,
    Name,
    Number,
    as_name,
    bounded,
    label_of,
    value_of,
)

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation


class Read(Operation):
    """The value of one piece of evidence: its number or date, else its text."""

    op: Literal["read"] = "read"
    evidence: str

    def run(self, scope: Scope) -> Number | Name | Date:
        return value_of(scope[self.evidence])

    def cites(self) -> Iterator[str]:
        yield self.evidence


class Label(Operation):
    """The label that names a piece of evidence: of the cell's row or column, of the point's x."""

    op: Literal["label"] = "label"
    evidence: str
    by: Literal["row", "column"] = "row"

    def run(self, scope: Scope) -> Name:
        return Name(label_of(scope[self.evidence], self.by))

    def cites(self) -> Iterator[str]:
        yield self.evidence


class Given(Operation):
    """A quantity, date or name that the question itself states."""

    op: Literal["given"] = "given"
    number: Decimal | None = None
    unit: str | None = None
    date: str | None = None
    name: str | None = None

    def run(self, scope: Scope) -> Number | Name | Date:
        if self.number is not None:
            return Number(bounded(self.number), self.unit)
        return Date(self.date) if self.date is not None else Name(self.name or "")


class Collect(Operation):
    """Several cells, points or facts as a listing, labelled by row, by column, or by series."""

    op: Literal["collect"] = "collect"
    evidence: tuple[str, ...]
    by: Literal["row", "column"] = "row"

    def run(self, scope: Scope) -> Listing:
        cited = [scope[name] for name in self.evidence]
        entries = tuple(Entry(label_of(item, self.by), value_of(item)) for item in cited)
        if len({normal(entry.label) for entry in entries}) < len(entries):
            raise DerivationError("two items have the same label")
        return Listing(entries)

    def cites(self) -> Iterator[str]:
        yield from self.evidence


class Meaning(Operation):
    """What a symbol stands for.

    Attributes:
        evidence: The definition of the symbol.
        formula: The formula that the question quotes; none in samples of older versions.
    """

    op: Literal["meaning"] = "meaning"
    evidence: str
    formula: str | None = None

    def run(self, scope: Scope) -> Name:
        symbol = scope[self.evidence]
        if not isinstance(symbol, SymbolEvidence):
            raise DerivationError(f"{self.evidence} is no symbol")
        return Name(symbol.meaning)

    def cites(self) -> Iterator[str]:
        yield self.evidence
        if self.formula is not None:
            yield self.formula


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
        if normal(as_name(scope.value(self.start)).name) != normal(start):
            raise DerivationError(f"{self.edge} does not start at the entity reached")
        return Name(end)

    def cites(self) -> Iterator[str]:
        yield self.edge


class Match(Operation):
    """The label of a listing that names the same entity, where a text states both names."""

    op: Literal["match"] = "match"
    evidence: str
    start: Derivation
    source: Derivation

    def run(self, scope: Scope) -> Name:
        stated, name = scope[self.evidence], as_name(scope.value(self.start)).name
        if not isinstance(stated, TextEvidence) or not mentions(stated.text, name):
            raise DerivationError(f"{self.evidence} does not say what {name!r} is called elsewhere")
        others = [
            entry.label
            for entry in scope.listing(self.source).entries
            if normal(entry.label) != normal(name) and mentions(stated.text, entry.label)
        ]
        if len(others) != 1:
            raise DerivationError(
                f"{self.evidence} names {len(others)} of the items beside {name!r}"
            )
        return Name(others[0])

    def cites(self) -> Iterator[str]:
        yield self.evidence
