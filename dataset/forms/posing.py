"""What is put before the reader of a question that is not open: options, or a claim."""

from __future__ import annotations

from itertools import islice
from random import Random

from mmkg.dataset.forms.near_misses import near_misses, shown
from mmkg.dataset.sample import Option, Sample
from mmkg.graph.mining.view import View

LETTERS = "ABCD"
FEWEST = 2  # wrong options
FORMED = ("number", "text", "list", "unit")  # kinds of answer that can be offered or claimed


def options(sample: Sample, view: View, rng: Random) -> tuple[Option, ...]:
    """The right answer among near misses, in random order; none if there are too few of these."""
    if sample.answer.kind not in FORMED:
        return ()
    wrong = [*islice(near_misses(sample, view, rng), len(LETTERS) - 1)]
    if len(wrong) < FEWEST:
        return ()
    every = [_right(sample), *wrong]
    rng.shuffle(every)
    return tuple(
        option.model_copy(update={"letter": letter})
        for letter, option in zip(LETTERS, every, strict=False)
    )


def claim(sample: Sample, view: View, rng: Random) -> Option | None:
    """The right answer or, as often, a near miss; none if there is none to claim."""
    if sample.answer.kind not in FORMED:
        return None
    if rng.random() < 0.5:
        return _right(sample)
    wrong = [*islice(near_misses(sample, view, rng), len(LETTERS) - 1)]
    return rng.choice(wrong) if wrong else None


def _right(sample: Sample) -> Option:
    return Option(text=shown(sample.answer, sample.language), value=sample.answer)
