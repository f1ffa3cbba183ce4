"""Entities that code finds: aliases that a text spells out, items and measures of carriers."""

from __future__ import annotations

from typing import Any

import pytest

from mmkg.graph.build import build
from mmkg.graph.document import DiagramLink, DiagramNode
from mmkg.graph.entities import nameable, text_mentions
from mmkg.graph.linking.aliases import alias_pairs
from mmkg.graph.names import normal


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        (
            "run by the European Space Agency (ESA) since 1975",
            "European Space Agency",
            "ESA",
        ),
        (
            "the National Aeronautics and Space Administration (NASA)",
            "National Aeronautics and Space Administration",
            "NASA",
        ),
        ("Large Language Models (LLMs) are", "Large Language Models", "LLMs"),
        ("天问一号（Tianwen-1）", "天问一号", "Tianwen-1"),
        ("we use large language models (LLMs) here", "large language models", "LLMs"),
        ("Retrieval-Augmented Generation (RAG) helps", "Retrieval-Augmented Generation", "RAG"),
        ("the area under the curve (AUC) is", "area under the curve", "AUC"),
        (
            "NASA (National Aeronautics and Space Administration)",
            "National Aeronautics and Space Administration",
            "NASA",
        ),
        ("Constantinople, formerly known as Byzantium, fell", "Constantinople", "Byzantium"),
        ("北京大学（简称“北大”）位于北京", "北京大学", "北大"),
        ("卷积神经网络（CNN）", "卷积神经网络", "CNN"),
        ("and Chain-of-Thought (COT; Wei et al., 2022)", "Chain-of-Thought", "COT"),
    ],
)
def test_long_and_short_form_side_by_side_are_aliases(paper: Any, text: str, long: str, short: str):
    assert [(pair.long, pair.short) for pair in alias_pairs(paper().text(text))] == [(long, short)]


@pytest.mark.parametrize(
    "text",
    ["The Big Dog (NASA) barks", "mass (kg)", "see Table (3)", "Mars (Phobos)", "we ran it (USA)"],
)
def test_parentheses_that_spell_no_acronym_are_not(paper: Any, text: str):
    assert not list(alias_pairs(paper().text(text)))


@pytest.mark.parametrize(
    "text", ["Mars", "RoBERTa-large", "玉兔号", "Io", "K2", "M31", "B12", "3C 273", "H2O"]
)
def test_labels_that_name_something_are_nameable(text: str):
    assert nameable(text)


@pytest.mark.parametrize(
    "text",
    ["12.5", "–", "Total", "合计", "yes", "x", "1,000 %", "12 km/s", "July 2004", "2004年7月"],
)
def test_numbers_and_fillers_are_not(text: str):
    assert not nameable(text)


def mentioned(paper: Any, text: str, *names: str) -> list[str]:
    chunk = paper().text(text)
    index = {normal(name): name for name in names}
    return [chunk.text[slice(*span)] for _, span in text_mentions(chunk, index)]


def test_the_longest_name_is_taken(paper: Any):
    text = "Mars Express reached Mars."
    assert mentioned(paper, text, "Mars", "Mars Express") == ["Mars Express", "Mars"]


def test_names_are_found_between_chinese_characters_without_punctuation(paper: Any):
    found = mentioned(paper, "嫦娥三号由CNSA发射，飞向月球。", "嫦娥三号", "CNSA", "月球")
    assert sorted(found) == sorted(["嫦娥三号", "CNSA", "月球"])


def entity_of(graph: Any, name: str) -> Any:
    (node,) = [n for n in graph.of_type("entity") if name in (n.name, *n.aliases)]
    return node


def test_an_acronym_in_a_table_and_its_long_form_in_a_text_are_one_entity(paper: Any):
    doc = paper()
    doc.text("The European Space Agency (ESA) has its seat in Paris.")
    table = doc.table("Agencies", ["Agency", "Founded"], [["ESA", "1975"], ["ISRO", "1969"]])
    graph = build([doc.document()])
    node = entity_of(graph, "ESA")
    assert node is entity_of(graph, "European Space Agency")
    assert {edge.target for edge in graph.out(node.id)} == {doc.chunks[0].id, table.id}


def test_aliases_of_aliases_are_one_entity_in_whatever_order_they_come(paper: Any):
    doc = paper(language="zh")
    doc.text("欧洲空间局（ESA）。")
    doc.text("欧空局（European Space Agency）。")
    doc.text("European Space Agency (ESA).")
    doc.table("机构", ["机构", "年"], [["欧空局", "1975"], ["ESA", "1975"]])
    graph = build([doc.document()])
    names = {"欧洲空间局", "ESA", "欧空局", "European Space Agency"}
    (node,) = {entity_of(graph, name).id: entity_of(graph, name) for name in names}.values()
    assert {node.name, *node.aliases} == names
    assert len(set(node.addresses)) == len(node.addresses)


def test_a_short_code_in_a_table_is_found_in_a_text(paper: Any):
    doc = paper("peaks.pdf")
    chunk = doc.text("The ridge of K2 was climbed in 1954.")
    doc.table("Peaks", ["Peak", "Height"], [["K2", "8611"], ["Broad Peak", "8051"]])
    graph = build([doc.document()])
    (peak,) = [node for node in graph.of_type("entity") if node.name == "K2"]
    assert {edge.target for edge in graph.out(peak.id)} == {chunk.id, doc.tables[0].id}


def test_shapes_and_arrows_of_a_diagram_are_entities_and_edges_with_places(paper: Any):
    doc = paper("flow.pdf")
    figure = doc.chart("Steps", {})
    shapes = tuple(
        DiagramNode(text=text, address=doc.place()) for text in ("Parse", "Check it", "Store")
    )
    links = (
        DiagramLink(source=0, target=1, directed=True, address=doc.place()),
        DiagramLink(source=1, target=2, text="valid", directed=True, address=doc.place()),
    )
    change = {"kind": "flowchart", "x_axis": None, "y_axis": None}
    doc.figures[0] = figure.model_copy(update={**change, "nodes": shapes, "links": links})
    graph = build([doc.document()])
    names = {node.id: node.name for node in graph.of_type("entity")}
    places = {node.name: node.addresses for node in graph.of_type("entity")}
    assert places == {shape.text: (shape.address,) for shape in shapes}
    edges = [edge for edge in graph.edges if edge.carrier == figure.id]
    assert [(names[e.source], e.label, names[e.target], e.addresses) for e in edges] == [
        ("Parse", "leads to", "Check it", (links[0].address,)),
        ("Check it", "valid", "Store", (links[1].address,)),
    ]
