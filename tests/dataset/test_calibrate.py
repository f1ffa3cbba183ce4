"""Mutants of good samples fail the checks, rewordings pass, and the figures are repeatable."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from mmkg.agents.calibration import reworded
from mmkg.agents.grammar.grammar import asks, word
from mmkg.dataset.calibrate import META, Calibration, calibrate, failing
from mmkg.dataset.checks.check import Ground
from mmkg.dataset.mutants.mutant import all_kinds, same_answer
from mmkg.dataset.report import write_report
from mmkg.dataset.sample import Sample, assemble, plan_of
from mmkg.graph.derivation import run
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.plan import answer_of
from mmkg.graph.task import load_tasks
from mmkg.runtime.ledger import Ledger

ASKED = {
    *("wrong_cell", "neighbouring_row", "swapped_columns", "wrong_operation", "unit_slip"),
    *("dropped_carrier", "leaked_answer", "ambiguous_name", "swapped_evidence"),
    *("corrupted_symbol", "stale_evidence", "contradictory_step", "direction_flipped"),
    *("limit_changed", "swapped_figure", "another_thing_too", "several_asked"),
    *("added_condition", "injection", "cut_off", "sides_swapped"),
    *("percent_for_points", "subset", "digits_transposed", "rounding_asked"),
    *("false_premise", "another_time", "narrowed_group", "titles_swapped", "sign_changed"),
    *("answer_loosened",),
}


@pytest.fixture(scope="module")
def ground(example_view: View) -> Ground:
    """Without the second reader: what is stale, the graph has to tell."""
    return Ground(example_view, reread=lambda evidence: None, asks=asks)


@pytest.fixture(scope="module")
def accepted(ground: Ground) -> list[Sample]:
    """Samples of all tasks that pass all checks, two a task, without models."""
    tasks = load_tasks()
    sampler = Sampler(ground.view, list(tasks.values()), 4)
    found = []
    for number, name in enumerate(tasks):
        plans = sampler.candidates(name, 12)
        made = [
            assemble(p, word(p, Random(1)), ordinal=100 * number + at, seed=1, sources=())
            for at, p in enumerate(plans)
        ]
        found += [sample for sample in made if not failing(sample, ground)][:2]
    return found


@pytest.fixture(scope="module")
def measured(accepted: list[Sample], ground: Ground) -> Calibration:
    return calibrate(accepted, ground, reword=reworded)


def test_all_kinds_of_mutant_are_made(measured: Calibration):
    assert set(measured.by_kind) >= ASKED


def test_nearly_all_mutants_are_caught_and_nearly_no_rewording(measured: Calibration):
    missed = {name: tried.odd for name, tried in measured.by_kind.items() if tried.odd}
    refused = {name: tried.odd for name, tried in measured.controls.items() if tried.odd}
    assert measured.catch_rate is not None and measured.catch_rate >= 0.99, missed
    assert measured.false_reject_rate is not None and measured.false_reject_rate <= 0.05, refused


def test_each_mutant_is_counted_under_the_checks_that_caught_it(measured: Calibration):
    assert measured.by_kind["contradictory_step"].by.keys() == {"steps"}
    assert measured.by_kind["wrong_answer"].by.keys() == {"derivation"}
    assert "leak" in measured.by_kind["leaked_answer"].by
    assert all(sum(t.by.values()) >= t.caught for t in measured.by_kind.values())


def test_the_same_seed_gives_the_same_figures(
    accepted: list[Sample], ground: Ground, measured: Calibration
):
    one = calibrate(accepted, ground, most=4, seed=7)
    assert one == calibrate(accepted, ground, most=4, seed=7)
    assert one.samples == 4 and measured.samples == len(accepted)


def test_mutants_that_compute_something_contradict_themselves_nowhere(
    accepted: list[Sample], ground: Ground
):
    kinds = ("wrong_cell", "swapped_columns", "wrong_operation", "stale_evidence")
    for sample in accepted:
        for kind in kinds:
            for mutant in all_kinds()[kind](sample, ground.view, Random(2)):
                assert not same_answer(mutant.answer, sample.answer)
                value = answer_of(run(mutant.derivation, mutant.evidence)).value
                assert value == mutant.answer.value and "steps" not in failing(mutant, ground)


def test_a_blind_verifier_would_be_found_out(accepted: list[Sample], ground: Ground):
    """Without the check of what is read, rows of others pass: the figure shows it."""
    from mmkg.dataset.checks.check import all_checks, examine

    blind = [check for check in all_checks() if check.name not in ("reads", "carriers")]
    passed = 0
    for sample in accepted:
        for mutant in all_kinds()["wrong_cell"](sample, ground.view, Random(2)):
            passed += all(f.passed is not False for f in examine(mutant, ground, blind))
    assert passed


def test_a_sample_gives_its_plan_back(accepted: list[Sample]):
    sample = accepted[0]
    plan = plan_of(sample)
    again = assemble(plan, word(plan, Random(1)), ordinal=0, seed=1, sources=())
    assert (again.question, again.asked) == (sample.question, sample.asked)


def test_the_report_shows_the_figures(tmp_path: Path, measured: Calibration):
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        ledger.set_meta(META, measured.model_dump_json())
    page = write_report(tmp_path).read_text("utf-8")
    assert "of the mutants of" in page and "contradictory step" in page and "reworded" in page


def test_a_sample_that_the_grammar_cannot_word_keeps_its_words(accepted: list[Sample]):
    odd = accepted[0].model_copy(update={"pattern": "of another version"})
    bare = accepted[0].asked.model_copy(update={"slots": {"which": "highest"}})
    for sample in (odd, accepted[0].model_copy(update={"asked": bare})):
        assert reworded(sample, Random(1)) == sample.question


def test_no_samples_give_no_rates(ground: Ground):
    nothing = calibrate([], ground)
    assert (nothing.samples, nothing.catch_rate, nothing.false_reject_rate) == (0, None, None)
