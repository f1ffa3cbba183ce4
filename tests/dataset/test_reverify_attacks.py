"""Sample files that someone wrote to do harm, or that are damaged: one reason each, and soon."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.agents.twinning import twins
from mmkg.dataset.publish import read_samples
from mmkg.dataset.reverify import reverify
from mmkg.dataset.sample import FORMAT, Sample, Source, assemble
from mmkg.graph.build import build
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.task import load_tasks
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import read_corpus

RIVERS = """# Rivers

Table 1: Rivers that reach the sea.

| River | Length (km) | Mean flow (m³/s) | Sea |
|---|---|---|---|
| Oder | 840 | 567 | Baltic |
| Elbe | 1094 | 711 | North |
| Weser | 452 | 327 | North |
| Ems | 371 | 80 | North |
"""
SOON = 120  # seconds that a loaded machine may take; an attack that works takes forever
Line = dict[str, Any]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rivers")
    (folder / "rivers.md").write_text(RIVERS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def good(corpus: Path) -> Line:
    """A gap between two lengths, as its line of the file has it."""
    (document,) = read_corpus([corpus / "rivers.md"]).documents
    sampler = Sampler(View(build([document])), [load_tasks()["single_table"]], 1)
    plans = sampler.candidates("single_table", 60)
    plan = next(p for p in plans if p.pattern == "table_gap" and p.answer.unit == "km")
    source = Source(sha256=document.sha256, name=document.name, title=document.title)
    sample = assemble(plan, word(plan, Random(1)), ordinal=1, seed=1, sources=(source,))
    return dict(json.loads(sample.model_dump_json()))


@pytest.fixture
def judged(corpus: Path, tmp_path: Path) -> Callable[[Line | str], str]:
    """What reverification says of one line: nothing, a cause with its reason, or an error."""

    def judged(line: Line | str) -> str:
        file = tmp_path / "samples.jsonl"
        file.write_text(line if isinstance(line, str) else json.dumps(line), "utf-8")
        start = time.monotonic()
        try:
            found = reverify(read_samples(file), [corpus])
        except InputError as error:
            return str(error)
        finally:
            assert time.monotonic() - start < SOON
        return "".join(f"{failure.cause}: {failure.reason}" for failure in found.failed)

    return judged


def gap(left: Line, right: Line, how: str = "gap") -> Line:
    return {"op": "calculate", "how": how, "left": left, "right": right}


def given(number: str, unit: str | None = None) -> Line:
    return {"op": "given", "number": number, "unit": unit}


READ = {"op": "read", "evidence": "e1"}
NINES = given("9" * 50)


@pytest.mark.parametrize("loosened", [{"tolerance": "1000"}, {"aliases": ["99"]}])
def test_an_answer_that_lets_others_pass_fails(good: Line, judged: Any, loosened: Line):
    assert good["answer"]["kind"] == "number"
    assert "answer: " in judged({**good, "answer": {**good["answer"], **loosened}})


def test_the_line_that_all_others_are_made_from_holds(good: Line, judged: Any):
    assert judged(good) == ""


@pytest.mark.parametrize(
    ("derivation", "reason"),
    [
        (gap(READ, {"op": "read", "evidence": "e99"}), "there is no evidence 'e99'"),
        (gap(READ, given("3", "m^3/s")), "m^3/s"),
        (gap(READ, {"op": "given", "name": "Baltic"}), "a quantity is needed"),
        ({"op": "count", "source": READ}, "a listing is needed"),
        (gap(READ, given("0", "km"), "ratio"), "zero"),
        (gap(NINES, NINES, "product"), "too large"),
        (gap(given("1e59"), given("1e59"), "product"), "too large"),
    ],
)
def test_programs_that_have_no_value_fail_with_the_reason(
    good: Line, judged: Any, derivation: Line, reason: str
):
    said = judged({**good, "derivation": derivation})
    assert said.startswith("derivation: ") and reason in said


def nested(depth: int) -> str:
    opened = '{"op":"round","decimals":1,"source":' * depth
    return opened + json.dumps(READ) + "}" * depth


@pytest.mark.parametrize(
    "derivation",
    [
        json.dumps({"op": "eval", "code": "__import__('os').system('touch harm')"}),
        json.dumps({**READ, "evidence": {"__class__": "x"}}),
        json.dumps(given("1" * 10_001)),
        json.dumps(given("1e999999999")),
        json.dumps(given("1e-999999999")),
        json.dumps(given("NaN")),
        json.dumps(given("Infinity")),
        json.dumps({"op": "given", "name": "lambda: exit()", "run": "x"}),
        nested(70),
        nested(100_000),
    ],
)
def test_what_is_no_program_ends_in_one_line_and_runs_nothing(
    good: Line, judged: Any, derivation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    line = json.dumps({**good, "derivation": "HERE"}).replace('"HERE"', derivation)
    said = judged(line)
    assert said and "\n" not in said and len(said) < 1000
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    "latex", ["x" * 10_000_000, "{" * 10_000_000, "9^" * 10_000 + "9"], ids=["x", "{", "9^9^"]
)
def test_a_huge_formula_is_not_what_the_source_says(good: Line, judged: Any, latex: str):
    first = good["evidence"][0]
    kept = {name: first[name] for name in ("id", "carrier", "address")}
    formula = {**kept, "kind": "formula", "latex": latex, "expression": None}
    said = judged({**good, "evidence": [formula, *good["evidence"][1:]]})
    assert "there is no formula" in said and len(said) < 500


def test_a_file_of_a_later_version_says_so(good: Line, judged: Any):
    said = judged({**good, "format": FORMAT + 1})
    assert f"is of format {FORMAT + 1}" in said and "update mmkg" in said


def test_a_line_of_the_first_version_is_read(good: Line, judged: Any):
    later = ("form", "options", "claim", "described", "plain", "twin_of", "altered")
    older = {name: value for name, value in good.items() if name not in later}
    evidence = [without(item, "value", "unit") for item in good["evidence"]]
    line = {**older, "format": 1, "evidence": evidence}
    assert judged(line) == ""
    again = json.loads(Sample.model_validate(line).model_dump_json())
    assert again["format"] == FORMAT and again["evidence"] == good["evidence"]


@pytest.mark.parametrize("other", [{"value": "841"}, {"unit": "m"}, {"unit": None}])
def test_a_value_beside_the_reading_that_is_not_the_readings_fails(
    good: Line, judged: Any, other: Line
):
    first, *others = good["evidence"]
    assert (first["value"], first["unit"]) == (first["reading"]["number"], "km")
    said = judged({**good, "evidence": [{**first, **other}, *others]})
    assert said.startswith("evidence: e1: its value is given as ") and "its reading is" in said


def test_a_changed_value_of_a_twin_must_be_the_one_it_is_marked_with(good: Line, judged: Any):
    twin = next(t for t in twins([Sample.model_validate(good)], ("counterfactual",), seed=1))
    line = json.loads(twin.model_dump_json())
    assert judged(line) == ""
    now = line["altered"]["now"]
    for item in line["evidence"]:
        if item["id"] == now["id"]:
            item["value"] = now["value"] = "1"
    assert "its value is given as 1 km" in judged(line)


@pytest.mark.parametrize("value", [5, None, ["5"], {"$": "5"}])
def test_a_value_that_is_no_text_is_no_sample(good: Line, judged: Any, value: object):
    first, *others = good["evidence"]
    said = judged({**good, "evidence": [{**first, "value": value}, *others]})
    assert "line 1: not a sample: evidence.0" in said and "\n" not in said


def without(line: Line, *names: str) -> Line:
    return {name: value for name, value in line.items() if name not in names}


@pytest.mark.parametrize("line", ["{", "[]", "null", '{"id": 1}', "\x00\xff", "{" * 200_000])
def test_a_damaged_line_is_named(judged: Any, line: str):
    said = judged(line)
    assert "samples.jsonl, line 1" in said and "\n" not in said
