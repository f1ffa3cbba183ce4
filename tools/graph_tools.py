"""Tools that look around in the graph and at the plans on offer."""

from __future__ import annotations

from mmkg.graph.derivation import run
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, answer_of
from mmkg.graph.provenance import Address
from mmkg.graph.results import DerivationError
from mmkg.graph.schema import Node
from mmkg.graph.store import Graph
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
    graph, known = runtime.graph, known_node(node, runtime)
    lines = [f"{e.label} → {_titled(graph.nodes[e.target])}" for e in graph.out(known.id)]
    lines += [f"{_titled(graph.nodes[e.source])} {e.label} →" for e in graph.into(known.id)]
    return list(dict.fromkeys(lines))[: 2 * MOST]


@tool("graph")
def describe(node: str, runtime: Context) -> str:
    """Describe a thing of the graph: its type, other names, what is said of it, where it stands.

    Args:
        node: Its id, or the name of an entity.
    """
    graph, known = runtime.graph, known_node(node, runtime)
    edges = len(graph.out(known.id)) + len(graph.into(known.id))
    lines = [f"{known.name} [{known.id}]: {known.kind or known.type}, {edges} edges"]
    lines += [f"also called {', '.join(known.aliases[:MOST])}"] if known.aliases else []
    lines += [known.description] if known.description else []
    places = dict.fromkeys(_place(graph, at) for at in known.addresses)
    lines += [f"stands in {'; '.join(list(places)[:MOST])}"] if places else []
    return "\n".join(lines)


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


def known_node(name: str, runtime: Context) -> Node:
    """The node of an id, or of an entity's name.

    Raises:
        ToolError: If there is none.
    """
    known = runtime.graph.nodes.get(name) or runtime.view.entity(name)
    if known is None:
        raise ToolError(f"no node {name!r}: use an id or a name that find_entity gave")
    return known


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


def _place(graph: Graph, at: Address) -> str:
    document = graph.documents.get(at.document)
    where = f", page {at.page}" if at.page else f", {at.path}" if at.path else ""
    return f"{document.name if document else at.document[:12]}{where}"
