"""Mined answers on the example corpus equal what follows from the data behind the documents.

Nothing here goes through the readers or the derivations: expected answers are worked out from
the CSV files that the documents were typeset from.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan
from mmkg.graph.task import load_tasks

TRUTH = Path(__file__).parents[3] / "examples" / "truth"
MOST = 60  # plans of a pattern that are worked out again
Column = dict[str, str]


def told(name: str) -> Any:
    return json.loads((TRUTH / f"{name}.json").read_text("utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns() -> dict[tuple[str, str], Column]:
    """Values by label, for each column of a table by caption and header, normalised."""
    found = {}
    for table in told("tables"):
        needs = table.get("needs", "")
        data = [row for row in rows(table["csv"]) if not needs or row[needs]]
        label = table["columns"][0]["column"]
        for column in table["columns"][1:]:
            values = {normal(row[label]): row[column["column"]] for row in data}
            found[normal(table["caption"]), normal(column["header"])] = values
    return found


COLUMNS = columns()


def numbers(topic: str, measure: str) -> dict[str, Decimal]:
    column = COLUMNS[normal(topic), normal(measure)]
    return {label: Decimal(text) for label, text in column.items() if text.strip("–- ")}


@pytest.fixture(scope="module")
def plans(example_view: Any) -> dict[str, list[Plan]]:
    tasks = load_tasks()
    sampler = Sampler(example_view, list(tasks.values()), 7)
    found = defaultdict(list)
    for name in tasks:
        for plan in sampler.candidates(name, 400):
            found[plan.pattern].append(plan)
    return {pattern: some[:MOST] for pattern, some in found.items()}


def at_place(column: dict[str, Decimal], slots: dict[str, str]) -> str:
    ranked = sorted(column, key=lambda label: column[label], reverse=slots["which"] == "highest")
    return ranked[int(slots.get("place", "1")) - 1]


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def passing(column: dict[str, Decimal], test: str, limit: Decimal) -> set[str]:
    tests: dict[str, Callable[[Decimal], bool]] = {
        "above": lambda value: value > limit,
        "below": lambda value: value < limit,
        ">": lambda value: value > limit,
        "<": lambda value: value < limit,
        ">=": lambda value: value >= limit,
    }
    return {label for label, value in column.items() if tests[test](value)}


def ranked(slots: dict[str, str], plan: Plan) -> str:
    return at_place(numbers(slots["topic"], slots["measure"]), slots)


def gap(slots: dict[str, str], plan: Plan) -> Decimal:
    column = numbers(slots["topic"], slots["measure"])
    return column[normal(slots["a"])] - column[normal(slots["b"])]


def mean(slots: dict[str, str], plan: Plan) -> Decimal:
    column = numbers(slots["topic"], slots["measure"])
    labels = [normal(item.row_path[-1]) for item in plan.evidence if item.kind == "cell"]
    assert plan.decimals is not None
    return rounded(sum((column[name] for name in labels), Decimal(0)) / len(labels), plan.decimals)


def spread(slots: dict[str, str], plan: Plan) -> Decimal:
    column = numbers(slots["topic"], slots["measure"]).values()
    return max(column) - min(column)


def ratio(slots: dict[str, str], plan: Plan) -> Decimal:
    column = numbers(slots["topic"], slots["measure"])
    return rounded(column[normal(slots["a"])] / column[normal(slots["b"])], 2)


def count(slots: dict[str, str], plan: Plan) -> Decimal:
    column = numbers(slots["topic"], slots["measure"])
    return Decimal(len(passing(column, slots["test"], Decimal(slots["limit"]))))


def ruled(slots: dict[str, str]) -> set[str]:
    (rule,) = [rule for rule in told("rules") if rule["label"] == slots["term"]]
    table, column = rule["column"].split("/")
    (shape,) = [one for one in told("tables") if one["id"] == table]
    (header,) = [one["header"] for one in shape["columns"] if one["column"] == column]
    values = numbers(shape["caption"], header)
    return passing(values, rule["test"], Decimal(rule["threshold"]))


def rule_count(slots: dict[str, str], plan: Plan) -> Decimal:
    return Decimal(len(ruled(slots)))


def rule_list(slots: dict[str, str], plan: Plan) -> set[str]:
    return ruled(slots)


def extreme_then_read(slots: dict[str, str], plan: Plan) -> Decimal:
    label = at_place(numbers(slots["topic"], slots["measure"]), slots)
    return numbers(slots["topic2"], slots["measure2"])[label]


def filter_then_count(slots: dict[str, str], plan: Plan) -> Decimal:
    one = numbers(slots["topic"], slots["measure"])
    two = numbers(slots["topic2"], slots["measure2"])
    both = passing(one, slots["test"], Decimal(slots["limit"])) & passing(
        two, slots["test2"], Decimal(slots["limit2"])
    )
    return Decimal(len(both))


def related(start: str, relation: str) -> set[str]:
    """What any table gives for a thing under a header."""
    found = {
        column[normal(start)]
        for (_, header), column in COLUMNS.items()
        if header == normal(relation) and normal(start) in column
    }
    return {value for value in found if value.strip("–- ")}


def chain(slots: dict[str, str], plan: Plan) -> str:
    (middle,) = related(slots["start"], slots["relation"])
    (end,) = related(middle, slots["relation2"])
    return normal(end)


def chain_value(slots: dict[str, str], plan: Plan) -> Decimal:
    (middle,) = related(slots["start"], slots["relation"])
    return numbers(slots["topic"], slots["measure"])[normal(middle)]


EXPECTED: dict[str, Callable[[dict[str, str], Plan], Any]] = {
    "table_ranked": ranked,
    "table_gap": gap,
    "table_spread": spread,
    "table_mean": mean,
    "table_ratio": ratio,
    "table_count": count,
    "table_rule_count": rule_count,
    "table_rule_list": rule_list,
    "table_extreme_then_read": extreme_then_read,
    "tables_extreme_then_read": extreme_then_read,
    "tables_filter_then_count": filter_then_count,
    "chain": chain,
    "chain_value": chain_value,
}


def said(plan: Plan) -> Any:
    answer = plan.answer
    if answer.kind == "list":
        return {normal(item) for item in answer.items}
    return Decimal(answer.value) if answer.kind == "number" else normal(answer.value)


@pytest.mark.parametrize("pattern", EXPECTED)
def test_answers_follow_from_the_data_behind_the_corpus(pattern: str, plans: dict[str, list[Plan]]):
    on_tables = [
        plan for plan in plans[pattern] if all(item.kind != "point" for item in plan.evidence)
    ]
    assert len(on_tables) >= 5
    for plan in on_tables:
        assert said(plan) == EXPECTED[pattern](plan.slots, plan), plan.slots


def chart_columns() -> dict[str, dict[str, Decimal]]:
    """Values of the charts with one series, by their caption."""
    found = {}
    for chart in told("charts"):
        if len(chart["series"]) == 1:
            wanted = chart.get("rows")
            found[normal(chart["caption"])] = {
                normal(row[chart["category"]]): Decimal(row[chart["series"][0]["column"]])
                for row in rows(chart["csv"])
                if not wanted or row[chart["category"]] in wanted
            }
    return found


@pytest.mark.parametrize("pattern", ["chart_ranked", "chart_gap", "chart_count", "chart_listed"])
def test_chart_answers_follow_from_the_data_within_their_tolerance(
    pattern: str, plans: dict[str, list[Plan]]
):
    charts, worked = chart_columns(), 0
    for plan in plans[pattern]:
        slots, column = plan.slots, charts.get(normal(plan.slots["topic"]))
        if column is None:
            continue
        worked += 1
        if pattern == "chart_ranked":
            assert said(plan) == at_place(column, slots)
        elif pattern == "chart_gap":
            wanted = column[normal(slots["a"])] - column[normal(slots["b"])]
            assert abs(said(plan) - wanted) <= plan.answer.tolerance, plan.slots
        else:
            things = passing(column, slots["test"], Decimal(slots["limit"]))
            assert said(plan) == (len(things) if pattern == "chart_count" else things)
    assert worked >= 10


def orbit(label: str, topic: str) -> tuple[float, float, float]:
    names = ("Semi-major axis", "Eccentricity", "Orbital period")
    values = [float(numbers(topic, name)[label]) for name in names]
    return values[0], values[1], values[2]


FORMULAS: dict[str, Callable[[float, float, float], float]] = {
    "perihelion distance": lambda a, e, t: a * (1 - e),
    "aphelion distance": lambda a, e, t: a * (1 + e),
    "mean orbital speed": lambda a, e, t: 2 * math.pi * a * 149597870.7 / (t * 365.25 * 86400),
}


def test_formulas_on_tables_give_what_a_calculator_gives(plans: dict[str, list[Plan]]):
    worked = 0
    for plan in plans["table_formula_value"]:
        formula = FORMULAS.get(plan.slots["target"])
        if formula is None:
            continue
        worked += 1
        value = formula(*orbit(normal(plan.slots["a"]), plan.slots["topic"]))
        assert float(plan.answer.value) == pytest.approx(float(f"{value:.3g}"), rel=1e-6), (
            plan.slots
        )
    assert worked >= 10


def test_the_meaning_of_a_symbol_is_the_one_that_was_written(plans: dict[str, list[Plan]]):
    written = {normal(s["meaning"]) for formula in told("formulas") for s in formula["symbols"]}
    found = [normal(plan.answer.value) for plan in plans["formula_meaning"]]
    assert len(found) >= 20
    assert set(found) <= written


def named_by(term: str) -> set[str]:
    """The things that a rule names, by the data behind its table or chart."""
    (rule,) = [rule for rule in told("rules") if rule["label"] == term]
    if "column" in rule:
        return ruled({"term": term})
    (chart,) = [chart for chart in told("charts") if chart["id"] == rule["chart"]]
    values = chart_columns()[normal(chart["caption"])]
    return passing(values, rule["test"], Decimal(rule["threshold"]))


@pytest.mark.parametrize(
    "pattern",
    ["table_both_count", "tables_both_count", "tables_both_list", "chart_both_list"],
)
def test_two_rules_name_what_the_data_say(pattern: str, plans: dict[str, list[Plan]]):
    assert plans[pattern]
    for plan in plans[pattern]:
        one, two = (named_by(plan.slots[slot]) for slot in ("term", "term2"))
        wanted = {"both": one & two, "either": one | two, "first_only": one - two}
        things = wanted[plan.slots["how"]]
        assert said(plan) == (len(things) if pattern.endswith("count") else things), plan.slots


def dates_behind() -> dict[str, date]:
    """When the missions of the corpus were launched."""
    return {
        f"{row['name']} was launched": date.fromisoformat(row["launch_date"])
        for row in rows("missions.csv")
    }


def test_days_between_launches_are_those_of_the_calendar(plans: dict[str, list[Plan]]):
    known, worked = dates_behind(), 0
    for plan in (*plans["text_dates_apart"], *plans["texts_dates_apart"]):
        ends = [known.get(plan.slots[slot]) for slot in ("fact1", "fact2")]
        if ends[0] is None or ends[1] is None:
            continue
        worked += 1
        assert said(plan) == abs((ends[0] - ends[1]).days), plan.slots
    assert worked


def test_a_limit_that_a_formula_is_solved_for_gives_the_limit_back(plans: dict[str, list[Plan]]):
    worked = 0
    for plan in plans["limit_solved"]:
        if (plan.slots["term"], plan.slots["target"]) != ("dim", "distance from the Sun"):
            continue
        worked += 1
        assert 1361 / float(plan.answer.value) ** 2 == pytest.approx(100, rel=0.01)
    assert worked
