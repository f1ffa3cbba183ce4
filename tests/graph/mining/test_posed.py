"""Questions that put values of their own into formulas, and what texts state of named things."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.graph.build import build
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.expression import call, number, symbol, symbols
from mmkg.graph.mining.domains import amounts, domain
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.posed import posed
from mmkg.graph.mining.view import View
from mmkg.graph.mining.worked_out import states_value
from mmkg.graph.provenance import Address

P, R, F, T, N = map(symbol, "PRFTN")
F_SCORE = call("equals", F, call("divide", call("multiply", number(2), P, R), call("add", P, R)))


def plans(view: View, pattern: str) -> list[Any]:
    return list(load_patterns()[pattern].plans(view, "some_task", Random(1)))


def view_of(paper: Any) -> View:
    return View(build([paper.document()]))


@pytest.fixture
def scores(paper: Callable[..., Any]) -> View:
    written = paper(title="Scores")
    written.formula(
        F_SCORE, {"F": ("score", None), "P": ("precision", None), "R": ("recall", None)}
    )
    written.formula(
        call("equals", T, call("divide", F, N)),
        {"T": ("share", None), "F": ("score", None), "N": ("number of runs", None)},
    )
    return view_of(written)


@pytest.mark.parametrize(
    ("name", "meaning", "kind"),
    [
        ("P", None, "share"),
        ("x", "probability of a hit", "share"),
        ("N", None, "count"),
        ("t", "number of documents", "count"),
        ("x", "Reynolds number", ""),
        ("x", "length of the string", ""),
        ("x", "total energy", ""),
        ("x", "efficiency of the pump", "share"),
        ("x", "flow rate", ""),
        ("x", "热效率", "share"),
        ("x", "输出功率", ""),
        ("P", "power of the lamp", ""),
    ],
)
def test_values_come_from_the_domain_that_a_symbol_is_said_to_have(
    name: str, meaning: str | None, kind: str
):
    held = Symbol(name=name, latex=name, meaning=meaning)
    formula = Formula(id="f", address=Address(document="d" * 64), order=0, symbols=(held,))
    assert domain(formula, held) == kind


def test_an_index_takes_whole_numbers_and_nothing_is_derived_by_it(paper: Callable[..., Any]):
    written = paper(title="Bonds")
    value, cash, rate, i = map(symbol, ("V_i", "C_i", "y", "i"))
    formula = call("equals", value, call("divide", cash, call("multiply", rate, i)))
    written.formula(formula, dict.fromkeys(("V_i", "C_i", "y", "i"), (None, None)))
    view = view_of(written)
    given = [
        Decimal(found.group(1))
        for plan in plans(view, "formula_posed")
        for found in [re.search(r"\$i\$ = ([\d.]+)", word(plan, Random(1)).question)]
        if found
    ]
    assert given and all(n == n.to_integral_value() for n in given)
    rates = plans(view, "formula_posed_rate")
    assert rates and all(plan.slots["varied"] != "$i$" for plan in rates)


def test_a_derivative_that_is_a_number_is_not_asked_for(paper: Callable[..., Any]):
    written = paper(title="Shifts")
    written.formula(call("equals", F, call("add", P, R)), dict.fromkeys("FPR", (None, None)))
    view = view_of(written)
    assert plans(view, "formula_posed") and not plans(view, "formula_posed_rate")


def test_a_posed_formula_states_its_values_and_gives_what_they_come_to(scores: View):
    found = [p for p in plans(scores, "formula_posed") if "F" in p.names[0]]
    assert found
    for plan in found:
        p, r = map(Decimal, plan.given)
        assert 0 < p < 1
        assert abs(Decimal(plan.answer.value) - 2 * p * r / (p + r)) <= plan.answer.tolerance
        question = word(plan, Random(1)).question
        assert all(said in question for said in (*plan.given, "precision", "Scores", "significant"))


def test_one_formula_feeds_another_and_both_are_needed(scores: View):
    found = plans(scores, "formulas_posed")
    assert found
    assert all(len(plan.carriers) == 2 for plan in found)


def test_a_letter_of_no_known_meaning_feeds_no_formula_elsewhere(
    paper: Callable[..., Any],
):
    n, x, y = map(symbol, "nxy")
    index = call("equals", n, call("divide", x, R))
    power = call("equals", y, call("multiply", P, call("power", F, n)))
    bare = {name: (None, None) for name in "nxyRPF"}

    def fed(sections: tuple[str, str], **told: Any) -> bool:
        written = paper(title="Exercises")
        for title, formula in zip(sections, (index, power), strict=True):
            written.section = (title,) if title else ()
            known = {**bare, **told}
            written.formula(formula, {s: known[s] for s in symbols(formula)})
        return bool(plans(view_of(written), "formulas_posed"))

    assert not fed(("", ""))
    assert not fed(("1 Light", "2 Fits"))
    assert not fed(("1 Light", "1 Light"))
    assert fed(("1 Light", "2 Fits"), n=("refractive index", None))


def test_a_letter_that_several_formulas_are_for_feeds_none(paper: Callable[..., Any]):
    n, x, y = map(symbol, "nxy")
    written = paper(title="Exercises")
    written.section = ("1 Light",)
    given = {name: (None, None) for name in "nxyRPF"}
    for formula in (
        call("equals", n, call("divide", x, R)),
        call("equals", n, call("add", x, R)),
        call("equals", y, call("multiply", P, n)),
    ):
        written.formula(formula, {s: given[s] for s in symbols(formula)})
    assert plans(view_of(written), "formulas_posed") == []


def test_angles_and_changes_are_small(paper: Callable[..., Any]):
    i, g, change = symbol("i"), symbol("g"), symbol("Delta_i")
    tree = call("equals", N, call("multiply", call("divide", call("sin", i), g), change))
    meanings = {name: (None, None) for name in ("N", "i", "g", "Delta_i")}
    formula = paper().formula(tree, meanings)
    kinds = {each.name: domain(formula, each) for each in formula.symbols}
    assert kinds == {"N": "count", "i": "angle", "g": "", "Delta_i": "change"}


@pytest.mark.parametrize("said", ["over 20 m", "about 20 m", "at least 20 m", "20 m or more"])
def test_an_amount_said_roughly_or_as_a_bound_is_not_asked_for(
    paper: Callable[..., Any], said: str
):
    for words in ("20 m", said):
        written = paper(title="Quarries")
        written.text(f"The depth of Kelso is {words}.")
        told = plans(view_of(written), "text_amount_told")
        assert bool(told) is (words == "20 m")


def test_a_double_angle_is_small_and_solved_for_by_no_question(paper: Callable[..., Any]):
    written = paper(title="Throws")
    angle = call("multiply", number(2), symbol("theta"))
    tree = call("equals", symbol("x"), call("multiply", symbol("v"), call("sin", angle)))
    formula = written.formula(tree, {name: (None, None) for name in ("x", "v", "theta")})
    assert {each.name: domain(formula, each) for each in formula.symbols}["theta"] == "angle"
    solved = {plan.slots["symbol"] for plan in plans(view_of(written), "formula_posed_solved")}
    assert solved == {"$v$"}


def test_a_worked_example_is_no_rule(paper: Callable[..., Any]):
    latex = r"F = mg = 70 \times 9.8 \approx 686\ \text{N}"
    held = Formula(id="f", address=Address(document="d" * 64), order=0, latex=latex)
    assert states_value(held)
    assert not states_value(held.model_copy(update={"latex": "F = mg = 2xy"}))


def test_of_what_is_drawn_for_a_least_and_a_greatest_value_the_first_is_smaller(
    paper: Callable[..., Any],
):
    low, high = symbol("T_min"), symbol("T_max")
    written = paper(title="Engines")
    tree = call("equals", symbol("W"), call("add", high, call("multiply", number(-1), low)))
    written.formula(tree, {name: (None, None) for name in ("W", "T_min", "T_max")})
    (use,) = posed(view_of(written))
    for seed in range(20):
        values = {each.name: value.number for each, value in amounts(use, Random(seed))}
        assert values["T_min"] < values["T_max"]


def test_a_value_of_a_small_letter_is_none_of_the_capital(paper: Callable[..., Any]):
    written = paper(title="Scores")
    share = call("equals", T, call("multiply", F, N))
    written.formula(share, {"T": ("total", None), "F": ("factor", None), "N": (None, None)})
    written.text("We take n = 3 and F = 2 in all runs.")
    assert {name for use in posed(view_of(written)) for name in use.constants} == {"F"}


def test_a_formula_in_units_is_not_given_values_of_no_known_size(paper: Callable[..., Any]):
    written = paper()
    written.formula(
        call("equals", T, call("divide", N, R)),
        {"T": ("time", "s"), "N": ("distance", "km"), "R": ("speed", "km/s")},
    )
    assert posed(view_of(written)) == []


def test_an_acronym_is_asked_for_with_its_words_as_the_only_answer(paper: Callable[..., Any]):
    written = paper(title="Scores")
    written.text("We use mean reciprocal rank (MRR) throughout.")
    (plan,) = plans(view_of(written), "text_spelt_out")
    assert (plan.answer.value, plan.answer.aliases) == ("mean reciprocal rank", ())


def test_words_that_are_quoted_are_asked_for_without_the_quotation_mark(paper: Callable[..., Any]):
    written = paper(title="Scores")
    written.text("The flag “Frame Error” (FE) is set then.")
    (plan,) = plans(view_of(written), "text_spelt_out")
    assert plan.answer.value == "Frame Error"


def test_an_acronym_that_is_spelt_out_in_two_ways_is_not_asked_for(paper: Callable[..., Any]):
    written = paper()
    written.text("We use mean reciprocal rank (MRR) throughout.")
    written.text("The mean recall rate (MRR) is another matter.")
    assert plans(view_of(written), "text_spelt_out") == []


def test_amounts_of_one_kind_are_added_and_compared(paper: Callable[..., Any]):
    written = paper()
    written.text("ORBITQA covers 18 languages.")
    written.text("PINEQA includes 27 languages.")
    view = view_of(written)
    assert {plan.answer.value for plan in plans(view, "texts_amounts_sum")} == {"45"}
    assert {plan.answer.value for plan in plans(view, "texts_amounts_percent")} == {"50.0"}
    assert {plan.answer.value for plan in plans(view, "texts_amounts_more")} <= {
        "ORBITQA",
        "PINEQA",
    }


def test_an_aside_in_a_line_of_text_is_no_formula_to_ask_about(paper: Any):
    written = paper(title="Layers")
    written.formula(
        call("equals", N, call("add", T, number(1))), {"N": ("count", None), "T": ("depth", None)}
    )
    document = written.document()
    assert posed(View(build([document])))
    (formula,) = document.formulas
    aside = formula.model_copy(update={"inline": True})
    assert not posed(View(build([document.model_copy(update={"formulas": (aside,)})])))


@pytest.mark.parametrize("pattern", ["formula_posed_gap", "formulas_posed_gap"])
def test_a_sentence_begins_with_a_capital_also_where_no_value_leads_it(scores: View, pattern: str):
    asked = [
        word(plan, Random(seed)).question for plan in plans(scores, pattern) for seed in (1, 2)
    ]
    assert asked
    assert not [question for question in asked if re.search(r"\. [a-z]|\0", question)]


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        *((r"b = 0.00823N/m", True), (r"\lambda_{G} = 441.3nm", True), (r"F = 9.8m", True)),
        (r"E_{0-\text{手}} + E_{\text{手}-75} = 4.61mV", True),
        (r"n = \frac{20}{\Delta l} = \frac{20}{2.04mm} = 9.80mm^{-1}", True),
        *((r"x = a + b = 5.2", True), (r"y = 3m", False), (r"v = 331.3 + 0.6T", False)),
        (r"\mathrm{I}_{\mathrm{R}} = 60\text{mA};\mathrm{R}_{\mathrm{L}} = 100\Omega", True),
        *((r"E = mc^{2}", False), (r"x = \frac{a}{b} = \frac{c}{d}", False)),
    ],
)
def test_a_number_with_its_unit_is_no_formula_of_the_letters_of_the_unit(latex: str, value: bool):
    formula = SimpleNamespace(latex=latex)
    assert states_value(formula) is value  # type: ignore[arg-type]


def test_a_formula_is_not_fed_what_cancels_in_it(paper: Callable[..., Any]):
    written = paper(title="Drops")
    q, e, u, d, r = map(symbol, "qEUdr")
    written.formula(
        call("equals", call("multiply", q, e), call("divide", call("multiply", q, u), d)),
        {"q": ("charge", None), "E": ("field", None), "U": ("voltage", None), "d": ("gap", None)},
    )
    written.formula(
        call("equals", q, call("divide", r, u)),
        {"q": ("charge", None), "r": ("radius", None), "U": ("voltage", None)},
    )
    assert plans(view_of(written), "formula_posed")
    assert plans(view_of(written), "formulas_posed") == []


def test_what_plain_words_name_is_asked_of_with_the_title_of_its_text(paper: Callable[..., Any]):
    written = paper(title="上半年经济运行情况")
    written.text(
        "第一产业实现增加值47.5亿元，同比增长4.4%。第二产业实现增加值730.5亿元，同比增长0.1%。"
    )
    view = view_of(written)
    (asked, *_) = plans(view, "text_amounts_apart")
    assert asked.slots["fact1"].startswith("“上半年经济运行情况”中第")
    (asked, *_) = plans(view, "text_amounts_percent")
    assert asked.slots["fact2"] == "“上半年经济运行情况”中第二产业的增加值"
    assert plans(view, "text_amounts_more") == []


def test_growth_in_percent_is_not_added_up(paper: Callable[..., Any]):
    written = paper(title="上半年经济运行情况")
    written.text("第一产业实现增加值5亿元，同比增长4.4%。第二产业实现增加值7亿元，同比增长0.1%。")
    summed = [plan.slots["fact1"] for plan in plans(view_of(written), "text_amounts_sum")]
    assert summed and not any("增长幅度" in fact for fact in summed)


def test_plain_words_behind_a_comma_name_a_part_of_something_else(paper: Callable[..., Any]):
    written = paper(title="实验报告")
    written.text("甲文件的数据已经编码，编码数据长度为 74982 km。其中，编码之后长度为 12 km。")
    assert [p.slots["head1"] for p in plans(view_of(written), "text_amount_told")] == ["编码之后"]


def sheet(paper: Callable[..., Any], title: str, *lines: str) -> Any:
    written = paper(title)
    for line in lines:
        written.text(line, kind="heading" if ":" not in line else "list")
    return written.document()


def test_fields_are_asked_of_their_sheet_and_compared_between_sheets(paper: Callable[..., Any]):
    sheets = [
        sheet(paper, "Harrow P2", "Data", "Weight: 3.2 kg", "Height: 31 cm", "Box", "Height: 4 dm"),
        sheet(paper, "Corrin Q9", "Data", "Weight: 4.0 kg"),
    ]
    view = View(build(sheets))
    told = {(plan.slots["told"], plan.answer.value) for plan in plans(view, "text_amount_told")}
    assert told >= {("Harrow P2: Data", "31"), ("Harrow P2: Box", "4"), ("Corrin Q9: Data", "4.0")}
    assert {plan.answer.value for plan in plans(view, "texts_amounts_percent")} >= {"25.0"}
    assert plans(view, "texts_amounts_sum") == []  # two pumps have no weight together
    one = sheet(paper, "Dale", "Data", "Height: 31 cm", "Width: 40 cm")
    assert plans(View(build([one])), "texts_amounts_apart") == []
    said = {plan.slots[f"fact{n}"] for plan in plans(view, "texts_amounts_apart") for n in (1, 2)}
    assert said >= {"“Weight” in “Harrow P2: Data”", "“Weight” in “Corrin Q9: Data”"}


def test_a_field_that_a_section_gives_twice_is_not_asked_for(paper: Callable[..., Any]):
    view = View(build([sheet(paper, "Harrow", "Data", "Height: 31 cm", "Height: 40 cm")]))
    assert plans(view, "text_amount_told") == []
