"""How samples are made: the five roles as a state machine.

    mine ──plan──▶ write ──draft──▶ verify ──pass──▶ score ──▶ accepted
      ▲              ▲                │                └─below threshold─▶ rejected
      │              └─── reword ─────┤
      ├──────── other path ───────────┤
      └──── read evidence again ──────┘     attempts spent ─▶ rejected, with the reason

The failed check decides the way back. The state says where each sample stands; the objects lie on
the samples' benches, which LangGraph passes to every node as its runtime context. Samples that are
made together go through one run of the graph: a node takes its step with all that stand there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import or_
from typing import Annotated, Literal, Protocol, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from mmkg.agents import extractor, miner, scorer, verifier, writer
from mmkg.agents.bench import Bench
from mmkg.agents.grammar.grammar import GrammarError
from mmkg.agents.role import GaveUp
from mmkg.dataset.sample import Route
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.events import DRAFT, Noted, Routed
from mmkg.runtime.outcomes import Outcome
from mmkg.tools.base import ToolBroke

Way = Literal["mine", "write", "verify", "reread", "score", "__end__"]
OVER: Literal["__end__"] = "__end__"  # LangGraph's END
STEPS_PER_ATTEMPT = 5
FIRST: tuple[Route, ...] = ("reject", "extractor", "miner", "writer")  # of several, which decides
BACK: dict[Route, Way] = {"writer": "write", "miner": "mine", "extractor": "reread"}


class State(TypedDict):
    """Where the samples stand.

    Attributes:
        at: By a sample's id the node that it goes to.
    """

    at: Annotated[dict[str, Way], or_]


@dataclass(frozen=True)
class Benches:
    """The benches of the samples that are made together, by their ids."""

    of: Mapping[str, Bench]


async def mine(bench: Bench) -> Way:
    """The miner chooses a plan."""
    bench.plan = await miner.mine(bench)
    if bench.plan is not None:
        return "write"
    bench.reason = bench.reason or "no plan"
    return OVER


async def write(bench: Bench) -> Way:
    """The writer words it."""
    try:
        bench.draft = await writer.write(bench)
    except GrammarError:
        bench.give_up_plan()
        bench.reason = "no wording"
        return "mine"
    if bench.draft is not None:
        return "verify"
    bench.reason = bench.reason or "gave up"
    return OVER


async def verify(bench: Bench) -> Way:
    """The verifier checks it; a failure decides where it goes back to."""
    verdict = await verifier.verify(bench)
    bench.verdicts.append(verdict)
    if verdict.passed:
        bench.reason = ""
        return "score"
    assert bench.draft is not None
    refused = {"plan": bench.chosen.key, "question": bench.draft.question}
    bench.tracer.event(Noted(text=DRAFT, detail=refused))
    failure = min(verdict.failures, key=lambda finding: FIRST.index(finding.route))
    bench.reason = failure.check
    spent = bench.attempt >= bench.shop.settings.limits.attempts_per_sample
    target: Way = OVER if spent else BACK.get(failure.route, OVER)
    bench.tracer.event(Routed(origin="verify", target=target, why=failure.check))
    if target == "mine":
        bench.give_up_plan()
    if target != OVER:
        bench.begin_attempt()
    return target


async def reread(bench: Bench) -> Way:
    """The extractor reads doubted evidence again; a plan whose evidence differs is dropped."""
    if extractor.reread(bench) is None:
        return "verify"
    bench.give_up_plan()
    return "mine"


async def score(bench: Bench) -> Way:
    """The scorer has the last word."""
    bench.reason = await scorer.score(bench)
    return OVER


Step = Callable[[Bench], Awaitable[Way]]
NODES: Mapping[Way, tuple[Step, tuple[Way, ...]]] = {
    "mine": (mine, ("write", OVER)),
    "write": (write, ("verify", "mine", OVER)),
    "verify": (verify, ("score", "write", "mine", "reread", OVER)),
    "reread": (reread, ("verify", "mine", OVER)),
    "score": (score, (OVER,)),
}


@cache
def compiled() -> CompiledStateGraph[State, Benches, State, State]:
    """The state machine, compiled once; its nodes say where they lead."""
    graph = StateGraph(State, context_schema=Benches)
    for name, (step, ways) in NODES.items():
        graph.add_node(name, _node(name, step), destinations=ways)
    graph.add_edge(START, "mine")
    return graph.compile()


class Node(Protocol):
    """What LangGraph runs where samples stand."""

    def __call__(self, state: State, runtime: Runtime[Benches]) -> Awaitable[Command[Way]]:
        """Take them further, and say where to."""


def _node(name: Way, step: Step) -> Node:
    """A step as a node: it is taken with every sample that stands there."""

    async def node(state: State, runtime: Runtime[Benches]) -> Command[Way]:
        here = [id for id, way in state["at"].items() if way == name]
        gone: dict[str, Way] = {}
        for id in here:
            gone[id] = await _taken(step, runtime.context.of[id])
            await asyncio.sleep(0)  # lets a signal in
        return Command(goto=sorted({*gone.values()}), update=State(at=gone))

    return node


async def _taken(step: Step, bench: Bench) -> Way:
    """Where a step leads; to the end where it cannot be taken, with the reason."""
    try:
        return await step(bench)
    except GaveUp:
        bench.reason = "gave up"
    except ToolBroke as broke:
        bench.reason = f"tool: {broke.tool}"
    except EndpointError as error:
        if error.kind in ("wrong_key", "unknown_model"):
            raise
        bench.reason = f"endpoint: {error.kind}"
    return OVER


async def make_together(benches: Sequence[Bench]) -> list[Outcome]:
    """Take samples from their plans to their verdicts, all of them step by step.

    Raises:
        LimitReached: If a limit of the session ends it before their verdicts.
    """
    candidates = max(len(bench.candidates) for bench in benches)
    most = benches[0].shop.settings.limits.attempts_per_sample + candidates
    config: RunnableConfig = {"recursion_limit": STEPS_PER_ATTEMPT * most + 2}
    by_id = {bench.id: bench for bench in benches}
    start = State(at=dict.fromkeys(by_id, "mine"))
    await compiled().ainvoke(start, config, context=Benches(by_id))
    return [outcome(bench) for bench in benches]


def outcome(bench: Bench) -> Outcome:
    """The verdict on a sample as the ledger keeps it."""
    sample = bench.sample() or bench.last
    text = ""
    if sample is not None:
        known = {"reason": bench.reason, "cost": bench.cost()}
        text = sample.model_copy(update=known).model_dump_json()
    return Outcome(bench.id, bench.ordinal, not bench.reason, bench.reason, text, bench.attempt)
