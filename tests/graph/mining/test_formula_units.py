"""Questions about the units of a formula: what is asked, what is not, and how it is put."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.forms import statement
from mmkg.agents.grammar.grammar import word
from mmkg.dataset.answers.compare import is_right
from mmkg.dataset.checks.check import Ground, all_checks
from mmkg.dataset.forms.near_misses import near_misses
from mmkg.dataset.mutants.mutant import all_kinds
from mmkg.dataset.sample import Sample, assemble
from mmkg.graph.build import build
from mmkg.graph.derivation import DerivationError, run
from mmkg.graph.expression import call, number, symbol
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View
from mmkg.graph.unit_powers import equal

V, D, T, A = map(symbol, "vdTa")
SPEED = call("equals", V, call("divide", D, T))
ORBIT = call("equals", call("power", T, number(2)), call("power", A, number(3)))


def view_of(paper: Any) -> View:
    return View(build([paper.document()]))


def plans(view: View, pattern: str) -> list[Any]:
    return list(load_patterns()[pattern].plans(view, "single_formula", Random(1)))


def sampled(view: View, pattern: str) -> list[Sample]:
    return [
        assemble(plan, word(plan, Random(number)), ordinal=1, seed=3, sources=())
        for number, plan in enumerate(plans(view, pattern))
    ]


def failing(sample: Sample, view: View) -> list[str]:
    ground = Ground(view, reread=lambda evidence: None)
    return [k.name for k in all_checks() if k.examine(sample, ground).passed is False]


def test_where_no_text_states_a_unit_the_numbers_are_said_to_be_pure(paper: Callable[..., Any]):
    doubled = call("equals", V, call("divide", call("multiply", number(2), D), T))
    for equation, said in ((SPEED, False), (doubled, True)):
        written = paper(title="Cart on a Track")
        written.formula(equation, {"v": ("speed", None), "d": ("path", "m"), "T": ("time", "s")})
        (plan,) = plans(view_of(written), "formula_unit")
        assert (plan.answer.kind, plan.answer.value) == ("unit", "m/s")
        assert ("pure numbers" in word(plan, Random(1)).question) is said
        assert "m/s" not in word(plan, Random(1)).question


def test_a_formula_that_hides_units_in_its_numbers_is_not_asked_about(paper: Callable[..., Any]):
    hidden, stated = paper(title="Orbits"), paper("b.pdf", title="Others")
    hidden.formula(ORBIT, {"T": ("period", "years"), "a": ("axis", "AU")})
    converting = call("equals", V, call("multiply", number("3.6"), SPEED.args[1]))
    hidden.formula(converting, {"v": ("speed", None), "d": ("path", "m"), "T": ("time", "s")})
    stated.formula(SPEED, {"v": ("speed", "m/s"), "d": ("path", "m"), "T": ("time", "s")})
    for pattern in ("formula_unit", "formula_dimensions"):
        assert not plans(view_of(hidden), pattern)
        assert plans(view_of(stated), pattern)


def test_of_a_copy_that_clashes_the_answer_is_no_and_never_of_the_formula_itself(
    example_view: View,
):
    found = plans(example_view, "formula_dimensions")
    assert {plan.answer.value for plan in found} == {"yes", "no"}
    for plan in found:
        if plan.derivation.source.instead is None:
            assert plan.answer.value == "yes"


@pytest.mark.parametrize("pattern", ["formula_unit", "formula_dimensions"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_questions_on_units_pass_all_checks(example_view: View, pattern: str, language: str):
    found = [s for s in sampled(example_view, pattern) if s.language == language]
    assert len(found) > 2
    for sample in found:
        assert failing(sample, example_view) == []


def test_wrong_options_are_units_that_a_slip_in_the_equation_gives(example_view: View):
    offered = 0
    for sample in sampled(example_view, "formula_unit"):
        for option in near_misses(sample, example_view, Random(1)):
            offered += 1
            assert option.value.kind == "unit"
            assert not equal(option.value.value, sample.answer.value)
    assert offered > 50


def test_a_unit_is_written_alike_whether_the_text_spells_it_or_not(paper: Callable[..., Any]):
    for seconds, metres in (("秒", "米"), ("seconds", "metres"), ("s", "m")):
        written = paper(title="Cart")
        found = {"v": ("speed", f"{metres}/{seconds}"), "d": ("path", metres)}
        written.formula(SPEED, {**found, "T": ("time", seconds)})
        answers = {plan.answer.value for plan in plans(view_of(written), "formula_unit")}
        assert answers == {"m/s", "m", "s"}


def test_a_unit_can_be_claimed_in_a_statement(example_view: View):
    for plan in plans(example_view, "formula_unit"):
        stated = statement(plan, "kg^5", Random(1))
        assert "kg^5" in stated
        assert "{" not in stated.replace(plan.slots["equation1"], "").replace(
            plan.slots["meant"], ""
        ).replace(plan.slots["symbol"], "")


def test_every_mutant_of_a_question_on_units_is_caught(example_view: View):
    made = 0
    samples = sampled(example_view, "formula_unit")[:8]
    for sample in samples + sampled(example_view, "formula_dimensions")[:8]:
        for kind in ("corrupted_symbol", "wrong_operation", "stale_evidence"):
            for mutant in all_kinds()[kind](sample, example_view, Random(2)):
                made += 1
                assert failing(mutant, example_view), (kind, mutant.derivation)
    assert made > 10


def test_another_question_than_that_for_the_unit_is_refused(example_view: View):
    sample = sampled(example_view, "formula_unit")[0]
    symbol_asked = sample.asked.slots["symbol"]
    equation = sample.asked.slots["equation1"]
    ask = f"By {equation} in “{sample.asked.context[0]}”, what is the value of {symbol_asked}?"
    assert "dimensions" in failing(sample.model_copy(update={"question": ask}), example_view)


def test_a_value_that_comes_out_in_another_unit_than_the_stated_one_is_no_answer(
    paper: Callable[..., Any],
):
    from mmkg.graph.derivation import Binding, Given, Substitute
    from mmkg.graph.evidence import cite_formula

    written = paper(title="Cart")
    formula = written.formula(SPEED, {"v": ("speed", "km/h"), "d": ("path", "m")})
    evidence = [cite_formula(formula).model_copy(update={"id": "e1"})]

    def worked_out(unit: str) -> Any:
        bound = (
            Binding(symbol="d", value=Given(number=90, unit="m"), unit="m"),
            Binding(symbol="T", value=Given(number=9, unit="s"), unit="s"),
        )
        return run(Substitute(formula="e1", target="v", bindings=bound, unit=unit), evidence)

    assert worked_out("m/s").number == 10
    assert worked_out("米/秒").number == 10
    with pytest.raises(DerivationError, match="does not come out in km/h"):
        worked_out("km/h")


def test_a_result_whose_unit_no_text_states_comes_out_in_the_unit_that_follows(
    paper: Callable[..., Any],
):
    written = paper(title="Carts")
    energy = call("equals", symbol("E"), call("multiply", symbol("m"), V, V))
    written.formula(energy, {"E": ("energy", None), "m": ("mass", "kg"), "v": ("speed", "m/s")})
    written.table(
        "Carts",
        ["Cart", "Mass", "Speed"],
        [["A", "0.5", "1.2"], ["B", "0.8", "0.9"], ["C", "1.1", "0.7"]],
        units={"Mass": "kg", "Speed": "m/s"},
    )
    found = plans(view_of(written), "formula_value")
    assert found
    for plan in found:
        assert plan.answer.unit == "kg m^2/s^2"
        assert "(in kg m^2/s^2" in word(plan, Random(1)).question
        assert is_right(f"{plan.answer.value} J", plan.answer)


def test_a_formula_in_other_units_is_not_put_in_for_a_symbol(paper: Callable[..., Any]):
    energy = call("equals", symbol("E"), call("multiply", symbol("m"), V, V))
    views = []
    for unit in ("m/s", "km/h"):
        written = paper(title="Carts")
        speed = ("speed", "m/s")
        written.formula(energy, {"E": ("energy", "J"), "m": ("mass", "kg"), "v": speed})
        written.formula(SPEED, {"v": ("speed", unit), "d": ("path", "m"), "T": ("time", "s")})
        views.append(view_of(written))
    fitting, other = views
    (sample, *_) = sampled(fitting, "formulas_merged")
    assert "dimensions" not in failing(sample, fitting)
    assert "dimensions" in failing(sample, other)
    assert not plans(other, "formulas_merged")


@pytest.mark.parametrize(("unit", "computed"), [("m/s", True), ("km/h", False)])
def test_no_value_gap_or_rate_of_a_formula_whose_units_do_not_fit_is_asked_for(
    paper: Callable[..., Any], unit: str, computed: bool
):
    written = paper(title="Runs")
    written.formula(SPEED, {"v": ("speed", unit), "d": ("path", "m"), "T": ("time", "s")})
    columns = ["Run", "Path", "Time"]
    rows = [["A", "50", "12"], ["B", "80", "19"], ["C", "110", "27"]]
    written.table("Runs", columns, rows, units={"Path": "m", "Time": "s"})
    view = view_of(written)
    for pattern in ("formula_value", "formula_gap", "formula_rate", "table_formula_value"):
        assert bool(plans(view, pattern)) is computed, pattern
