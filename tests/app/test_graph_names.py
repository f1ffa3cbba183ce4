"""`mmkg graph schema` and `mmkg graph unmerge` as people type them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mmkg.app.graph_schema import command as schema
from mmkg.app.graph_unmerge import command as unmerge
from mmkg.app.graph_words import node_words
from mmkg.graph.build import build
from mmkg.graph.ontology import read_ontology
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError


def test_a_printed_schema_is_a_schema_again():
    shown = CliRunner().invoke(schema, ["science"])
    assert shown.exit_code == 0
    assert read_ontology(shown.output, "s", "s").entity_type("benchmark") == "Dataset"


def test_all_ready_schemas_are_listed():
    listed = CliRunner().invoke(schema, ["--list", "--json"])
    assert all(name in listed.output for name in ("chemistry", "law", "history"))


def test_a_proposal_without_a_model_says_what_is_needed(tmp_path: Path):
    (tmp_path / "a.md").write_text("# A\n\nSome text.\n")
    with pytest.raises(UsageError, match="needs a model"):
        CliRunner().invoke(schema, ["--propose", str(tmp_path)], catch_exceptions=False)


def test_an_unmerged_name_stays_apart_in_the_sessions_graph(paper: Any, tmp_path: Path):
    doc = paper()
    doc.text("The European Space Agency (ESA) is old.")
    build([doc.document()]).save(tmp_path / "graph")
    said = CliRunner().invoke(
        unmerge, [str(tmp_path), "European Space Agency", "ESA"], catch_exceptions=False
    )
    assert "split: [[European Space Agency, ESA]]" in said.output.replace("\n", " ")
    graph = Graph.load(tmp_path / "graph")
    assert {n.name for n in graph.of_type("entity")} == {"European Space Agency", "ESA"}
    assert not graph.merges


def test_a_table_without_label_or_caption_is_called_by_its_number_and_document(paper: Any):
    docs = [paper(name) for name in ("one.csv", "two.csv")]
    for doc in docs:
        table = doc.table("", ["Light", "Height"], [["Tarn Head", "33"]])
        doc.tables[0] = table.model_copy(update={"label": None})
    graph = build([doc.document() for doc in docs])
    names = [node_words(graph, node) for node in graph.of_type("table")]
    assert names == ["table 1 (one.csv)", "table 1 (two.csv)"]
