"""Measures the store of traces: CPU time a sample, size on disk, time to read one sample's tree.

    python benchmarks/trace.py --spans 200000

Writes samples through `mmkg.runtime.trace`, each as a session with models does: five roles, eight
model calls with messages of their own, four tool calls, the checks, scores and a verdict, kept
with their replies in one ledger. A sample's tree is read from all of them by its id, as `mmkg
trace` and the viewer do.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from mmkg.runtime.events import (
    ChatCalled,
    CheckRan,
    Routed,
    SampleEnded,
    SampleStarted,
    Scored,
    ToolCalled,
)
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer

ROLES = ("miner", "writer", "verifier", "verifier", "scorer")
CALLS, TOOLS, CHECKS, SCORES = 8, 4, 17, 3
SPANS = 1 + len(ROLES) + CALLS + TOOLS + CHECKS + SCORES + 1  # and a route, which is no span
QUESTION, REPLY = 1600, 200  # characters of a message and of a reply
SYSTEM = "You are one of five agents. " * 40  # the same in all calls, so kept once
TREES = 200


def words(dice: random.Random, length: int) -> str:
    """Text that no other call has."""
    return " ".join(f"{dice.getrandbits(24):06x}" for _ in range(length // 7))


def sample(session: Tracer, number: int, dice: random.Random) -> str:
    """Write all that happens for one sample; its id."""
    name, ledger = f"s{number:05d}-{dice.getrandbits(64):016x}", session.ledger
    tracer = session.for_sample(name, 1)
    tracer.event(SampleStarted(task="single_table"))
    for at, role in enumerate(ROLES):
        with tracer.agent(role) as agent:
            for step in range(CALLS // len(ROLES) + (at < CALLS % len(ROLES))):
                chat(agent, step, dice)
            if at < TOOLS:
                given = {"table": "Table 2", "row": words(dice, 14), "column": "Mass"}
                agent.event(ToolCalled(tool="look_up", args=given, result="5.97"))
            if role == "verifier":
                for check in range(CHECKS * (at == 2)):
                    agent.event(CheckRan(name=f"check {check}", passed=True, why="as stated"))
    for score in range(SCORES):
        tracer.event(Scored(name=f"score {score}", value=dice.random()))
    tracer.event(Routed(origin="score", target="accept"))
    tracer.event(SampleEnded(accepted=True))
    ledger.settle(Outcome(name, number, True, "", words(dice, 4000), 1))
    return name


def chat(agent: Tracer, step: int, dice: random.Random) -> None:
    """Write a model call with its messages, and keep its reply."""
    keep = agent.ledger.keep_text
    asked = [keep(SYSTEM), keep(words(dice, QUESTION))]
    key, reply = f"{dice.getrandbits(128):032x}", words(dice, REPLY)
    call = ChatCalled(
        model="qwen3", messages=asked, reply=keep(reply), reply_key=key, step=step,
        tokens_in=600, tokens_out=60, finish="stop", cost=0.0004, seconds=1.2,
    )  # fmt: skip
    agent.ledger.keep_reply(key, reply, agent.place(call))


def main() -> None:
    """Print three figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=200_000)
    samples = parser.parse_args().spans // SPANS
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        began = time.process_time()
        with Ledger.open(path, create=True) as ledger:
            session = Tracer(ledger)
            names = [sample(session, number, dice) for number in range(samples)]
        took = time.process_time() - began
        spans, size = samples * SPANS, path.stat().st_size / 1e6
        each = 1000 * took / samples
        print(f"{samples:,} samples, {spans:,} spans")
        print(f"CPU a sample, {SPANS} spans with their texts made and written: {each:.1f} ms")
        print(
            f"on disk with messages and replies: {size:.0f} MB, {1000 * size / spans:.2f} kB a span"
        )
        with Ledger.open(path, read_only=True) as ledger:
            began = time.process_time()
            for name in dice.choices(names, k=TREES):
                assert len(list(ledger.events(sample=name))) == SPANS + 1
            took = time.process_time() - began
        print(f"one sample's tree read: {1000 * took / TREES:.2f} ms of CPU")


if __name__ == "__main__":
    main()
