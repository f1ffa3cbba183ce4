"""A model over a data set: books, baselines, intervals, twins; resumed without asking again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.app.cli import main
from mmkg.dataset.baselines import baselines
from mmkg.dataset.results import wilson
from mmkg.dataset.sample import Altered, Sample
from mmkg.dataset.skills import skills

Make = Callable[..., Sample]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_intervals_are_wilsons(right: int, of: int, low: float, high: float):
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


def test_baselines_find_what_a_data_set_gives_away(sample_of: Make):
    samples = [sample_of(n, f"star {n}", mass="135" if n else "99") for n in range(4)]
    found = baselines(samples)
    assert found["last evidence"] == [True] * 4
    assert found["no evidence"] == [False, True, True, True]


def test_a_bare_reading_needs_looking_up_alone(sample_of: Make):
    assert skills(sample_of(1, "Vega")) == ("look-up",)


def data_set(folder: Path, sample_of: Make) -> Path:
    samples = [sample_of(n, f"star {n}", mass=str(100 + n)) for n in range(6)]
    twin = sample_of(9, "star 0", mass="500", twin_of="s00000")
    altered = Altered(
        how="changed", was=samples[0].evidence, now=twin.evidence[0], note="100 became 500"
    )
    samples.append(twin.model_copy(update={"altered": altered}))
    file = folder / "samples.jsonl"
    file.write_text("\n".join(sample.model_dump_json() for sample in samples))
    return file


def test_answers_are_judged_by_book_and_kept(
    sample_of: Make, tmp_path: Path, scripted_endpoint: Any, capsys: pytest.CaptureFixture[str]
):
    def reply(body: dict[str, Any]) -> Any:
        text = body["messages"][-1]["content"]
        if "<evidence>" not in text:
            return scripted_endpoint.said("I cannot know.\nAnswer: 100 kg")
        mass = text.split("Mass: ")[1].split(" kg")[0]
        return scripted_endpoint.said(
            f"<think>no 7?</think>The table says so.\nAnswer: {mass}.0 kg"
        )

    scripted_endpoint.answer_by(reply)
    file = data_set(tmp_path, sample_of)
    model = f"{scripted_endpoint.url}#scripted"
    asked = ["evaluate", str(file), "--model", model, "--to", str(tmp_path / "e"), "--json"]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["overall"]["evidence"]["share"] == 1.0
    assert told["overall"]["closed"] | {"low": 0, "high": 0} == (
        {"right": 1, "of": 7, "share": 0.1429, "low": 0, "high": 0}
    )
    assert {"baseline: last evidence", "baseline: no evidence"} <= set(told["overall"])
    assert told["twins"]["evidence"] == {"altered": 1, "document": 0, "neither": 0}
    assert told["twins"]["closed"] == {"altered": 0, "document": 1, "neither": 0}
    aspects = {group["aspect"] for group in told["groups"]}
    assert {"task", "modality", "hops", "difficulty", "skill", "document"} <= aspects
    page = (tmp_path / "e" / "evaluation.html").read_text("utf-8")
    assert "<svg" in page and "<script" not in page
    before = len(scripted_endpoint.requests)
    assert main(asked) == 0
    assert len(scripted_endpoint.requests) == before + 1  # the probe; all replies were kept


def test_bad_data_sets_are_named(
    sample_of: Make, tmp_path: Path, scripted_endpoint: Any, capsys: pytest.CaptureFixture[str]
):
    scripted_endpoint.answer_by(lambda body: scripted_endpoint.said("Answer: 1"))
    model = f"{scripted_endpoint.url}#scripted"
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert main(["evaluate", str(empty), "--model", model]) == 2
    assert "no samples to evaluate on" in capsys.readouterr().err
    file = data_set(tmp_path, sample_of)
    assert main(["evaluate", str(file), "--model", model, "--split", "test"]) == 2
    assert "has no split 'test'" in capsys.readouterr().err
    assert main(["evaluate", str(file), "--model", "nonsense"]) == 2
