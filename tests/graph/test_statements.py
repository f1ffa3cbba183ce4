"""Sentences that code can compute with."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mmkg.graph.relations.marking import values_in
from mmkg.graph.statements import read_number, statements, whole_amount
from mmkg.graph.units import same_unit

TRUTH = Path(__file__).parents[2] / "examples" / "truth"
TESTS = {">": "above", "<": "below", ">=": "at_least", "<=": "at_most"}


def one(paper: Any, text: str) -> Any:
    found = list(statements(paper().text(text)))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "measure", "test", "number", "unit", "term"),
    [
        (
            "A planet with a mean density above 3000 kg/m^3 is counted as terrestrial here.",
            "mean density",
            "above",
            "3000",
            "kg/m^3",
            "terrestrial",
        ),
        (
            "A farm is called “large” if its rated power is above 450 MW.",
            "rated power",
            "above",
            "450",
            "MW",
            "large",
        ),
        (
            "A rover with a mass of at least 200 kg is called large.",
            "mass",
            "at_least",
            "200",
            "kg",
            "large",
        ),
        (
            "A mission with a launch year after 2000 is called modern.",
            "launch year",
            "above",
            "2000",
            None,
            "modern",
        ),
        (
            "An agency founded before 1980 is called a senior agency.",
            "founded",
            "below",
            "1980",
            None,
            "senior agency",
        ),
        (
            "A planet with a mean temperature below −100 ∘C is called cold.",
            "mean temperature",
            "below",
            "-100",
            "°C",
            "cold",
        ),
        (
            "Families in which more than 3 are called large families.",
            "Families",
            "above",
            "3",
            None,
            "large families",
        ),
        (
            "Stars with a mass exceeding 2 × 10^30 kg are termed heavy.",
            "mass",
            "above",
            "2e30",
            "kg",
            "heavy",
        ),
        (
            "发射质量超过 4000 kg 的任务称为重型任务。",
            "发射质量",
            "above",
            "4000",
            "kg",
            "重型任务",
        ),
        ("样品质量不低于 1 kg 的任务称为丰产任务。", "样品质量", "at_least", "1", "kg", "丰产任务"),
        ("飞行天数超过20天的任务称为慢速任务。", "飞行天数", "above", "20", "天", "慢速任务"),
        (
            "发射年份在 2015 年之后的任务称为新阶段任务。",
            "发射年份",
            "above",
            "2015",
            None,
            "新阶段任务",
        ),
        ("发射年份在2000年以前的任务称为早期任务。", "发射年份", "below", "2000", None, "早期任务"),
        ("质量在 5 吨以上的卫星视为大型卫星。", "质量", "at_least", "5", "吨", "大型卫星"),
        ("A pond counts as deep if its depth exceeds 9 m.", "depth", "above", "9", "m", "deep"),
        (
            "A dam is said to be tall if its height is over 40 m.",
            "height",
            "above",
            "40",
            "m",
            "tall",
        ),
        ("Ponds whose depth exceeds 9 m count as deep.", "depth", "above", "9", "m", "deep"),
        ("A ward with more than 40 beds counts as full.", "beds", "above", "40", None, "full"),
        (
            "A ward qualifies as full if it has more than 40 beds.",
            "beds",
            "above",
            "40",
            None,
            "full",
        ),
        ("拥有500张以上床位的医院称为大型医院。", "床位", "at_least", "500", None, "大型医院"),
        ("床位数超过500张的医院算作大型医院。", "床位数", "above", "500", None, "大型医院"),
    ],
)
def test_a_threshold_with_a_name_is_a_rule(
    paper: Any, text: str, measure: str, test: str, number: str, unit: str | None, term: str
):
    rule = one(paper, text)
    assert (rule.kind, rule.test, rule.number) == ("rule", test, Decimal(number))
    assert measure in rule.measure
    assert same_unit(rule.unit, unit)
    assert rule.term == term
    assert text[slice(*rule.span)] == text


@pytest.mark.parametrize(
    "text",
    [
        "A planet with an axial tilt between 20 and 30 degrees is called seasonal.",
        "The mass is above 300 kg.",
        "It is called large.",
        "A farm is called large if its power is above 20 MW and below 30 MW.",
        "A farm is called small if its power is not above 20 MW.",
        "Moreover 5 km is called far.",
        "It is said that more than 40 m of rain fell.",
        "A city with a population above 300 thousand is called large.",
        "A town with more than 3 million inhabitants counts as a metropolis.",
        "人口超过500万的城市称为特大城市。",
        "天问一号质量超过 5000 kg。",
    ],
)
def test_a_sentence_without_one_threshold_and_a_name_is_no_rule(paper: Any, text: str):
    assert not [s for s in statements(paper().text(text)) if s.kind == "rule"]


@pytest.mark.parametrize(
    ("text", "name", "number", "unit"),
    [
        (
            "G is the gravitational constant, 6.67430 × 10^−11 m^3 kg^−1 s^−2.",
            "gravitational constant",
            "6.67430e-11",
            "m^3 kg^{-1} s^{-2}",
        ),
        (
            "G is the gravitational constant, 6.67430 × 10⁻¹¹ m³ kg⁻¹ s⁻².",
            "gravitational constant",
            "6.67430e-11",
            "m^3 kg^{-1} s^{-2}",
        ),
        ("where c is the speed of light, 299792.458 km/s.", "speed of light", "299792.458", "km/s"),
        (
            "S0 is the solar irradiance at 1 AU, 1361 W/m^2",
            "solar irradiance at 1 AU",
            "1361",
            "W/m^2",
        ),
        ("We take g = 9.81 m/s^2 here.", "g", "9.81", "m/s^2"),
        ("where c = 33 is an empirical constant.", "c", "33", None),
        ("where λ = 0.05 is the decay rate.", "lambda", "0.05", None),
        ("ρ = 900 kg/m^3 is the density of ice", "rho", "900", "kg/m^3"),
        ("and W = 400 is the power of one lamp in watts.", "W", "400", "W"),
        ("R = 8.314 J/(mol K) is the gas constant.", "R", "8.314", "J/(mol K)"),
        ("The decay constant is 0.05.", "decay constant", "0.05", None),
        (
            "G 为万有引力常数（6.67430 × 10^−11 m^3 kg^−1 s^−2）",
            "万有引力常数",
            "6.67430e-11",
            "m^3 kg^{-1} s^{-2}",
        ),
    ],
)
def test_a_constant_keeps_its_power_of_ten_and_its_whole_unit(
    paper: Any, text: str, name: str, number: str, unit: str | None
):
    constant = one(paper, text)
    assert (constant.kind, constant.measure) == ("constant", name)
    assert constant.number == Decimal(number)
    assert same_unit(constant.unit, unit)


@pytest.mark.parametrize("sign", ["∆", "∆ ", "2·", "√", "a/"])
def test_what_a_sign_makes_of_a_symbol_is_no_constant_of_the_symbol(paper: Any, sign: str):
    assert not list(statements(paper().text(f"我们设定 {sign}t = 0.01 (s)。")))
    assert [s.measure for s in statements(paper().text("我们设定 t = 0.01 (s)。"))] == ["t"]


def test_the_first_index_of_a_sum_is_no_constant(paper: Any):
    found = statements(paper().text("we used the mean x = 1n i=1 xi with k = 12 and t = 0.5."))
    assert [(s.measure, s.number) for s in found] == [("k", Decimal(12)), ("t", Decimal("0.5"))]


@pytest.mark.parametrize(
    "text",
    [
        "It names q = 1 as the corner where averaging cannot help.",
        "When q = 1, all phases meet.",
        "They bracket it: q = 1 is the all-or-nothing corner, and the rest is a grid.",
        "Here q = 1 corresponds to a plain mean.",
        "In the case of q = 1 all phases meet.",
        "若 q = 1，则各相位重合。",
    ],
)
def test_a_value_that_one_case_has_is_no_constant(paper: Any, text: str):
    assert not list(statements(paper().text(text)))
    assert list(statements(paper().text("We use q = 1 throughout.")))


def test_a_word_that_ends_like_a_name_is_no_constant(paper: Any):
    assert not list(statements(paper().text("At the level where the pressure is 1 bar.")))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", "1234.5"),
        ("−40", "-40"),
        ("6 × 10^24", "6e24"),
        ("5x10³", "5e3"),
        ("7", "7"),
        ("9.4e20", "9.4e20"),
    ]
    + [("9.4E−3", "9.4e-3"), ("9.4 · 10^{20}", "9.4e20"), ("2⋅10⁻³", "2e-3")],
)
def test_printed_numbers_are_read(text: str, number: str):
    assert read_number(text) == Decimal(number)


def test_the_rules_of_the_example_corpus_are_found_as_they_were_meant(example_view: Any):
    wanted = [
        rule
        for rule in json.loads((TRUTH / "rules.json").read_text("utf-8"))
        if rule["test"] in TESTS
    ]
    found = {node.statement.term: node.statement for _, node in example_view.rules}
    for rule in wanted:
        statement = found[rule["label"]]
        assert statement.test == TESTS[rule["test"]], rule["id"]
        in_grams = rule["id"] == "zh-rich"  # the truth states the chart's unit, the text kg
        assert in_grams or statement.number == Decimal(rule["threshold"]), rule["id"]
        assert in_grams or same_unit(statement.unit, rule.get("unit")), rule["id"]
    assert len(found) == len(wanted)


@pytest.mark.parametrize("text", ["5 × 100 m", "5×1000 kg", "3 ⋅ 40 cm"])
def test_a_size_is_no_amount_nor_a_power_of_ten(text: str):
    assert whole_amount(text) is None
    said = f"The hall is {text} wide."
    assert not values_in(said, (0, len(said)))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("由式 (8) 可知 m = 0 时，d 等于零。", False),
        ("在 T = 50◦C 的点作切线，求出斜率。", False),
        ("The error is small for n = 20 and grows later.", False),
        ("分别测得正常操作时的比热容比 γ = 1.33253，放气时间过长。", False),
        ("我们取 T = 50 作为温度。", True),
        ("放气时间取 T = 50 秒。", True),
        ("The threshold T = 50 was used.", True),
    ],
)
def test_what_a_symbol_is_in_one_case_is_no_constant(paper: Any, text: str, holds: bool):
    assert bool(list(statements(paper().text(text)))) is holds
