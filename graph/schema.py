"""Node and edge types of the multimodal knowledge graph, as in MMKG-RDS (arXiv 2602.23632)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from mmkg.graph.provenance import Address, Value

NodeType = Literal["document", "chunk", "entity", "assertion", "table", "image", "formula"]
Finder = Literal["rule", "model", "user"]
Test = Literal["above", "below", "at_least", "at_most", "equal"]

ANY: tuple[str, ...] = ()
SIGNATURES: dict[tuple[NodeType, NodeType], tuple[str, ...]] = {
    ("chunk", "document"): ("belongs_to",),
    ("chunk", "table"): ("refer_to",),
    ("chunk", "image"): ("refer_to",),
    ("chunk", "formula"): ("refer_to",),
    ("assertion", "chunk"): ("belongs_to",),
    ("assertion", "table"): ("belongs_to",),
    ("assertion", "image"): ("belongs_to",),
    ("assertion", "formula"): ("belongs_to",),
    ("entity", "entity"): ANY,  # any predicate
    ("entity", "chunk"): ("locate",),
    ("entity", "table"): ("relate_to",),
    ("entity", "image"): ("relate_to",),
    ("entity", "formula"): ("relate_to",),
    ("table", "document"): ("locate",),
    ("image", "document"): ("locate",),
    ("formula", "document"): ("locate",),
    # Beyond the reference: reading order; the section, which is its heading's chunk, so that it
    # has an address and needs no eighth type of node; which entities an assertion is about.
    ("chunk", "chunk"): ("next", "part_of"),
    ("table", "chunk"): ("part_of",),
    ("image", "chunk"): ("part_of",),
    ("formula", "chunk"): ("part_of",),
    ("assertion", "entity"): ("about",),
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


class Relation(Value):
    """What a document says of one thing: how it stands to another thing, an amount or a date.

    `role` relations read "the RELATION of HEAD is TAIL" (diameter, capital), `verb` relations
    "HEAD RELATION TAIL" ("was founded by"; before a date without its preposition, "was founded"),
    `field` ones "HEAD: TAIL", of whatever the text is about ("Rated power: 750 W").

    Attributes:
        head: The thing, by the name the words have.
        tail: The other thing, or the amount or date as printed.
        value: What the tail is.
        number: The amount, in `unit`.
        date: The date as far as it is stated: `1998`, `1998-03` or `1998-03-05`.
        span: The sentence in its chunk's text; (0, 0) for what no chunk states.
        head_span: The head in the chunk's text; none where another sentence names it.
        tail_span: The tail in the chunk's text.
        by: Whether rules of ours, a model, or a file of triples said so.
    """

    head: str
    relation: str
    tail: str
    form: Literal["role", "verb", "field"] = "verb"
    value: Literal["name", "amount", "date"] = "name"
    number: Decimal | None = None
    unit: str | None = None
    date: str | None = None
    span: tuple[int, int] = (0, 0)
    head_span: tuple[int, int] | None = None
    tail_span: tuple[int, int] | None = None
    by: Literal["rule", "model", "file"] = "rule"


class Node(Value):
    """A node.

    Attributes:
        id: Id of the document or carrier, or `entity:…`, `assertion:…`.
        name: What people call it.
        kind: Finer type: `measure`, `item`, `symbol` for entities; `chart`, … for images.
        aliases: Other names of an entity.
        sort: What sort of thing an entity is: a type of the user's schema where there is one,
            else the header over its column or what a text says it is.
        description: One line for people and models.
        addresses: Every place that speaks of it.
        statement: The rule or constant that an assertion states.
        relation: The relation that an assertion states (kind `relation`).
    """

    id: str
    type: NodeType
    name: str
    kind: str = ""
    sort: str = ""
    aliases: tuple[str, ...] = ()
    description: str = ""
    addresses: tuple[Address, ...] = ()
    statement: Statement | None = None
    relation: Relation | None = None


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


class Merge(Value):
    """Two entities found to be one.

    Attributes:
        kept: Id of the entity that stands for both.
        merged: The one that went into it, as it was.
        why: What made them one, for people: "acronym spelt out", "the same name", …
        by: Who found it.
        addresses: The places that say so, where there are such.
    """

    kept: str
    merged: Node
    why: str
    by: Finder
    addresses: tuple[Address, ...] = ()
