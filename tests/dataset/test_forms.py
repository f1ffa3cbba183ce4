"""Question forms: options and claims are computed, keys are balanced, descriptions are proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from mmkg.agents.describing import described
from mmkg.agents.grammar.grammar import word
from mmkg.agents.posing import posed
from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.form import FormCheck
from mmkg.dataset.forms.near_misses import alike, confused, near_misses
from mmkg.dataset.mutants.mutant import all_kinds
from mmkg.dataset.sample import Sample, assemble, in_full, opened
from mmkg.graph.derivation import run
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.plan import answer_of
from mmkg.graph.task import load_tasks
from mmkg.runtime.settings import Settings

Put = Callable[..., Sample]


@pytest.fixture(scope="module")
def plain(example_view: View) -> list[Sample]:
    """Open samples of all tasks, eight a task."""
    tasks = load_tasks()
    sampler = Sampler(example_view, list(tasks.values()), 2)
    plans = [plan for name in tasks for plan in sampler.candidates(name, 8)]
    return [
        assemble(plan, word(plan, Random(1)), ordinal=n, seed=1, sources=())
        for n, plan in enumerate(plans)
    ]


@pytest.fixture(scope="module")
def put(example_view: View) -> Put:
    """Puts an open sample as some settings say."""

    def put(sample: Sample, **settings: object) -> Sample:
        chosen = Settings.model_validate(settings)
        how = posed(sample, example_view, chosen, Random(sample.id))
        return with_form(sample, how) if how else sample

    def with_form(sample: Sample, how: object) -> Sample:
        from mmkg.dataset.sample import Draft, plan_of

        draft = Draft(question=sample.question, steps=sample.steps, wording="grammar", posed=how)  # type: ignore[arg-type]
        return assemble(plan_of(sample), draft, ordinal=1, seed=1, sources=())

    return put


CHOICE = {"forms": {"open": 0, "multiple_choice": 1, "true_false": 0}}
TRUTH = {"forms": {"open": 0, "multiple_choice": 0, "true_false": 1}}
DESCRIBED = {"forms": {"open": 1, "multiple_choice": 0, "true_false": 0}, "fuzziness": 1}


def fault(sample: Sample, view: View) -> str:
    return FormCheck().examine(sample, Ground(view, reread=lambda evidence: None)).why


def test_every_near_miss_is_computed_by_its_program_and_is_none_of_the_others(
    plain: list[Sample], example_view: View
):
    for sample in plain[::3]:
        told = [sample.answer]
        for option in near_misses(sample, example_view, Random(5)):
            assert option.mistake and option.derivation is not None
            known = {item.id: item for item in (*sample.evidence, *option.evidence)}
            value = answer_of(run(option.derivation, known.values()))
            assert (value.value, value.unit) == (option.value.value, option.value.unit)
            assert alike(option.value, sample.answer)
            assert not any(confused(option.value, other) for other in told)
            told.append(option.value)


def test_nearly_all_answers_bear_options_and_the_form_check_proves_them(
    plain: list[Sample], example_view: View, put: Put
):
    chosen = [put(sample, **CHOICE) for sample in plain]
    formed = [sample for sample in chosen if sample.form == "multiple_choice"]
    offered = [s for s in plain if s.answer.kind in ("number", "text", "list")]
    assert len(formed) >= 0.9 * len(offered)
    assert {fault(sample, example_view) for sample in formed} == {""}
    assert {sample.language for sample in formed} == {"en", "zh"}
    assert all(sample.answer.aliases[0] in in_full(sample) for sample in formed)


def test_no_letter_is_the_key_much_more_often_than_another(plain: list[Sample], put: Put):
    chosen = [put(s.model_copy(update={"id": f"{s.id} {n}"}), **CHOICE)
              for s in plain[::6] for n in range(12)]  # fmt: skip
    keys = Counter(s.answer.value for s in chosen if len(s.options) == 4)
    assert set(keys) == set("ABCD")
    assert max(keys.values()) < 0.35 * keys.total()


def test_claims_are_right_and_wrong_and_the_form_check_proves_them(
    plain: list[Sample], example_view: View, put: Put
):
    formed = [s for s in (put(s, **TRUTH) for s in plain) if s.form == "true_false"]
    assert {fault(sample, example_view) for sample in formed} == {""}
    answers = Counter(sample.answer.value for sample in formed)
    assert min(answers["yes"], answers["no"]) > 0.3 * answers.total()
    assert all(sample.claim and sample.claim.text in sample.question for sample in formed)


def test_common_claims_are_statements_and_the_form_check_reads_their_words(
    plain: list[Sample], example_view: View, put: Put
):
    formed = [s for s in (put(s, **TRUTH) for s in plain) if s.claim and s.plain]
    stated = [s for s in formed if s.plain and s.plain.question not in s.question]
    assert len(stated) > 0.25 * len(formed)
    assert {sample.language for sample in stated} == {"en", "zh"}
    turned = [
        m for s in stated for m in all_kinds()["turned_statement"](s, example_view, Random(1))
    ]
    assert len(turned) > 10
    assert all("the statement" in fault(mutant, example_view) for mutant in turned)
    missing = stated[0].model_copy(
        update={"question": f"True or false: it is {stated[0].claim.text}."}
    )  # type: ignore[union-attr]
    assert "the statement" in fault(missing, example_view)


def test_descriptions_stand_for_one_thing_alone_and_names_go(
    plain: list[Sample], example_view: View, put: Put
):
    told = [s for s in (put(s, **DESCRIBED) for s in plain) if s.described]
    assert len(told) > 10
    assert {sample.language for sample in told} == {"en", "zh"}
    assert {fault(sample, example_view) for sample in told} == {""}
    for sample in told:
        assert sample.question != opened(sample).question
        assert sample.form == "open" and sample.answer == opened(sample).answer


def test_a_name_said_twice_beside_another_of_its_kind_is_not_described(
    plain: list[Sample], example_view: View
):
    def names(sample: Sample, question: str) -> set[str]:
        asked = sample.model_copy(update={"question": question})
        return {one.name for one in described(asked, example_view, Random(1), 1.0)}

    pairs = [(s, s.asked.slots["a"], s.asked.slots["b"]) for s in plain if "b" in s.asked.slots]
    once = [(s, a, b) for s, a, b in pairs if a in names(s, f"How far is {a} from {b}?")]
    assert once
    for sample, a, b in once:
        assert a not in names(sample, f"How far is {a} from {b}, if {a} is meant?")


def test_without_fuzziness_open_questions_stay_as_they_are(plain: list[Sample], put: Put):
    only_open = {"forms": {"open": 1, "multiple_choice": 0, "true_false": 0}}
    assert all(put(sample, **only_open) is sample for sample in plain[:20])


def test_a_wrong_key_and_a_second_right_option_are_noticed(
    plain: list[Sample], example_view: View, put: Put
):
    sample = next(s for s in (put(s, **CHOICE) for s in plain) if len(s.options) == 4)
    other = next(o for o in sample.options if o.mistake)
    key = sample.answer.model_copy(update={"value": other.letter})
    assert "the key is" in fault(sample.model_copy(update={"answer": key}), example_view)
    twin = other.model_copy(update={"value": opened(sample).answer})
    options = tuple(twin if o is other else o for o in sample.options)
    assert "and" in fault(sample.model_copy(update={"options": options}), example_view)


@pytest.mark.parametrize("kind", ["wrong_key", "two_right_options", "wrong_claim"])
def test_every_spoilt_form_is_noticed(plain: list[Sample], example_view: View, put: Put, kind: str):
    settings = TRUTH if kind == "wrong_claim" else CHOICE
    samples = [put(sample, **settings) for sample in plain[::2]]
    maker = all_kinds()[kind]
    spoilt = [m for sample in samples for m in maker(sample, example_view, Random(1))]
    assert len(spoilt) > 20
    assert all(fault(mutant, example_view) for mutant in spoilt)
