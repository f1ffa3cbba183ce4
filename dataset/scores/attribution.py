"""Attribution: is every claim of the reasoning covered by a citation, and correctly?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mmkg.dataset.answers.quantities import quantities
from mmkg.dataset.explain import explain
from mmkg.dataset.exports.words import evidence_text
from mmkg.dataset.sample import Sample, opened
from mmkg.dataset.scores.score import Scene, Values
from mmkg.graph.derivation import run, walk
from mmkg.graph.results import DerivationError, Listing, Number, Result


class AttributionScore:
    """Share of steps that cite, and share of the numbers they state that evidence or program has.

    Steps told by the program itself state only what it computed; in another wording of a step,
    numbers that nothing has are found.
    """

    name = "attribution"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`attribution_covered` and `attribution`, each 0 to 1."""
        plain = opened(sample)
        cited = sum(bool(step.cites) for step in plain.steps) / max(1, len(plain.steps))
        own = {step.text for step in explain(plain.derivation, plain.evidence, plain.language)}
        told = [q.number for s in plain.steps if s.text not in own for q in quantities(s.text)]
        known = set(_known(plain)) if told else set()
        held = sum(_held(number, known) for number in told)
        correct = held / len(told) if told else 1.0
        return {"attribution_covered": cited, "attribution": correct}


def _held(number: Decimal, known: set[Decimal]) -> bool:
    """Whether a number is known, to the digits it is stated with."""
    room = Decimal(1).scaleb(int(number.as_tuple().exponent)) / 2
    return any(abs(abs(number) - abs(each)) <= room for each in known)


def _known(sample: Sample) -> Iterator[Decimal]:
    """All numbers that the evidence, the question or a node of the derivation has."""
    texts = [evidence_text(item, sample.language) for item in sample.evidence]
    for text in [*texts, sample.question, *_labels(sample)]:
        yield from (found.number for found in quantities(text))
    for node in walk(sample.derivation):
        yield from _given(node.model_dump(mode="json"))
        try:
            yield from _numbers(run(node, sample.evidence))
        except DerivationError:
            continue


def _labels(sample: Sample) -> Iterator[str]:
    for item in sample.evidence:
        for field in ("row_path", "column_path"):
            yield from getattr(item, field, ())


def _given(fields: dict[str, object]) -> Iterator[Decimal]:
    """Numbers that a node of the program states itself, such as a place in a ranking."""
    for value in fields.values():
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            yield from (found.number for found in quantities(str(value)))


def _numbers(result: Result) -> Iterator[Decimal]:
    match result:
        case Number(number):
            yield number
        case Listing(entries):
            yield Decimal(len(entries))
            yield from (e.value.number for e in entries if isinstance(e.value, Number))
