"""What a document's layout gives the graph: chunks, carriers, order, sections, citations."""

from __future__ import annotations

from collections.abc import Iterator

from mmkg.graph.citations import citations
from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Node, NodeType
from mmkg.graph.store import Graph

CARRIER_TYPES: dict[type, NodeType] = {
    Chunk: "chunk",
    Table: "table",
    Formula: "formula",
    Figure: "image",
}


def add_structure(graph: Graph, document: Document) -> None:
    """Add a document with its chunks and carriers, their order, sections and citations."""
    place = Address(document=document.sha256)
    graph.add(Node(id=document.sha256, type="document", name=document.title, addresses=(place,)))
    previous: Chunk | None = None
    for chunk in document.chunks:
        name = chunk.text if len(chunk.text) <= 60 else chunk.text[:57] + "…"
        graph.add(_carrier(chunk, name, chunk.kind))
        graph.connect(Edge(source=chunk.id, target=document.sha256, label="belongs_to"))
        if previous is not None:
            graph.connect(Edge(source=previous.id, target=chunk.id, label="next"))
        previous = chunk
    for carrier, name, kind in _carriers(document):
        graph.add(_carrier(carrier, name, kind))
        graph.connect(Edge(source=carrier.id, target=document.sha256, label="locate"))
    _add_sections(graph, document)
    _add_citations(graph, document)


def _carriers(document: Document) -> Iterator[tuple[Table | Formula | Figure, str, str]]:
    for table in document.tables:
        yield table, table.label or table.caption[:60] or table.id, "table"
    for formula in document.formulas:
        yield (
            formula,
            f"({formula.number})" if formula.number else formula.latex[:60],
            formula.status,
        )
    for figure in document.figures:
        yield figure, figure.label or figure.caption[:60] or figure.id, figure.kind


def _carrier(carrier: Chunk | Table | Formula | Figure, name: str, kind: str) -> Node:
    caption = carrier.caption if isinstance(carrier, Table | Figure) else ""
    return Node(
        id=carrier.id,
        type=CARRIER_TYPES[type(carrier)],
        name=name,
        kind=kind,
        description=caption,
        addresses=(carrier.address,),
    )


def _add_sections(graph: Graph, document: Document) -> None:
    """Join each element to the chunk of the heading that it stands under."""
    elements: list[Chunk | Table | Formula | Figure] = [
        *document.chunks,
        *document.tables,
        *document.formulas,
        *document.figures,
    ]
    headings: dict[tuple[str, ...], Chunk] = {}
    for element in sorted(elements, key=lambda element: element.order):
        if heading := headings.get(element.section):
            edge = Edge(source=element.id, target=heading.id, label="part_of")
            graph.connect(edge.model_copy(update={"addresses": (heading.address,)}))
        if isinstance(element, Chunk) and element.kind == "heading":
            headings[*element.section, element.text] = element


def _add_citations(graph: Graph, document: Document) -> None:
    """Join each chunk to the carriers it cites, with all the places where it does."""
    numbered: dict[tuple[str, str], str] = {}
    for kind, found in (
        ("table", document.tables),
        ("image", document.figures),
        ("formula", document.formulas),
    ):
        for carrier in found:
            if carrier.number:
                numbered.setdefault((kind, carrier.number), carrier.id)
    for chunk in document.chunks:
        cited: dict[str, list[tuple[int, int]]] = {}
        for kind, number, span in citations(chunk.text):
            whole = number.rstrip("abcdefghijklmnopqrstuvwxyz")  # "Fig. 2a" is a part of Fig. 2
            target = numbered.get((kind, number)) or numbered.get((kind, whole))
            if target is not None:
                cited.setdefault(target, []).append(span)
        for target, spans in cited.items():
            places = tuple(dict.fromkeys(chunk.locate(span) for span in spans))
            words = chunk.text[slice(*spans[0])]
            edge = Edge(source=chunk.id, target=target, label="refer_to", addresses=places)
            graph.connect(edge.model_copy(update={"text": words}))
