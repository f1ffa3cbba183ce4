"""How one sample is made: the five roles as a state machine.

    mine ──plan──▶ write ──draft──▶ verify ──pass──▶ score ──▶ accepted
      ▲              ▲                │                └─below threshold─▶ rejected
      │              └─── reword ─────┤
      ├──────── other path ───────────┤
      └──── read evidence again ──────┘     attempts spent ─▶ rejected, with the reason

The failed check decides the way back. The state holds small plain values; the objects lie on the
sample's bench, which LangGraph passes to every node as its runtime context.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypedDict

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

Way = Literal["score", "write", "mine", "reread", "__end__"]
OVER: Literal["__end__"] = "__end__"  # LangGraph's END
STEPS_PER_ATTEMPT = 5
FIRST: tuple[Route, ...] = ("reject", "extractor", "miner", "writer")  # of several, which decides
BACK: dict[Route, Way] = {"writer": "write", "miner": "mine", "extractor": "reread"}


class State(TypedDict):
    """Where a sample stands.

    Attributes:
        reason: Why the sample would be rejected if it ended here; empty once it is accepted.
    """

    reason: str


async def mine(state: State, runtime: Runtime[Bench]) -> Command[Literal["write", "__end__"]]:
    """The miner chooses a plan."""
    bench = runtime.context
    bench.plan = await miner.mine(bench)
    if bench.plan is None:
        return Command(goto=OVER, update=State(reason=state["reason"] or "no plan"))
    return Command(goto="write")


async def write(
    state: State, runtime: Runtime[Bench]
) -> Command[Literal["verify", "mine", "__end__"]]:
    """The writer words it."""
    bench = runtime.context
    try:
        bench.draft = await writer.write(bench)
    except GrammarError:
        bench.give_up_plan()
        return Command(goto="mine", update=State(reason="no wording"))
    if bench.draft is None:
        return Command(goto=OVER, update=State(reason=state["reason"] or "gave up"))
    return Command(goto="verify")


async def verify(state: State, runtime: Runtime[Bench]) -> Command[Way]:
    """The verifier checks it; a failure decides where it goes back to."""
    bench = runtime.context
    verdict = await verifier.verify(bench)
    bench.verdicts.append(verdict)
    if verdict.passed:
        return Command(goto="score", update=State(reason=""))
    assert bench.draft is not None
    refused = {"plan": bench.chosen.key, "question": bench.draft.question}
    bench.tracer.event(Noted(text=DRAFT, detail=refused))
    failure = min(verdict.failures, key=lambda finding: FIRST.index(finding.route))
    spent = bench.attempt >= bench.shop.settings.limits.attempts_per_sample
    target: Way = OVER if spent else BACK.get(failure.route, OVER)
    bench.tracer.event(Routed(origin="verify", target=target, why=failure.check))
    if target == "mine":
        bench.give_up_plan()
    if target != OVER:
        bench.begin_attempt()
    return Command(goto=target, update=State(reason=failure.check))


async def reread(state: State, runtime: Runtime[Bench]) -> Command[Literal["verify", "mine"]]:
    """The extractor reads doubted evidence again; a plan whose evidence differs is dropped."""
    bench = runtime.context
    if extractor.reread(bench) is None:
        return Command(goto="verify")
    bench.give_up_plan()
    return Command(goto="mine")


async def score(state: State, runtime: Runtime[Bench]) -> State:
    """The scorer has the last word."""
    return State(reason=await scorer.score(runtime.context))


@cache
def compiled() -> CompiledStateGraph[State, Bench, State, State]:
    """The state machine, compiled once; its nodes say where they lead."""
    graph = StateGraph(State, context_schema=Bench)
    for node in (mine, write, verify, reread, score):
        graph.add_node(node)
    graph.add_edge(START, "mine")
    graph.add_edge("score", OVER)
    return graph.compile()


async def make_sample(bench: Bench) -> Outcome:
    """Take one sample from its plans to its verdict.

    Raises:
        LimitReached: If a limit of the session ends it before its verdict.
    """
    most = bench.shop.settings.limits.attempts_per_sample + len(bench.candidates)
    config: RunnableConfig = {"recursion_limit": STEPS_PER_ATTEMPT * most + 2}
    try:
        end = await compiled().ainvoke(State(reason=""), config, context=bench)
        reason = end["reason"]
    except GaveUp:
        reason = "gave up"
    except ToolBroke as broke:
        reason = f"tool: {broke.tool}"
    except EndpointError as error:
        if error.kind in ("wrong_key", "unknown_model"):
            raise
        reason = f"endpoint: {error.kind}"
    return outcome(bench, reason)


def outcome(bench: Bench, reason: str) -> Outcome:
    """The verdict on a sample as the ledger keeps it."""
    sample = bench.sample() or bench.last
    text = ""
    if sample is not None:
        known = {"reason": reason, "cost": bench.cost()}
        text = sample.model_copy(update=known).model_dump_json()
    return Outcome(bench.id, bench.ordinal, not reason, reason, text, bench.attempt)
