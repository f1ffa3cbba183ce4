"""A picture of a graph or a part of it: one HTML file that needs nothing else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from pydantic import JsonValue

from mmkg.app.graph_words import node_words, place_words
from mmkg.graph.document import Chunk, Figure, Formula, Table
from mmkg.graph.layout import layout
from mmkg.graph.schema import Edge, Merge, Node
from mmkg.graph.store import Graph

MOST_PLACES = 40  # addresses of a node that are listed
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def picture(graph: Graph, nodes: Sequence[str], title: str, focus: str = "") -> str:
    """The HTML of a picture of some nodes and the edges between them.

    All that comes from documents is data in a JSON block, which scripts read as text.

    Args:
        graph: Where the nodes come from.
        nodes: Their ids.
        title: What the page is called.
        focus: The node that is chosen when the page opens.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    index = {node: at for at, node in enumerate(nodes)}
    edges = [edge for edge in graph.edges if edge.source in index and edge.target in index]
    places = layout(len(index), [(index[edge.source], index[edge.target]) for edge in edges])
    merges: dict[str, list[Merge]] = defaultdict(list)
    for merge in graph.merges:
        merges[merge.kept].append(merge)
    data: JsonValue = {
        "nodes": [
            _node(graph, graph.nodes[node], merges[node])
            | {"x": round(float(x), 3), "y": round(float(y), 3)}
            for node, (x, y) in zip(nodes, places, strict=True)
        ],
        "edges": [_edge(graph, edge, index) for edge in edges],
        "focus": index.get(focus, -1),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    environment = Environment(
        loader=PackageLoader("mmkg.app", "."), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("graph_picture.html.j2").render(title=title, data=text)


def merge_words(graph: Graph, merge: Merge) -> str:
    """What was merged, why, by whom and where that is said."""
    where = "; ".join(place_words(graph, place) for place in merge.addresses)
    return f"{merge.merged.name}: {merge.why} (by {merge.by}{', ' + where if where else ''})"


def _node(graph: Graph, node: Node, merges: Sequence[Merge]) -> dict[str, JsonValue]:
    places = [place_words(graph, address) for address in dict.fromkeys(node.addresses)]
    more = len(places) - MOST_PLACES
    return {
        "id": node.id,
        "type": node.type,
        "name": node_words(graph, node),
        "kind": node.kind,
        "about": node.description,
        "aliases": list(node.aliases),
        "merges": [merge_words(graph, merge) for merge in merges],
        "places": [*places[:MOST_PLACES], *([f"and {more} more"] if more > 0 else [])],
        "text": _content(graph, node.id),
    }


def _content(graph: Graph, node: str) -> str:
    """What a carrier holds, as plain text."""
    match graph.carriers.get(node):
        case Chunk(text=text):
            return text
        case Formula(latex=latex):
            return latex
        case Table() as table:
            return "\n".join(" | ".join(row) for row in table.grid())
        case Figure() as figure:
            return "\n".join(
                f"{series.name or 'value'} | {point.x}: {point.y}"
                for series in figure.series
                for point in series.points
            )
        case _:
            return ""


def _edge(graph: Graph, edge: Edge, index: dict[str, int]) -> JsonValue:
    where = place_words(graph, edge.addresses[0]) if edge.addresses else ""
    return [index[edge.source], index[edge.target], edge.label, edge.text, where]
