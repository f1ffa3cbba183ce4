"""Twins of accepted samples, in words: what is not the document's is said in question and note."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from random import Random
from typing import Literal

from mmkg.agents.grammar.forms import phrase, phrases
from mmkg.dataset.explain import show_result
from mmkg.dataset.sample import Sample, Step
from mmkg.dataset.twins import changed, unanswerable
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence
from mmkg.graph.results import value_of

TwinKind = Literal["counterfactual", "unanswerable"]
MOST_NAMED = 3  # of what was taken away


def twins(samples: Iterable[Sample], kinds: Collection[TwinKind], seed: int) -> Iterator[Sample]:
    """The twins of samples, each after its kind; a sample that bears none of a kind is left out."""
    for sample in samples:
        rng = Random(f"{seed} {sample.id} twins")
        if "counterfactual" in kinds and (twin := changed(sample, rng)):
            yield _supposing(twin)
        if "unanswerable" in kinds and (twin := unanswerable(sample, rng)):
            yield _lacking(twin)


def _supposing(twin: Sample) -> Sample:
    altered, language = twin.altered, twin.language
    assert altered is not None and altered.now is not None
    was, now = altered.was[0], altered.now
    slots = {"what": _labels(was, language), "was": _value(was), "now": _value(now)}
    key = "changed_text" if isinstance(was, TextEvidence) else "changed"
    question = phrase(key, language, question=twin.question, **slots)
    said = {"en": "the text", "zh": "正文"}[language] if key == "changed_text" else slots["what"]
    note = phrase("changed_note", language, **{**slots, "what": said})
    known = altered.model_copy(update={"note": note})
    return twin.model_copy(update={"question": question, "altered": known})


def _lacking(twin: Sample) -> Sample:
    altered, language = twin.altered, twin.language
    assert altered is not None
    names = list(dict.fromkeys(_labels(item, language) for item in altered.was))
    more = ["…"] if len(names) > MOST_NAMED else []
    what = ("、" if language == "zh" else "; ").join([*names[:MOST_NAMED], *more])
    note = phrase("removed_note", language, what=what)
    answer = twin.answer.model_copy(update={"aliases": tuple(phrases("unanswerable", language))})
    step = Step(text=phrase("missing", language, what=what))
    known = altered.model_copy(update={"note": note})
    return twin.model_copy(update={"altered": known, "answer": answer, "steps": (step,)})


def _labels(item: Evidence, language: str) -> str:
    """What names some evidence."""
    of = "的" if language == "zh" else ", "
    match item:
        case CellEvidence():
            return of.join(filter(None, (" / ".join(item.row_path), " / ".join(item.column_path))))
        case PointEvidence():
            return of.join(filter(None, (item.x, item.series)))
    return next(
        text
        for name in ("text", "latex", "meaning", "id")
        if isinstance(text := getattr(item, name, None), str) and text
    )


def _value(item: Evidence) -> str:
    return item.text if isinstance(item, TextEvidence) else show_result(value_of(item))
