"""The graph that code builds from a document, edge by edge."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mmkg.graph.build import build
from mmkg.graph.expression import call, symbol
from mmkg.graph.schema import SIGNATURES


@pytest.fixture
def doc(paper: Any) -> Any:
    doc = paper("missions.pdf")
    doc.text("Missions", kind="heading")
    doc.text("Table 1 and Fig. 1a list missions; Eq. (1) gives the weight.")
    doc.text("A mission with a launch mass above 2000 kg is called heavy.")
    doc.text("Giotto was launched by ESA. Juno reached Jupiter.")
    doc.table(
        "Missions",
        ["Mission", "Agency", "Launch mass"],
        [["Giotto", "ESA", "960"], ["Juno", "NASA", "3625"], ["Hope", "UAESA", "1350"]],
        units={"Launch mass": "kg"},
    )
    doc.table("Targets", ["Mission", "Target"], [["Juno", "Jupiter"], ["Hope", "Mars"]])
    doc.chart("Cruise time", {"Cruise time": {"Juno": "1796", "Hope": "204"}}, y="Cruise time")
    weight = call("equals", symbol("W"), call("multiply", symbol("m"), symbol("g")))
    doc.formula(weight, {"W": ("weight", "N"), "m": ("mass", "kg"), "g": ("gravity", "m/s^2")})
    return doc


@pytest.fixture
def graph(doc: Any) -> Any:
    return build([doc.document()])


def edges(graph: Any, source: str, target: str) -> list[Any]:
    """Edges between nodes given by name."""
    name = {node.id: node.name for node in graph.nodes.values()}
    return [e for e in graph.edges if (name[e.source], name[e.target]) == (source, target)]


def test_every_signature_arises_without_a_model(graph: Any):
    made = {(graph.nodes[e.source].type, graph.nodes[e.target].type, e.label) for e in graph.edges}
    wanted = {(*ends, label) for ends, labels in SIGNATURES.items() for label in labels}
    assert wanted <= made
    assert {made for made in made if made[:2] != ("entity", "entity")} == wanted


def test_structure_is_complete(graph: Any, doc: Any):
    counts = graph.counts()
    assert counts["nodes"]["chunk"] == 4
    assert counts["edges"]["chunk → document"] == 4
    assert counts["edges"]["chunk → chunk"] == 3 + 3  # in order, and below their heading
    assert [e.label for e in graph.into(doc.sha256, "table")] == ["locate", "locate"]


def test_citations_become_edges_with_the_words_and_the_place(graph: Any, doc: Any):
    cited = {e.target: e for e in graph.out(doc.chunks[1].id) if e.label == "refer_to"}
    assert set(cited) == {doc.tables[0].id, doc.figures[0].id, doc.formulas[0].id}
    assert cited[doc.tables[0].id].text == "Table 1"
    assert cited[doc.figures[0].id].text == "Fig. 1a"
    assert cited[doc.tables[0].id].addresses[0].span == (0, 7)


def test_a_text_cell_relates_its_row_to_itself_by_the_header(graph: Any, doc: Any):
    (edge,) = [e for e in edges(graph, "Giotto", "ESA") if e.carrier == doc.tables[0].id]
    assert (edge.label, edge.text) == ("Agency", "ESA")
    assert edge.addresses == (doc.tables[0].at[1, 1].address,)


def test_a_verb_between_two_entities_relates_them(graph: Any, doc: Any):
    (edge,) = [e for e in edges(graph, "Giotto", "ESA") if e.carrier == doc.chunks[3].id]
    assert edge.label == "was launched by"
    assert edge.text == "Giotto was launched by ESA"
    assert [e.label for e in edges(graph, "Juno", "Jupiter")] == ["Target", "reached"]


def test_two_relations_between_one_pair_are_two_edges(graph: Any):
    assert len(edges(graph, "Giotto", "ESA")) == 2
    view = graph.networkx()
    ids = {node.name: node.id for node in graph.of_type("entity")}
    assert view.number_of_edges(ids["Giotto"], ids["ESA"]) == 2


def test_one_name_in_table_chart_and_text_is_one_entity_with_all_its_addresses(
    graph: Any, doc: Any
):
    (juno,) = [node for node in graph.of_type("entity") if node.name == "Juno"]
    reached = Counter(graph.nodes[edge.target].type for edge in graph.out(juno.id))
    assert reached == {"table": 2, "image": 1, "chunk": 1, "entity": 2 + 1}
    assert len(juno.addresses) == 4


def test_a_rule_is_an_assertion_of_its_chunk(graph: Any, doc: Any):
    (node,) = [node for node in graph.of_type("assertion") if node.kind == "rule"]
    assert node.name == "heavy"
    assert node.description == doc.chunks[2].text
    assert [e.target for e in graph.out(node.id)] == [doc.chunks[2].id]


def test_numbers_are_no_entities(graph: Any):
    assert not {"960", "3625", "204"} & {node.name for node in graph.of_type("entity")}


def test_every_edge_stated_somewhere_has_its_address(graph: Any):
    structural = {"belongs_to", "next", "locate"}
    for edge in graph.edges:
        assert edge.addresses or edge.label in structural, edge


def test_a_relation_in_a_text_is_an_assertion_about_both_things(graph: Any, doc: Any):
    (node,) = [n for n in graph.of_type("assertion") if n.name == "Giotto was launched by ESA"]
    assert node.relation is not None
    assert (node.relation.head, node.relation.tail) == ("Giotto", "ESA")
    assert [e.target for e in graph.out(node.id, "chunk")] == [doc.chunks[3].id]
    about = {graph.nodes[e.target].name for e in graph.out(node.id, "entity")}
    assert about == {"Giotto", "ESA"}


def test_what_a_chart_reads_is_stated_as_an_amount(graph: Any, doc: Any):
    (node,) = [n for n in graph.of_type("assertion") if n.name == "Juno Cruise time 1796"]
    assert node.relation is not None and str(node.relation.number) == "1796"
    assert [e.target for e in graph.out(node.id, "image")] == [doc.figures[0].id]


def test_each_element_is_part_of_the_section_it_stands_in(graph: Any, doc: Any):
    heading = doc.chunks[0].id
    below = {edge.source for edge in graph.into(heading) if edge.label == "part_of"}
    assert below == {
        *(chunk.id for chunk in doc.chunks[1:]),
        *(carrier.id for carrier in (*doc.tables, *doc.figures, *doc.formulas)),
    }


def test_documents_of_one_title_are_told_apart_by_their_files(paper: Any):
    one, two = (paper(f"{name}.pdf", title="《实验》报告") for name in ("单摆", "油滴"))
    alone = paper("alone.pdf", title="Pendulums")
    for written in (one, two, alone):
        written.text("A text.")
    built = build([each.document() for each in (one, two, alone)])
    titles = [document.title for document in built.documents.values()]
    assert titles == ["《实验》报告（单摆）", "《实验》报告（油滴）", "Pendulums"]
