"""Samples: what a session makes, and what is known about each of them."""

from __future__ import annotations

from typing import Literal

from mmkg.graph.derivation import Derivation, Meaning, walk
from mmkg.graph.evidence import Evidence
from mmkg.graph.plan import Answer, Plan
from mmkg.graph.provenance import Value

FORMAT = 1
Route = Literal["writer", "miner", "extractor", "reject"]


class Asked(Value):
    """What the question must say, so that it asks for what the derivation computes.

    Attributes:
        names: Names that it must contain to be understood.
        context: Phrases, one of which tells which data are meant.
        given: Quantities that it must state.
        slots: Words it was made from, such as the measure and the direction of a ranking.
        decimals: Decimals it must ask for; none if the answer is exact.
    """

    names: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    slots: dict[str, str] = {}
    decimals: int | None = None


class Step(Value):
    """One step of the reasoning, and the evidence it rests on."""

    text: str
    cites: tuple[str, ...] = ()


class Draft(Value):
    """What the question-writer makes of a plan.

    Attributes:
        wording: Who found the words: a model, or the grammar.
        model: The model's name; empty for the grammar.
    """

    question: str
    steps: tuple[Step, ...]
    wording: Literal["model", "grammar"]
    model: str = ""


class Finding(Value):
    """What one check found.

    Attributes:
        check: Name of the check.
        passed: Whether the sample may go on; none if the check could not decide (no model, say).
        why: For a failure, words that the writer or miner can act on.
        route: Where a failure goes.
        by: The model that judged; empty for code.
    """

    check: str
    passed: bool | None
    why: str = ""
    route: Route = "reject"
    by: str = ""


class Verdict(Value):
    """All findings on one attempt."""

    attempt: int
    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The checks that failed."""
        return tuple(finding for finding in self.findings if finding.passed is False)

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return not self.failures


class Source(Value):
    """A document that a sample rests on."""

    sha256: str
    name: str
    title: str


class Cost(Value):
    """What a sample took."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0


class Sample(Value):
    """A question with an answer that can be worked out again from its evidence.

    Attributes:
        id: Ordinal and plan key, such as `s0012-9f31c2a07b6d44e1`.
        asked: What the question must say; the checks hold it against the question.
        proof: How the answer is proven: `derivation` is re-run on re-read evidence; `span` rests
            on text that only a person or a model can judge.
        models: The model of each role that had a part; empty if none had.
        scores: Name of the score to its value between 0 and 1, or a count.
        verdicts: One for each attempt, in order; the last one passed if the sample was accepted.
        reason: Why it was rejected; empty if it was accepted.
    """

    format: int = FORMAT
    id: str
    task: str
    pattern: str
    language: Literal["en", "zh"]
    form: Literal["open"] = "open"
    question: str
    asked: Asked = Asked()
    answer: Answer
    steps: tuple[Step, ...]
    derivation: Derivation
    evidence: tuple[Evidence, ...]
    path: tuple[str, ...]
    carriers: tuple[str, ...]
    hops: int
    proof: Literal["derivation", "span"] = "derivation"
    sources: tuple[Source, ...]
    wording: Literal["model", "grammar"]
    models: dict[str, str] = {}
    scores: dict[str, float] = {}
    verdicts: tuple[Verdict, ...] = ()
    reason: str = ""
    cost: Cost = Cost()
    seed: int


def assemble(
    plan: Plan, draft: Draft, *, ordinal: int, seed: int, sources: tuple[Source, ...]
) -> Sample:
    """A sample from a plan and its wording, not yet checked."""
    return Sample(
        id=sample_id(ordinal, plan),
        task=plan.task,
        pattern=plan.pattern,
        language=plan.language,
        question=draft.question,
        asked=Asked(
            names=plan.names,
            context=plan.context,
            given=plan.given,
            slots=plan.slots,
            decimals=plan.decimals,
        ),
        answer=plan.answer,
        steps=draft.steps,
        derivation=plan.derivation,
        evidence=plan.evidence,
        path=plan.path,
        proof="span"
        if any(isinstance(n, Meaning) for n in walk(plan.derivation))
        else "derivation",
        carriers=plan.carriers,
        hops=plan.hops,
        sources=sources,
        wording=draft.wording,
        seed=seed,
    )


def plan_of(sample: Sample) -> Plan:
    """The plan that a sample was written from."""
    return Plan(
        task=sample.task,
        pattern=sample.pattern,
        language=sample.language,
        path=sample.path,
        carriers=sample.carriers,
        derivation=sample.derivation,
        evidence=sample.evidence,
        answer=sample.answer,
        hops=sample.hops,
        names=sample.asked.names,
        context=sample.asked.context,
        given=sample.asked.given,
        slots=sample.asked.slots,
        decimals=sample.asked.decimals,
    )


def sample_id(ordinal: int, plan: Plan) -> str:
    """The id of the sample that a plan becomes."""
    return f"s{ordinal:05d}-{plan.key}"
