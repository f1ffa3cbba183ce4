"""Twins: what is altered is marked, the answer follows from it, and reverify knows it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.agents.twinning import twins
from mmkg.dataset.checks.derivation import DerivationCheck
from mmkg.dataset.reverify import reverify
from mmkg.dataset.sample import Sample, Source, assemble
from mmkg.dataset.twins import as_in_sources, twin_fault
from mmkg.graph.evidence import TextEvidence
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.task import load_tasks

BOTH = ("counterfactual", "unanswerable")
TASKS = ("single_table", "single_table_single_text", "single_table_single_formula", "entity")


@pytest.fixture(scope="module")
def plain(example_view: View) -> dict[str, Sample]:
    """Open samples of some tasks by id."""
    sampler = Sampler(example_view, list(load_tasks().values()), 2)
    documents = example_view.graph.documents
    made = {}
    for number, name in enumerate(TASKS):
        for at, plan in enumerate(sampler.candidates(name, 6)):
            shas = {item.address.document for item in plan.evidence}
            found = [Source(sha256=s, name=documents[s].name, title="") for s in sorted(shas)]
            draft, ordinal = word(plan, Random(1)), 100 * number + at
            sample = assemble(plan, draft, ordinal=ordinal, seed=1, sources=tuple(found))
            made[sample.id] = sample
    return made


@pytest.fixture(scope="module")
def made(plain: dict[str, Sample]) -> list[Sample]:
    return list(twins(plain.values(), BOTH, seed=1))


def changed(made: list[Sample]) -> list[Sample]:
    return [twin for twin in made if twin.altered and twin.altered.how == "changed"]


def removed(made: list[Sample]) -> list[Sample]:
    return [twin for twin in made if twin.altered and twin.altered.how == "removed"]


def test_what_was_altered_is_named_once_and_as_the_language_does(made: list[Sample]):
    notes = {(t.language, t.altered.was[0].kind, t.altered.note) for t in made if t.altered}
    chinese = [note for language, kind, note in notes if (language, kind) == ("zh", "cell")]
    assert chinese and all("的" in note and ", " not in note for note in chinese)
    texts = [(twin.altered.was[0], twin.altered.note) for twin in changed(made) if twin.altered]
    said = [note.count(item.text) for item, note in texts if isinstance(item, TextEvidence)]
    assert said and set(said) == {1}


def test_most_samples_have_both_twins(made: list[Sample], plain: dict[str, Sample]):
    assert len(changed(made)) > 0.6 * len(plain) and len(removed(made)) > 0.6 * len(plain)
    assert {twin.language for twin in made} == {"en", "zh"}
    assert all(twin.twin_of in plain and twin.id not in plain for twin in made)


def test_a_changed_value_is_said_not_to_be_the_document_s_and_the_answer_follows(
    made: list[Sample], plain: dict[str, Sample]
):
    for twin in changed(made):
        original = plain[twin.twin_of or ""]
        assert twin.question.endswith(original.question) and twin.question != original.question
        assert "contrary to the document" in twin.question or "与文档不同" in twin.question
        assert twin.answer.value != original.answer.value
        assert DerivationCheck().examine(twin, None).passed  # type: ignore[arg-type]
        assert set(as_in_sources(twin)) == set(original.evidence)
        assert twin.altered and twin.altered.note


def test_without_needed_evidence_the_answer_says_that_there_is_none(
    made: list[Sample], plain: dict[str, Sample]
):
    for twin in removed(made):
        original = plain[twin.twin_of or ""]
        assert twin.question == original.question and twin.answer.kind == "unanswerable"
        assert twin.altered and set(twin.evidence) | set(twin.altered.was) == set(original.evidence)
        assert not set(twin.evidence) & set(twin.altered.was)
        assert twin_fault(twin) is None


def test_reverify_proves_twins_and_notices_what_is_altered_secretly(
    made: list[Sample], examples: Any
):
    chosen = [*changed(made)[:6], *removed(made)[:6]]
    folders = {Path(path).parent for path in examples.sources.values()}
    found = reverify(chosen, folders)
    assert found.failed == [] and found.passed == len(chosen)
    twin = next(t for t in changed(made) if t.answer.kind == "number")
    other = twin.answer.model_copy(update={"value": str(Decimal(twin.answer.value) + 1)})
    unmarked = twin.model_copy(update={"altered": None})
    spoilt = [twin.model_copy(update={"answer": other}), unmarked]
    causes = [failure.cause for failure in reverify(spoilt, folders).failed]
    assert causes == ["answer", "evidence"]


def test_a_twin_that_lacks_nothing_is_not_unanswerable(made: list[Sample]):
    twin = removed(made)[0]
    assert twin.altered
    whole = twin.model_copy(update={"evidence": (*twin.evidence, *twin.altered.was)})
    assert twin_fault(whole)
