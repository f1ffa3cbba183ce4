import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionResult
from mmkg.dataset.publish import read_samples
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Endpoint

Run = Callable[..., SessionResult]
ALL = "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune"


class Cast:
    """Scripted roles: the plain wording with two words before it passes all checks."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.asked: Counter[str] = Counter()
        self.question = lambda plain, fault: f"Please tell: {plain}"
        self.choice: dict[str, Any] = {"number": 1, "reason": "nice"}
        self.answer = "42"
        server.answer_by(self.reply)

    def reply(self, request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return self.server.said("Hi")  # the probe before any work
        submit = request["tools"][0]["function"]["name"]
        self.asked[submit] += 1
        text = request["messages"][1]["content"]
        if submit == "submit_choice":
            return self.server.called(submit, self.choice)
        if submit == "submit_answer":
            return self.server.called(submit, {"answer": self.answer})
        found = re.search(r"<evidence>\n(.*)\n</evidence>", text)
        assert found
        fault = "Mind:" in text
        return self.server.called(submit, {"question": self.question(found[1], fault)})


@pytest.fixture
def cast(scripted_endpoint: Any) -> Cast:
    return Cast(scripted_endpoint)


def roster(server: Any, *roles: str) -> dict[str, Any]:
    endpoint: Endpoint = server.endpoint(concurrency=3)
    return {"roles": {role: endpoint.model_dump() for role in roles}}


def events(folder: Path, kind: str) -> list[Any]:
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        return list(ledger.events(kind=kind))


def test_a_model_chooses_and_words_and_the_sample_says_so(
    session: Run, cast: Cast, tmp_path: Path
) -> None:
    result = session(
        tmp_path / "run",
        roster=roster(cast.server, "miner", "writer"),
        limits={"accept": 5},
        tasks={"single_table": 1},
    )
    assert result.accepted == 5
    samples = list(read_samples(tmp_path / "run"))
    assert all(s.wording == "model" and s.question.startswith("Please tell") for s in samples)
    assert samples[0].models == {"miner": "scripted", "writer": "scripted"}
    assert samples[0].cost.calls == 2 and samples[0].cost.tokens_in == 100
    assert result.totals.spend.calls == sum(cast.asked.values()) == 10


def test_a_leak_goes_back_to_the_writer_with_words_it_can_act_on(
    session: Run, cast: Cast, tmp_path: Path
) -> None:
    leaking = f" ({ALL})?"
    cast.question = lambda plain, fault: (
        f"Please tell: {plain}" if fault else f"Please tell: {plain.rstrip('?.')}{leaking}"
    )
    settings = {"tasks": {"single_table": 1}, "limits": {"accept": 4}}
    session(tmp_path / "run", roster=roster(cast.server, "writer"), **settings)
    failed = [e for e in events(tmp_path / "run", "check") if e.name == "leak" and not e.passed]
    routed = [e for e in events(tmp_path / "run", "route") if e.why == "leak"]
    assert failed and routed and all(e.target == "write" for e in routed)
    leaked = next(s for s in read_samples(tmp_path / "run") if len(s.verdicts) > 1)
    assert leaked.wording == "model" and ALL not in leaked.question
    assert [v.passed for v in leaked.verdicts] == [False, True]


def test_the_writer_gets_its_last_draft_and_what_was_wrong_with_it(
    session: Run, cast: Cast, tmp_path: Path
) -> None:
    leaking = f" ({ALL})?"
    cast.question = lambda plain, fault: (
        f"Please tell: {plain}" if fault else f"Please tell: {plain.rstrip('?.')}{leaking}"
    )
    settings = {"tasks": {"single_table": 1}, "limits": {"accept": 2}}
    session(tmp_path / "run", roster=roster(cast.server, "writer"), **settings)
    asked = [r["messages"][1]["content"] for r in cast.server.requests if "tools" in r]
    again = [text for text in asked if "Mind:" in text]
    assert again
    assert all(ALL in text.split("Mind:")[0] for text in again)
    assert not any(ALL in text for text in asked if "Mind:" not in text)


@pytest.mark.parametrize(
    ("wording", "accepted"), [("grammar_if_model_fails", 3), ("reject_if_model_fails", 0)]
)
def test_the_setting_says_what_becomes_of_wording_that_keeps_failing(
    session: Run, cast: Cast, tmp_path: Path, wording: str, accepted: int
) -> None:
    cast.question = lambda plain, fault: f"What about {len(plain)} {'this' if fault else 'that'}?"
    result = session(
        tmp_path / "run",
        roster=roster(cast.server, "writer"),
        wording=wording,
        limits={"accept": 3, "attempts_per_sample": 2, "max_calls": 40},
        tasks={"single_table": 1},
    )
    assert result.accepted == accepted
    for sample in read_samples(tmp_path / "run"):
        assert (sample.wording, sample.models) == ("grammar", {"writer": "scripted"})
    if not accepted:
        assert set(result.rejected_by_reason) <= {"language", "names", "stated", "leak"}


def test_a_model_that_gives_up_is_a_reason_of_its_own(
    session: Run, cast: Cast, tmp_path: Path
) -> None:
    cast.choice = {"number": 99, "reason": "beyond"}
    result = session(
        tmp_path / "run",
        roster=roster(cast.server, "miner"),
        limits={"accept": 1, "max_calls": 14, "workers": 1},
    )
    assert result.rejected_by_reason == {"gave up": 2}
    assert result.stop_reason.startswith("max_calls")


def test_a_dead_endpoint_is_one_clear_line_before_any_reading(
    session: Run, cast: Cast, tmp_path: Path, watch: Any
) -> None:
    from mmkg.runtime.errors import EndpointError

    dead = {"default": {"url": "http://127.0.0.1:9/v1", "model": "x", "timeout_s": 1}}
    with pytest.raises(EndpointError, match="cannot be reached"):
        session(tmp_path / "run", roster=dead)
    assert watch.stages == []


def test_a_killed_session_pays_for_no_reply_twice(
    session: Run, cast: Cast, corpus: Path, tmp_path: Path
) -> None:
    from subprocess import PIPE, Popen
    from sys import executable

    program = (Path(__file__).with_name("test_session.py")).read_text().split('"""')[1]
    settings: dict[str, Any] = {
        "roster": roster(cast.server, "miner", "writer"),
        "limits": {"accept": 8, "workers": 2},
    }
    session(tmp_path / "whole", **settings)
    calls = sum(cast.asked.values())
    command = [executable, "-c", program, str(tmp_path / "killed"), str(corpus)]
    with Popen([*command, json.dumps(settings)], stdout=PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("settled 3"):
                os.kill(child.pid, signal.SIGKILL)
                break
    session(tmp_path / "killed", **settings)
    asked = Counter(json.dumps(request, sort_keys=True) for request in cast.server.requests)
    probes = 1  # of the resumed run
    assert sum(cast.asked.values()) <= 2 * calls + 2 + probes  # at most what was under way
    assert max(asked.values()) <= 3
    whole, killed = (tmp_path / name / "samples.jsonl" for name in ("whole", "killed"))
    assert whole.read_bytes() == killed.read_bytes()
