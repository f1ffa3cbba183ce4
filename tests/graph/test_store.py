"""The store: what the schema refuses, and what is on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx
import pytest

from mmkg.graph.build import build
from mmkg.graph.schema import Edge, Merge, Node, SchemaError
from mmkg.graph.store import Graph


@pytest.fixture
def graph() -> Graph:
    graph = Graph()
    graph.add(Node(id="d", type="document", name="D"))
    graph.add(Node(id="c", type="chunk", name="C"))
    graph.add(Node(id="e", type="entity", name="E"))
    graph.add(Node(id="f", type="entity", name="F"))
    return graph


def test_two_nodes_of_one_id_are_refused(graph: Graph):
    with pytest.raises(SchemaError, match="two nodes 'c'"):
        graph.add(Node(id="c", type="chunk", name="again"))


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (Edge(source="c", target="x", label="belongs_to"), "'x', which is no node"),
        (Edge(source="d", target="c", label="belongs_to"), "from document to chunk"),
        (Edge(source="c", target="d", label="locate"), "no edge 'locate'"),
    ],
)
def test_edges_that_no_signature_allows_are_refused(graph: Graph, edge: Edge, message: str):
    with pytest.raises(SchemaError, match=message):
        graph.connect(edge)
    assert not graph.edges


def test_between_entities_any_predicate_is_allowed_and_parallel_edges_are_kept(graph: Graph):
    for label in ("orbits", "discovered", "orbits"):
        graph.connect(Edge(source="e", target="f", label=label))
    assert [edge.label for edge in graph.out("e", "entity")] == ["orbits", "discovered", "orbits"]
    assert graph.into("f", "chunk") == []
    assert graph.networkx().number_of_edges("e", "f") == 3


def test_a_saved_graph_loads_as_it_was(paper: Any, tmp_path: Path):
    doc = paper()
    doc.text("A line\u2028broken\x85oddly, above 5 kg it is called heavy.")
    doc.table("Masses", ["Thing", "Mass"], [["Vega", "5.50"], ["Deneb", "7"]], units={"Mass": "kg"})
    before = build([doc.document()])
    before.save(tmp_path)
    after = Graph.load(tmp_path)
    assert after.documents == before.documents
    assert after.nodes == before.nodes
    assert after.edges == before.edges
    assert after.carriers.keys() == before.carriers.keys()
    assert not list(tmp_path.glob("*.partial"))


def test_an_empty_graph_loads_too(tmp_path: Path):
    Graph().save(tmp_path)
    assert Graph.load(tmp_path).counts() == {"nodes": {}, "edges": {}}


def test_networkx_gets_attributes_and_addresses(paper: Any):
    doc = paper()
    table = doc.table("Masses", ["Thing", "Mass"], [["Vega", "5"], ["Deneb", "7"]])
    view = build([doc.document()]).networkx()
    assert isinstance(view, networkx.MultiDiGraph)
    assert view.nodes[table.id]["type"] == "table"
    assert view.nodes[table.id]["addresses"][0]["page"] == 1


def test_the_example_corpus_loads_as_it_was_saved(example_view: Any, tmp_path: Path):
    example_view.graph.save(tmp_path)
    after = Graph.load(tmp_path)
    assert after.documents == example_view.graph.documents
    assert (after.nodes, after.edges) == (example_view.graph.nodes, example_view.graph.edges)


def test_merges_are_kept_with_the_entity_as_it_was(graph: Graph, tmp_path: Path):
    merged = Node(id="g", type="entity", name="G", aliases=("Gee",))
    graph.merges.append(Merge(kept="e", merged=merged, why="the same name", by="user"))
    graph.save(tmp_path)
    assert Graph.load(tmp_path).merges == graph.merges


def test_the_same_graph_is_the_same_file(graph: Graph, tmp_path: Path):
    for name in ("one", "two"):
        graph.save(tmp_path / name)
    one, two = (next((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_a_save_that_is_cut_off_leaves_the_graph_as_it_was(graph: Graph, tmp_path: Path):
    graph.save(tmp_path)
    before = Graph.load(tmp_path).nodes
    graph.add(Node(id="h", type="entity", name="H"))
    graph.edges.append("no edge")  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        graph.save(tmp_path)
    assert Graph.load(tmp_path).nodes == before


def test_equal_addresses_of_a_loaded_graph_are_one_in_memory(example_view: Any, tmp_path: Path):
    example_view.graph.save(tmp_path)
    graph = Graph.load(tmp_path)
    everything = (*graph.nodes.values(), *graph.edges)
    found = [address for each in everything for address in each.addresses]
    found += [cell.address for table in graph.tables() for cell in table.cells]
    assert len({id(address) for address in found}) == len(set(found)) < len(found) / 2
    assert len({id(each.model_fields_set) for each in (*found, *everything)}) == 1
