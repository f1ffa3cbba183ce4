"""Trivial ways to answer, without any model: what a data set gives away by its make."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.exports.words import evidence_text
from mmkg.dataset.sample import Sample
from mmkg.dataset.shown import shown
from mmkg.graph.evidence import CellEvidence, EdgeEvidence, Evidence, PointEvidence

Guess = Callable[[Sample], str]


def guesses(samples: Sequence[Sample]) -> Mapping[str, Guess]:
    """Ways to answer by name; `no evidence` gives the commonest answer to the others of a kind."""
    common: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        common[sample.answer.kind][sample.answer.value] += 1

    def without_looking(sample: Sample) -> str:
        others = common[sample.answer.kind] - Counter([sample.answer.value])
        return min(others, key=lambda value: (-others[value], value), default="")

    return {
        "last evidence": last_evidence,
        "most frequent cell": most_frequent_cell,
        "no evidence": without_looking,
    }


def baselines(samples: Sequence[Sample]) -> dict[str, list[bool]]:
    """Whether each way to answer is right, sample by sample."""
    return {
        name: [same_answer(guess(sample), sample.answer) for sample in samples]
        for name, guess in guesses(samples).items()
    }


def last_evidence(sample: Sample) -> str:
    """The value of the evidence that a reader sees last."""
    return _value(shown(sample)[-1]) if sample.evidence else ""


def most_frequent_cell(sample: Sample) -> str:
    """The value that the evidence has most often, the first among equals."""
    values = Counter(_value(item) for item in sample.evidence)
    return values.most_common(1)[0][0] if values else ""


def _value(item: Evidence) -> str:
    match item:
        case CellEvidence():
            return item.text
        case PointEvidence():
            return str(item.y)
        case EdgeEvidence():
            return item.target
    return evidence_text(item)
