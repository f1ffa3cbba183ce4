"""Graphs in files: triples in CSV, GraphML and RDF join the graph, each with its line."""

from __future__ import annotations

from pathlib import Path

import networkx
import pytest

from mmkg.graph.build import build
from mmkg.graph.store import Graph
from mmkg.graph.triples import lacking
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document

TURTLE = """@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

ex:ceres rdfs:label "Ceres" ;
    a ex:DwarfPlanet ;
    ex:orbits ex:TheSun ;
    ex:meanRadius "473 km" .
ex:vesta rdfs:label "Vesta" ;
    ex:orbits ex:TheSun .
"""
NT = """<http://e.org/Ceres> <http://e.org/orbits> <http://e.org/Sun> .
<http://e.org/Ceres> <http://e.org/orbits>
<http://e.org/Vesta> <http://e.org/discoveredBy> "Olbers" .
"""


def graph_of(path: Path, text: str | bytes) -> Graph:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return build([read_document(path)])


def stated(graph: Graph) -> set[tuple[str, str, str]]:
    name = {node.id: node.name for node in graph.nodes.values()}
    return {
        (name[e.source], e.label, name[e.target])
        for e in graph.edges
        if graph.nodes[e.source].type == graph.nodes[e.target].type == "entity"
    }


@pytest.mark.parametrize(
    "header", ["head,relation,tail", "Subject,Predicate,Object", "source,relationship,target"]
)
def test_triples_in_csv_are_edges_with_their_line(tmp_path: Path, header: str):
    text = f"{header}\nCeres,orbits,Sun\nCeres,mean radius,473 km\nVesta,found on,29 March 1807\n"
    graph = graph_of(tmp_path / "t.csv", text)
    assert stated(graph) == {("Ceres", "orbits", "Sun")}
    (edge,) = [e for e in graph.edges if e.label == "orbits"]
    assert (edge.addresses[0].path or "").startswith("line 2")
    values = {n.relation.relation: n.relation for n in graph.of_type("assertion") if n.relation}
    assert (str(values["mean radius"].number), values["mean radius"].unit) == ("473", "km")
    assert values["found on"].date == "1807-03-29"
    assert {n.name for n in graph.of_type("entity")} == {"Ceres", "Sun", "Vesta"}


def test_chinese_headers_of_triples_are_known(tmp_path: Path):
    graph = graph_of(
        tmp_path / "t.tsv", "头实体\t关系\t尾实体\n谷神星\t环绕\t太阳\n灶神星\t环绕\t太阳\n"
    )
    assert stated(graph) == {("谷神星", "环绕", "太阳"), ("灶神星", "环绕", "太阳")}


def test_a_triple_that_lacks_a_part_is_named_by_its_line_and_the_rest_goes_on(tmp_path: Path):
    path = tmp_path / "t.csv"
    text = "head,relation,tail\nCeres,,Sun\nVesta,orbits,Sun\nPallas,orbits\n"
    graph = graph_of(path, text)
    assert stated(graph) == {("Vesta", "orbits", "Sun")}
    (table,) = graph.tables(triples=True)
    assert lacking(table) == [
        "line 2: a triple without its relation",
        "line 4: a triple without its tail",
    ]


def test_a_list_of_triples_is_no_table_to_ask_about(tmp_path: Path):
    graph = graph_of(tmp_path / "t.csv", "head,relation,tail\nCeres,orbits,Sun\nVesta,orbits,Sun\n")
    assert not graph.tables()


def test_triples_and_documents_meet_in_one_entity(tmp_path: Path):
    (tmp_path / "a.csv").write_text("head,relation,tail\nCeres,orbits,Sun\nVesta,orbits,Sun\n")
    (tmp_path / "b.md").write_text("# Ceres\n\nCeres was discovered by Giuseppe Piazzi in 1801.\n")
    graph = build([read_document(tmp_path / name) for name in ("a.csv", "b.md")])
    (ceres,) = [n for n in graph.of_type("entity") if n.name == "Ceres"]
    assert {e.label for e in graph.out(ceres.id, "entity")} == {"orbits", "was discovered by"}


def test_graphml_that_networkx_writes_is_read_with_labels_and_attributes(tmp_path: Path):
    made = networkx.MultiDiGraph()
    made.add_node("n1", label="Ceres", radius="473 km")
    made.add_node("n2", label="Sun")
    made.add_edge("n1", "n2", relation="orbits")
    made.add_edge("n1", "n2", relation="is lit by")
    networkx.write_graphml(made, tmp_path / "g.graphml")
    graph = build([read_document(tmp_path / "g.graphml")])
    assert stated(graph) == {("Ceres", "orbits", "Sun"), ("Ceres", "is lit by", "Sun")}
    lines = (tmp_path / "g.graphml").read_text().splitlines()
    (edge,) = [e for e in graph.edges if e.label == "orbits"]
    line = int((edge.addresses[0].path or "").split()[1].rstrip(","))
    assert "<edge" in lines[line - 1]


def test_turtle_is_read_with_labels_types_and_lines(tmp_path: Path):
    graph = graph_of(tmp_path / "t.ttl", TURTLE)
    assert stated(graph) == {
        ("Ceres", "is a", "Dwarf planet"),
        ("Ceres", "orbits", "The sun"),
        ("Vesta", "orbits", "The sun"),
    }
    (ceres,) = [n for n in graph.of_type("entity") if n.name == "Ceres"]
    assert ceres.sort == "Dwarf planet"
    (edge,) = [e for e in graph.edges if e.label == "is a"]
    assert (edge.addresses[0].path or "").startswith("line 5")


def test_a_broken_line_of_ntriples_costs_no_other(tmp_path: Path):
    graph = graph_of(tmp_path / "t.nt", NT)
    assert stated(graph) == {("Ceres", "orbits", "Sun"), ("Vesta", "discovered by", "Olbers")}
    (document,) = graph.documents.values()
    assert document.warnings == ("line 2: no whole triple; passed over",)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>
"""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("g.graphml", BOMB, "g.graphml, line 2: a DTD in it could expand"),
        ("g.graphml", "<graphml>\n<graph>\n</graphml>", "g.graphml, line 3: no valid XML"),
        ("g.graphml", "<graphml><graph/></graphml>", "holds no triples"),
        ("t.ttl", "<a> <b> .\n", "t.ttl, line 1: no valid Turtle"),
        ("t.ttl", TURTLE + "ex:a ex:b\n ex:c ex:d .\n", "t.ttl, line 11: no valid Turtle"),
    ],
)
def test_broken_graphs_are_one_line_with_file_and_line(
    tmp_path: Path, name: str, text: str, said: str
):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said) as raised:
        read_document(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_an_edge_to_no_node_is_passed_over_and_said(tmp_path: Path):
    text = (
        '<graphml><graph edgedefault="directed"><node id="a"/><node id="b"/>\n'
        '<edge source="a" target="x"/>\n<edge source="a" target="b"/></graph></graphml>'
    )
    (tmp_path / "g.graphml").write_text(text)
    document = read_document(tmp_path / "g.graphml")
    assert document.warnings == ("line 2: an edge names 'x', which is no node; passed over",)
    assert document.tables[0].grid()[1:] == [["a", "related to", "b"]]
