"""The writer: finds the words of the question. The steps and the answer are the derivation's."""

from __future__ import annotations

from random import Random

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.grammar.grammar import note, word
from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.dataset.explain import steps
from mmkg.dataset.sample import Draft
from mmkg.graph.names import mentions, normal
from mmkg.graph.plan import Plan
from mmkg.tools.base import ToolError

LONGEST = 600  # characters
QUESTION_WORDS = ("What", "Which", "How", "By", "Name", "Who", "Where", "When", "Is", "Does")


class Question(BaseModel):
    """Submit the question."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="the question", min_length=8, max_length=LONGEST)


WRITER = Role("writer", "writer", Question, "submit_question", max_turns=2, max_tokens=160)


async def write(bench: Bench) -> Draft | None:
    """Word the plan in work; none if the model cannot and the grammar may not.

    With a model, the grammar words only what the model could not: at the last attempt, or when
    the model gives up or repeats a draft that failed. The draft says who worded it.

    Raises:
        ToolBroke, EndpointError, LimitReached: As `act` does.
    """
    with bench.tracer.agent("writer") as tracer:
        desk = bench.desk("writer", tracer)
        if desk is None:
            return _by_grammar(bench)
        allowed = bench.shop.settings.wording == "grammar_if_model_fails"
        last = bench.attempt >= bench.shop.settings.limits.attempts_per_sample
        if not (allowed and last and bench.attempt > 1):
            try:
                return await _by_model(bench, desk)
            except GaveUp:
                pass  # whether that ends the sample is the setting's to say
        return _by_grammar(bench) if allowed else None


def brief(plan: Plan) -> dict[str, object]:
    """What the writer must know about a plan; neither its answer nor any reading is told.

    Raises:
        GrammarError: If the grammar cannot say plainly what the plan asks.
    """
    plain = plainly(plan)
    titles = [phrase for phrase in plan.context if mentions(plain, phrase)]
    return {
        "brief": plain,
        "keep": tuple(dict.fromkeys((*plan.names, *plan.given, *titles))),
        "opener": _opener(plan, plain, titles),
        "ending": note(plan).strip(" ()（）"),
    }


def _opener(plan: Plan, plain: str, titles: list[str]) -> str:
    """How the question is to begin, so that it is no copy of the plain wording."""
    title = titles[0] if titles else ""
    if plan.language == "zh":
        start = "在" if plain.startswith("根据") else "根据"
        return f"{start}“{title}”" if title and not plain.startswith(start) else ""
    if plain.split()[0] in QUESTION_WORDS:
        return f"According to “{title}”" if title else ""
    return "What" if plan.answer.kind == "number" else "Which"


def plainly(plan: Plan) -> str:
    """What a plan asks, as the grammar says it; always the same words for the same plan.

    Raises:
        GrammarError: If there is no wording.
    """
    return word(plan, Random(plan.key)).question


async def _by_model(bench: Bench, desk: Desk) -> Draft:
    plan, before = bench.chosen, bench.draft

    def examine(submitted: Question) -> None:
        if not submitted.question.rstrip().endswith(("?", "？", ".", "。")):
            raise ToolError("a question must end with a question mark")
        if "evidence>" in submitted.question:
            raise ToolError("leave the evidence marks out")
        if normal(submitted.question) == normal(plainly(plan)):
            raise ToolError("these are the plain words: put the question in other words")
        if before and normal(submitted.question) == normal(before.question):
            raise GaveUp("repeats the draft that failed")

    revision = {
        "draft": before.question if before else "",
        "reasons": [finding.why for finding in bench.failures] if before else [],
    }
    submitted = await act(WRITER, desk, {**brief(plan), **revision}, examine)
    question = " ".join(submitted.question.split())
    return Draft(
        question=question, steps=steps(plan), wording="model", model=bench.models["writer"]
    )


def _by_grammar(bench: Bench) -> Draft:
    rng = Random(f"{bench.shop.settings.seed} {bench.id} {bench.attempt}")
    return word(bench.chosen, rng)
