"""Mutants that are wrong in how the question is put: keys, options, claims, descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from mmkg.dataset.forms.near_misses import near_misses, shown
from mmkg.dataset.mutants.mutant import kind, rewritten
from mmkg.dataset.mutants.words import ENDS, turned
from mmkg.dataset.sample import Option, Sample, opened
from mmkg.graph.derivation import Derivation, Ranked, Where
from mmkg.graph.mining.view import View

OTHER_END = {"highest": "lowest", "lowest": "highest"}


@kind("wrong_key", as_put=True)
def wrong_key(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The key is the letter of a wrong option."""
    wrong = [option for option in sample.options if option.letter != sample.answer.value]
    if wrong:
        other = rng.choice(wrong)
        update = {"value": other.letter, "aliases": (other.text,)}
        yield _with(sample, answer=sample.answer.model_copy(update=update))


@kind("two_right_options", as_put=True)
def two_right_options(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A wrong option says the right answer as well."""
    computed = opened(sample).answer
    wrong = [option for option in sample.options if option.letter != sample.answer.value]
    if wrong:
        other = rng.choice(wrong)
        right = {"value": computed, "text": shown(computed, sample.language)}
        instead = {other.letter: other.model_copy(update=right)}
        yield _with(sample, options=tuple(instead.get(o.letter, o) for o in sample.options))


@kind("wrong_claim", as_put=True)
def wrong_claim(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A right claim is called wrong, or the other way round; or another claim is put instead."""
    if sample.claim is None:
        return
    value = {"yes": "no", "no": "yes"}[sample.answer.value]
    yield _with(sample, answer=sample.answer.model_copy(update={"value": value}))
    plain = opened(sample)
    right = Option(text=shown(plain.answer, plain.language), value=plain.answer)
    other = right if sample.claim.mistake else next(near_misses(plain, view, rng), None)
    if other:
        question = sample.question.replace(sample.claim.text, other.text)
        yield _with(sample, claim=other, question=question)


@kind("turned_statement", as_put=True)
def turned_statement(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A statement claims its answer of the other end of a ranking."""
    stated = sample.claim and sample.plain and sample.plain.question not in sample.question
    if stated and "which" in sample.asked.slots:
        yield from turned(sample, ENDS)


@kind("described_another", as_put=True)
def described_another(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A description fits another thing than the one whose place it takes, or more than one."""
    for one in sample.described:
        other = one.model_copy(update={"derivation": rewritten(one.derivation, _turned)})
        rest = tuple(d for d in sample.described if d is not one)
        yield _with(sample, described=(*rest, other))


def _turned(node: Derivation) -> Derivation:
    if isinstance(node, Ranked):
        return node.model_copy(update={"which": OTHER_END[node.which]})
    return node.source if isinstance(node, Where) else node


def _with(sample: Sample, **update: object) -> Sample:
    return sample.model_copy(update=update)
