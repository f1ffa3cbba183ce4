"""`mmkg graph`, as a person or a program uses it, on a real session."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from mmkg.app.cli import main

Captured = pytest.CaptureFixture[str]


def printed(capsys: Captured, *arguments: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["graph", *map(str, arguments)]) == code
    return capsys.readouterr().out


def complained(capsys: Captured, *arguments: object) -> str:
    capsys.readouterr()
    assert main(["graph", *map(str, arguments)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_stats_tell_counts_parts_degrees_and_coverage(session: Path, capsys: Captured):
    told = json.loads(printed(capsys, "stats", session, "--json"))
    assert told["nodes"]["table"] == 1 and told["edges"]["table → document"] == 1
    assert told["components"] == 1 and told["largest"] == sum(told["nodes"].values())
    degrees = told["degrees"]["table"]
    assert degrees["least"] == degrees["median"] == degrees["most"] > 6
    cells = told["coverage"]["overall"]["cells"]
    assert 0 < cells["used"] <= cells["of"] == 18
    assert {"entities", "formulas", "figures"} < told["coverage"]["long_tail"].keys()
    said = printed(capsys, "stats", session)
    for part in ("entity → table", "1 connected part", "median", "of 18", "accepted samples use"):
        assert part in said


def test_paths_name_their_nodes_edges_and_places(session: Path, capsys: Captured):
    asked = ("--from", "everest", "--least-hops", 2, "--most-hops", 2, "--count", 3)
    said = printed(capsys, "paths", session, *asked)
    assert said.count("(2 hops)") == 3 and "Everest —" in said and "peaks.md" in said
    told = json.loads(printed(capsys, "paths", session, *asked, "--json"))["paths"]
    assert [path["hops"] for path in told] == [2, 2, 2]
    for path in told:
        assert path["nodes"][0]["name"] == "Everest" and len(path["edges"]) == 2
    assert printed(capsys, "paths", session, *asked) == said


def test_paths_join_the_carriers_asked_for(session: Path, capsys: Captured):
    asked = ("--sampler", "depth_first", "--type", "entity", "--carrier", "table", "--json")
    for path in json.loads(printed(capsys, "paths", session, *asked))["paths"]:
        assert {node["type"] for node in path["nodes"]} == {"entity"}
        (joined,) = path["joined"]
        ends = {joined["edge"]["source"], joined["edge"]["target"]}
        assert joined["carrier"]["type"] == "table" and joined["carrier"]["id"] in ends
        assert ends & {node["id"] for node in path["nodes"]}


def test_no_path_is_said_and_told_by_the_exit_code(session: Path, capsys: Captured):
    assert json.loads(
        printed(capsys, "paths", session, "--carrier", "image", "--json", code=1)
    ) == {"paths": []}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["paths", "--from", "Everst"], "no node 'Everst'; did you mean Everest"),
        (["paths", "--sampler", "best"], "no path sampler 'best': there are breadth_first"),
        (["paths", "--subgraph", "best"], "no subgraph sampler 'best'"),
        (["paths", "--least-hops", "4"], "--least-hops is more than --most-hops"),
        (["paths", "--sampler", "meta_path"], "wants a pattern of 1 to 3 hops"),
        (["export", "--format", "gexf"], "no graph format 'gexf': there are graphml, neo4j"),
        (["show", "Mount Doom"], "the graph has no node 'Mount Doom'"),
    ],
)
def test_bad_use_is_one_line_that_says_what_is_right(
    arguments: list[str], message: str, session: Path, capsys: Captured
):
    assert message in complained(capsys, arguments[0], session, *arguments[1:])


def test_a_folder_without_a_graph_is_refused(tmp_path: Path, capsys: Captured):
    assert "there is no graph here yet" in complained(capsys, "stats", tmp_path)


def test_samplers_are_listed_with_what_they_draw(capsys: Captured):
    told = json.loads(printed(capsys, "samplers", "--json"))
    assert len(told["subgraph"]) == 8 and len(told["path"]) == 5
    assert all(about.endswith(".") for kind in told.values() for about in kind.values())
    assert "personalised_pagerank" in printed(capsys, "samplers")


def test_exports_are_listed_and_written(session: Path, tmp_path: Path, capsys: Captured):
    listed = printed(capsys, "export", "--list").splitlines()
    assert [line.split()[0] for line in listed] == ["graphml", "neo4j", "json", "parquet"]
    printed(capsys, "export", session, "--format", "parquet", "--to", tmp_path / "tables")
    nodes = pyarrow.parquet.read_table(tmp_path / "tables" / "nodes.parquet").to_pylist()
    assert "peaks.md" in {row["file"] for row in nodes}
    assert all(row["addresses"] for row in nodes)


def test_show_prints_a_node_and_writes_a_page(session: Path, tmp_path: Path, capsys: Captured):
    page = tmp_path / "denali.html"
    said = printed(capsys, "show", session, "Denali", "--hops", 1, "--to", page, "--no-browser")
    assert said.splitlines()[0].startswith("Denali  (entity, item)  entity:")
    assert "Table 1" in said and "  at      peaks.md" in said and said.endswith(f"{page}\n")
    html = page.read_text("utf-8")
    assert '"name":"Denali"' in html and '"name":"Elbrus"' not in html
    printed(capsys, "show", session, "--carriers", "--to", page, "--no-browser")
    assert '"type":"table"' in page.read_text("utf-8")
    assert '"type":"entity"' not in page.read_text("utf-8")


def test_show_tells_a_node_to_programs_too(session: Path, tmp_path: Path, capsys: Captured):
    page = tmp_path / "page.html"
    told = json.loads(printed(capsys, "show", session, "Denali", "--to", page, "--json"))
    assert told["page"] == str(page) and told["node"]["name"] == "Denali"
    assert told["node"]["merges"] == [] and told["node"]["addresses"]
    assert "Mont Blanc" in page.read_text("utf-8")
    assert json.loads(printed(capsys, "show", session, "--to", page, "--json"))["node"] is None


def test_a_session_can_be_kept_to_a_region(peaks: Path, tmp_path: Path, capsys: Captured):
    run = ["run", str(peaks), "--offline", "--accept", "3", "--subgraph", "community"]
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        capsys.readouterr()
        assert main([*run, "--subgraph-size", "15", "--out", str(out)]) == 0
    assert "mining 15 of" in capsys.readouterr().err
    assert (first / "samples.jsonl").read_bytes() == (second / "samples.jsonl").read_bytes()
    assert main([*run[:-1], "nearby", "--out", str(tmp_path / "c")]) == 2
    assert "no subgraph sampler 'nearby'" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()
