"""Scores, their thresholds, and scoring a finished session again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.app.cli import main
from mmkg.dataset.publish import Rejected
from mmkg.dataset.sample import Sample, Step
from mmkg.dataset.scores.difficulty import difficulty
from mmkg.dataset.scores.score import Scene, all_scores, below, measure
from mmkg.runtime.settings import Scoring

Make = Callable[..., Sample]


async def measured(sample: Sample, *names: str, accepted: tuple[str, ...] = ()) -> dict[str, float]:
    scoring = Scoring.model_validate({"compute": names})
    return await measure(sample, Scene(scoring, accepted))


def written(folder: Path, *samples: Sample) -> Path:
    file = folder / "samples.jsonl"
    file.write_text("\n".join(sample.model_dump_json() for sample in samples))
    return file


def test_every_score_that_settings_can_name_is_there():
    names = Scoring.model_fields["compute"].annotation
    assert all(name in str(names) for name in all_scores())
    assert len(all_scores()) == 7


async def test_a_step_that_cites_what_is_not_there_lowers_support(sample_of: Make):
    good = Step(text="Read it.", cites=("e1",))
    bad = Step(text="Read it.", cites=("e9",))
    assert (await measured(sample_of(1, "Vega"), "support"))["support"] == 1.0
    assert (await measured(sample_of(1, "Vega", steps=(good, bad)), "support"))["support"] == 0.5


async def test_a_number_that_nothing_has_lowers_attribution(sample_of: Make):
    right = sample_of(1, "Vega", steps=(Step(text="Its mass is 135 kg.", cites=("e1",)),))
    wrong = sample_of(1, "Vega", steps=(Step(text="Its mass is 140 kg.", cites=("e1",)),))
    bare = sample_of(1, "Vega", steps=(Step(text="Its mass is 135 kg."),))
    assert (await measured(right, "attribution"))["attribution"] == 1.0
    assert (await measured(wrong, "attribution"))["attribution"] == 0.0
    assert (await measured(bare, "attribution"))["attribution_covered"] == 0.0


async def test_novelty_falls_with_likeness_in_letters_and_in_meaning(sample_of: Make):
    sample = sample_of(1, "Vega", question="How heavy is the star Vega?")
    same = await measured(sample, "novelty", accepted=("How heavy is the star Vega",))
    near = await measured(sample, "novelty", accepted=("What is the mass of the star Vega?",))
    far = await measured(sample, "novelty", accepted=("Who founded the museum in 1911?",))
    none = await measured(sample, "novelty")
    assert same["novelty"] == 0.0
    assert same["novelty_meaning"] < near["novelty_meaning"] < far["novelty_meaning"]
    assert none == {"novelty": 1.0, "novelty_meaning": 1.0}


def test_thresholds_reject_and_say_which():
    scoring = Scoring(least={"support": 0.9}, most={"hops": 3})
    assert below({"support": 0.5}, scoring) == "support below 0.9"
    assert below({"support": 1.0, "hops": 4}, scoring) == "hops above 3"
    assert below({"novelty": 0.0}, scoring) == ""


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"strong_evidence": 1.0, "weak_evidence": 0.75}, "simple"),
        ({"strong_evidence": 0.75, "weak_evidence": 0.25}, "medium"),
        ({"strong_evidence": 0.25, "weak_evidence": 1.0}, "hard"),
        ({"weak_evidence": 1.0}, "simple"),
        ({}, None),
    ],
)
def test_difficulty_follows_from_which_solver_is_mostly_right(values: Any, label: str | None):
    assert difficulty(values) == label


def test_scoring_again_keeps_rejected_samples_with_their_reason(
    sample_of: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    bad = sample_of(2, "Mira", steps=(Step(text="Read it.", cites=("e9",)),))
    file = written(tmp_path, sample_of(1, "Vega"), bad)
    assert main(["score", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"] == 1 and told["rejected"] == {"support below 1": 1}
    (line,) = (tmp_path / "scored" / "rejected.jsonl").read_text().splitlines()
    rejected = Rejected.model_validate_json(line)
    assert rejected.reason == "support below 1" and rejected.sample is not None
    (kept,) = (tmp_path / "scored" / "samples.jsonl").read_text().splitlines()
    assert Sample.model_validate_json(kept).scores["attribution"] == 1.0


def test_another_model_scores_without_new_samples_and_replies_are_kept(
    sample_of: Make, tmp_path: Path, scripted_endpoint: Any, capsys: pytest.CaptureFixture[str]
):
    grades = {"supported": True, "natural": 5, "language": 1, "task": 2, "structure": 3}

    def reply(body: dict[str, Any]) -> Any:
        text = str(body["messages"])
        if "You judge" in text:
            return scripted_endpoint.said(json.dumps(grades))
        shown = "<evidence>" in body["messages"][-1]["content"]
        return scripted_endpoint.said("Answer: 135 kg" if shown else "Answer: 7")

    scripted_endpoint.answer_by(reply)
    file = written(tmp_path, sample_of(1, "Vega"))
    asked = ["score", str(file), "--model", f"{scripted_endpoint.url}#scripted", "--tries", "2"]
    assert main([*asked, "--json"]) == 0
    means = json.loads(capsys.readouterr().out)["means"]
    assert (means["naturalness"], means["support_votes"]) == (1.0, 1.0)
    assert (means["strong_evidence"], means["strong_closed"], means["difficulty"]) == (1, 0, 0)
    assert means["evidence_gain_tries"] == 1.0 and "evidence_gain" not in means
    before = len(scripted_endpoint.requests)
    assert main(asked) == 0
    assert len(scripted_endpoint.requests) <= before + 1  # only the probe asks anew
    assert "gives no probabilities of given answers" in capsys.readouterr().err


def test_a_score_without_its_model_is_bad_use(
    sample_of: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = written(tmp_path, sample_of(1, "Vega"))
    assert main(["score", str(file), "--score", "evidence_gain"]) == 2
    assert "evidence_gain: needs a model" in capsys.readouterr().err
    assert main(["score", str(file), "--score", "beauty"]) == 2
    (tmp_path / "samples.jsonl").write_text("")
    assert main(["score", str(file)]) == 2
    assert "no accepted samples to score" in capsys.readouterr().err
