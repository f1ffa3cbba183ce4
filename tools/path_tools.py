"""Tools that follow edges of the graph from one thing to another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mmkg.graph.store import Graph
from mmkg.tools.base import Context, ToolError, tool
from mmkg.tools.graph_tools import known_node

MOST = 4  # chains given
FARTHEST = 6  # edges between two nodes that count as connected

Step = tuple[str, str]  # a node and the edge that leads on from it, as an arrow


@tool("graph")
def paths(start: str, end: str, runtime: Context) -> list[str]:
    """Show the shortest chains of edges that join two things of the graph.

    Args:
        start: Id of a node, or name of an entity.
        end: Id of another node, or name of another entity.
    """
    graph, first, last = (
        runtime.graph,
        known_node(start, runtime).id,
        known_node(end, runtime).id,
    )
    if first == last:
        raise ToolError(f"{start!r} and {end!r} are one thing: {first}")
    before = _towards(graph, first, last)
    if last not in before:
        raise ToolError(f"nothing joins {start!r} and {end!r} within {FARTHEST} edges")
    return [_told(graph, chain, last) for chain in islice(_chains(before, first, last), MOST)]


def _towards(graph: Graph, start: str, end: str) -> dict[str, list[Step]]:
    """For each node as near as the end: the steps that lead to it by the fewest edges."""
    before: dict[str, list[Step]] = {start: []}
    ring = [start]
    for _ in range(FARTHEST):
        reached: dict[str, list[Step]] = {}
        for node in ring:
            for other, arrow in _steps(graph, node):
                if other not in before:
                    reached.setdefault(other, []).append((node, arrow))
        before |= reached
        ring = list(reached)
        if end in before:
            break
    return before


def _steps(graph: Graph, node: str) -> Iterator[Step]:
    """Where the edges of a node lead, whichever way each points."""
    yield from ((edge.target, f"—{edge.label}→") for edge in graph.out(node))
    yield from ((edge.source, f"←{edge.label}—") for edge in graph.into(node))


def _chains(before: dict[str, list[Step]], start: str, end: str) -> Iterator[list[Step]]:
    """The chains from start to end, each as its steps."""
    if end == start:
        yield []
    for node, arrow in before[end]:
        for chain in _chains(before, start, node):
            yield [*chain, (node, arrow)]


def _told(graph: Graph, chain: list[Step], end: str) -> str:
    steps = (f"{graph.nodes[node].name} [{node}] {arrow} " for node, arrow in chain)
    return "".join(steps) + f"{graph.nodes[end].name} [{end}]"
