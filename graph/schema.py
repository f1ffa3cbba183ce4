"""Node and edge types of the multimodal knowledge graph, as in MMKG-RDS (arXiv 2602.23632)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from mmkg.graph.provenance import Address, Value

NodeType = Literal["document", "chunk", "entity", "assertion", "table", "image", "formula"]
Test = Literal["above", "below", "at_least", "at_most", "equal"]

SIGNATURES: dict[tuple[NodeType, NodeType], str | None] = {
    ("chunk", "document"): "belongs_to",
    ("chunk", "table"): "refer_to",
    ("chunk", "image"): "refer_to",
    ("chunk", "formula"): "refer_to",
    ("assertion", "chunk"): "belongs_to",
    ("assertion", "table"): "belongs_to",
    ("assertion", "image"): "belongs_to",
    ("assertion", "formula"): "belongs_to",
    ("entity", "entity"): None,  # any predicate
    ("entity", "chunk"): "locate",
    ("entity", "table"): "relate_to",
    ("entity", "image"): "relate_to",
    ("entity", "formula"): "relate_to",
    ("table", "document"): "locate",
    ("image", "document"): "locate",
    ("formula", "document"): "locate",
    # beyond the reference: reading order, and which entities an assertion is about
    ("chunk", "chunk"): "next",
    ("assertion", "entity"): "about",
}


class SchemaError(ValueError):
    """A node or edge that the schema does not allow."""


class Statement(Value):
    """What a sentence states about a measure, in a form that can be computed with.

    Attributes:
        kind: `rule` ("above 3000 kg/m³ it is called terrestrial") or `constant` ("G = 6.674e-11").
        measure: Name of the quantity, as the sentence has it.
        test: How a value is held against `number`; none for a constant.
        term: The name that the rule gives to what passes.
        span: Where the statement stands in the chunk's text.
    """

    kind: Literal["rule", "constant"]
    measure: str
    test: Test | None = None
    number: Decimal
    unit: str | None = None
    term: str | None = None
    span: tuple[int, int]


class Node(Value):
    """A node.

    Attributes:
        id: Id of the document or carrier, or `entity:…`, `assertion:…`.
        name: What people call it.
        kind: Finer type: `measure`, `item`, `symbol` for entities; `chart`, … for images.
        aliases: Other names of an entity.
        description: One line for people and models.
        addresses: Every place that speaks of it.
        statement: What an assertion states, if code can compute with it.
    """

    id: str
    type: NodeType
    name: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    addresses: tuple[Address, ...] = ()
    statement: Statement | None = None


class Edge(Value):
    """An edge, with the places that state it and the words there.

    Attributes:
        carrier: The table, chunk, … that states it, for an entity-to-entity edge.
    """

    source: str
    target: str
    label: str
    addresses: tuple[Address, ...] = ()
    text: str = ""
    carrier: str = ""
