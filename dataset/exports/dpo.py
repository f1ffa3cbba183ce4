"""Preferences: the right answer against a wrong one that somebody would give."""

from __future__ import annotations

from random import Random
from typing import ClassVar, NamedTuple

from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.explain import explain
from mmkg.dataset.exports.attempts import submitted
from mmkg.dataset.exports.form import Lines, Material, Options, Record
from mmkg.dataset.exports.words import answered, asked, provenance, reasoned
from mmkg.dataset.forms.near_misses import near_misses
from mmkg.dataset.sample import Option, Sample, Step, opened


class Refused(NamedTuple):
    """A wrong answer, how it came about, and where it is from."""

    answer: str
    steps: tuple[Step, ...]
    made_by: str


class DpoFormat(Lines):
    """Chosen and rejected answers: what TRL's DPO trainer reads."""

    name: ClassVar[str] = "dpo"

    def record(self, sample: Sample, material: Material, options: Options) -> Record | None:
        """The right answer and the best wrong one: a model's own, else a computed near miss."""
        wrong = _attempted(sample, material) or _near_miss(sample, material)
        if wrong is None:
            return None
        steps = wrong.steps if options.steps else ()
        said = reasoned(steps, wrong.answer, sample.language)
        return {
            "prompt": [{"role": "user", "content": asked(sample, options)}],
            "chosen": [{"role": "assistant", "content": answered(sample, options)}],
            "rejected": [{"role": "assistant", "content": said}],
            "rejected_is": wrong.made_by,
            "provenance": provenance(sample),
        }

    def lacking(self) -> str:
        """Why no sample has a wrong answer beside it."""
        return (
            "no sample has a wrong answer beside the right one: export the session's folder, whose "
            "graph near misses are computed from"
        )


def _attempted(sample: Sample, material: Material) -> Refused | None:
    """What the solver answered wrongly when the sample was verified."""
    for answer in submitted(material.ledger, sample.id, "verifier", "answer"):
        if not same_answer(answer, sample.answer):
            return Refused(answer, (), "a model's attempt")
    return None


def _near_miss(sample: Sample, material: Material) -> Refused | None:
    if sample.answer.kind == "truth" and sample.claim is not None:
        turned = {"yes": "no", "no": "yes"}[sample.answer.value]
        return Refused(_truth(turned, sample.language), (), "the opposite")
    wrong = [option for option in sample.options if option.mistake]
    if wrong:
        return _explained(sample, wrong[0], f"{wrong[0].letter}. {wrong[0].text}")
    if material.view is None:
        return None
    plain = opened(sample)
    option = next(near_misses(plain, material.view, Random(f"{sample.id} dpo")), None)
    return _explained(plain, option, option.text) if option else None


def _explained(sample: Sample, option: Option, text: str) -> Refused:
    """A wrong option with the steps of the program that leads to it."""
    steps: tuple[Step, ...] = ()
    if option.derivation is not None:
        known = {item.id: item for item in sample.evidence}
        known |= {item.id: item for item in option.evidence}
        steps = explain(option.derivation, tuple(known.values()), sample.language)
    return Refused(text, steps, f"computed: {option.mistake}")


def _truth(value: str, language: str) -> str:
    return {"yes": "是", "no": "否"}[value] if language == "zh" else value
