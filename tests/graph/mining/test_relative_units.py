"""Degrees and percent in formulas: put in as the formula takes them, given as the text says."""

from __future__ import annotations

from decimal import Decimal
from math import atan, degrees, radians, sin
from random import Random

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.graph.build import build
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.tools.parse.reader import read_document

SLOPES = r"""# Slopes

The force along a slope is

$$F = 9.81 m \sin \theta$$

where $F$ is the force along the slope (N), $m$ is the mass of the sled (kg) and $\theta$ is the
slope angle (°).

The banking angle is

$$\beta = \arctan(0.102 k)$$

where $\beta$ is the banking angle (°) and $k$ is the steepness (m/s^2).

The efficiency of a drive is

$$\eta = \frac{P_o}{P_i}$$

where $\eta$ is the efficiency of the drive (%), $P_o$ is the output power (kW) and $P_i$ is the
input power (kW).

Table 1: Sleds and slopes of the test.

| Sled | Mass of the sled (kg) | Slope angle (°) | Steepness (m/s^2) |
|---|---|---|---|
| Alfa | 42 | 12 | 3.1 |
| Bravo | 55 | 18 | 5.2 |
| Carla | 61 | 25 | 4.4 |

Table 2: Drives of the test.

| Drive | Output power (kW) | Input power (kW) |
|---|---|---|
| M1 | 42 | 50 |
| M2 | 55 | 68 |
| M3 | 61 | 71 |
"""
ROWS = {
    "force along the slope": {
        "Alfa": 9.81 * 42 * sin(radians(12)),
        "Bravo": 9.81 * 55 * sin(radians(18)),
        "Carla": 9.81 * 61 * sin(radians(25)),
    },
    "banking angle": {
        name: degrees(atan(0.102 * k))
        for name, k in (("Alfa", 3.1), ("Bravo", 5.2), ("Carla", 4.4))
    },
    "efficiency": {"M1": 84.0, "M2": 100 * 55 / 68, "M3": 100 * 61 / 71},
}  # fmt: skip


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    file = tmp_path_factory.mktemp("slopes") / "slopes.md"
    file.write_text(SLOPES, "utf-8")
    return View(build([read_document(file)]))


def plans(view: View, pattern: str) -> list[Plan]:
    task = "single_formula" if pattern.startswith("formula") else "single_table_single_formula"
    return list(load_patterns()[pattern].plans(view, task, Random(1)))


@pytest.mark.parametrize("target", ROWS)
def test_values_of_rows_are_those_of_a_pocket_calculator(view: View, target: str) -> None:
    made = [p for p in plans(view, "table_formula_value") if p.slots["target"] == target]
    assert made
    for plan in made:
        assert plan.decimals is not None
        right = round(Decimal(ROWS[target][plan.slots["a"]]), plan.decimals)
        assert Decimal(plan.answer.value) == right


def test_what_is_converted_is_a_step_of_its_own(view: View) -> None:
    made = plans(view, "formula_value")
    plan = next(plan for plan in made if plan.slots["target"] == "banking angle")
    said = [step.text for step in word(plan, Random(1)).steps]
    assert plan.answer.unit == "°"
    assert said[0].endswith(" rad.") and said[1].startswith("Convert ") and "°" in said[1]


def test_a_rate_of_what_is_converted_is_not_asked_for(view: View) -> None:
    assert plans(view, "formula_gap")
    assert not plans(view, "formula_rate")  # it would be by radians, and in shares of 1
