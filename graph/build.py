"""Builds the graph from parsed documents by code alone (the `lazy` depth: no model is asked)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mmkg.graph.citations import citations
from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.graph.entities import (
    Mention,
    alias_pairs,
    by_entity,
    collect,
    figure_mentions,
    formula_mentions,
    nameable,
    table_mentions,
    text_mentions,
)
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Node, NodeType
from mmkg.graph.statements import statements
from mmkg.graph.store import Graph

CARRIER_TYPES: dict[type, NodeType] = {
    Chunk: "chunk",
    Table: "table",
    Formula: "formula",
    Figure: "image",
}
RELATION = re.compile(
    r"\W*(?:(?:is|was|are|were|has been)\W+)?(?:\w+ly\W+)?"
    r"(?:operated|launched|built|discovered|proposed|introduced|developed|designed|owned|founded|led|"
    r"located|based|headquartered|published|released|orbits?|visited|reached|observed|studied|made)"
    r"(?:\W+(?:by|in|at|on|from|the))*\W*"
)


def build(documents: Iterable[Document]) -> Graph:
    """The graph of a corpus: structure, carriers, citations, entities, relations, statements."""
    graph = Graph(documents)
    for document in graph.documents.values():
        _add_structure(graph, document)
    for document in graph.documents.values():
        _add_citations(graph, document)
    index = _add_entities(graph)
    for table in graph.tables():
        _add_attributes(graph, table, index)
    for chunk in graph.chunks():
        _add_mentions(graph, chunk, index)
        _add_statements(graph, chunk)
    return graph


def _add_structure(graph: Graph, document: Document) -> None:
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


def _add_citations(graph: Graph, document: Document) -> None:
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
        cited: set[str] = set()
        for kind, number, span in citations(chunk.text):
            whole = number.rstrip("abcdefghijklmnopqrstuvwxyz")  # "Fig. 2a" is a part of Fig. 2
            target = numbered.get((kind, number)) or numbered.get((kind, whole))
            if target is not None and target not in cited:
                cited.add(target)
                words = chunk.text[span[0] : span[1]]
                place = (chunk.locate(span),)
                edge = Edge(source=chunk.id, target=target, label="refer_to", addresses=place)
                graph.connect(edge.model_copy(update={"text": words}))


def _add_entities(graph: Graph) -> dict[str, str]:
    """Adds the entities; gives the normal form of every name with the id of its entity."""
    mentions = [m for table in graph.tables() for m in table_mentions(table)]
    mentions += [m for figure in graph.figures() for m in figure_mentions(figure)]
    mentions += [m for formula in graph.formulas() for m in formula_mentions(formula)]
    pairs = [
        (long, short, Mention(long, "term", chunk.id, chunk.locate(span)))
        for chunk in graph.chunks()
        for long, short, span in alias_pairs(chunk)
    ]
    found = collect(mentions, pairs)
    index: dict[str, str] = {}
    for keys in by_entity(found).values():
        entity = found[keys[0]]
        names = list(entity.names)
        node = Node(
            id=f"entity:{keys[0]}",
            type="entity",
            name=names[0],
            kind=entity.kind,
            aliases=tuple(names[1:]),
            addresses=tuple(dict.fromkeys(m.address for m in entity.mentions)),
        )
        graph.add(node)
        index.update((normal(name), node.id) for name in names)
        for carrier in dict.fromkeys(m.carrier for m in entity.mentions):
            label = "locate" if graph.nodes[carrier].type == "chunk" else "relate_to"
            places = tuple(m.address for m in entity.mentions if m.carrier == carrier)
            graph.connect(Edge(source=node.id, target=carrier, label=label, addresses=places))
    return index


def _add_attributes(graph: Graph, table: Table, index: dict[str, str]) -> None:
    """A text cell relates the entity of its row to its own, with the header as the predicate."""
    labels = {cell.row: cell for cell in table.cells if cell.kind == "label" and cell.row_path}
    for cell in table.cells:
        if cell.kind != "body" or cell.reading.kind != "text" or not nameable(cell.text):
            continue
        label = labels.get(cell.row)
        source = index.get(normal(label.row_path[-1])) if label else None
        target = index.get(normal(cell.text))
        if source and target and source != target and cell.column_path:
            graph.connect(
                Edge(
                    source=source,
                    target=target,
                    label=" ".join(cell.column_path),
                    addresses=(cell.address,),
                    text=cell.text,
                    carrier=table.id,
                )
            )


def _add_mentions(graph: Graph, chunk: Chunk, index: dict[str, str]) -> None:
    """Which entities a text names, and the relations that a verb between two of them states."""
    if chunk.kind == "reference":
        return
    named = sorted(text_mentions(chunk, index), key=lambda item: item[1])
    places: dict[str, list[Address]] = {}
    for entity, span in named:
        places.setdefault(entity, []).append(chunk.locate(span))
    known = {edge.source for edge in graph.into(chunk.id, "entity")}
    for entity, addresses in places.items():
        if entity not in known:
            edge = Edge(source=entity, target=chunk.id, label="locate", addresses=tuple(addresses))
            graph.connect(edge)
    for (one, first), (two, second) in zip(named, named[1:], strict=False):
        between = chunk.text[first[1] : second[0]]
        if one == two or len(between) > 60 or not RELATION.fullmatch(between):
            continue
        span = (first[0], second[1])
        graph.connect(
            Edge(
                source=one,
                target=two,
                label=between.strip(),
                addresses=(chunk.locate(span),),
                text=chunk.text[span[0] : span[1]],
                carrier=chunk.id,
            )
        )


def _add_statements(graph: Graph, chunk: Chunk) -> None:
    for number, statement in enumerate(statements(chunk), start=1):
        start, end = statement.span
        node = Node(
            id=f"assertion:{chunk.id}:{number}",
            type="assertion",
            name=statement.term or statement.measure,
            kind=statement.kind,
            description=chunk.text[start:end],
            addresses=(chunk.locate(statement.span),),
            statement=statement,
        )
        graph.add(node)
        graph.connect(Edge(source=node.id, target=chunk.id, label="belongs_to"))
