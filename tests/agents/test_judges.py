"""Judges: what a model is asked about a sample, what it is not told, and what follows from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.judges.judge import all_judges, chosen
from mmkg.agents.session import SessionResult
from mmkg.dataset.publish import read_samples
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.evidence import CellEvidence
from mmkg.runtime.events import CheckRan, Routed
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Endpoint, Judging

Run = Callable[..., SessionResult]
ONE = {"limits": {"accept": 1, "attempts_per_sample": 1}, "tasks": {"single_table": 1}}
OPEN = {"open": 1, "multiple_choice": 0, "true_false": 0}


class Bar:
    """A scripted verifier that answers each submission as the test says."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.asked: Counter[str] = Counter()
        self.answer: Callable[[str], str] = lambda text: "42"
        self.says: dict[str, dict[str, Any]] = {
            "submit_reading": {"natural": True, "asks_one_thing": True, "fault": ""},
            "submit_unsupported": {"steps": [], "why": ""},
            "submit_refutation": {"refuted": False, "instead": "", "why": ""},
        }
        server.answer_by(self.reply)

    def reply(self, request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return self.server.said("Hi")  # the probe before any work
        submit = request["tools"][0]["function"]["name"]
        self.asked[submit] += 1
        text = request["messages"][1]["content"]
        known = self.says.get(submit) or {"answer": self.answer(text)}
        return self.server.called(submit, known)

    def told(self, submit: str) -> list[str]:
        """What it was told before such submissions."""
        return [
            request["messages"][1]["content"]
            for request in self.server.requests
            if request.get("tools") and request["tools"][0]["function"]["name"] == submit
        ]


@pytest.fixture
def bar(scripted_endpoint: Any) -> Bar:
    return Bar(scripted_endpoint)


@pytest.fixture
def judged(session: Run, bar: Bar, tmp_path: Path) -> Callable[..., tuple[SessionResult, Path]]:
    """A session of one sample whose verifier is scripted."""

    def run(**settings: Any) -> tuple[SessionResult, Path]:
        endpoint: Endpoint = bar.server.endpoint(concurrency=3)
        roster = {"roles": {"verifier": endpoint.model_dump()}}
        return session(tmp_path / "run", roster=roster, **{**ONE, "forms": OPEN, **settings}), (
            tmp_path / "run"
        )

    return run


@pytest.fixture
def known(session: Run, tmp_path: Path) -> Sample:
    """The sample that the same settings make without a model."""
    session(tmp_path / "offline", **ONE, forms=OPEN)
    (sample,) = read_samples(tmp_path / "offline")
    return sample


def findings(folder: Path) -> dict[str, Finding]:
    (sample,) = read_samples(folder)
    return {finding.check: finding for finding in sample.verdicts[-1].findings}


def test_all_judges_are_asked_and_only_the_refuter_is_shown_the_answer(
    judged: Any, bar: Bar, known: Sample
) -> None:
    read = [item.text for item in known.evidence if isinstance(item, CellEvidence)]
    seen = lambda text: all(value in text for value in read)  # noqa: E731
    bar.answer = lambda text: known.answer.value if seen(text) else "I cannot tell"
    _, folder = judged()
    found = findings(folder)
    assert {name for name in found if found[name].by} == {j.name for j in all_judges()}
    assert found["solve"].passed and found["solve"].by == "scripted"
    assert found["closed_book"].passed and found["natural"].passed and found["refute"].passed
    assert found["support"].passed and found["counterfactual"].passed is None
    assert known.answer.value in bar.told("submit_refutation")[0]
    for text in (*bar.told("submit_answer"), *bar.told("submit_reading")):
        assert not re.search(rf"answer\W+{re.escape(known.answer.value)}", text, re.IGNORECASE)


def test_blind_attempts_see_the_evidence_in_different_orders(
    judged: Any, bar: Bar, known: Sample
) -> None:
    bar.answer = lambda text: known.answer.value
    judged(judging={"judges": ["solve"], "solve_times": 3})
    shown = bar.told("submit_answer")
    assert len(shown) == len(set(shown)) > 1
    assert len({"".join(sorted(text)) for text in shown}) == 1


def test_an_answer_from_memory_is_marked_and_rejects_nothing(
    judged: Any, bar: Bar, known: Sample
) -> None:
    bar.answer = lambda text: known.answer.value
    _, folder = judged(judging={"judges": ["solve", "closed_book"]})
    found = findings(folder)["closed_book"]
    assert found.passed is None and "memorised" in found.why
    (recall,) = [text for text in bar.told("submit_answer") if "no evidence" in text]
    assert "<evidence>" not in recall


def test_a_solver_that_disagrees_rejects_and_later_judges_are_not_asked(
    judged: Any, bar: Bar
) -> None:
    bar.answer = lambda text: "nobody knows"
    result, folder = judged(limits={"accept": 2, "max_calls": 40, "attempts_per_sample": 2})
    assert result.accepted == 0 and set(result.rejected_by_reason) == {"solve"}
    assert not bar.asked["submit_refutation"] and not bar.asked["submit_unsupported"]
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        checks = [e for e in ledger.events(kind="check") if isinstance(e, CheckRan)]
        routes = [e for e in ledger.events(kind="route") if isinstance(e, Routed)]
    assert any(e.name == "solve" and not e.passed and e.route == "writer" for e in checks)
    assert {e.target for e in routes} == {"write", "__end__"}


@pytest.mark.parametrize(
    ("submit", "says", "reason"),
    [
        ("submit_reading", {"natural": True, "asks_one_thing": False, "fault": "two"}, "natural"),
        ("submit_unsupported", {"steps": [1], "why": "not there"}, "support"),
        ("submit_refutation", {"refuted": True, "instead": "7777", "why": "misread"}, "refute"),
    ],
)
def test_each_judge_can_reject_with_words_to_act_on(
    judged: Any, bar: Bar, known: Sample, submit: str, says: dict[str, Any], reason: str
) -> None:
    bar.answer = lambda text: known.answer.value
    bar.says[submit] = says
    result, _ = judged(
        limits={"accept": 1, "attempts_per_sample": 1, "max_calls": 8, "workers": 1},
        judging={"judges": ["natural", "support", "refute"]},
    )
    assert result.accepted == 0 and set(result.rejected_by_reason) == {reason}


def test_a_refutation_that_names_the_same_answer_refutes_nothing(
    judged: Any, bar: Bar, known: Sample
) -> None:
    bar.says["submit_refutation"] = {"refuted": True, "instead": known.answer.value, "why": "?"}
    _, folder = judged(judging={"judges": ["refute"]})
    assert findings(folder)["refute"].passed is True


def test_an_answer_that_does_not_follow_a_changed_value_is_rejected(
    judged: Any, bar: Bar, known: Sample
) -> None:
    bar.answer = lambda text: known.answer.value
    limits = {"accept": 1, "attempts_per_sample": 1, "max_calls": 2, "workers": 1}
    result, _ = judged(judging={"judges": ["counterfactual"]}, limits=limits)
    assert set(result.rejected_by_reason) == {"counterfactual"}


def test_of_the_embedded_model_only_the_blind_attempt_is_asked_by_default() -> None:
    small = Endpoint(url="embedded:qwen2.5-coder-1.5b", model="small")
    large = Endpoint(url="http://127.0.0.1:9/v1", model="large")
    assert [judge.name for judge in chosen(Judging(), small)] == ["solve"]
    assert len(chosen(Judging(), large)) == len(all_judges()) == 6
    assert [j.name for j in chosen(Judging(judges=("natural",)), small)] == ["natural"]
