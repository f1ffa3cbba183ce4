"""Paths: how the carriers of a plan hang together in the graph."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.graph.names import normal
from mmkg.graph.store import Graph


def path_through(
    graph: Graph, carriers: Sequence[str], names: Sequence[str]
) -> tuple[str, ...] | None:
    """A walk that visits all carriers in order, neighbours joined by an edge in either direction.

    It starts at an entity of the question where one touches the first carrier, and goes from
    carrier to carrier over a citation, a shared entity, or the document that holds both.

    Returns:
        Ids of nodes, or nothing if two carriers are not connected.
    """
    wanted = {normal(name) for name in names}
    path: list[str] = []
    for carrier in carriers:
        if carrier not in graph.nodes:
            return None
        if not path:
            path = [*_start(graph, carrier, wanted), carrier]
            continue
        between = _between(graph, path[-1], carrier, wanted)
        if between is None:
            return None
        path += [*between, carrier]
    return tuple(path)


def _neighbours(graph: Graph, node: str) -> dict[str, None]:
    found = {edge.target: None for edge in graph.out(node)}
    return found | {edge.source: None for edge in graph.into(node)}


def _start(graph: Graph, carrier: str, wanted: set[str]) -> list[str]:
    for edge in graph.into(carrier, "entity"):
        node = graph.nodes[edge.source]
        if any(normal(name) in wanted for name in (node.name, *node.aliases)):
            return [node.id]
    return []


def _between(graph: Graph, one: str, two: str, wanted: set[str]) -> list[str] | None:
    first, second = _neighbours(graph, one), _neighbours(graph, two)
    if two in first:
        return []
    common = [node for node in first if node in second]
    if not common:
        return None

    def rank(node: str) -> tuple[bool, bool]:
        entity = graph.nodes[node]
        named = any(normal(name) in wanted for name in (entity.name, *entity.aliases))
        return (not named, entity.type != "entity")

    return [min(common, key=rank)]
