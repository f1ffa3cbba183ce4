"""Mutants that are nearly right: rounding, order of two sides, a year, percent, a row left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from random import Random

from mmkg.dataset.mutants.mutant import kind, recomputed, replaced, swapped
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Calculate, Collect, Round, run, walk
from mmkg.graph.evidence import CellEvidence
from mmkg.graph.mining.view import View
from mmkg.graph.names import capital
from mmkg.graph.plan import plain
from mmkg.graph.results import Number

YEAR = re.compile(r"(?<![\d.])(?:1[6-9]|20)\d\d(?![\d.])")
IN_PERCENT = {
    "en": ((r"\b[Bb]y how much\b", "by what percentage"), (r"\b[Hh]ow much\b", "how many percent")),
    "zh": ((r"([高低多少])多少", r"\1百分之几"), (r"相差多少", "相差百分之几")),
}
PLACES = {
    "en": (("two decimal places", "one decimal place"), ("one decimal place", "a whole number")),
    "zh": (("两位小数", "一位小数"), ("一位小数", "两位小数")),
}


@kind("cut_off")
def cut_off(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The answer is cut off where it should be rounded."""
    program = sample.derivation
    if not isinstance(program, Round) or sample.answer.kind != "number":
        return
    value = run(program.source, sample.evidence)
    step = Decimal(1).scaleb(-program.decimals)
    if isinstance(value, Number):
        cut = plain(value.number.quantize(step, rounding=ROUND_DOWN))
        if cut != sample.answer.value:
            answer = sample.answer.model_copy(update={"value": cut})
            yield sample.model_copy(update={"answer": answer})


@kind("sides_swapped")
def sides_swapped(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """What is taken away or divided by stands first: a sign is lost, a ratio is upside down."""
    for node in walk(sample.derivation):
        if not isinstance(node, Calculate) or node.how in ("sum", "product", "gap"):
            continue
        turned = node.model_copy(update={"left": node.right, "right": node.left})
        if made := replaced(sample, node, turned):
            yield made
            return


@kind("year_shifted")
def year_shifted(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question says another year, in a name, a title or a limit."""
    years = list(YEAR.finditer(sample.question))
    if years:
        year = rng.choice(years)
        other = str(int(year[0]) + rng.choice((-1, 1)))
        yield _asking(
            sample, sample.question[: year.start()] + other + sample.question[year.end() :]
        )


@kind("percent_for_points")
def percent_for_points(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question asks by how many percent, where the program takes a difference."""
    if not any(
        isinstance(n, Calculate) and n.how in ("difference", "gap") for n in walk(sample.derivation)
    ):
        return
    for words, percent in IN_PERCENT[sample.language]:
        question, count = re.subn(words, percent, sample.question, count=1)
        if count:
            yield _asking(sample, capital(question))
            return


@kind("subset")
def subset(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A column is gone through without one of its rows."""
    for node in walk(sample.derivation):
        names = node.evidence if isinstance(node, Collect) and len(node.evidence) > 2 else ()
        for gone in rng.sample(names, len(names)):
            rest = tuple(name for name in names if name != gone)
            if made := replaced(sample, node, node.model_copy(update={"evidence": rest})):
                yield made
                break


@kind("digits_transposed")
def digits_transposed(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """Two digits of a cited cell have changed places, and all that follows from it is right."""
    for item in rng.sample(sample.evidence, len(sample.evidence)):
        pair = re.search(r"(\d)(?!\1)(\d)", item.text) if isinstance(item, CellEvidence) else None
        if not isinstance(item, CellEvidence) or pair is None or item.reading.number is None:
            continue
        text = item.text[: pair.start()] + pair[2] + pair[1] + item.text[pair.end() :]
        digits = re.sub(r"(\d)(?!\1)(\d)", r"\2\1", plain(item.reading.number), count=1)
        reading = item.reading.model_copy(update={"number": Decimal(digits)})
        other = item.model_copy(update={"text": text, "reading": reading})
        if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
            yield made
            return


@kind("rounding_asked")
def rounding_asked(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The question asks for other rounding than the answer has."""
    for said, other in PLACES[sample.language]:
        if said in sample.question:
            yield _asking(sample, sample.question.replace(said, other))
            return
    if found := re.search(r"(\d)(?= significant| 位有效)", sample.question):
        other = str(int(found[0]) + 1)
        yield _asking(
            sample, sample.question[: found.start()] + other + sample.question[found.end() :]
        )


def _asking(sample: Sample, question: str) -> Sample:
    return sample.model_copy(update={"question": question})
