"""The extractor confirms links: which names near each other in meaning are one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mmkg.agents.constraint import Confirmed
from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.graph.linking.neighbours import neighbours
from mmkg.graph.schema import Node
from mmkg.graph.store import Graph
from mmkg.runtime.errors import EndpointError

MOST_PAIRS = 200
A_CALL = 10  # pairs judged in one call

LINKER = Role("extractor", "extractor_links", Confirmed, "submit_same", max_turns=2, max_tokens=80)


async def judged(graph: Graph, desk: Desk) -> list[tuple[str, str]]:
    """Pairs of a graph's entities, near neighbours by name, that a model says are one: their ids.

    Only pairs that no rule decides are shown, nearest first, each with the carriers it is in.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    same: list[tuple[str, str]] = []
    with desk.tracer.agent("extractor") as own:
        every = _open(graph)
        for start in range(0, len(every), A_CALL):
            pairs = every[start : start + A_CALL]
            lines = [f"{_told(graph, one)}\n{_told(graph, two)}" for one, two in pairs]
            try:
                said = await act(LINKER, replace(desk, tracer=own), {"lines": lines})
            except GaveUp:
                continue
            except EndpointError as error:
                if error.lasting:
                    raise
                continue
            right = (pairs[at - 1] for at in said.numbers if 1 <= at <= len(pairs))
            same += [(one.id, two.id) for one, two in right]
    return same


def _open(graph: Graph) -> list[tuple[Node, Node]]:
    """Pairs of entities whose names are near and of which no carrier names both."""
    entities = list(graph.of_type("entity"))
    found = [
        (cosine, entities[one], entities[two])
        for one, two, cosine in neighbours([entity.name for entity in entities])
    ]
    found.sort(key=lambda item: -item[0])
    apart = [(a, b) for _, a, b in found if _tables(graph, a).isdisjoint(_tables(graph, b))]
    return apart[:MOST_PAIRS]


def _tables(graph: Graph, node: Node) -> set[str]:
    return {edge.target for edge in graph.out(node.id) if edge.label == "relate_to"}


def _told(graph: Graph, node: Node) -> str:
    places = dict.fromkeys(_places(graph, node))
    return f"{node.name}{f' ({node.sort})' if node.sort else ''}: {'; '.join([*places][:2])}"


def _places(graph: Graph, node: Node) -> Iterator[str]:
    for edge in graph.out(node.id):
        target = graph.nodes[edge.target]
        if target.type != "entity":
            yield (target.description or target.name)[:120]
