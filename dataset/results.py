"""Accuracy with its uncertainty, by what the questions are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from mmkg.dataset.baselines import baselines
from mmkg.dataset.evaluate import Evaluated
from mmkg.dataset.levels import label
from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample
from mmkg.dataset.skills import skills
from mmkg.graph.provenance import Value

Z = 1.96  # of a 95 % interval


class Accuracy(Value):
    """How many of how many are right, and Wilson's 95 % interval for the share."""

    right: int
    of: int
    share: float
    low: float
    high: float

    @classmethod
    def over(cls, rights: Iterable[bool]) -> Accuracy:
        """The accuracy over some answers."""
        found = list(rights)
        right, of = sum(found), len(found)
        low, high = wilson(right, of)
        share = right / of if of else 0.0
        return cls(right=right, of=of, share=round(share, 4), low=low, high=high)


class Group(Value):
    """Accuracy of one book or baseline on the samples that share a value of an aspect."""

    who: str
    aspect: str
    value: str
    accuracy: Accuracy


class Result(Value):
    """What an evaluation came to.

    Attributes:
        groups: By task, modality, document, hops, difficulty, form, language and skill.
        twins: For each book, how many answers to altered samples follow what.
        unseen: Samples without a page to show, left out of the book `pages`.
    """

    model: str
    samples: int
    overall: dict[str, Accuracy]
    groups: tuple[Group, ...]
    twins: dict[str, dict[str, int]]
    calls: int
    tokens: int
    usd: float
    unseen: int = 0


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's score interval for a share, 95 %; 0 to 1 if nothing was tried."""
    if not of:
        return 0.0, 1.0
    share, z2 = right / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def aspects(sample: Sample) -> Iterator[tuple[str, str]]:
    """What a sample counts for; it may count for several skills and documents."""
    yield "task", sample.task
    yield "modality", " + ".join(modalities(sample))
    yield "hops", str(sample.hops)
    yield "difficulty", label(sample.scores)
    yield "form", sample.form
    yield "language", sample.language
    yield from (("skill", skill) for skill in skills(sample))
    yield from (("document", source.name) for source in sample.sources)


def result(found: Evaluated, model: str) -> Result:
    """Work out accuracies from judged answers."""
    samples = {sample.id: sample for sample in found.samples}
    rights: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in found.answers:
        rights[one.book][one.id] = one.right
    for name, hits in baselines(found.samples).items():
        rights[f"baseline: {name}"] = dict(zip(samples, hits, strict=True))
    twins: dict[str, dict[str, int]] = {}
    for one in found.answers:
        if one.follows:
            counts = twins.setdefault(one.book, {"altered": 0, "document": 0, "neither": 0})
            counts[one.follows] += 1
    return Result(
        model=model,
        samples=len(samples),
        overall={who: Accuracy.over(by.values()) for who, by in rights.items()},
        groups=tuple(g for who, by in rights.items() for g in _groups(who, by, samples)),
        twins=twins,
        calls=found.spend.calls,
        tokens=found.spend.tokens_in + found.spend.tokens_out,
        usd=found.spend.cost,
        unseen=found.unseen,
    )


def _groups(who: str, rights: Mapping[str, bool], samples: Mapping[str, Sample]) -> Sequence[Group]:
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for name, right in rights.items():
        for aspect in aspects(samples[name]):
            found[aspect].append(right)
    return [
        Group(who=who, aspect=aspect, value=value, accuracy=Accuracy.over(hits))
        for (aspect, value), hits in sorted(found.items())
    ]
