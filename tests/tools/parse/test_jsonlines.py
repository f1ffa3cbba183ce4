"""JSON and JSON Lines: flat records are tables, the rest is text, digits stay as written."""

import json
from pathlib import Path

import pytest

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.reread import Rereader


def read(path: Path, text: str) -> Document:
    path.write_text(text)
    return read_document(path)


def test_a_list_of_flat_records_is_a_table_with_json_paths(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    document = read(path, '{"peaks": [{"name": "A", "height m": 1.50}, {"name": "B", "ok": true}]}')
    (table,) = document.tables
    assert (table.caption, table.columns, table.rows) == ("peaks", 3, 3)
    assert (table.at[1, 1].text, table.at[1, 1].address.path) == ("1.50", "$.peaks[0]['height m']")
    assert table.at[2, 2].text == "true"
    assert Rereader({document.sha256: path})(cite_cell(table, table.at[1, 1])) is None


def test_lines_of_records_are_a_table_known_by_its_lines(tmp_path: Path) -> None:
    document = read(tmp_path / "p.jsonl", '{"a": "x", "b": 1}\n\n{"a": "y", "b": 2}\nnone\n{"a"')
    assert document.tables[0].at[2, 1].address.path == "line 3.b"
    assert document.warnings == ("line 4 is no JSON, nor are 1 more",)


def test_nested_values_are_text_under_their_keys(tmp_path: Path) -> None:
    document = read(
        tmp_path / "n.json",
        json.dumps({"name": "Etna", "geology": {"kind": "stratovolcano", "tags": ["a", "b"]}}),
    )
    assert [
        (c.text, c.section, c.address.path) for c in document.chunks if c.kind != "heading"
    ] == [
        ("name: Etna", (), "$"),
        ("kind: stratovolcano", ("geology",), "$.geology"),
        ("a, b", ("geology", "tags"), "$.geology.tags"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.json", "", "empty"),
        ("cut.json", '[{"a": 1}, {"a"', "no readable JSON"),
        ("deep.json", "[" * 100_000, "nested too deep"),
        ("list.json", "[" * 200 + '{"a": 1}' + "]" * 200, "nested deeper"),
        ("words.jsonl", "just words\n", "no line of it is JSON"),
        ("long.json", json.dumps([{"a": 1, "b": 2}] * 160_000), "split it"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, name: str, content: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(tmp_path / name, content)
