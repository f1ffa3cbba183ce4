"""Mutants whose question is framed otherwise: a false premise, another time, a part of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from mmkg.dataset.mutants.mutant import kind
from mmkg.dataset.sample import Sample
from mmkg.graph.mining.view import View
from mmkg.graph.names import CJK

PREMISES = {
    "en": ("Although the {thing} fell, {q}", "Because {thing} is wrong, {q}"),
    "zh": ("既然{thing}下降了，{q}", "尽管{thing}有误，{q}"),
}
FALSE = {"en": "Is it false that {q}", "zh": "下面这句话错在哪里：{q}"}
FUTURE = {
    "en": (r"\b([Ww]hich \w+|[Ii]t) (?:has|have)\b", r"\1 will have"),
    "zh": (r"是(?=多少|哪)", "将是"),
}
EARLIER = {"en": r"before \g<0>", "zh": r"\g<0>之前"}
PARTS = {"en": ("remaining ", "half of the "), "zh": ("其余", "部分")}
SIGNS = {"en": "-", "zh": "负"}
QUALIFIERS = {"en": ("not ", "about ", "more than "), "zh": ("约", "超过", "不")}


@kind("false_premise")
def false_premise(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question takes something for granted that the plan knows nothing of, or doubts itself."""
    things = [name for name in sample.asked.names if name in sample.question]
    q = sample.question[:1].lower() + sample.question[1:]
    if things:
        premise = rng.choice(PREMISES[sample.language])
        yield _asking(sample, premise.format(thing=rng.choice(things), q=q))
    yield _asking(sample, FALSE[sample.language].format(q=q))


@kind("another_time")
def another_time(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question asks what will be, or what was before its data."""
    if not sample.asked.given and sample.asked.decimals is None:
        yield from _changed(sample, *FUTURE[sample.language])
    for title in sample.asked.context[:1]:
        yield from _changed(sample, f"“{re.escape(title)}”", EARLIER[sample.language])


@kind("narrowed_group")
def narrowed_group(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question looks through a part of the things where the plan goes through all."""
    slots = sample.asked.slots
    noun = slots.get("noun" if sample.language == "zh" else "nouns", "")
    if noun and bool(CJK.search(noun)) == (sample.language == "zh"):
        part = rng.choice(PARTS[sample.language])
        wanted = (
            rf"(?<=的){noun}" if sample.language == "zh" else rf"(?<=\bthe ){re.escape(noun)}\b"
        )
        yield from _changed(sample, wanted, rf"{part}\g<0>")


@kind("titles_swapped")
def titles_swapped(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """Two tables or charts have changed places in the question."""
    one, two = ([*sample.asked.context, "", ""])[:2]
    names = [m.name for m in map(view.places.labelled, sample.evidence) if m]
    names += [sample.asked.slots[s] for s in ("link", "target") if s in sample.asked.slots]
    between = sample.question.find(two) - sample.question.find(one) - len(one)
    apart = between > 0 and any(
        name in sample.question[sample.question.find(one) + len(one) :][:between] for name in names
    )
    if one and two and apart and sample.question.count(one) == sample.question.count(two) == 1:
        question = sample.question.replace(one, "\0").replace(two, one).replace("\0", two)
        yield _asking(sample, question)


@kind("sign_changed")
def sign_changed(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question states a limit or quantity with the other sign."""
    for given in sample.asked.given[:1]:
        stated = rf"(?<=[ 为是于过到])(?<!- ){re.escape(given)}(?![\d.]\d|\d)"
        yield from _changed(sample, stated, rf"{SIGNS[sample.language]}\g<0>")


@kind("answer_loosened")
def answer_loosened(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The answer may be something else as well, or evidence is listed that nothing reads."""
    wrong = {"aliases": (*sample.answer.aliases, "Zorbex")}
    yield sample.model_copy(update={"answer": sample.answer.model_copy(update=wrong)})
    spare = sample.evidence[0].model_copy(update={"id": "e999"})
    yield sample.model_copy(update={"evidence": (*sample.evidence, spare)})


@kind("claim_qualified", as_put=True)
def claim_qualified(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A statement claims something near, above or other than what it is said to claim."""
    if sample.claim is not None:
        before, _, after = sample.question.rpartition(sample.claim.text)
        qualifier = rng.choice(QUALIFIERS[sample.language])
        yield _asking(sample, f"{before}{qualifier}{sample.claim.text}{after}")


def _changed(sample: Sample, words: str, instead: str) -> Iterator[Sample]:
    question = re.sub(words, instead, sample.question, count=1)
    if question != sample.question:
        yield _asking(sample, question)


def _asking(sample: Sample, question: str) -> Sample:
    return sample.model_copy(update={"question": question})
