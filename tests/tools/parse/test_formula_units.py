"""Units that running text states for a symbol: where they stand, and that they can be computed."""

from __future__ import annotations

import pytest

from mmkg.graph.units import parse_unit
from mmkg.tools.parse.formula_units import UNITS, split_unit, stated_beside

COUNTED = {"CNY", "EUR", "USD", "dollar", "dollars", "euro", "euros", "token", "tokens", "IU"}


@pytest.mark.parametrize(
    ("text", "meaning", "unit"),
    [
        ("specific heat in J/(kg K)", "specific heat", "J/(kg K)"),
        ("gas constant, in J/(mol K)", "gas constant", "J/(mol K)"),
        ("比热容，单位为 J/(kg·℃)", "比热容", "J/(kg ℃)"),
        ("heat (in units of kJ)", "heat", "kJ"),
        ("resistance in ohms (Ω)", "resistance", "Ω"),
        ("distance in km (AU)", "distance in km", "AU"),
        ("charge in coulombs", "charge", "coulombs"),
        ("密度，单位是千克每立方米", "密度", "千克/立方米"),
        ("速度（单位：米每秒）", "速度", "米/秒"),
        ("specific heat, J/(kg K)", "specific heat, J/(kg K)", None),
    ],
)
def test_a_unit_is_split_off_whole(text: str, meaning: str, unit: str | None):
    assert split_unit(text) == (meaning, unit)


def test_every_unit_that_texts_state_can_be_computed_with_but_money_and_counts():
    assert {unit for unit in UNITS if parse_unit(unit) is None} == COUNTED


@pytest.mark.parametrize(
    ("after", "unit"),
    [
        (" in V and the current", "V"),
        (" (in m).", "m"),
        (" in metres per second, and", "metres/second"),
        (" in m/s.", "m/s"),
        (" in a circuit", None),
        (" in this case", None),
        (" (see below)", None),
        (" and nothing else", None),
    ],
)
def test_a_unit_may_stand_right_after_its_symbol(after: str, unit: str | None):
    assert stated_beside(after) == unit
