"""JSON in NetworkX's node-link form."""

from __future__ import annotations

import json
from pathlib import Path

from mmkg.graph.store import Graph


class NodeLink:
    """JSON, in node-link form: everything that is known of nodes, edges, merges and documents."""

    name = "json"
    suffix = ".json"

    def write(self, graph: Graph, to: Path) -> None:
        """Write one file that `networkx.node_link_graph(data, edges="edges")` reads."""
        import networkx

        data = networkx.node_link_data(graph.networkx(), edges="edges")
        data["graph"] = {
            "documents": {sha256: document.name for sha256, document in graph.documents.items()},
            "merges": [merge.model_dump(mode="json") for merge in graph.merges],
        }
        to.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
