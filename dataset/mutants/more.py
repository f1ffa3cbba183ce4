"""Mutants whose question asks for more than the program computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from mmkg.dataset.mutants.mutant import kind
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Sort, walk
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal

ENDS = re.compile(r"(?<![\w-])(?=(?:highest|lowest|latest|earliest)\b)|(?<!第.)(?=最[高低晚早])")
SEVERAL = {"en": "three ", "zh": "三个"}
AND = {"en": " and ", "zh": "和"}


@kind("another_thing_too")
def another_thing_too(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """Beside a thing that is asked about, the question names another one of its table or chart."""
    asked = {normal(name): name for name in sample.asked.names if name in sample.question}
    measures = (view.places.holding(item) for item in sample.evidence)
    for measure in (found for found in measures if found):
        named = [asked[label] for label in measure.by_label if label in asked]
        others = [item.label for item in measure.items if item.label not in sample.question]
        if named and others:
            name, other = rng.choice(named), rng.choice(others)
            both = f"{name}{AND[sample.language]}{other}"
            yield _asking(sample, sample.question.replace(name, both, 1))
            return


@kind("several_asked")
def several_asked(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question asks for the three highest where the program takes the highest."""
    if any(isinstance(node, Sort) for node in walk(sample.derivation)):
        return  # it does ask for several
    question = ENDS.sub(SEVERAL[sample.language], sample.question, count=1)
    if question != sample.question:
        yield _asking(sample, question)


def _asking(sample: Sample, question: str) -> Sample:
    return sample.model_copy(update={"question": question})
