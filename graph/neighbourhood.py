"""The part of a graph that a picture shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mmkg.graph.schema import NodeType
from mmkg.graph.store import Graph

Sight = Literal["all", "entities", "carriers"]
SIGHTS: dict[Sight, frozenset[NodeType]] = {
    "all": frozenset(("document", "chunk", "entity", "assertion", "table", "image", "formula")),
    "entities": frozenset(("entity",)),
    "carriers": frozenset(("document", "chunk", "table", "image", "formula")),
}


def neighbourhood(graph: Graph, node: str, hops: int, sight: Sight = "all") -> list[str]:
    """A node and what can be reached from it, in either direction; nearest first.

    Documents are reached, but not passed: through them everything is near.
    """
    types = SIGHTS[sight]
    found, front = {node: None}, [node]
    for _ in range(hops):
        passed = [one for one in front if graph.nodes[one].type != "document" or one == node]
        near = (other for one in passed for other in _beside(graph, one))
        front = [n for n in dict.fromkeys(near) if n not in found and graph.nodes[n].type in types]
        found |= dict.fromkeys(front)
    return list(found)


def most_joined(graph: Graph, sight: Sight, most: int) -> list[str]:
    """The nodes of a sight that have an edge to another one of it, those with the most first."""
    degrees: dict[str, int] = {}
    for edge in graph.edges:
        ends = (edge.source, edge.target)
        if all(graph.nodes[end].type in SIGHTS[sight] for end in ends):
            degrees |= {end: degrees.get(end, 0) + 1 for end in ends}
    return sorted(degrees, key=lambda node: -degrees[node])[:most]


def _beside(graph: Graph, node: str) -> Iterable[str]:
    yield from (edge.target for edge in graph.out(node))
    yield from (edge.source for edge in graph.into(node))
