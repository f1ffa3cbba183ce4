"""The writer: finds the words of the question. The steps and the answer are the derivation's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.grammar.grammar import GrammarError, note, question_of, word
from mmkg.agents.posing import FORMS, posed
from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.dataset.checks.unique import named
from mmkg.dataset.explain import steps
from mmkg.dataset.sample import Draft, assemble
from mmkg.graph.derivation import Given, walk
from mmkg.graph.names import mentions, normal
from mmkg.graph.plan import Plan
from mmkg.graph.plan import plain as digits
from mmkg.graph.task import known_tasks
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import ToolError

LONGEST = 600  # characters
OTHERS = 2  # further wordings that a model is shown


class Question(BaseModel):
    """Submit the question."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="the question", min_length=8, max_length=LONGEST)


WRITER = Role(
    "writer",
    "writer",
    Question,
    "submit_question",
    wider=frozenset({"graph", "text", "tables"}),
    max_turns=2,
    max_tokens=160,
)
SMALL_WRITER = replace(WRITER, prompt="writer_small")  # is told how to begin, and no more


async def write(bench: Bench) -> Draft | None:
    """Word the plan in work and put it in a form; none if the model cannot and the grammar may not.

    With a model, the grammar words only what the model could not: at the last attempt, or when
    the model gives up or repeats a draft that failed. The draft says who worded it.

    Raises:
        ToolBroke, EndpointError, LimitReached: As `act` does.
    """
    with bench.tracer.agent("writer") as tracer:
        draft = await _worded(bench, tracer)
    return _put(bench, draft) if draft else None


async def _worded(bench: Bench, tracer: Tracer) -> Draft | None:
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


def _put(bench: Bench, draft: Draft) -> Draft:
    """The draft in the form that the sample has at every attempt.

    Raises:
        GrammarError: If it cannot be put in any form that its task allows.
    """
    settings = bench.shop.settings
    plain = assemble(bench.chosen, draft, ordinal=bench.ordinal, seed=settings.seed, sources=())
    rng = Random(f"{settings.seed} {bench.id} form")
    task = known_tasks(settings.task_files).get(plain.task)
    allowed, scenario = (task.forms, task.scenario) if task else (FORMS, False)
    how = posed(plain, bench.shop.view, settings, rng, allowed, scenario=scenario)
    form = how.form if how else "open"
    if form not in allowed:
        raise GrammarError(f"{plain.task} may not be asked as {form}, and bears no other form")
    return draft.model_copy(update={"posed": how})


def plainly(plan: Plan) -> str:
    """What a plan asks, as the grammar says it; always the same words for the same plan.

    Raises:
        GrammarError: If there is no wording.
    """
    return question_of(plan, Random(plan.key))


def brief(plan: Plan, attempt: int, reasons: Sequence[str], draft: str = "") -> dict[str, object]:
    """What the writer must know about a plan; neither its answer nor any reading is told.

    Unit and rounding are not told either: code adds them, in the words that the checks want.

    Args:
        plan: The plan in work.
        attempt: The how many-th attempt this is.
        reasons: Why checks refused the last draft.
        draft: The last draft, if there is one to mend.

    Raises:
        GrammarError: If the grammar cannot say plainly what the plan asks.
    """
    plain = plainly(plan).replace(note(plan), "")
    titles = _titles(plan)
    return {
        "brief": plain,
        "others": _others(plan, plain),
        "keep": _kept(plan, titles),
        "opener": _opener(plan, plain, titles, attempt),
        "reasons": reasons,
        "draft": draft,
    }


def _others(plan: Plan, plain: str) -> tuple[str, ...]:
    """Further wordings of the grammar, whose words the checks know as well."""
    drawn = (question_of(plan, Random(f"{plan.key} {n}")).replace(note(plan), "") for n in range(9))
    return tuple(other for other in dict.fromkeys(drawn) if other != plain)[:OTHERS]


def _kept(plan: Plan, titles: Sequence[str]) -> tuple[str, ...]:
    """What is to be said as the plain wording says it: names, amounts with their units, titles."""
    given = (node for node in walk(plan.derivation) if isinstance(node, Given))
    units = {digits(node.number): node.unit for node in given if node.number is not None}
    amounts = (f"{number} {units.get(number) or ''}".strip() for number in plan.given)
    return tuple(dict.fromkeys((*plan.names, *amounts, *titles)))


def _opener(plan: Plan, plain: str, titles: list[str], attempt: int) -> str:
    """How the question is to begin: neither as the plain wording does, nor as the last draft."""
    if plan.language == "zh":
        starts = [f"{start}“{title}”" for title in titles for start in ("根据", "在")]
    else:
        asking = "What" if plan.answer.kind == "number" else "Which"
        starts = [asking, *(f"According to “{title}”" for title in titles)]
    fresh = [start for start in starts if not plain.startswith(start[:2])]
    return fresh[(attempt - 1) % len(fresh)] if fresh else ""


async def _by_model(bench: Bench, desk: Desk) -> Draft:
    plan, before = bench.chosen, bench.draft

    def examine(submitted: Question) -> None:
        if not submitted.question.rstrip().endswith(("?", "？", ".", "。")):
            raise ToolError("a question must end with a question mark")
        if "evidence>" in submitted.question:
            raise ToolError("leave the evidence marks out")
        if normal(submitted.question) == normal(plainly(plan).replace(note(plan), "")):
            raise ToolError("these are the plain words: put the question in other words")
        if before and normal(complete(submitted.question, plan)) == normal(before.question):
            raise GaveUp("repeats the draft that failed")

    reasons = [finding.why for finding in bench.failures] if before else []
    endpoint = bench.shop.settings.roster.endpoint("writer")
    small = endpoint is not None and endpoint.embedded  # it repeats what it is shown
    draft = before.question if before and not small else ""
    told = brief(plan, bench.attempt, reasons, draft)
    submitted = await act(SMALL_WRITER if small else WRITER, desk, told, examine)
    return Draft(
        question=complete(submitted.question, plan),
        steps=steps(plan),
        wording="model",
        model=bench.models["writer"],
    )


def complete(question: str, plan: Plan) -> str:
    """The question on one line, with what it must ask for or name and small models leave out.

    That is unit and rounding, and the titles of the sources where there are several.
    """
    question = " ".join(question.split())
    asked = note(plan)
    added = _sources(question, plan)
    if asked and not mentions(question, asked.strip(" ()（）")):
        added += asked
    if not added:
        return question
    body, mark, rest = question.rstrip(".。 "), "？" if plan.language == "zh" else "?", ""
    if asking := re.match(r"(.*?)[?？](.*)", body):
        body, rest = asking.groups()
    return f"{body}{added}{mark}{rest}"


def _sources(question: str, plan: Plan) -> str:
    titles = _titles(plan)
    missing = [title for title in titles if not named(question, title, [])]
    if len(titles) < 2 or not missing:
        return ""
    if plan.language == "zh":
        return f"（数据：{'、'.join(f'“{title}”' for title in missing)}）"
    return f" (data: {' and '.join(f'“{title}”' for title in missing)})"


def _titles(plan: Plan) -> list[str]:
    """The titles of sources that the plain wording names."""
    plain = plainly(plan)
    return [title for title in plan.context if mentions(plain, title)]


def _by_grammar(bench: Bench) -> Draft:
    rng = Random(f"{bench.shop.settings.seed} {bench.id} {bench.attempt}")
    return word(bench.chosen, rng)
