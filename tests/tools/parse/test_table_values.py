"""What the text of a cell or header says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mmkg.tools.parse.tables.units import caption_unit, counts_no_money, split_unit, unit_of
from mmkg.tools.parse.tables.values import read_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("\u22120.444", "-0.444"),
        ("-3", "-3"),
        (".5", "0.5"),
        ("5.97×10^24", "5.97E+24"),
        ("6.6 × 10^\u221234", "6.6E-34"),
        ("5e-7", "5E-7"),
        ("299\u202f792\u202f458", "299792458"),
        ("1 649 692", "1649692"),
        ("15 455,3", "15455.3"),
        ("－１，２３４．５", "-1234.5"),
    ],
)
def test_numbers_are_read_exactly_as_printed(text: str, number: str) -> None:
    reading = read_value(text)
    assert reading.kind == "number"
    assert reading.number == Decimal(number)


@pytest.mark.parametrize("text", ["-$5.00", "($5.00)", "$(5.00)", "$ -5.00", "$ (5.00)"])
def test_a_minus_may_stand_on_either_side_of_the_sign_of_money(text: str) -> None:
    reading = read_value(text)
    assert (reading.number, reading.unit) == (Decimal("-5.00"), "$")


def test_trailing_zeros_are_kept() -> None:
    assert str(read_value("1,234.50").number) == "1234.50"


@pytest.mark.parametrize(
    "text",
    [
        *("10-20", "7B", "1/2", "3:30", "v1.2.3", "(0.05)", "3 of 4", "12,34", "Task 1", "12M"),
        *("2020-21", "5–3", "3–5 x", "010 455", "1 2", "12 34", "<LOD", "25:10", "5 of 12 000"),
    ],
)
def test_what_only_looks_like_a_number_is_text(text: str) -> None:
    assert read_value(text).kind == "text"


@pytest.mark.parametrize("text", ["", "-", "–", "—", "−", "N/A", "n/a", "/", "…", "无"])
def test_signs_for_nothing_are_empty(text: str) -> None:
    assert read_value(text).kind == "empty"


@pytest.mark.parametrize(
    "text", ["2024-03-01", "12 March 2004", "Mar 2004", "2024年3月1日", "July 4, 1997"]
)
def test_dates_are_dates(text: str) -> None:
    assert read_value(text).kind == "date"


@pytest.mark.parametrize(
    "text", ["Q1 2023", "2023年第一季度", "2023年上半年", "3月5日", "5-Mar-2020", "May 5th, 2020"]
)
def test_quarters_halves_and_days_are_dates(text: str) -> None:
    assert read_value(text).kind == "date"


@pytest.mark.parametrize("text", ["05:10", "23:59:01", "9:30 am"])
def test_times_of_day_are_times(text: str) -> None:
    assert read_value(text).kind == "time"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3–5", 3, 5, None),
        ("10–20%", 10, 20, "%"),
        ("5-7 kg", 5, 7, "kg"),
        ("3至5", 3, 5, None),
        ("< 40", None, 40, None),
        ("≥5 kg", 5, None, "kg"),
    ],
)
def test_ranges_are_no_numbers(text: str, low: int, high: int, unit: str) -> None:
    reading = read_value(text)
    assert (reading.kind, reading.number) == ("range", None)
    assert (reading.low, reading.high, reading.unit) == (low, high, unit)


@pytest.mark.parametrize(("text", "unit"), [("$12M", "$ M"), ("US$3.4bn", "US$ bn")])
def test_a_letter_behind_money_is_its_scale(text: str, unit: str) -> None:
    assert read_value(text).unit == unit


def test_a_year_is_a_number_without_unit() -> None:
    reading = read_value("1997", "%")
    assert (reading.number, reading.unit) == (Decimal(1997), None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("94.0%", "%"), ("3.5 kg", "kg"), ("9.8 m/s^2", "m/s^2"), ("$12", "$"), ("20℃", "℃")],
)
def test_units_in_the_cell_win_over_the_header(text: str, unit: str) -> None:
    assert read_value(text, "other").unit == unit


def test_uncertainty_second_value_and_marks_are_kept_apart() -> None:
    assert read_value("27.2 ± 0.3").uncertainty == Decimal("0.3")
    assert read_value("5,000 (592,729)").second == Decimal(592729)
    reading = read_value("0.668 (⇓0.120)")
    assert (reading.number, reading.second, reading.marks) == (
        Decimal("0.668"),
        Decimal("0.120"),
        "⇓",
    )
    assert read_value("0.805♣").marks == "♣"
    assert read_value("6.2^1").number == Decimal("6.2")
    assert read_value("6.2^1").marks == "1"


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("Mass (10^24 kg)", "Mass", "10^24 kg"),
        ("Mass/kg", "Mass", "kg"),
        ("Mass [kg]", "Mass", "kg"),
        ("质量（kg）", "质量", "kg"),
        *(("T (◦C)", "T", "°C"), ("c (kJ/kg ·∘C)", "c", "kJ/kg ·°C"), ("温度(ºC)", "温度", "°C")),
        ("人口（万人）", "人口", "万人"),
        ("Time (Seconds)", "Time", "Seconds"),
        ("Gravity (m/s^2)", "Gravity", "m/s^2"),
        ("PTLM (Zero-shot)", "PTLM (Zero-shot)", None),
        ("#Data (Unlabeled)", "#Data (Unlabeled)", None),
        ("TL;DR win-rate", "TL;DR win-rate", None),
        ("Precision/Recall", "Precision/Recall", None),
    ],
)
def test_headers_are_split_into_name_and_unit(header: str, name: str, unit: str | None) -> None:
    assert split_unit(header) == (name, unit)


def test_captions_state_units_in_brackets_or_after_a_colon() -> None:
    assert caption_unit("Evaluation results (%) of models") == "%"
    assert caption_unit("各省产量（单位：万吨）") == "万吨"
    assert caption_unit("Results on the test set") is None
    assert caption_unit("Scores of the reward model (RM)") is None
    assert caption_unit("(a) Recall, (b) precision (in %)") == "%"


def test_different_units_in_a_caption_are_for_no_column_in_particular() -> None:
    assert caption_unit("Outflow (L) and retention (%) by cover") is None
    assert caption_unit("Runtime (ms) and memory (GB)") is None
    assert caption_unit("Recall (%) and precision (%)") == "%"


def test_letters_that_are_no_unit_are_none() -> None:
    assert unit_of("Zero-shot") is None
    assert unit_of("10^24 kg") == "10^24 kg"


def test_a_percent_sign_over_counts_with_shares_belongs_to_the_shares() -> None:
    assert (read_value("30 (20.0)", "%").number, read_value("30 (20.0)", "%").unit) == (30, None)
    assert read_value("85.2 (0.3)", "%").unit == "%"
    assert read_value("30 (20.0)", "kg").unit == "kg"


def test_what_a_function_is_of_is_no_unit() -> None:
    assert split_unit("tree depth/ log2(t)") == ("tree depth/ log2(t)", None)
    assert split_unit("T(K)") == ("T", "K")


@pytest.mark.parametrize(
    ("header", "none"),
    [
        *(("年龄", True), ("持股数量", True), ("税率", True), ("Age", True), ("Tax rate", True)),
        *(("期末数", False), ("从公司获得的税前报酬总额", False), ("Year ended 2015", False)),
    ],
)
def test_an_amount_of_money_for_all_is_none_for_ages_counts_and_rates(
    header: str, none: bool
) -> None:
    assert counts_no_money(header) is none
