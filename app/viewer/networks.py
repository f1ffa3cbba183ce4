"""The graph, as the viewer walks it: nodes by name, and what lies around one."""

from __future__ import annotations

from pydantic import JsonValue

from mmkg.app.graph_picture import merge_words
from mmkg.app.graph_words import node_words, place_words
from mmkg.app.viewer.carriers import carrier, place
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Node
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError

MOST_FOUND = 40
MOST_BESIDE = 60
MOST_PLACES = 40


def find(graph: Graph, text: str, most: int | None = MOST_FOUND) -> list[JsonValue]:
    """Nodes whose name, alias or id has a text in it, best match first; the busiest if empty."""
    wanted = normal(text)
    ranked = [
        (rank, -_degree(graph, node), at)
        for at, node in enumerate(graph.nodes.values())
        if (rank := _rank(node, wanted)) is not None
    ]
    nodes = list(graph.nodes.values())
    return [_brief(graph, nodes[at]) for _, _, at in sorted(ranked)[:most]]


def node_view(graph: Graph, name: str) -> dict[str, JsonValue]:
    """A node, its neighbours and its places.

    Raises:
        UsageError: If there is no such node.
    """
    node = graph.nodes.get(name)
    if node is None:
        raise UsageError(f"the graph has no node {name!r}")
    edges = [*graph.out(name), *graph.into(name)]
    places = list(dict.fromkeys(node.addresses))
    return {
        **_brief(graph, node),
        "about": node.description,
        "aliases": list(node.aliases),
        "merges": [merge_words(graph, merge) for merge in graph.merges if merge.kept == name],
        "edges": [_edge(graph, edge, name) for edge in edges[:MOST_BESIDE]],
        "degree": len(edges),
        "places": [_place(graph, at) for at in places[:MOST_PLACES]],
        "more_places": max(0, len(places) - MOST_PLACES),
        "carrier": carrier(graph, name) if name in graph.carriers else None,
    }


def _rank(node: Node, wanted: str) -> int | None:
    """0 for the same name, 1 for one that begins so, 2 for one that has it; none for no match."""
    if not wanted:
        return 0 if node.type != "chunk" else 1
    names = [normal(name) for name in (node.name, *node.aliases)]
    if wanted in names or node.id == wanted:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(wanted in name for name in names) else None


def _degree(graph: Graph, node: Node) -> int:
    return len(graph.out(node.id)) + len(graph.into(node.id))


def _brief(graph: Graph, node: Node) -> dict[str, JsonValue]:
    return {
        "id": node.id,
        "name": node_words(graph, node),
        "type": node.type,
        "kind": node.kind,
        "degree": _degree(graph, node),
    }


def _edge(graph: Graph, edge: Edge, start: str) -> JsonValue:
    away = edge.source == start
    other = graph.nodes[edge.target if away else edge.source]
    return {"away": away, "label": edge.label, "text": edge.text, **_brief(graph, other)}


def _place(graph: Graph, at: Address) -> JsonValue:
    return {
        **place(at),
        "words": place_words(graph, at),
        "size": _size(graph, at.document, at.page),
    }


def _size(graph: Graph, document: str, page: int | None) -> JsonValue:
    found = graph.documents.get(document)
    if found is None or page is None or not 0 < page <= len(found.page_sizes):
        return None
    return list(found.page_sizes[page - 1])
