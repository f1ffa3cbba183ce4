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

from mmkg.agents import extractor, miner, scorer, verifier, writer
from mmkg.agents.bench import Bench
from mmkg.agents.grammar.grammar import GrammarError
from mmkg.agents.role import GaveUp
from mmkg.dataset.sample import Route
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.events import DRAFT, Noted, Routed
from mmkg.runtime.outcomes import Outcome
from mmkg.tools.base import ToolBroke

Node = Literal["mine", "write", "verify", "score", "reread", "__end__"]
OVER: Literal["__end__"] = "__end__"  # LangGraph's END
STEPS_PER_ATTEMPT = 5
FIRST: tuple[Route, ...] = ("reject", "extractor", "miner", "writer")  # of several, which decides
BACK: dict[Route, Node] = {"writer": "write", "miner": "mine", "extractor": "reread"}


class State(TypedDict):
    """Where a sample stands.

    Attributes:
        next: The node to go to.
        reason: Why the sample would be rejected if it ended here; empty once it is accepted.
    """

    next: Node
    reason: str


async def mine(state: State, runtime: Runtime[Bench]) -> State:
    """The miner chooses a plan."""
    bench = runtime.context
    bench.plan = await miner.mine(bench)
    if bench.plan is None:
        return State(next=OVER, reason=state["reason"] or "no plan")
    return State(next="write", reason=state["reason"])


async def write(state: State, runtime: Runtime[Bench]) -> State:
    """The writer words it."""
    bench = runtime.context
    try:
        bench.draft = await writer.write(bench)
    except GrammarError:
        bench.give_up_plan()
        return State(next="mine", reason="no wording")
    if bench.draft is None:
        return State(next=OVER, reason=state["reason"] or "gave up")
    return State(next="verify", reason=state["reason"])


async def verify(state: State, runtime: Runtime[Bench]) -> State:
    """The verifier checks it; a failure decides where it goes back to."""
    bench = runtime.context
    verdict = await verifier.verify(bench)
    bench.verdicts.append(verdict)
    if verdict.passed:
        return State(next="score", reason="")
    assert bench.draft is not None
    refused = {"plan": bench.chosen.key, "question": bench.draft.question}
    bench.tracer.event(Noted(text=DRAFT, detail=refused))
    failure = min(verdict.failures, key=lambda finding: FIRST.index(finding.route))
    spent = bench.attempt >= bench.shop.settings.limits.attempts_per_sample
    target: Node = OVER if spent else BACK.get(failure.route, OVER)
    bench.tracer.event(Routed(origin="verify", target=target, why=failure.check))
    if target == OVER:
        return State(next=OVER, reason=failure.check)
    if target == "mine":
        bench.give_up_plan()
    bench.begin_attempt()
    return State(next=target, reason=failure.check)


async def reread(state: State, runtime: Runtime[Bench]) -> State:
    """The extractor reads doubted evidence again; a plan whose evidence differs is dropped."""
    bench = runtime.context
    if extractor.reread(bench) is None:
        return State(next="verify", reason=state["reason"])
    bench.give_up_plan()
    return State(next="mine", reason=state["reason"])


async def score(state: State, runtime: Runtime[Bench]) -> State:
    """The scorer has the last word."""
    return State(next=OVER, reason=await scorer.score(runtime.context))


def after_mine(state: State) -> Literal["write", "__end__"]:
    """To the writer, unless no plan is left."""
    return "write" if state["next"] == "write" else OVER


def after_write(state: State) -> Literal["verify", "mine", "__end__"]:
    """To the verifier; to the miner if there are no words for the plan."""
    return state["next"] if state["next"] in ("verify", "mine") else OVER


def after_verify(state: State) -> Literal["score", "write", "mine", "reread", "__end__"]:
    """On to the scores, or back to the role that can mend what failed."""
    return state["next"]  # type: ignore[return-value]


def after_reread(state: State) -> Literal["verify", "mine"]:
    """To the verifier if the evidence holds after all, else to another plan."""
    return "verify" if state["next"] == "verify" else "mine"


@cache
def compiled() -> CompiledStateGraph[State, Bench, State, State]:
    """The state machine, compiled once."""
    graph = StateGraph(State, context_schema=Bench)
    for node in (mine, write, verify, reread, score):
        graph.add_node(node)
    graph.add_edge(START, "mine")
    graph.add_conditional_edges("mine", after_mine)
    graph.add_conditional_edges("write", after_write)
    graph.add_conditional_edges("verify", after_verify)
    graph.add_conditional_edges("reread", after_reread)
    graph.add_edge("score", OVER)
    return graph.compile()


async def make_sample(bench: Bench) -> Outcome:
    """Take one sample from its plans to its verdict.

    Raises:
        LimitReached: If a limit of the session ends it before its verdict.
    """
    most = bench.shop.settings.limits.attempts_per_sample + len(bench.candidates)
    config: RunnableConfig = {"recursion_limit": STEPS_PER_ATTEMPT * most + 2}
    start = State(next="mine", reason="")
    try:
        end = await compiled().ainvoke(start, config, context=bench)
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
