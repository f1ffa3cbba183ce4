from decimal import Decimal

import pytest

from mmkg.tools.parse.chart_numbers import (
    holds_offset,
    read_number,
    read_offset,
    rounded,
    split_title,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12", "12", None),
        ("−3.5", "-3.5", None),
        ("1,234.50", "1234.50", None),
        ("25 000", "25000", None),
        ("0,5", "0.5", None),
        ("45%", "45", "%"),
        ("$1,000", "1000", "$"),
        ("300K", "300000", None),
        ("2.5 万", "25000", None),
        ("1e-3", "0.001", None),
        ("10⁴", "10000", None),
        ("2×10⁻³", "0.002", None),
        ("2⁻³", "0.125", None),
    ],
)
def test_a_tick_label_is_read_as_its_number(text: str, value: str, unit: str | None) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.value, number.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text", ["Mars", "8001,000", "1,23,4", "3 of 4", "", "GPT-4", "10:30", "2020-01"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert read_number(text) is None


def test_the_factor_at_the_end_of_an_axis() -> None:
    assert read_offset("1e6") == Decimal(1_000_000)
    assert read_offset("×10⁻³") == Decimal("0.001")
    assert read_offset("16") is None
    assert all(
        map(
            holds_offset, ("1e6 Result of the runs", "1e−5Result", "+2e3", "1e-5+2e3", "+2.015×10³")
        )
    )
    assert not any(map(holds_offset, ("12", "2e3", "A + B", "Year")))


def test_a_title_is_split_from_its_unit() -> None:
    assert split_title("Orbital speed (km/s)") == ("Orbital speed", "km/s")
    assert split_title("速度（km/s）") == ("速度", "km/s")
    assert split_title("Loss (log scale)") == ("Loss (log scale)", None)
    assert split_title("Year") == ("Year", None)


def test_a_reading_carries_no_more_digits_than_its_resolution() -> None:
    assert str(rounded(12.34567, 0.004)) == "12.35"
    assert str(rounded(15.0004, 0.004)) == "15"
    assert str(rounded(-0.0001, 0.004)) == "0"
    assert str(rounded(123_456.7, 40)) == "123500"
