"""Measures the verifier: known-bad mutants of accepted samples must fail, rewordings must not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from mmkg.dataset.checks.check import Check, Ground, all_checks, examine
from mmkg.dataset.checks.duplicate import fingerprint
from mmkg.dataset.explain import explain
from mmkg.dataset.mutants.mutant import AS_PUT, all_kinds
from mmkg.dataset.sample import Sample, opened
from mmkg.graph.provenance import Value

META = "calibration"  # where a session's ledger keeps its own
SMALL = 10  # samples that a session measures itself with
MOST_MISSED = 5  # ids of missed ones that are kept for each kind
OPENINGS = {"en": "Please answer this: ", "zh": "请回答："}
CASED = re.compile(r"[A-Z][a-z]+ ")

Reword = Callable[[Sample, Random], str]


class Tried(Value):
    """How one kind of mutant or control fared.

    Attributes:
        made: How many there were.
        caught: How many of them failed a check.
        by: How many each check failed; one that fails two counts for both.
        odd: Ids of the samples behind some that went the wrong way: mutants that passed all
            checks, or controls that did not.
    """

    made: int
    caught: int
    by: dict[str, int]
    odd: tuple[str, ...] = ()


class Calibration(Value):
    """What the checks caught.

    Attributes:
        samples: How many accepted samples it rests on.
        catch_rate: Share of the mutants that failed a check; none if there were none.
        false_reject_rate: Share of the controls that failed one.
        by_kind: Kinds of mutant.
        controls: Kinds of harmless change.
    """

    samples: int
    seed: int
    catch_rate: float | None
    false_reject_rate: float | None
    by_kind: dict[str, Tried]
    controls: dict[str, Tried]


def calibrate(
    accepted: Iterable[Sample],
    ground: Ground,
    *,
    most: int = 100,
    seed: int = 1,
    reword: Reword | None = None,
    progress: Callable[[int], None] | None = None,
) -> Calibration:
    """Run all checks that are code on mutants and controls, as the verifier would.

    Args:
        accepted: All accepted samples of a session.
        ground: What the checks may look at; its questions are put in here.
        most: Samples to draw from them.
        seed: Draws the samples, and where each mutant is spoilt.
        reword: Puts the question of a sample in other words of the same meaning.
        progress: Called with the number of samples done so far.
    """
    every = [_told_anew(sample) for sample in accepted]
    questions = {fingerprint(opened(sample).question): sample.id for sample in every}
    drawn = Random(seed).sample(every, min(most, len(every)))
    mutants, controls, makers = _Tally(), _Tally(), all_kinds()
    for number, sample in enumerate(sorted(drawn, key=lambda s: s.id), start=1):
        others = {print: id for print, id in questions.items() if id != sample.id}
        here = replace(ground, questions=others)
        rng, plain = Random(f"{seed} {sample.id}"), opened(sample)
        for name, maker in makers.items():
            for mutant in maker(sample if name in AS_PUT else plain, ground.view, rng):
                mutants.add(name, sample.id, failing(mutant, here), wanted=True)
        controls.add("unchanged", sample.id, failing(sample, here), wanted=False)
        for name, question in _harmless(plain, rng, reword):
            control = plain.model_copy(update={"question": question})
            controls.add(name, sample.id, failing(control, here), wanted=False)
        if progress:
            progress(number)
    return Calibration(
        samples=len(drawn),
        seed=seed,
        catch_rate=mutants.rate,
        false_reject_rate=controls.rate,
        by_kind=mutants.kinds(),
        controls=controls.kinds(),
    )


def _told_anew(sample: Sample) -> Sample:
    """A sample with its steps in the words of this version, whichever version made it."""
    steps = explain(sample.derivation, sample.evidence, sample.language)
    return sample.model_copy(update={"steps": steps})


def failing(sample: Sample, ground: Ground) -> list[str]:
    """The checks that a sample fails in the verifier's hands; it stops at a settled verdict."""
    return [f.check for f in examine(sample, ground, _checks()) if f.passed is False]


@cache
def _checks() -> list[Check]:
    return all_checks()


def _harmless(sample: Sample, rng: Random, reword: Reword | None) -> Iterator[tuple[str, str]]:
    """Names of controls with questions that ask the same as a sample's."""
    question = sample.question
    yield "opening", OPENINGS[sample.language] + _uncased(question)
    if (plain := question.translate(str.maketrans("“”，。？", '"",.?'))) != question:
        yield "punctuation", plain
    if (lower := _uncased(question)) != question:
        yield "case", lower
    for _ in range(2) if reword else ():
        if reword and (other := reword(sample, rng)) != question:
            yield "reworded", other


def _uncased(question: str) -> str:
    """The question with a small first letter, if it begins with a plain word."""
    return question[:1].lower() + question[1:] if CASED.match(question) else question


class _Tally:
    """Counts by kind."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()
        self.caught: Counter[str] = Counter()
        self.by: dict[str, Counter[str]] = {}
        self.odd: dict[str, list[str]] = {}

    def add(self, kind: str, sample: str, failed: Sequence[str], *, wanted: bool) -> None:
        self.made[kind] += 1
        self.caught[kind] += bool(failed)
        self.by.setdefault(kind, Counter()).update(failed)
        odd = self.odd.setdefault(kind, [])
        if bool(failed) != wanted and len(odd) < MOST_MISSED:
            odd.append(sample)

    @property
    def rate(self) -> float | None:
        made = self.made.total()
        return self.caught.total() / made if made else None

    def kinds(self) -> dict[str, Tried]:
        return {
            kind: Tried(
                made=made,
                caught=self.caught[kind],
                by=dict(self.by[kind].most_common()),
                odd=tuple(self.odd[kind]),
            )
            for kind, made in sorted(self.made.items())
        }
