"""Tools that look around in the graph and at the plans on offer."""

from __future__ import annotations

from mmkg.graph.derivation import (
    run,
)
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, answer_of
from mmkg.graph.results import DerivationError
from mmkg.graph.schema import Node
from mmkg.tools.base import Context, ToolError, tool

MOST = 12  # things listed at once


@tool("graph")
def find_entity(name: str, runtime: Context) -> list[str]:
    """Find what the documents call by a name, and where it occurs.

    Args:
        name: A name, or part of one.
    """
    wanted = normal(name)
    exact = runtime.view.entity(name)
    found = [exact] if exact else []
    found += [
        node
        for node in runtime.graph.of_type("entity")
        if node is not exact and any(wanted in normal(each) for each in (node.name, *node.aliases))
    ]
    if not found or not wanted:
        raise ToolError(f"nothing is called {name!r}: try a shorter or another name")
    return [_entity(node, runtime) for node in found[:MOST]]


@tool("graph")
def neighbours(node: str, runtime: Context) -> list[str]:
    """List what is connected with a thing of the graph.

    Args:
        node: Its id, or the name of an entity.
    """
    graph = runtime.graph
    known = graph.nodes.get(node) or runtime.view.entity(node)
    if known is None:
        raise ToolError(f"no node {node!r}: use an id or a name that find_entity gave")
    lines = [f"{e.label} → {_titled(graph.nodes[e.target])}" for e in graph.out(known.id)]
    lines += [f"{_titled(graph.nodes[e.source])} {e.label} →" for e in graph.into(known.id)]
    return list(dict.fromkeys(lines))[: 2 * MOST]


@tool("plans")
def show_plan(number: int, runtime: Context) -> str:
    """Show what a plan asks and the evidence it uses.

    Args:
        number: Number of the plan, from 1.
    """
    plan, description = _plan(number, runtime)
    places = ", ".join(_titled(runtime.graph.nodes[carrier]) for carrier in plan.carriers)
    return f"{description}\nuses {len(plan.evidence)} readings of {places}"


@tool("plans")
def run_derivation(number: int, runtime: Context) -> str:
    """Work out the answer of a plan.

    Args:
        number: Number of the plan, from 1.
    """
    plan, _ = _plan(number, runtime)
    try:
        answer = answer_of(run(plan.derivation, plan.evidence))
    except DerivationError as error:
        raise ToolError(f"plan {number} has no answer: {error}") from None
    return f"{answer.value} {answer.unit or ''}".strip()


def _plan(number: int, runtime: Context) -> tuple[Plan, str]:
    if not 1 <= number <= len(runtime.plans):
        raise ToolError(f"no plan {number}: there are plans 1 to {len(runtime.plans)}")
    return runtime.plans[number - 1]


def _entity(node: Node, runtime: Context) -> str:
    places = [_titled(runtime.graph.nodes[edge.target]) for edge in runtime.graph.out(node.id)]
    also = f" (also {', '.join(node.aliases[:3])})" if node.aliases else ""
    return f"{node.name}{also}: in {', '.join(dict.fromkeys(places[:5])) or 'the text'}"


def _titled(node: Node) -> str:
    if node.type == "entity":
        return node.name
    return f"{node.type} {node.name} [{node.id}]"
