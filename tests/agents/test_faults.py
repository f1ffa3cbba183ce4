"""Endpoints that misbehave while samples are made, each over a real loopback server."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmkg.agents.session import SessionRequest, SessionResult, resume_session, run_session
from mmkg.dataset.publish import read_samples
from mmkg.runtime.endpoint import open_models
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.patience import Patience
from mmkg.runtime.settings import Settings

QUICK = Patience(tries=3, first_s=0.005, most_s=0.02, outages=2, outage_s=3)


def good(server: Any, request: dict[str, Any]) -> Any:
    """What a model says that words questions as they are and finds no answer."""
    if "tools" not in request:
        return server.said("Hi")
    submit = request["tools"][0]["function"]["name"]
    if submit == "submit_choice":
        return server.called(submit, {"number": 1, "reason": "it is the first"})
    if submit == "submit_question":
        return server.called(submit, {"question": f"Please tell: {plain_of(request)}"})
    return server.called(submit, {"answer": "42"})


def plain_of(request: dict[str, Any]) -> str:
    found = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
    assert found
    return found[1]


def fault(kind: str, server: Any, request: dict[str, Any]) -> Any:
    """A reply with one fault."""
    plain = plain_of(request)
    match kind:
        case "429 with Retry-After":
            return server.Reply(fault="429", retry_after="0.01")
        case "cut off":
            return server.said("<think>Let me see", finish="length")
        case "thoughts":
            reply = good(server, request)
            reply.message["content"] = "<think>I submit it.</think>"
            return reply
        case "wrong schema":
            return server.called("submit_question", {"question": 7, "mood": "good"})
        case "unknown tool":
            return server.called("ask_a_friend", {"question": plain})
        case "bad arguments":
            return server.called("submit_question", '{"question": "Wh')
        case "prose":
            return server.said(f"Sure! {plain}")
        case "wrong language":
            return server.called("submit_question", {"question": "这颗行星的这个数值是多少？"})
        case _:
            return server.Reply(fault=kind, seconds=1.5)


VERDICTS = {
    "429": "endpoint: rate_limited",
    "429 with Retry-After": "endpoint: rate_limited",
    "500": "endpoint: server",
    "503_html": "endpoint: server",
    "reset": "endpoint: unreachable",
    "half_body": "endpoint: unreachable",
    "slow": "endpoint: timeout",
    "drip": "endpoint: timeout",
    "broken_json": "endpoint: bad_reply",
    "html": "endpoint: bad_reply",
    "empty_choices": "endpoint: bad_reply",
    "null_content": "endpoint: bad_reply",
    "cut off": "endpoint: bad_reply",
    "refusal": "endpoint: refused",
    "400": "endpoint: refused",
    "wrong schema": "gave up",
    "unknown tool": "gave up",
    "bad arguments": "gave up",
    "prose": "gave up",
    "wrong language": "language",
    "thoughts": "",
}

ORDER = list(VERDICTS)


@pytest.fixture
def run(corpus: Path, watch: Any) -> Callable[..., SessionResult]:
    """Runs a session whose models are patient for moments only."""

    def started(folder: Path, patience: Patience = QUICK, **settings: Any) -> SessionResult:
        def models(roster: Any) -> Any:
            return open_models(roster, patience, watch.note)

        made = Settings.model_validate(settings)
        request = SessionRequest(folder, (corpus,), made, models=models)
        return asyncio.run(run_session(request, watch))

    return started


def outcomes(folder: Path) -> list[Any]:
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        return list(ledger.outcomes())


def roles(endpoint: Any, *names: str) -> dict[str, Any]:
    return {"roles": {name: endpoint.model_dump() for name in names}}


def test_every_fault_ends_in_a_verdict_of_its_own(
    run: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    kinds: dict[str, str] = {}

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return scripted_endpoint.said("Hi")
        plain = plain_of(request)
        kind = kinds.setdefault(plain, ORDER[min(len(kinds), len(ORDER) - 1)])
        return fault(kind, scripted_endpoint, request)

    scripted_endpoint.answer_by(reply)
    endpoint = scripted_endpoint.endpoint(concurrency=8, timeout_s=0.6)
    result = run(
        tmp_path / "run",
        roster=roles(endpoint, "writer"),
        wording="reject_if_model_fails",
        limits={"accept": 6, "attempts_per_sample": 2, "consecutive_failures": 99},
    )
    assert result.complete and set(kinds.values()) == set(VERDICTS)
    found = Counter(verdict.reason for verdict in outcomes(tmp_path / "run"))
    assert set(found) == set(VERDICTS.values())
    with Ledger.open(tmp_path / "run" / "ledger.sqlite", read_only=True) as ledger:
        asked = {}
        for event in ledger.events(kind="chat"):
            turns = [str(ledger.text(key)) for key in event.messages]
            asked[event.sample] = next(
                k
                for p, k in kinds.items()
                if p in turns[1].replace('\\"', '"').replace("\\\\", "\\")
            )
    for verdict in outcomes(tmp_path / "run"):
        assert verdict.reason == VERDICTS[asked[verdict.sample_id]], asked[verdict.sample_id]


PASSING = ("429", "500", "503_html", "reset", "half_body", "slow", "broken_json", "empty_choices")
FAULTY = (*PASSING, "drip", "html", "null_content", "refusal", "400")
RATES = (0.1, 0.3, 0.6)
TYPED = re.compile(r"|endpoint: \w+|gave up|no plan|no wording|tool: \w+|[a-z_]+")


def drawn(seed: str, rate: float, asked: Counter[str]) -> Callable[[dict[str, Any]], str]:
    """Draws a fault, or none, by what is asked and how often it was: the same for the same seed."""

    def draw(request: dict[str, Any]) -> str:
        text = hashlib.sha256(repr(request["messages"]).encode()).hexdigest()
        asked[text] += 1
        rng = Random(f"{seed} {text} {asked[text]}")
        return rng.choice(list(VERDICTS)) if rng.random() < rate else ""

    return draw


@pytest.mark.parametrize("rate", RATES)
def test_at_any_rate_of_faults_every_sample_comes_to_a_typed_verdict(
    run: Any, scripted_endpoint: Any, tmp_path: Path, rate: float
) -> None:
    draw = drawn("all kinds", rate, Counter())

    def reply(request: dict[str, Any]) -> Any:
        kind = draw(request) if "tools" in request else ""
        if kind and request["tools"][0]["function"]["name"] == "submit_question":
            return fault(kind, scripted_endpoint, request)
        if kind in FAULTY:
            return scripted_endpoint.Reply(fault=kind, seconds=1.5)
        return good(scripted_endpoint, request)

    scripted_endpoint.answer_by(reply)
    endpoint = scripted_endpoint.endpoint(concurrency=8, timeout_s=0.6)
    result = run(
        tmp_path / "run",
        roster=roles(endpoint, "miner", "writer"),
        limits={"accept": 16, "workers": 8, "consecutive_failures": 999},
    )
    settled = outcomes(tmp_path / "run")
    assert result.accepted == 16 and [v.ordinal for v in settled] == [*range(1, len(settled) + 1)]
    assert all(TYPED.fullmatch(verdict.reason) for verdict in settled)


def test_passing_faults_leave_no_trace_in_the_samples(
    run: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    """What samples a session makes does not depend on how often it had to ask."""
    asked: Counter[str] = Counter()
    for name, rate in (("calm", 0.0), ("stormy", 0.5)):
        draw = drawn("passing", rate, asked)

        def reply(request: dict[str, Any], draw: Any = draw) -> Any:
            kind = draw(request) if "tools" in request else ""
            if kind in PASSING:
                return scripted_endpoint.Reply(fault=kind, seconds=1.5)
            return good(scripted_endpoint, request)

        scripted_endpoint.answer_by(reply)
        endpoint = scripted_endpoint.endpoint(concurrency=4, timeout_s=0.6)
        patience = Patience(tries=20, first_s=0.005, most_s=0.02)
        run(tmp_path / name, patience, roster=roles(endpoint, "writer"), limits={"accept": 12})
    calm, stormy = ((tmp_path / name / "samples.jsonl").read_bytes() for name in ("calm", "stormy"))
    assert calm == stormy and calm


def test_a_spell_of_429_pauses_a_session_that_finishes_afterwards(
    run: Any, watch: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    spell: list[float] = []

    def reply(request: dict[str, Any]) -> Any:
        if len(scripted_endpoint.requests) > 4 and not spell:
            spell.append(time.monotonic() + 0.6)
        if spell and time.monotonic() < spell[0]:
            return scripted_endpoint.Reply(fault="429")
        return good(scripted_endpoint, request)

    scripted_endpoint.answer_by(reply)
    patience = Patience(first_s=0.01, most_s=0.1)
    endpoint = scripted_endpoint.endpoint()
    result = run(tmp_path / "run", patience, roster=roles(endpoint, "writer"), limits={"accept": 8})
    assert result.complete and not result.rejected_by_reason
    assert any("paused: allows no more calls now" in note for note in watch.notes)
    assert any("serves again" in note for note in watch.notes)


def test_a_dead_endpoint_leaves_a_session_that_goes_on_when_it_is_back(
    run: Any, corpus: Path, watch: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    endpoint = scripted_endpoint.endpoint(concurrency=2)
    settings = {"roster": roles(endpoint, "writer"), "limits": {"accept": 8}}

    def dying(request: dict[str, Any]) -> Any:
        dead = len(scripted_endpoint.requests) > 5
        return scripted_endpoint.Reply(fault="reset") if dead else good(scripted_endpoint, request)

    scripted_endpoint.answer_by(dying)
    first = run(tmp_path / "run", Patience(first_s=0.01, most_s=0.05, outage_s=0.5), **settings)
    assert not first.complete and first.stop_reason.startswith("no endpoint in service")
    assert not first.rejected_by_reason  # an outage is no verdict
    scripted_endpoint.answer_by(partial(good, scripted_endpoint))
    again = asyncio.run(resume_session(tmp_path / "run", watch))
    whole = run(tmp_path / "whole", **settings)
    assert again.accepted == whole.accepted == 8
    made, undisturbed = (
        [sample.question for sample in read_samples(tmp_path / name)] for name in ("run", "whole")
    )
    assert made == undisturbed
