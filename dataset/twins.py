"""Twins of samples: one cited value is not the document's, or needed evidence is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from mmkg.dataset.mutants.mutant import recomputed, swapped
from mmkg.dataset.mutants.sources import scaled
from mmkg.dataset.sample import Altered, Sample, opened
from mmkg.graph.derivation import cited, run
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence
from mmkg.graph.leaving_out import without
from mmkg.graph.plan import Answer, plain
from mmkg.graph.results import DerivationError
from mmkg.graph.statements import NUMBER, read_number

FACTORS = ("1.1", "0.9", "1.5", "0.5", "3")
UNANSWERABLE = "unanswerable"


def changed(sample: Sample, rng: Random) -> Sample | None:
    """The open question with one cited value changed and the answer worked out anew.

    Returns:
        Nothing if no value of a cell, a chart's point or a sentence decides the answer.
    """
    sample = opened(sample)
    for was in rng.sample(sample.evidence, len(sample.evidence)):
        for now in _other_values(was):
            made = recomputed(sample, evidence=swapped(sample, {was.id: now}))
            if made is not None:
                return _twin(made, sample, Altered(how="changed", was=(was,), now=now, note=""))
    return None


def unanswerable(sample: Sample, rng: Random) -> Sample | None:
    """The open question without the evidence of one carrier, without which it has no answer.

    Returns:
        Nothing if the program has a value without any one carrier.
    """
    sample = opened(sample)
    carriers = rng.sample(sample.carriers, len(sample.carriers))
    for carrier in sorted(carriers, key=lambda carrier: _is_formula(sample, carrier)):
        gone = tuple(item for item in sample.evidence if item.carrier == carrier)
        if _is_formula(sample, carrier) and "=" in sample.question:
            continue  # the question writes it out
        if without(sample.derivation, {item.id for item in gone}) is not None:
            continue
        left = {
            "evidence": tuple(item for item in sample.evidence if item not in gone),
            "carriers": tuple(other for other in sample.carriers if other != carrier),
            "steps": (),
            "answer": Answer(kind="unanswerable", value=UNANSWERABLE),
        }
        removed = Altered(how="removed", was=gone, note="")
        return _twin(sample.model_copy(update=left), sample, removed)
    return None


def _is_formula(sample: Sample, carrier: str) -> bool:
    """Whether a carrier is a formula, which a reader may also know by heart."""
    return any(i.carrier == carrier and i.kind == "formula" for i in sample.evidence)


def twin_fault(twin: Sample) -> str | None:
    """What contradicts itself in a twin; its evidence is for a reader of the sources to judge."""
    altered = twin.altered
    assert altered is not None
    if altered.how == "removed":
        here = {item.id for item in twin.evidence}
        needed = set(cited(twin.derivation)) - here
        if not needed or needed != {item.id for item in altered.was} - here:
            return "what was taken away is not what the answer needs"
        try:
            run(twin.derivation, (*twin.evidence, *altered.was))
        except DerivationError as error:
            return f"with what was taken away it has no answer either: {error}"
        return None
    (was,) = altered.was
    if altered.now not in twin.evidence or was in twin.evidence:
        return "the evidence does not hold the changed value"
    return None


def as_in_sources(sample: Sample) -> Iterator[Evidence]:
    """The evidence of a sample as its documents have it; of a twin, also what was taken away."""
    altered = sample.altered
    yield from (item for item in sample.evidence if altered is None or item != altered.now)
    yield from altered.was if altered else ()


def _twin(made: Sample, sample: Sample, altered: Altered) -> Sample:
    id = f"{sample.id}-{'changed' if altered.how == 'changed' else UNANSWERABLE}"
    known = {"id": id, "twin_of": sample.id, "altered": altered}
    return made.model_copy(update={**known, "verdicts": (), "scores": {}})


def _other_values(item: Evidence) -> Iterator[Evidence]:
    """Some evidence with another value, near and far, printed as the document prints it."""
    for factor in FACTORS:
        match item:
            case CellEvidence() if item.reading.number:
                number = scaled(item.reading.number, factor)
                text = _reprinted(item.text, item.reading.number, number)
                reading = item.reading.model_copy(update={"number": number})
                if text:
                    yield item.model_copy(update={"text": text, "reading": reading})
            case PointEvidence() if item.y:
                yield item.model_copy(update={"y": scaled(item.y, factor)})
            case TextEvidence() if item.number:
                number = scaled(item.number, factor)
                if text := _reprinted(item.text, item.number, number):
                    yield item.model_copy(update={"text": text, "number": number})


def _reprinted(text: str, old: Decimal, new: Decimal) -> str:
    """A text with the first number of a value replaced; empty if the value does not stand there."""
    for match in re.finditer(NUMBER, text):
        if read_number(match[0]) == old:
            return text[: match.start()] + plain(new) + text[match.end() :]
    return ""
