"""Each format is read back by a reader of its own, with every node, edge, address and character."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx
import ocg
import pyarrow.parquet
import pytest

from mmkg.graph.export.form import export, graph_formats
from mmkg.graph.export.graphml import escaped, unescaped
from mmkg.graph.export.neo4j import ARRAY
from mmkg.graph.provenance import Address, Box
from mmkg.graph.schema import Edge, Merge, Node
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError

NASTY = "a<b & \"c\" 'd' \x00\x07\x0b\x1b\r\nend\ufffe \\upsilon \\\\n; , _x0001_ ] 中文 𝛼 `"
PLACES = (
    Address(document="d" * 64, page=3, box=Box(1.5, 2.25, 3.0, 4.125)),
    Address(document="d" * 64, span=(4, 9), path="Sheet1!B2"),
)


@pytest.fixture(scope="module")
def graph() -> Graph:
    graph = Graph()
    graph.add(Node(id="c", type="chunk", name=NASTY, description="plain"))
    graph.add(Node(id="e", type="entity", name="E", aliases=(NASTY, "Ee"), addresses=PLACES))
    graph.add(Node(id=f"entity:{NASTY}", type="entity", name="F"))
    graph.connect(Edge(source="e", target="c", label="locate", addresses=PLACES, text=NASTY))
    for label in ("orbits", "is a `kind` of", "orbits"):
        far = f"entity:{NASTY}"
        graph.connect(Edge(source="e", target=far, label=label, text=label, carrier="c"))
    gone = Node(id="g", type="entity", name="G")
    graph.merges = [Merge(kept="e", merged=gone, why="the same name", by="rule")]
    return graph


def written(graph: Graph, name: str, folder: Path) -> Path:
    to = folder / f"out{graph_formats()[name].suffix}"
    for _ in range(2 if to.suffix else 1):  # a file is replaced
        export(graph, name, to)
    assert not list(folder.glob("*.partial"))
    return to


def places(texts: list[dict[str, object]] | list[str]) -> list[Address]:
    values = [json.loads(text) if isinstance(text, str) else text for text in texts]
    return [Address.model_validate(value) for value in values]


def test_networkx_reads_the_graphml(graph: Graph, tmp_path: Path):
    read = networkx.read_graphml(written(graph, "graphml", tmp_path), force_multigraph=True)
    nodes = {unescaped(node): fields for node, fields in read.nodes(data=True)}
    assert list(nodes) == list(graph.nodes)
    assert unescaped(nodes["c"]["name"]) == NASTY and nodes["c"]["type"] == "chunk"
    assert json.loads(unescaped(nodes["e"]["aliases"])) == [NASTY, "Ee"]
    assert json.loads(nodes["e"]["merged"]) == ["G"]
    assert tuple(places(json.loads(nodes["e"]["addresses"]))) == PLACES
    edges = {
        key: (unescaped(one), unescaped(two), fields)
        for one, two, key, fields in read.edges(keys=True, data=True)
    }
    for number, edge in enumerate(graph.edges):
        one, two, fields = edges[f"e{number}"]
        assert (one, two, fields["label"]) == (edge.source, edge.target, edge.label)
        assert unescaped(fields["text"]) == edge.text
        assert tuple(places(json.loads(fields["addresses"]))) == edge.addresses


@pytest.mark.parametrize("text", [NASTY, "_x005F_", "_x_x0001_", "__x0000_", "\r", ""])
def test_escapes_for_xml_come_back(text: str):
    assert unescaped(escaped(text)) == text


def test_networkx_reads_the_json(graph: Graph, tmp_path: Path):
    data = json.loads(written(graph, "json", tmp_path).read_text("utf-8"))
    read = networkx.node_link_graph(data, edges="edges")
    for node in graph.nodes.values():
        assert Node.model_validate({"id": node.id} | read.nodes[node.id]) == node
    edges = [Edge(source=a, target=b, **fields) for a, b, fields in read.edges(data=True)]
    assert sorted(map(str, edges)) == sorted(map(str, graph.edges))
    assert [Merge.model_validate(merge) for merge in read.graph["merges"]] == graph.merges


def test_pyarrow_reads_the_parquet(graph: Graph, tmp_path: Path):
    folder = written(graph, "parquet", tmp_path)
    nodes = pyarrow.parquet.read_table(folder / "nodes.parquet").to_pylist()
    assert [row["id"] for row in nodes] == list(graph.nodes)
    assert nodes[0]["name"] == NASTY and nodes[1]["aliases"] == [NASTY, "Ee"]
    assert tuple(places(nodes[1]["addresses"])) == PLACES
    rows = pyarrow.parquet.read_table(folder / "edges.parquet").to_pylist()
    edges = [
        Edge.model_validate(row | {"addresses": tuple(places(row["addresses"]))}) for row in rows
    ]
    assert edges == graph.edges


def test_csv_follows_the_rules_of_the_neo4j_importer(graph: Graph, tmp_path: Path):
    folder = written(graph, "neo4j", tmp_path)
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        nodes = list(csv.DictReader(file))
    assert [row["id:ID"] for row in nodes] == list(graph.nodes)
    assert [row[":LABEL"].split(ARRAY) for row in nodes][:2] == [
        ["Mmkg", "Chunk"],
        ["Mmkg", "Entity"],
    ]
    assert nodes[0]["name"] == NASTY
    assert nodes[1]["aliases:string[]"].split(ARRAY) == [NASTY, "Ee"]
    assert tuple(places(nodes[1]["addresses:string[]"].split(ARRAY))) == PLACES
    with (folder / "edges.csv").open(encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))
    told = [(row[":START_ID"], row[":END_ID"], row[":TYPE"], row["text"]) for row in edges]
    assert told == [(edge.source, edge.target, edge.label, edge.text) for edge in graph.edges]


def test_a_cypher_engine_runs_the_script(graph: Graph, tmp_path: Path):
    script = (written(graph, "neo4j", tmp_path) / "graph.cypher").read_text("utf-8")
    database = ocg.Graph()
    statements = [part for part in script.split(";\n") if part.strip()]
    assert "CREATE CONSTRAINT" in statements[0]  # which this engine does not know
    for statement in statements[1:]:
        database.execute(statement)
    nodes = {row["n.id"]: row for row in database.execute("MATCH (n:Mmkg) RETURN n.id, n.name")}
    assert nodes.keys() == graph.nodes.keys() and nodes["c"]["n.name"] == NASTY
    query = "MATCH (n:Entity {id: 'e'}) RETURN n.aliases, n.addresses"
    (entity,) = database.execute(query)
    assert entity["n.aliases"] == [NASTY, "Ee"]
    assert tuple(places(entity["n.addresses"])) == PLACES
    query = "MATCH (a)-[e]->(b) RETURN a.id, b.id, type(e) AS label, e.text, e.addresses"
    found = database.execute(query)
    told = sorted((row["a.id"], row["b.id"], row["e.text"]) for row in found)
    assert told == sorted((edge.source, edge.target, edge.text) for edge in graph.edges)
    assert {row["label"].strip("`") for row in found} >= {"locate", "orbits"}


def test_what_is_in_the_way_is_not_overwritten(graph: Graph, tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    for name in ("neo4j", "json"):
        with pytest.raises(UsageError, match="something in it"):
            export(graph, name, tmp_path / "full")
    with pytest.raises(UsageError, match="is a file; parquet writes a folder"):
        export(graph, "parquet", tmp_path / "full" / "thesis.txt")
    with pytest.raises(UsageError, match="no graph format 'rdf': there are graphml, "):
        export(graph, "rdf", tmp_path / "x")
