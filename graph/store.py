"""The graph itself: a typed multigraph over parsed documents, kept on disk as JSON lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.graph.schema import SIGNATURES, Edge, Node, NodeType, SchemaError

if TYPE_CHECKING:
    import networkx

Carrier = Table | Formula | Figure | Chunk


class Graph:
    """Nodes, edges and the documents they were read from.

    Parallel edges are kept: two relations between one pair are two edges.
    """

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents: dict[str, Document] = {}
        self.carriers: dict[str, Carrier] = {}
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self._out: dict[str, list[Edge]] = defaultdict(list)
        self._in: dict[str, list[Edge]] = defaultdict(list)
        for document in documents:
            self.documents[document.sha256] = document
            for found in (document.chunks, document.tables, document.formulas, document.figures):
                self.carriers.update((carrier.id, carrier) for carrier in found)

    def add(self, node: Node) -> Node:
        """Add a node.

        Raises:
            SchemaError: If its id is taken.
        """
        if node.id in self.nodes:
            raise SchemaError(f"there are two nodes {node.id!r}")
        self.nodes[node.id] = node
        return node

    def connect(self, edge: Edge) -> Edge:
        """Add an edge.

        Raises:
            SchemaError: If an end is missing or no signature allows it.
        """
        for end in (edge.source, edge.target):
            if end not in self.nodes:
                raise SchemaError(f"edge {edge.label!r} names {end!r}, which is no node")
        ends = (self.nodes[edge.source].type, self.nodes[edge.target].type)
        if ends not in SIGNATURES or SIGNATURES[ends] not in (None, edge.label):
            raise SchemaError(f"no edge {edge.label!r} may lead from {ends[0]} to {ends[1]}")
        self.edges.append(edge)
        self._out[edge.source].append(edge)
        self._in[edge.target].append(edge)
        return edge

    def out(self, node: str, to: NodeType | None = None) -> list[Edge]:
        """Edges that leave a node, to nodes of one type if that is given."""
        edges = self._out.get(node, [])
        return edges if to is None else [e for e in edges if self.nodes[e.target].type == to]

    def into(self, node: str, of: NodeType | None = None) -> list[Edge]:
        """Edges that reach a node, from nodes of one type if that is given."""
        edges = self._in.get(node, [])
        return edges if of is None else [e for e in edges if self.nodes[e.source].type == of]

    def of_type(self, kind: NodeType) -> Iterator[Node]:
        """All nodes of a type, in the order they were added."""
        return (node for node in self.nodes.values() if node.type == kind)

    def tables(self) -> list[Table]:
        """All tables, in corpus order."""
        return [table for document in self.documents.values() for table in document.tables]

    def formulas(self) -> list[Formula]:
        """All formulas, in corpus order."""
        return [formula for document in self.documents.values() for formula in document.formulas]

    def figures(self) -> list[Figure]:
        """All figures, in corpus order."""
        return [figure for document in self.documents.values() for figure in document.figures]

    def chunks(self) -> list[Chunk]:
        """All chunks, in corpus order."""
        return [chunk for document in self.documents.values() for chunk in document.chunks]

    def document_of(self, carrier: str) -> Document:
        """The document that a carrier stands in."""
        return self.documents[self.carriers[carrier].address.document]

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers of nodes by type and of edges by the types they join."""
        ends = (f"{self.nodes[e.source].type} → {self.nodes[e.target].type}" for e in self.edges)
        return {
            "nodes": dict(Counter(node.type for node in self.nodes.values())),
            "edges": dict(Counter(ends)),
        }

    def networkx(self) -> networkx.MultiDiGraph:
        """The graph as NetworkX sees it: attributes on nodes and edges, addresses included."""
        import networkx

        view = networkx.MultiDiGraph()
        for node in self.nodes.values():
            view.add_node(node.id, **node.model_dump(mode="json", exclude={"id"}))
        for edge in self.edges:
            fields = edge.model_dump(mode="json", exclude={"source", "target"})
            view.add_edge(edge.source, edge.target, **fields)
        return view

    def save(self, folder: Path) -> None:
        """Write `documents.jsonl`, `nodes.jsonl` and `edges.jsonl`; each replaced in one step."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "documents.jsonl", self.documents.values())
        _write(folder / "nodes.jsonl", self.nodes.values())
        _write(folder / "edges.jsonl", self.edges)

    @classmethod
    def load(cls, folder: Path) -> Graph:
        """Read what `save` wrote.

        Raises:
            OSError: If a file is missing.
            pydantic.ValidationError: If a line does not fit the schema.
        """
        graph = cls(Document.model_validate_json(line) for line in _lines(folder, "documents"))
        for line in _lines(folder, "nodes"):
            graph.add(Node.model_validate_json(line))
        for line in _lines(folder, "edges"):
            graph.connect(Edge.model_validate_json(line))
        return graph


def _lines(folder: Path, name: str) -> list[str]:
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return text.removesuffix("\n").split("\n") if text else []  # splitlines() cuts at U+2028 too


def _write(path: Path, items: Iterable[Document | Node | Edge]) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.writelines(item.model_dump_json(exclude_defaults=True) + "\n" for item in items)
    partial.replace(path)
