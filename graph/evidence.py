"""Evidence: an address plus the value read there. The leaves of every derivation are evidence.

In a file each piece also has `value` and `unit`, alike for all kinds: what follows from its other
fields, so that whoever reads the file need not know them. Read in, they are held against those.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from mmkg.graph.document import Cell, Chunk, Figure, Formula, Point, Reading, Series, Symbol, Table
from mmkg.graph.expression import Expression
from mmkg.graph.provenance import Address, Value
from mmkg.graph.schema import Relation


class Cited(Value):
    """What all kinds of evidence share.

    Attributes:
        id: Name within its sample, such as `e3`; empty until a plan numbers it.
        carrier: Id of the table, chunk, formula, figure or edge it was read from.
        address: Where it stands in the source.
        told: `value` and `unit` of a file, where they are not what the other fields say.
    """

    id: str = ""
    carrier: str
    address: Address
    told: tuple[str, str | None] | None = Field(default=None, exclude=True)

    def __hash__(self) -> int:
        """Of the place alone: hardly any two pieces of evidence share one."""
        return hash((self.carrier, self.address))

    @cached_property
    def content(self) -> str:
        """What is read there, and where: the same text for whatever id it has in a sample."""
        return self.model_dump_json(exclude={"id"})

    def named(self, id: str) -> Self:
        """The same under an id; its content is worked out once for all that is cited of it."""
        copied = self.model_copy(update={"id": id})
        vars(copied)["content"] = self.content
        return copied

    @property
    def states(self) -> tuple[str, str | None]:
        """The value that stands there, and its unit."""
        raise NotImplementedError

    @model_serializer(mode="wrap")
    def _with_value(self, fields: SerializerFunctionWrapHandler) -> dict[str, Any]:
        given: dict[str, Any] = fields(self)
        given["value"], given["unit"] = self.told or self.states
        return given

    @model_validator(mode="wrap")
    @classmethod
    def _held_against(cls, given: Any, fields: ModelWrapValidatorHandler[Self]) -> Self:
        """Keep what a file tells beside the fields only where it contradicts them."""
        if not isinstance(given, dict) or not isinstance(given.get("value"), str):
            return fields(given)
        told = given["value"], given.get("unit")
        beside = {"value", "unit"} - cls.__pydantic_fields__.keys()
        item = fields({name: said for name, said in given.items() if name not in beside})
        return item if told == item.states else item.model_copy(update={"told": told})


class CellEvidence(Cited):
    """A table cell, named by its row and column path."""

    kind: Literal["cell"] = "cell"
    text: str
    reading: Reading
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]

    @property
    def states(self) -> tuple[str, str | None]:
        """Its number; its text if it holds none, or more than one."""
        if self.reading.kind == "number" and self.reading.number is not None:
            return str(self.reading.number), self.reading.unit
        return self.text, self.reading.unit


class TextEvidence(Cited):
    """A span of running text, quoted, with what it states where it states a thing we compute with.

    Attributes:
        number: The quantity it states, in `unit`.
        date: The date it states: `1998`, `1998-03` or `1998-03-05`.
        head: Of a relation, the thing that it is about.
        relation: What it says of the head.
        tail: The other thing, where that is a name.
        by: Who read the relation out of the words: rules of ours, or a model.
    """

    kind: Literal["text"] = "text"
    text: str
    number: Decimal | None = None
    unit: str | None = None
    date: str | None = None
    head: str = ""
    relation: str = ""
    tail: str = ""
    by: Literal["rule", "model", "file"] = "rule"

    @property
    def states(self) -> tuple[str, str | None]:
        """The quantity or the date it states, else the name it leads to, else its words."""
        if self.number is not None:
            return str(self.number), self.unit
        return self.date or self.tail or self.text, self.unit


class FormulaEvidence(Cited):
    """A formula as a whole."""

    kind: Literal["formula"] = "formula"
    latex: str
    expression: Expression | None

    @property
    def states(self) -> tuple[str, str | None]:
        """The formula as LaTeX."""
        return self.latex, None


class SymbolEvidence(Cited):
    """A symbol of a formula, with what the text says it means."""

    kind: Literal["symbol"] = "symbol"
    name: str
    latex: str
    meaning: str
    unit: str | None = None

    @property
    def states(self) -> tuple[str, str | None]:
        """What it stands for, and what it is measured in; the symbol itself if nothing says it."""
        return self.meaning or self.latex, self.unit


class PointEvidence(Cited):
    """A data point of a chart."""

    kind: Literal["point"] = "point"
    series: str
    x: str
    y: Decimal
    unit: str | None = None
    decimals: int = 0

    def __hash__(self) -> int:
        """All points of a chart have its place."""
        return hash((self.carrier, self.series, self.x))

    @property
    def states(self) -> tuple[str, str | None]:
        """Its y."""
        return str(self.y), self.unit


class EdgeEvidence(Cited):
    """A relation between two entities, at the place that states it."""

    kind: Literal["edge"] = "edge"
    source: str
    predicate: str
    target: str
    text: str

    @property
    def states(self) -> tuple[str, str | None]:
        """The entity that it leads to."""
        return self.target, None


Evidence = Annotated[
    CellEvidence | TextEvidence | FormulaEvidence | SymbolEvidence | PointEvidence | EdgeEvidence,
    Field(discriminator="kind"),
]


def cite_cell(table: Table, cell: Cell) -> CellEvidence:
    """A table cell as evidence."""
    return CellEvidence(
        carrier=table.id,
        address=cell.address,
        text=cell.text,
        reading=cell.reading,
        row_path=cell.row_path,
        column_path=cell.column_path,
    )


def cite_span(
    chunk: Chunk, span: tuple[int, int], number: Decimal | None = None, unit: str | None = None
) -> TextEvidence:
    """Characters of a chunk as evidence, with the number they state, if any."""
    return TextEvidence(
        carrier=chunk.id,
        address=chunk.locate(span),
        text=chunk.text[span[0] : span[1]],
        number=number,
        unit=unit,
    )


def cite_relation(chunk: Chunk, stated: Relation) -> TextEvidence:
    """A sentence as evidence for what it says of a thing."""
    span = cite_span(chunk, stated.span, stated.number, stated.unit)
    return span.model_copy(
        update={
            "date": stated.date,
            "head": stated.head,
            "relation": stated.relation,
            "tail": stated.tail if stated.value == "name" else "",
            "by": stated.by,
        }
    )


def cite_formula(formula: Formula) -> FormulaEvidence:
    """A formula as evidence."""
    return FormulaEvidence(
        carrier=formula.id,
        address=formula.address,
        latex=formula.latex,
        expression=formula.expression,
    )


def cite_symbol(formula: Formula, symbol: Symbol) -> SymbolEvidence:
    """A symbol's definition as evidence, at the place that defines it."""
    return SymbolEvidence(
        carrier=formula.id,
        address=symbol.defined_at or formula.address,
        name=symbol.name,
        latex=symbol.latex,
        meaning=symbol.meaning or "",
        unit=symbol.unit,
    )


def cite_point(figure: Figure, series: Series, point: Point) -> PointEvidence:
    """A chart's data point as evidence."""
    return PointEvidence(
        carrier=figure.id,
        address=figure.address.model_copy(update={"box": point.box or figure.address.box}),
        series=series.name,
        x=point.x,
        y=point.y,
        unit=figure.y_axis.unit if figure.y_axis else None,
        decimals=figure.decimals,
    )
