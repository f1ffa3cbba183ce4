"""GraphML: XML for Gephi, yEd, Cytoscape, igraph and NetworkX."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

from mmkg.graph.export.records import (
    EdgeRecord,
    NodeRecord,
    address_texts,
    edge_records,
    node_records,
)
from mmkg.graph.store import Graph

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-F]{4}_)")


class GraphML:
    """GraphML, for Gephi, yEd, Cytoscape, igraph and NetworkX.

    Lists are JSON. Characters that XML forbids are written `_x0001_`, as Office files have them.
    """

    name = "graphml"
    suffix = ".graphml"

    def write(self, graph: Graph, to: Path) -> None:
        """Write one file; parallel edges have ids of their own."""
        import networkx

        view = networkx.MultiDiGraph()
        for node in node_records(graph):
            view.add_node(escaped(node.id), **_attributes(node, ("id",)))
        for number, edge in enumerate(edge_records(graph)):
            ends = escaped(edge.source), escaped(edge.target)
            view.add_edge(*ends, key=f"e{number}", **_attributes(edge, ("source", "target")))
        networkx.write_graphml(view, to, named_key_ids=True)


def escaped(text: str) -> str:
    """Text without characters that XML forbids or changes."""
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def _attributes(record: NodeRecord | EdgeRecord, left_out: tuple[str, ...]) -> dict[str, str]:
    fields = asdict(record) | {
        "addresses": [json.loads(a) for a in address_texts(record.addresses)]
    }
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
        if name not in left_out
    }
    return {name: escaped(text) for name, text in texts.items()}
