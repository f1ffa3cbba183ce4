"""Samples: what a session makes, and what is known about each of them.

`FORMAT` numbers the fields of a line of `samples.jsonl`. 2 added question forms, descriptions in
place of names, and twins; lines of format 1 lack them and are read as open questions. 3 added
`value` and `unit` to each piece of evidence. A line that is written again is of the newest format.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mmkg.graph.derivation import At, Collect, Derivation, Given, Meaning, Read, walk
from mmkg.graph.evidence import Evidence, TextEvidence
from mmkg.graph.plan import Answer, Plan
from mmkg.graph.provenance import Value

FORMAT = 3
Form = Literal["open", "multiple_choice", "true_false"]
BARE = {At, Collect, Given, Read}  # operations that re-read and compute nothing
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


class Option(Value):
    """An answer put before the reader: one to choose, or the one that a statement claims.

    Attributes:
        letter: `A`, `B`, …; empty for the claim of a true/false question.
        text: As it is shown.
        value: What it says, typed.
        mistake: The error that leads to it, such as `wrong row`; empty for the right one.
        derivation: The program with that error, whose value it is.
        evidence: What that program reads and the sample does not cite.
    """

    letter: str = ""
    text: str
    value: Answer
    mistake: str = ""
    derivation: Derivation | None = None
    evidence: tuple[Evidence, ...] = ()


class Described(Value):
    """A name that the question puts as a description, and the proof that it has no other bearer.

    Attributes:
        again: What points back at it where the name would stand once more.
        derivation: Its value over `evidence` is the name.
    """

    name: str
    phrase: str
    again: str
    derivation: Derivation
    evidence: tuple[Evidence, ...]


class Plain(Value):
    """The open question, with all names said, that a question was made from, and its answer."""

    question: str
    answer: Answer


class Posed(Value):
    """How a plain question is put: in which form, and which names are described.

    Attributes:
        claim: The answer that a true/false question claims to be right.
    """

    form: Form
    question: str
    options: tuple[Option, ...] = ()
    claim: Option | None = None
    described: tuple[Described, ...] = ()


class Altered(Value):
    """What a twin has otherwise than the document.

    Attributes:
        how: A cited value was changed, or evidence was taken away.
        was: The evidence as the document has it: one piece with another value now, or all that
            was taken away.
        now: The evidence with the value that is not the document's; none if it was taken away.
        note: Both in words.
    """

    how: Literal["changed", "removed"]
    was: tuple[Evidence, ...]
    now: Evidence | None = None
    note: str


class Draft(Value):
    """What the question-writer makes of a plan.

    Attributes:
        question: The plain question.
        wording: Who found the words: a model, or the grammar.
        model: The model's name; empty for the grammar.
        posed: How it is put, if not as it is.
    """

    question: str
    steps: tuple[Step, ...]
    wording: Literal["model", "grammar"]
    model: str = ""
    posed: Posed | None = None


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
        question: Without its options.
        asked: What the plain question must say; the checks hold it against the question.
        answer: A letter, whose alias is the option's text, for multiple choice; `yes` or `no` for
            true/false; else the derivation's value. `plain` has that value for every form.
        options: The choices, in the order of their letters.
        claim: What a true/false question claims.
        described: Names that the question does not say but describes.
        plain: The open question behind another form or behind descriptions.
        twin_of: The sample whose twin it is: the same question where `altered` holds.
        proof: How the answer is proven: `derivation` is re-run on re-read evidence; `span` rests
            on text that only a person or a model can judge.
        models: The model of each role that had a part; empty if none had.
        scores: Name of the score to its value between 0 and 1, or a count.
        verdicts: One for each attempt, in order; the last one passed if the sample was accepted.
        reason: Why it was rejected; empty if it was accepted.
    """

    format: Annotated[int, Field(ge=1, le=FORMAT), AfterValidator(lambda _: FORMAT)] = FORMAT
    id: str
    task: str
    pattern: str
    language: Literal["en", "zh"]
    form: Form = "open"
    question: str
    asked: Asked = Asked()
    answer: Answer
    options: tuple[Option, ...] = ()
    claim: Option | None = None
    described: tuple[Described, ...] = ()
    plain: Plain | None = None
    twin_of: str | None = None
    altered: Altered | None = None
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
    posed = draft.posed or Posed(form="open", question=draft.question)
    return Sample(
        id=sample_id(ordinal, plan),
        task=plan.task,
        pattern=plan.pattern,
        language=plan.language,
        form=posed.form,
        question=posed.question,
        asked=Asked(
            names=plan.names,
            context=plan.context,
            given=plan.given,
            slots=plan.slots,
            decimals=plan.decimals,
        ),
        answer=answer_to(posed, plan.answer),
        options=posed.options,
        claim=posed.claim,
        described=posed.described,
        plain=Plain(question=draft.question, answer=plan.answer) if draft.posed else None,
        steps=draft.steps,
        derivation=plan.derivation,
        evidence=plan.evidence,
        path=plan.path,
        proof="span" if _rests_on_a_reading(plan) else "derivation",
        carriers=plan.carriers,
        hops=plan.hops,
        sources=sources,
        wording=draft.wording,
        seed=seed,
    )


def _rests_on_a_reading(plan: Plan) -> bool:
    """Whether code cannot tell that the words say what is made of them.

    A model read them so, or the answer is nothing but what one sentence says.
    """
    if len(plan.evidence) == 1 and not set(map(type, walk(plan.derivation))) - BARE:
        return isinstance(plan.evidence[0], TextEvidence)
    by_model = any(isinstance(e, TextEvidence) and e.by == "model" for e in plan.evidence)
    return by_model or any(isinstance(node, Meaning) for node in walk(plan.derivation))


def answer_to(posed: Posed, computed: Answer) -> Answer:
    """The gold answer to a question as it is put, from the value that the derivation has."""
    if posed.form == "multiple_choice":
        key = next(option for option in posed.options if not option.mistake)
        return Answer(kind="choice", value=key.letter, aliases=(key.text,))
    if posed.claim is not None:
        return Answer(kind="truth", value="no" if posed.claim.mistake else "yes")
    return computed


def in_full(sample: Sample) -> str:
    """The question with its options, each on a line of its own."""
    return "\n".join([sample.question, *(f"{o.letter}. {o.text}" for o in sample.options)])


def opened(sample: Sample) -> Sample:
    """The sample as the open question, names said, that it was made from; itself if it is one."""
    if sample.plain is None:
        return sample
    bare = {"form": "open", "options": (), "claim": None, "described": (), "plain": None}
    return sample.model_copy(
        update={**bare, "question": sample.plain.question, "answer": sample.plain.answer}
    )


def plan_of(sample: Sample) -> Plan:
    """The plan that a sample was written from."""
    sample = opened(sample)
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
