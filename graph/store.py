"""The graph itself: a typed multigraph over parsed documents, kept on disk in one file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.graph.provenance import Address
from mmkg.graph.schema import SIGNATURES, Edge, Merge, Node, NodeType, SchemaError
from mmkg.graph.triples import triple_columns
from mmkg.runtime.replacing import replacing

if TYPE_CHECKING:
    import networkx

Carrier = Table | Formula | Figure | Chunk
_Kept = TypeVar("_Kept", Document, Node, Edge, Merge)
FILE = "graph.zip"


class Graph:
    """Nodes, edges and the documents they were read from.

    Parallel edges are kept: two relations between one pair are two edges. `merges` says which
    entities were found to be one, and why.
    """

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents: dict[str, Document] = {}
        self.carriers: dict[str, Carrier] = {}
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.merges: list[Merge] = []
        self._out: dict[str, list[Edge]] = defaultdict(list)
        self._in: dict[str, list[Edge]] = defaultdict(list)
        for document in documents:
            self.documents[document.sha256] = document
            for found in (document.chunks, document.tables, document.formulas, document.figures):
                self.carriers.update((carrier.id, carrier) for carrier in found)

    def copy(self) -> Graph:
        """A graph that can grow while this one stays as it is; nodes and edges are shared."""
        twin = Graph(self.documents.values())
        twin.nodes = dict(self.nodes)
        twin.merges = list(self.merges)
        for edge in self.edges:
            twin._put(edge)
        return twin

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
        if ends not in SIGNATURES or edge.label not in (SIGNATURES[ends] or (edge.label,)):
            raise SchemaError(f"no edge {edge.label!r} may lead from {ends[0]} to {ends[1]}")
        self._put(edge)
        return edge

    def _put(self, edge: Edge) -> None:
        self.edges.append(edge)
        self._out[edge.source].append(edge)
        self._in[edge.target].append(edge)

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

    def tables(self, *, triples: bool = False) -> list[Table]:
        """All tables, in corpus order; those that list triples, whose rows are edges, if asked."""
        every = (table for document in self.documents.values() for table in document.tables)
        return [table for table in every if triples or not triple_columns(table)]

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
        """Write `graph.zip`: JSON lines of documents, nodes, edges and merges, packed.

        The file is replaced in one step: a kill leaves the graph as it was before, or as it is.
        """
        with replacing(folder / FILE) as file, ZipFile(file, "w", ZIP_DEFLATED) as packed:
            _pack(packed, "documents", self.documents.values())
            _pack(packed, "nodes", self.nodes.values())
            _pack(packed, "edges", self.edges)
            _pack(packed, "merges", self.merges)

    @classmethod
    def load(cls, folder: Path) -> Graph:
        """Read what `save` wrote.

        Raises:
            OSError: If the file is missing.
            zipfile.BadZipFile, pydantic.ValidationError: If it is damaged.
        """
        seen: dict[Address, Address] = {}  # nodes and edges stand where their carriers do
        with ZipFile(folder / FILE) as packed:
            graph = cls(_read(packed, "documents", Document, seen))
            for node in _read(packed, "nodes", Node, seen):
                graph.add(node)
            for edge in _read(packed, "edges", Edge, seen):
                graph.connect(edge)
            graph.merges = list(_read(packed, "merges", Merge, seen))
        return graph


def stored_documents(folder: Path) -> list[Document]:
    """The documents alone of a graph that `save` wrote in a folder; none if there is none."""
    if not (folder / FILE).is_file():
        return []
    with ZipFile(folder / FILE) as packed:
        return list(_read(packed, "documents", Document, {}))


def _read(
    packed: ZipFile, name: str, kind: type[_Kept], seen: dict[Address, Address]
) -> Iterator[_Kept]:
    with packed.open(f"{name}.jsonl") as file:
        for line in file:  # bytes are cut at line feeds alone, text at U+2028 too
            yield kind.model_validate_json(line, context=seen)


def _pack(packed: ZipFile, name: str, items: Iterable[Document | Node | Edge | Merge]) -> None:
    info = ZipInfo(f"{name}.jsonl")  # dated 1980: the same graph is the same file
    info.compress_type = ZIP_DEFLATED
    with packed.open(info, "w", force_zip64=True) as file:
        for item in items:
            file.write(item.model_dump_json(exclude_defaults=True).encode() + b"\n")
