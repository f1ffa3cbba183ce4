"""Mutants whose words are wrong: of the question, or of a step; the program is right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from mmkg.dataset.mutants.mutant import (
    kind,
    recomputed,
    rewritten,
    same_answer,
    swapped,
)
from mmkg.dataset.sample import Sample, Step
from mmkg.graph.derivation import Derivation, Given, Ordering, Where, run, walk
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal
from mmkg.graph.plan import answer_of, plain
from mmkg.graph.results import DerivationError

ENDS = (
    *("highest lowest", "largest smallest", "greatest least", "latest earliest"),
    *("最高 最低", "最晚 最早", "最大 最小", "第二高 第二低", "第三高 第三低", "第二晚 第二早"),
)
SIDES = (
    *("above below", "over under", "higher lower", "after before", "later earlier"),
    *("高于 低于", "超过 不到", "晚于 早于"),
)
OTHER_SIDE = {"above": "below", "below": "above", "at_least": "at_most", "at_most": "at_least"}
VAGUE = {"en": "the said thing", "zh": "那个"}


@kind("leaked_answer")
def leaked_answer(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question tells its answer, or an item of a list."""
    if sample.answer.kind == "truth":
        return
    told = rng.choice((*sample.answer.aliases, *(sample.answer.items or (sample.answer.value,))))
    body, mark = re.match(r"(.*?)([?？.。]?)$", sample.question, re.DOTALL).groups()  # type: ignore[union-attr]
    hint = {"en": f", if {told} comes to mind", "zh": f"（是{told}吗）"}[sample.language]
    yield _asking(sample, f"{body}{hint}{mark}")


@kind("ambiguous_name")
def ambiguous_name(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A name that decides what is asked is not said; or not which of two like tables is meant."""
    names = [name for name in sample.asked.names if name in sample.question]
    if names:
        name = rng.choice(names)
        yield _asking(sample, sample.question.replace(name, VAGUE[sample.language]))
    contexts = [phrase for phrase in sample.asked.context if phrase in sample.question]
    if contexts and _answered_elsewhere(sample, view):
        question = sample.question
        for phrase in contexts:
            question = question.replace(f"“{phrase}”", "the data").replace(phrase, "the data")
        yield _asking(sample, question)


def _answered_elsewhere(sample: Sample, view: View) -> bool:
    """Whether all that is read in one carrier can be read in another, with another answer."""
    for carrier in sample.carriers:
        own = [item for item in sample.evidence if item.carrier == carrier]
        elsewhere = defaultdict[str, dict[str, Evidence]](dict)
        for item in own:
            measure = view.places.holding(item)
            label = normal(getattr(item, "x", "") or getattr(item, "row_path", [""])[-1])
            for other in view.named(measure.name) if measure else ():
                if other.carrier != carrier and label in other.by_label:
                    elsewhere[other.carrier][item.id] = other.by_label[label].evidence
        for instead in elsewhere.values():
            if len(instead) == len(own) and recomputed(sample, evidence=swapped(sample, instead)):
                return True
    return False


@kind("direction_flipped")
def direction_flipped(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question asks for the other end of a ranking, or for the other side of a limit."""
    nodes = list(walk(sample.derivation))
    ends = {node.which for node in nodes if isinstance(node, Ordering)}
    if len(ends) == 1:
        yield from turned(sample, ENDS)
    if any(isinstance(n, Where) and isinstance(n.than, Given) for n in nodes) and _decides(sample):
        yield from turned(sample, SIDES, before=r"(?=[^“”\d]{0,12}\d)")


@kind("limit_changed")
def limit_changed(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question states another quantity than the program takes."""
    for given in sample.asked.given:
        for factor in ("0.5", "2", "0.1", "10"):
            other = plain(Decimal(given) * Decimal(factor) or Decimal(7))

            def change(node: Derivation, old: str = given, new: str = other) -> Derivation:
                taken = isinstance(node, Given) and node.number == Decimal(old)
                return node.model_copy(update={"number": Decimal(new)}) if taken else node

            said = re.sub(rf"(?<![\d.]){re.escape(given)}(?![\d]|\.\d)", other, sample.question)
            if said != sample.question and _differs(sample, change):
                yield _asking(sample, said)
                break


@kind("contradictory_step")
def contradictory_step(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A step says another number or name than what it rests on; or cites something else."""
    at = rng.randrange(len(sample.steps))
    step = sample.steps[at]
    if numbers := list(re.finditer(r"\d+", step.text)):
        match = rng.choice(numbers)
        other = str(int(match[0]) + 1)
        yield _stepping(sample, at, step.text[: match.start()] + other + step.text[match.end() :])
    for other_way in turned(_asking(sample, step.text), (*ENDS, *SIDES)):
        yield _stepping(sample, at, other_way.question)
    last = sample.steps[-1].text
    if sample.answer.kind == "text" and sample.answer.value in last:
        other = last.replace(sample.answer.value, f"not {sample.answer.value}")
        yield _stepping(sample, len(sample.steps) - 1, other)


def turned(sample: Sample, pairs: tuple[str, ...], before: str = "") -> Iterator[Sample]:
    """The question with each word of direction, outside the names, turned into its opposite."""
    opposites = {a: b for pair in pairs for a, b in (pair.split(), reversed(pair.split()))}
    known = sorted({*sample.asked.names, *sample.asked.context}, key=len, reverse=True)
    words = "|".join(rf"\b{word}\b{before}" if word.isascii() else word for word in opposites)
    kept = "|".join(re.escape(name) for name in known) or r"(?!)"
    done: list[str] = []

    def turn(match: re.Match[str]) -> str:
        word = match["word"]
        if not word or done:
            return match[0]
        done.append(word)
        return opposites[word]

    question = re.sub(rf"(?:{kept})|(?P<word>{words})", turn, sample.question)
    if done:
        yield _asking(sample, question)


def _decides(sample: Sample) -> bool:
    """Whether the other side of the first limit gives another answer."""
    first = next(n for n in walk(sample.derivation) if isinstance(n, Where))

    def change(node: Derivation) -> Derivation:
        if node != first or not isinstance(node, Where):
            return node
        return node.model_copy(update={"test": OTHER_SIDE.get(node.test, node.test)})

    return _differs(sample, change)


def _differs(sample: Sample, change: Callable[[Derivation], Derivation]) -> bool:
    try:
        value = run(rewritten(sample.derivation, change), sample.evidence)
    except DerivationError:
        return True
    return not same_answer(answer_of(value), sample.answer)


def _asking(sample: Sample, question: str) -> Sample:
    return sample.model_copy(update={"question": question})


def _stepping(sample: Sample, at: int, text: str) -> Sample:
    step = Step(text=text, cites=sample.steps[at].cites)
    steps = (*sample.steps[:at], step, *sample.steps[at + 1 :])
    return sample.model_copy(update={"steps": steps})
