"""Linking: which names become one entity, which stay apart, and how a merge is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mmkg.graph.build import build
from mmkg.graph.linking.choices import Choices, load_choices
from mmkg.graph.linking.neighbours import CELL, neighbours
from mmkg.graph.linking.unmerge import unmerge
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError


def entity_of(graph: Graph, name: str) -> Any:
    (node,) = [n for n in graph.of_type("entity") if name in (n.name, *n.aliases)]
    return node


def two_tables(paper: Any, one: str, two: str) -> Graph:
    """A graph of two tables that each have one of the names in a row."""
    doc = paper()
    for caption, name in (("Size", one), ("Weight", two)):
        doc.table(caption, ["Thing", caption], [[name, "5"]])
    return build([doc.document()])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("RoBERTa-L", "RoBERTa-large"),
        ("BERT_base", "BERT-B"),
        ("University of Oxford", "Oxford University"),
        ("Acme Inc.", "ACME"),
        ("language model", "Language Models"),
        ("bodies", "Body"),
        ("华为技术有限公司", "华为技术"),
        ("Millenium Bridge", "Millennium Bridge"),
    ],
)
def test_spellings_of_one_name_are_one_by_rule(paper: Any, one: str, two: str):
    assert len(two_tables(paper, one, two).merges) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Vega 1", "Vega 2"),
        ("Adam", "Adams Bridge"),
        ("adsorption", "absorption"),
        ("germanium", "geranium"),
        ("infection", "inflection"),
        ("symmetric", "asymmetric"),
        ("Mars", "Mariner"),
        ("GPT-3", "GPT-3.5"),
        ("Plan B", "Plan base"),
        ("precision", "recall"),
        ("火星", "金星"),
    ],
)
def test_names_that_only_look_alike_are_not(paper: Any, one: str, two: str):
    assert not two_tables(paper, one, two).merges


def test_row_label_text_and_legend_are_one_entity_with_three_places(paper: Any):
    doc = paper()
    text = doc.text("We fine-tune RoBERTa-large on the training set, which takes a day.")
    table = doc.table("Scores", ["Model", "F1"], [["RoBERTa-L", "88.1"], ["BERT", "85.0"]])
    chart = doc.chart("Scores", {"RoBERTa-large": {"A": "1"}, "BERT": {"A": "2"}}, y="F1")
    graph = build([doc.document()])
    node = entity_of(graph, "RoBERTa-L")
    assert node is entity_of(graph, "RoBERTa-large")
    assert {e.target for e in graph.out(node.id)} == {text.id, table.id, chart.id}
    assert len(node.addresses) == 3
    assert table.at[1, 0].address in node.addresses
    (merge,) = graph.merges
    assert (merge.kept, merge.why, merge.by) == (node.id, "another spelling", "rule")


def test_names_side_by_side_in_one_carrier_are_never_one(paper: Any):
    doc = paper()
    doc.table("Scores", ["Model", "F1"], [["RoBERTa-L", "88.1"], ["RoBERTa-large", "85.0"]])
    graph = build([doc.document()])
    assert entity_of(graph, "RoBERTa-L") is not entity_of(graph, "RoBERTa-large")
    assert not graph.merges


def two_mercuries(paper: Any) -> list[Any]:
    sky = paper("sky.pdf", title="Planets of the Solar System")
    sky.table("Planets and orbits", ["Planet", "Orbit"], [["Mercury", "88"], ["Venus", "225"]])
    lab = paper("lab.pdf", title="Safety data of metals in the laboratory")
    lab.table("Density of liquids", ["Metal", "Density"], [["Mercury", "13.5"], ["Gallium", "6"]])
    return [sky, lab]


def test_one_name_for_different_sorts_of_things_in_different_contexts_is_two_entities(paper: Any):
    sky, lab = two_mercuries(paper)
    graph = build([sky.document(), lab.document()])
    found = {n.sort: n for n in graph.of_type("entity") if n.name == "Mercury"}
    assert set(found) == {"Planet", "Metal"}
    assert [e.target for e in graph.out(found["Planet"].id, "table")] == [sky.tables[0].id]
    assert [e.target for e in graph.out(found["Metal"].id, "table")] == [lab.tables[0].id]


def test_one_thing_that_two_documents_call_different_sorts_stays_one(paper: Any):
    one = paper("one.pdf", title="Missions to the planets")
    one.table("Launch mass", ["Mission", "Mass"], [["Juno", "3625"], ["Giotto", "960"]])
    two = paper("two.pdf", title="Spacecraft and their agencies")
    two.table(
        "Spacecraft by agency", ["Spacecraft", "Agency"], [["Juno", "NASA"], ["Giotto", "ESA"]]
    )
    graph = build([one.document(), two.document()])
    assert len(graph.into(one.tables[0].id, "entity")) == 3
    assert len(graph.out(entity_of(graph, "Juno").id, "table")) == 2


def test_one_name_under_different_headers_stays_one_where_other_lists_join_its_company(paper: Any):
    sky, lab = two_mercuries(paper)
    sky.table("Visited by probes", ["Target", "Visits"], [["Venus", "30"], ["Gallium", "1"]])
    graph = build([sky.document(), lab.document()])
    (mercury,) = [n for n in graph.of_type("entity") if n.name == "Mercury"]
    assert {e.target for e in graph.out(mercury.id, "table")} == {
        sky.tables[0].id,
        lab.tables[0].id,
    }


def test_a_users_file_merges_and_splits_names(paper: Any, tmp_path: Path):
    doc = paper()
    doc.text("The European Space Agency (ESA) is old. The agency in Paris is old as well.")
    doc.table("A", ["Agency", "Founded"], [["ESA", "1975"], ["JAXA", "2003"]])
    doc.table("B", ["Body", "Staff"], [["Japan Aerospace", "1500"], ["European Space Agency", "5"]])
    file = tmp_path / "links.yaml"
    file.write_text("merge: [[JAXA, Japan Aerospace]]\nsplit: [[ESA, European Space Agency]]\n")
    graph = build([doc.document()], load_choices(file))
    assert entity_of(graph, "JAXA") is entity_of(graph, "Japan Aerospace")
    assert entity_of(graph, "ESA") is not entity_of(graph, "European Space Agency")
    assert [merge.by for merge in graph.merges] == ["user"]


def test_a_links_file_that_is_wrong_is_one_line(tmp_path: Path):
    file = tmp_path / "links.yaml"
    file.write_text("split: [[A, B, C]]\n")
    with pytest.raises(UsageError, match=r"links.yaml: split.0"):
        load_choices(file)


def test_an_unmerged_name_takes_its_places_edges_and_assertions_along(paper: Any):
    doc = paper()
    doc.text("RoBERTa-large was released by Facebook. The European Space Agency (ESA) is old.")
    doc.table("Scores", ["Model", "Maker"], [["RoBERTa-L", "Meta"], ["BERT", "Google"]])
    graph = build([doc.document()])
    after = unmerge(graph, "RoBERTa-L", "RoBERTa-large")
    out, kept = entity_of(after, "RoBERTa-large"), entity_of(after, "RoBERTa-L")
    assert [e.target for e in after.out(out.id, "chunk")] == [doc.chunks[0].id]
    assert [e.target for e in after.out(kept.id, "table")] == [doc.tables[0].id]
    assert not after.out(kept.id, "chunk") and not after.out(out.id, "table")
    names = {node.id: node.name for node in after.nodes.values()}
    assert [names[e.target] for e in after.out(out.id, "entity")] == ["Facebook"]
    assert [names[e.target] for e in after.out(kept.id, "entity")] == ["Meta"]
    about = {
        n.name for n in after.of_type("assertion") if out.id in {e.target for e in after.out(n.id)}
    }
    assert about == {"RoBERTa-large was released by Facebook"}
    assert len(after.merges) == len(graph.merges) - 1
    assert len(after.edges) == len(graph.edges)


def test_unmerging_says_what_was_merged_where_the_name_was_not(paper: Any):
    doc = paper()
    doc.text("The European Space Agency (ESA) is old.")
    graph = build([doc.document()])
    said = r"'NASA' was not merged into 'ESA' \(European Space Agency was\)"
    with pytest.raises(UsageError, match=said):
        unmerge(graph, "ESA", "NASA")
    with pytest.raises(UsageError, match="no entity is called 'JAXA'"):
        unmerge(graph, "JAXA", "NASA")


def test_neighbours_are_the_same_pairs_each_time():
    names = [
        f"{colour} {thing}" for colour in ("red", "blue") for thing in ("star", "planet", "moon")
    ]
    assert list(neighbours(names)) == list(neighbours(names))
    assert not list(neighbours(["alone"]))


def test_near_names_are_found_among_more_than_are_compared_at_once():
    colours = ("red", "blue", "green", "white", "black", "yellow", "orange", "purple", "brown")
    things = [f"{c} {t} {n}" for c in colours for t in ("star", "moon") for n in range(30)]
    near = {frozenset((things[one], things[two])) for one, two, _ in neighbours(things)}
    assert len(things) > 2 * CELL
    assert all(len({name.rsplit(" ", 1)[0] for name in pair}) == 1 for pair in near)
    assert len(set().union(*near)) > 0.9 * len(things)


def test_what_the_user_says_goes_before_what_a_text_says(paper: Any):
    doc = paper()
    doc.text("The European Space Agency (ESA) is old.")
    split = Choices(split=(("ESA", "European Space Agency"),))
    assert not build([doc.document()], split).merges
