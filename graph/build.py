"""Builds the graph from parsed documents by code alone (the `lazy` depth: no model is asked)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from mmkg.graph.carried import add_carried
from mmkg.graph.document import Chunk, Document, Figure, Table
from mmkg.graph.entities import (
    KINDS_OF,
    Mention,
    figure_mentions,
    formula_mentions,
    table_mentions,
    text_mentions,
)
from mmkg.graph.linking.aliases import alias_pairs
from mmkg.graph.linking.choices import Choices
from mmkg.graph.linking.link import Alias, Linked, link
from mmkg.graph.names import CJK, normal
from mmkg.graph.ontology import Ontology
from mmkg.graph.provenance import Address
from mmkg.graph.relations.reading import relations
from mmkg.graph.schema import Edge, Node, Relation
from mmkg.graph.statements import statements
from mmkg.graph.store import Graph
from mmkg.graph.structure import add_structure
from mmkg.graph.titles import told_apart


def build(
    documents: Iterable[Document],
    choices: Choices | None = None,
    same: Iterable[tuple[str, str]] = (),
    ontology: Ontology | None = None,
) -> Graph:
    """The graph of a corpus: structure, carriers, citations, entities, relations, statements.

    Args:
        documents: In corpus order.
        choices: What a user says about which names are one.
        same: Pairs of ids of entities that a model says are one.
        ontology: The user's schema: sorts of entities outside it are not kept.
    """
    graph = Graph(told_apart(documents))
    for document in graph.documents.values():
        add_structure(graph, document)
    mentions = list(_carried(graph))
    aliases = list(_aliases(graph))
    known = {normal(each.name): "" for each in mentions if not _read_as_role(each)}
    known.update((normal(m.name), "") for alias in aliases for m in (alias.long, alias.short))
    stated = {chunk.id: list(relations(chunk, known)) for chunk in graph.chunks()}
    mentions += [m for chunk in graph.chunks() for m in _named(chunk, stated[chunk.id])]
    linked = link(mentions, aliases, _contexts(graph), choices, same)
    graph.merges += linked.merges
    _add_entities(graph, linked, ontology)
    add_carried(graph, linked)
    for chunk in graph.chunks():
        _add_statements(graph, chunk)
        names = linked.within(chunk.address.document)
        for number, relation in enumerate(stated[chunk.id], start=1):
            add_relation(graph, chunk, relation, names, f"assertion:{chunk.id}:r{number}")
    return graph


def _read_as_role(mention: Mention) -> bool:
    """Whether sentences have a name for what they state of a thing: Chinese has no capitals."""
    return mention.kind in ("measure", "quantity") and CJK.search(mention.name) is not None


def _carried(graph: Graph) -> Iterator[Mention]:
    for table in graph.tables(triples=True):
        yield from table_mentions(table)
    for figure in graph.figures():
        yield from figure_mentions(figure)
    for formula in graph.formulas():
        yield from formula_mentions(formula)


def _aliases(graph: Graph) -> Iterator[Alias]:
    for chunk in graph.chunks():
        for long, short, span, why in alias_pairs(chunk):
            place = chunk.locate(span)
            one, two = (Mention(name, "term", chunk.id, place) for name in (long, short))
            yield Alias(one, two, why)


def _named(chunk: Chunk, stated: Iterable[Relation]) -> Iterator[Mention]:
    """The things that a chunk states relations of, and the sorts it says they are."""
    for relation in stated:
        sort = relation.tail if relation.relation in KINDS_OF else ""
        place = chunk.locate(relation.head_span or relation.span)
        yield Mention(relation.head, "term", chunk.id, place, sort)
        if relation.value == "name":
            place = chunk.locate(relation.tail_span or relation.span)
            yield Mention(relation.tail, "kind" if sort else "term", chunk.id, place)


def _contexts(graph: Graph) -> dict[str, str]:
    """What each carrier is about, in words."""
    found = {}
    for id, carrier in graph.carriers.items():
        words = [graph.document_of(id).title, *carrier.section]
        if isinstance(carrier, Table):
            heads = [cell.text for cell in carrier.cells if cell.kind == "header"]
            words += [carrier.caption, *heads]
        elif isinstance(carrier, Figure):
            words.append(carrier.caption)
        elif isinstance(carrier, Chunk):
            words.append(carrier.text)
        found[id] = " ".join(words)
    return found


def _add_entities(graph: Graph, linked: Linked, ontology: Ontology | None) -> None:
    """Add the entities, each joined to all carriers that name it, with the places there."""
    places: dict[str, dict[str, dict[Address, None]]] = defaultdict(lambda: defaultdict(dict))
    for cluster in linked.entities:
        for mention in cluster.mentions:
            places[cluster.id][mention.carrier][mention.address] = None
    for chunk in graph.chunks():
        if chunk.kind != "reference":
            for id, span in text_mentions(chunk, linked.within(chunk.address.document)):
                places[id][chunk.id][chunk.locate(span)] = None
    for cluster in linked.entities:
        found = places[cluster.id]
        every = dict.fromkeys(place for carrier in found.values() for place in carrier)
        node = cluster.node().model_copy(update={"addresses": tuple(every)})
        if ontology is not None:
            sorts = (ontology.entity_type(m.sort) for m in cluster.mentions if m.sort)
            node = node.model_copy(update={"sort": next(filter(None, sorts), "")})
        graph.add(node)
        for carrier, there in found.items():
            label = "locate" if graph.nodes[carrier].type == "chunk" else "relate_to"
            edge = Edge(source=cluster.id, target=carrier, label=label, addresses=tuple(there))
            graph.connect(edge)


def add_relation(
    graph: Graph, carrier: Chunk, relation: Relation, names: Mapping[str, str], id: str
) -> None:
    """Add what a chunk states as an assertion, and as an edge if it joins two entities."""
    start, end = relation.span
    head = names[normal(relation.head)]
    tail = names.get(normal(relation.tail)) if relation.value == "name" else None
    place = (carrier.locate(relation.span),)
    node = Node(
        id=id,
        type="assertion",
        name=f"{relation.head} {relation.relation} {relation.tail}",
        kind="relation",
        description=carrier.text[start:end],
        addresses=place,
        relation=relation,
    )
    graph.add(node)
    graph.connect(Edge(source=id, target=carrier.id, label="belongs_to", addresses=place))
    for entity in dict.fromkeys(e for e in (head, tail) if e):
        graph.connect(Edge(source=id, target=entity, label="about", addresses=place))
    if tail and tail != head:
        edge = Edge(source=head, target=tail, label=relation.relation, addresses=place)
        words = carrier.text[slice(*_extent(relation))]
        graph.connect(edge.model_copy(update={"text": words, "carrier": carrier.id}))


def _extent(relation: Relation) -> tuple[int, int]:
    """The characters from one thing of a relation to the other."""
    if relation.head_span is None or relation.tail_span is None:
        return relation.span
    (first, one), (second, two) = relation.head_span, relation.tail_span
    return min(first, second), max(one, two)


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
