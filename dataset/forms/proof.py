"""Whether a question's options, claim and descriptions are what they are said to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from mmkg.dataset.forms.near_misses import alike, confused, shown
from mmkg.dataset.forms.posing import LETTERS
from mmkg.dataset.sample import Described, Option, Sample, opened
from mmkg.graph.derivation import run
from mmkg.graph.evidence import Evidence
from mmkg.graph.names import mentions, normal, squeeze
from mmkg.graph.plan import Answer, answer_of
from mmkg.graph.results import DerivationError, Listing, Name


def faults(sample: Sample) -> Iterator[str]:
    """What is wrong with how a question is put; nothing for an open one without descriptions.

    Every program that an option, a claim or a description comes with is run again.
    """
    computed = opened(sample).answer
    match sample.form:
        case "multiple_choice":
            yield from _choices(sample, computed)
        case "true_false":
            yield from _claim(sample, computed)
    for one in sample.described:
        yield from _description(sample, one)


def _choices(sample: Sample, computed: Answer) -> Iterator[str]:
    letters = "".join(option.letter for option in sample.options)
    if len(letters) < 2 or letters != LETTERS[: len(letters)]:
        yield f"the options are lettered {letters!r}, not {LETTERS!r}"
    right = [o.letter for o in sample.options if confused(o.value, computed)]
    if right != [sample.answer.value]:
        yield f"the key is {sample.answer.value}, but right is {' and '.join(right) or 'none'}"
    for one, two in combinations(sample.options, 2):
        if confused(one.value, two.value) or squeeze(one.text) == squeeze(two.text):
            yield f"the options {one.letter} and {two.letter} say the same"
    for option in sample.options:
        yield from _option(sample, option, computed)


def _claim(sample: Sample, computed: Answer) -> Iterator[str]:
    claim = sample.claim
    if claim is None or not mentions(sample.question, claim.text):
        yield "the question does not state what is claimed"
    else:
        right = confused(claim.value, computed)
        if sample.answer.value != ("yes" if right else "no"):
            yield f"the claim is {'right' if right else 'wrong'}, which is not the answer"
        yield from _option(sample, claim, computed)


def _option(sample: Sample, option: Option, computed: Answer) -> Iterator[str]:
    """Whether an option shows its value, looks like the answer, and is the error that it says."""
    name = f"option {option.letter}" if option.letter else "the claim"
    if option.text != shown(option.value, sample.language):
        yield f"{name} does not show its value"
    if not alike(option.value, computed):
        yield f"{name} has another kind, unit or number of decimals than the answer"
    if bool(option.mistake) == confused(option.value, computed):
        yield f"{name} is {'right' if option.mistake else 'wrong'}, against what is noted of it"
    elif option.mistake and not _computes(sample, option):
        yield f"{name} is not what its program gives"


def _computes(sample: Sample, option: Option) -> bool:
    if option.derivation is None:
        return False
    try:
        value = answer_of(run(option.derivation, _over(sample.evidence, option.evidence)))
    except DerivationError:
        return False
    return value.core == option.value.core


def _over(evidence: Iterable[Evidence], instead: Iterable[Evidence]) -> list[Evidence]:
    return [*({item.id: item for item in evidence} | {item.id: item for item in instead}).values()]


def _description(sample: Sample, one: Described) -> Iterator[str]:
    try:
        value = run(one.derivation, one.evidence)
    except DerivationError as error:
        yield f"“{one.phrase}” describes nothing: {error}"
        return
    fitting = [value.name] if isinstance(value, Name) else []
    if isinstance(value, Listing):
        fitting = [entry.label for entry in value.entries]
    if [normal(name) for name in fitting] != [normal(one.name)]:
        yield f"“{one.phrase}” describes {', '.join(fitting) or 'nothing'}, not {one.name}"
    if not mentions(sample.question, one.phrase):
        yield f"the question must describe {one.name} as “{one.phrase}”"
