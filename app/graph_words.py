"""Nodes, edges and places of a graph in words, and the node that a word means."""

from __future__ import annotations

import difflib

from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Node
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError

MOST_NAMED = 5  # candidates that an error lists


def find_node(graph: Graph, said: str) -> Node:
    """The node of an id, or of a name or alias that one node alone has.

    Raises:
        UsageError: If there is none, or several; the message names what is near.
    """
    if said in graph.nodes:
        return graph.nodes[said]
    wanted = normal(said)
    named = [n for n in graph.nodes.values() if wanted in map(normal, (n.name, *n.aliases))]
    entities = [node for node in named if node.type == "entity"]
    if len(named) == 1 or len(entities) == 1:
        return (entities or named)[0]
    if named:
        ids = ", ".join(node.id for node in named[:MOST_NAMED])
        raise UsageError(f"{said!r} names {len(named)} nodes: give the id of one: {ids}")
    names = {node.name for node in graph.nodes.values() if node.type != "chunk"}
    near = difflib.get_close_matches(said, names, 3)
    meant = f"; did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"the graph has no node {said!r}{meant}")


def node_words(graph: Graph, node: Node) -> str:
    """A node's name; tables, figures and formulas of several documents with their document's."""
    if node.type not in ("table", "image", "formula"):
        return node.name
    unnamed = " ".join(node.id.split(":")[1:])  # such as `table 1`
    name = unnamed if node.name == node.id else node.name
    return f"{name} ({graph.document_of(node.id).name})" if len(graph.documents) > 1 else name


def place_words(graph: Graph, address: Address) -> str:
    """Where something stands: document, page, box in points, or path."""
    document = graph.documents.get(address.document)
    parts = [document.name if document else address.document[:12]]
    if address.page is not None and address.box is None:
        parts.append(f"page {address.page}")
    for spot in address.spots:
        parts += [f"page {spot.page}", "box " + " ".join(f"{side:.0f}" for side in spot.box)]
    if address.path:
        parts.append(address.path)
    return ", ".join(parts)


def edge_words(graph: Graph, edge: Edge, start: str = "") -> str:
    """An edge from its source, or from the end that is given: `Ceres —relate_to→ Table 2`."""
    one, two = (node_words(graph, graph.nodes[end]) for end in (edge.source, edge.target))
    return f"{two} ←{edge.label}— {one}" if start == edge.target else f"{one} —{edge.label}→ {two}"
