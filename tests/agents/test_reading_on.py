"""Where text runs short of plans, a lazy session lets a model read on, and stays repeatable."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.corpus_graph import BASE
from mmkg.agents.deepening import UNREAD
from mmkg.agents.replay import replay
from mmkg.agents.session import LEDGER, SessionRequest, SessionResult, resume_session, run_session
from mmkg.dataset.extraction import extraction
from mmkg.dataset.publish import read_samples
from mmkg.dataset.reverify import reverify
from mmkg.graph.store import Graph
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Limits, Settings

from .test_session import started, wait_for

PROBES = {
    "Galileo": ("18 October 1989", "the cargo bay of Atlantis"),
    "Magellan": ("4 May 1989", "a shuttle that flew for four days"),
    "Ulysses": ("6 October 1990", "the cargo bay of Discovery"),
    "Giotto": ("2 July 1985", "an Ariane rocket in Kourou"),
    "Cassini": ("15 October 1997", "a Titan rocket with a Centaur stage"),
    "Stardust": ("7 February 1999", "a Delta rocket at the Cape"),
    "Genesis": ("8 August 2001", "a Delta rocket as well"),
    "Rosetta": ("2 March 2004", "an Ariane rocket, a year late"),
    "Dawn": ("27 September 2007", "a Delta rocket with nine boosters"),
    "Juno": ("5 August 2011", "an Atlas rocket with five boosters"),
}
LINES = {
    name: f"For {name}, in {where}, {date} was the day to leave the ground, after years."
    for name, (date, where) in PROBES.items()
}
READS = re.compile(r"For (\w+), [^.]*?, (\d+ \w+ \d{4}) was the day to leave the ground")


@pytest.fixture
def probes(tmp_path: Path) -> Path:
    """Dates in sentences that no rule of ours reads."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "probes.md").write_text("\n\n".join(["# Ten probes", *LINES.values()]))
    return folder


def reading(server: Any) -> None:
    def reply(request: dict[str, Any]) -> Any:
        found = READS.findall(request["messages"][-1]["content"])
        claims = [
            {"head": name, "relation": "was launched on", "tail": date} for name, date in found
        ]
        return server.called("submit_relations", {"relations": claims})

    server.answer_by(reply)


@pytest.fixture
def wanted(scripted_endpoint: Any) -> dict[str, Any]:
    reading(scripted_endpoint)
    return {
        "limits": {"accept": 9},
        "tasks": {"single_text": 1.0},
        "roster": {"roles": {"extractor": scripted_endpoint.endpoint().model_dump()}},
    }


def asked(server: Any) -> int:
    return sum("tools" in request for request in server.requests)


def test_a_session_short_of_plans_reads_on_and_makes_more(
    session: Any, probes: Path, wanted: dict[str, Any], scripted_endpoint: Any, tmp_path: Path
) -> None:
    without: SessionResult = session(tmp_path / "none", (probes,), **{**wanted, "lazy_chunks": 0})
    assert without.accepted == 0 and asked(scripted_endpoint) == 0
    result = session(tmp_path / "run", (probes,), **wanted)
    assert result.complete
    samples = list(read_samples(tmp_path / "run"))
    assert {sample.proof for sample in samples} == {"span"}  # a model said what the words say
    assert 0 < asked(scripted_endpoint) < len(PROBES)  # and no more than was needed
    found = reverify(samples, [probes])
    assert (found.passed, len(found.weaker)) == (9, 9)
    with Ledger.open(tmp_path / "run" / LEDGER, read_only=True) as ledger:
        assert extraction(ledger) == {"relations kept": asked(scripted_endpoint)}
    before, grown = (Graph.load(tmp_path / "run" / "graph" / part) for part in (BASE, ""))
    assert len(before.nodes) < len(grown.nodes)


async def test_a_session_that_read_on_is_replayed_from_its_record(
    probes: Path, wanted: dict[str, Any], scripted_endpoint: Any, tmp_path: Path, watch: Any
) -> None:
    request = SessionRequest(tmp_path / "run", (probes,), Settings.model_validate(wanted))
    await run_session(request, watch)
    calls = asked(scripted_endpoint)
    pairs = await replay(tmp_path / "run", tmp_path / "again", watch, sample=None)
    assert len(pairs) == 9 and all(pair.same for pair in pairs)
    assert asked(scripted_endpoint) == calls


def test_a_session_killed_after_reading_on_ends_as_if_it_had_not_been(
    session: Any, probes: Path, wanted: dict[str, Any], scripted_endpoint: Any, tmp_path: Path
) -> None:
    session(tmp_path / "whole", (probes,), **wanted)
    calls = asked(scripted_endpoint)
    child = started(tmp_path / "killed", probes, wanted)
    wait_for(child, "settled 5")
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    result = session(tmp_path / "killed", (probes,), **wanted)
    assert result.complete and asked(scripted_endpoint) == 2 * calls
    for name in ("samples.jsonl", "rejected.jsonl"):
        whole, killed = (tmp_path / run / name for run in ("whole", "killed"))
        assert whole.read_bytes() == killed.read_bytes()


async def test_a_passage_whose_reading_fails_is_skipped_counted_and_read_on_resume(
    probes: Path, wanted: dict[str, Any], scripted_endpoint: Any, tmp_path: Path, watch: Any
) -> None:
    (probes / "probes.md").write_text("\n\n".join(LINES[name] for name in ("Galileo", "Juno")))
    answered = scripted_endpoint._chooser
    refused = scripted_endpoint.Reply(fault="refusal")

    def without_galileo(request: dict[str, Any]) -> Any:
        passage = request["messages"][-1]["content"]
        return refused if "Galileo" in passage else answered(request)

    scripted_endpoint.answer_by(without_galileo)
    limits = Limits(accept=40)  # more than there can be
    settings = Settings.model_validate(wanted | {"depth": "full", "limits": limits.model_dump()})
    short = await run_session(SessionRequest(tmp_path / "run", (probes,), settings), watch)
    assert not any("Galileo" in s.question for s in read_samples(tmp_path / "run"))
    with Ledger.open(tmp_path / "run" / LEDGER, read_only=True) as ledger:
        assert extraction(ledger)[f"dropped: {UNREAD}"] == 1
    scripted_endpoint.answer_by(answered)
    whole = await resume_session(tmp_path / "run", watch, limits)
    assert whole.accepted > short.accepted > 0
    assert any("Galileo" in s.question for s in read_samples(tmp_path / "run"))
    with Ledger.open(tmp_path / "run" / LEDGER, read_only=True) as ledger:
        assert extraction(ledger) == {"relations kept": 2}
