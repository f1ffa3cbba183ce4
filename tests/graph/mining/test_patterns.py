"""Every pattern makes plans, the sampler hands each out once, and ambiguous places are left out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkg.graph.build import build
from mmkg.graph.derivation import run
from mmkg.graph.mining.paths import path_through
from mmkg.graph.mining.pattern import threshold
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.plan import answer_of
from mmkg.graph.task import NODES, load_tasks
from mmkg.tools.parse.corpus import read_corpus

NOT_IN_THE_EXAMPLES = {"tables_two_reads", "charts_two_reads", "table_two_reads"}
NOT_IN_THE_EXAMPLES |= {"table_to_chart_two_reads", "chart_to_table_two_reads"}
NOT_IN_THE_EXAMPLES |= {"chart_rule_extreme", "chart_rule_mean"}
NOT_IN_THE_EXAMPLES |= {"chart_both_extreme", "charts_both_extreme"}
NOT_IN_THE_EXAMPLES |= {"text_limits_apart", "text_limits_percent"}
NOT_IN_THE_EXAMPLES |= {"table_farthest", "tables_farthest"}
# Tested in test_posed.py and test_contradictions.py, on documents made for them.
ELSEWHERE = {"table_contradicted", "chart_contradicted"}
ELSEWHERE |= {"formula_posed", "formula_posed_solved", "formula_posed_gap"}
ELSEWHERE |= {"formula_posed_rate", "formulas_posed", "formulas_posed_gap"}
AUTUMN = [(7, 9), (8, 12), (9, 2), (5, 19), (6, 11)]  # lx at dawn and at dusk


def view_of(*papers: Any) -> View:
    return View(build([paper.document() for paper in papers]))


def drawn(view: View, pattern: str, seed: int = 1) -> list[Any]:
    return list(load_patterns()[pattern].plans(view, "some_task", Random(seed)))


@pytest.fixture(scope="module")
def sampled(example_view: View) -> dict[str, list[Any]]:
    tasks = load_tasks()
    sampler = Sampler(example_view, list(tasks.values()), 1)
    return {name: sampler.candidates(name, 300) for name in tasks}


def test_each_task_has_plans_from_all_its_patterns(sampled: dict[str, list[Any]]):
    for name, task in load_tasks().items():
        wanted = set(task.patterns) - NOT_IN_THE_EXAMPLES - ELSEWHERE
        assert {plan.pattern for plan in sampled[name]} >= wanted, name


def test_no_plan_is_handed_out_twice(sampled: dict[str, list[Any]]):
    keys = Counter(plan.key for plans in sampled.values() for plan in plans)
    assert [key for key, times in keys.items() if times > 1] == []


def test_carriers_are_as_the_task_asks(sampled: dict[str, list[Any]], example_view: View):
    for name, task in load_tasks().items():
        for plan in sampled[name]:
            types = Counter(example_view.graph.nodes[id].type for id in plan.carriers)
            for kind, number in task.carriers.items():
                assert types[NODES[kind]] >= number, (name, plan.pattern)


def test_each_answer_is_what_the_derivation_gives(sampled: dict[str, list[Any]]):
    for plans in sampled.values():
        for plan in plans[:60]:
            value = answer_of(run(plan.derivation, plan.evidence))
            assert (value.value, value.unit) == (plan.answer.value, plan.answer.unit)


def test_each_path_is_a_walk_that_visits_the_carriers(
    sampled: dict[str, list[Any]], example_view: View
):
    graph = example_view.graph
    joined = {frozenset((edge.source, edge.target)) for edge in graph.edges}
    for plan in (plan for plans in sampled.values() for plan in plans[:60]):
        assert set(plan.carriers) <= set(plan.path)
        for one, two in zip(plan.path, plan.path[1:], strict=False):
            assert frozenset((one, two)) in joined, plan.pattern


def test_a_count_has_no_tolerance(sampled: dict[str, list[Any]]):
    counts = [p for plans in sampled.values() for p in plans if p.pattern.endswith("count")]
    assert len(counts) > 50
    assert {plan.answer.tolerance for plan in counts} == {Decimal(0)}


def test_the_same_seed_gives_the_same_plans_and_another_seed_others(example_view: View):
    task = load_tasks()["single_table"]

    def keys(seed: int) -> list[str]:
        return [p.key for p in Sampler(example_view, [task], seed).candidates("single_table", 40)]

    assert keys(1) == keys(1)
    assert keys(1) != keys(2)


def test_what_was_used_less_comes_first(example_view: View):
    task = load_tasks()["single_table"]
    sampler = Sampler(example_view, [task], 1)
    first = sampler.candidates("single_table", 1)[0]
    for _ in range(5):
        sampler.accepted(first)
    later = sampler.candidates("single_table", 60)
    places = [at for at, plan in enumerate(later) if plan.carriers == first.carriers]
    others = [at for at, plan in enumerate(later) if plan.carriers != first.carriers]
    assert sum(places) / len(places) > sum(others) / len(others)


@pytest.fixture
def twins(paper: Any) -> Any:
    """Two tables and three charts about the same stars, and a rule."""
    doc = paper("stars.pdf")
    stars = ["Vega", "Deneb", "Altair", "Rigel", "Mira"]
    winter, summer = [10, 20, 30, 40, 50], [55, 44, 33, 22, 11]
    doc.table(
        "Winter counts",
        ["Star", "Dawn", "Dusk"],
        [[s, str(a), str(b)] for s, a, b in zip(stars, winter, summer, strict=True)],
        units={"Dawn": "lx", "Dusk": "lx"},
    )
    doc.table(
        "Summer counts",
        ["Star", "Dawn"],
        [[s, str(2 * a)] for s, a in zip(stars, winter, strict=True)],
        units={"Dawn": "lx"},
    )
    values = {s: f"{a}.0" for s, a in zip(stars, winter, strict=True)}
    other = {s: f"{b}.0" for s, b in zip(stars, summer, strict=True)}
    doc.chart("Lamps", {"Red": values, "Blue": other}, y="Glow", x="Star", unit="lx")
    doc.chart("Fires", {"Red": other}, y="Glow", x="Star", unit="lx")
    doc.chart("Skies", {"": other}, y="Dawn", x="Star", unit="lx")
    doc.text("A star with a glow above 25 lx is called bright.")
    return doc


@pytest.fixture
def nights(twins: Any) -> Any:
    """The same, with a chart of three series and a second rule."""
    three = {"Red": [10, 20, 30, 40, 50], "Blue": [55, 44, 33, 22, 11], "Green": [8, 16, 1, 9, 3]}
    stars = ["Vega", "Deneb", "Altair", "Rigel", "Mira"]
    values = {
        name: {s: f"{a}.0" for s, a in zip(stars, row, strict=True)} for name, row in three.items()
    }
    twins.chart("Nights", values, y="Glow", x="Star", unit="lx")
    rows = [[star, str(a), str(b)] for star, (a, b) in zip(stars, AUTUMN, strict=True)]
    lit = {"Dawn light": "lx", "Dusk light": "lx"}
    twins.table("Autumn counts", ["Star", *lit], rows, units=lit)
    glares = [[star, str(3 * a)] for star, (a, _) in zip(stars, AUTUMN, strict=True)]
    twins.table("Spring counts", ["Star", "Dawn glare"], glares, units={"Dawn glare": "lx"})
    calm = "A star with a glow below 45 lx is called calm."
    twins.text(f"{calm} A star with a glow above 50 lx is called fierce.")
    return twins


@pytest.mark.parametrize("pattern", sorted(NOT_IN_THE_EXAMPLES))
def test_patterns_that_the_examples_do_not_bear_work_elsewhere(nights: Any, pattern: str):
    assert drawn(view_of(nights), pattern)


def test_two_reads_by_hand(twins: Any):
    dawn_to_dusk = {"Vega": 45, "Deneb": 24, "Altair": 3, "Rigel": 18, "Mira": 39}
    plans = drawn(view_of(twins), "table_two_reads")
    assert plans
    for plan in plans:
        assert Decimal(plan.answer.value) == dawn_to_dusk[plan.slots["a"]]


def test_where_two_columns_are_farthest_apart_by_hand(nights: Any):
    plans = drawn(view_of(nights), "table_farthest")
    assert {(p.slots["which"], p.answer.value) for p in plans} == {
        ("highest", "Rigel"),
        ("lowest", "Vega"),
    }


def test_a_rule_on_a_chart_by_hand(twins: Any):
    bright = {"Red": ["Altair", "Rigel", "Mira"], "Blue": ["Vega", "Deneb", "Altair"]}
    lamps = [p for p in drawn(view_of(twins), "chart_rule_list") if p.slots["topic"] == "Lamps"]
    assert lamps
    for plan in lamps:
        series = plan.evidence[0].series
        assert list(plan.answer.items) == bright[series]
    (mean,) = {
        p.answer.value
        for p in drawn(view_of(twins), "chart_rule_mean")
        if "Blue" in p.slots["measure"]
    }
    assert round(float(mean)) == 22  # Altair 33, Rigel 22, Mira 11: those whose Red is above 25


def test_a_rule_on_the_launch_mass_is_not_applied_to_another_mass(paper: Any):
    doc = paper("masses.pdf")
    doc.text("A mission with a launch mass above 500 kg is called heavy.")
    rows = [["Juno", "3625"], ["Dawn", "1218"], ["Pioneer", "258"], ["Hope", "1350"]]
    doc.table("Missions", ["Mission", "Launch mass"], rows, units={"Launch mass": "kg"})
    rows = [["Spirit", "185"], ["Curiosity", "899"], ["Zhurong", "240"], ["Yutu", "140"]]
    doc.table("Rovers", ["Rover", "Mass"], rows, units={"Mass": "kg"})
    (plan,) = drawn(view_of(doc), "table_rule_count")
    assert plan.answer.value == "3"
    assert doc.tables[0].id in plan.carriers


def test_tied_things_are_not_ranked(paper: Any):
    doc = paper("ties.pdf")
    rows = [["A1", "9"], ["B2", "9"], ["C3", "7"], ["D4", "5"], ["E5", "5"], ["F6", "5"]]
    doc.table("Ties", ["Thing", "Size"], rows, units={"Size": "m"})
    assert drawn(view_of(doc), "table_ranked") == []


def test_values_that_are_equal_are_not_told_apart(paper: Any):
    rows = [["A1", "5.0", "7.5"], ["B2", "5.0", "7.5"], ["C3", "5.0", "2.5"], ["D4", "5.0", "7.5"]]
    doc = paper(title="Rivers")
    doc.table("Depths in June", ["Station", "Depth (m)", "Width (m)"], rows)
    view = view_of(doc)
    found = [p for pattern in ("table_spread", "table_gap") for p in drawn(view, pattern)]
    assert found and all(Decimal(plan.answer.value) for plan in found)


def test_names_that_only_number_rows_lead_nowhere(paper: Any):
    doc = paper(title="Places")
    head = ["Place", "Country"]
    doc.table("Places", head, [["1", "Chad"], ["2", "Mali"], ["Bamako", "Mali"]])
    doc.table("Areas", ["Country", "Area (km2)"], [["Chad", "5.1"], ["Mali", "6.1"], ["Oman", "1"]])
    starts = {plan.slots["start"] for plan in drawn(view_of(doc), "chain_value")}
    assert starts == {"Bamako"}


def test_chart_points_within_the_reading_error_are_not_ranked(paper: Any):
    doc = paper("near.pdf")
    points = {"A1": "9.0", "B2": "9.1", "C3": "5.0", "D4": "5.1", "E5": "7"}
    doc.chart("Near", {"Size": points}, y="Size", unit="m", decimals=0)
    assert drawn(view_of(doc), "chart_ranked") == []


@pytest.mark.parametrize("agreed", [False, None])
def test_cells_of_pages_that_no_second_reader_confirms_are_left_out_unless_asked_for(
    paper: Any, agreed: bool | None
):
    doc = paper("doubt.pdf")
    rows = [["A1", "1"], ["B2", "2"], ["C3", "3"]]
    doc.table("Doubt", ["Thing", "Size"], rows, units={"Size": "m"}, agreed=agreed)
    graph = build([doc.document()])
    assert View(graph).table_measures == []
    assert len(View(graph, agreed_only=False).table_measures) == 1


def test_no_path_leads_between_documents_that_share_nothing(paper: Any):
    one, two = paper("one.pdf"), paper("two.pdf")
    first = one.table("One", ["Thing", "Size"], [["Vega", "1"], ["Mira", "2"]])
    second = two.table("Two", ["Thing", "Weight"], [["X8", "1"], ["Y9", "2"]])
    third = two.table("Three", ["Thing", "Size"], [["Mira", "4"], ["Y9", "3"]])
    graph = build([one.document(), two.document()])
    assert path_through(graph, [first.id, second.id], []) is None
    path = path_through(graph, [first.id, third.id], ["Mira"])
    assert path is not None
    assert [graph.nodes[node].name for node in path] == ["Mira", "Table 1", "Mira", "Table 2"]


@given(
    st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=2, max_size=12, unique=True),
    st.integers(),
)
def test_a_threshold_divides_the_numbers_and_is_none_of_them(numbers: list[Decimal], seed: int):
    limit = threshold(numbers, Random(seed), Decimal(0))
    if limit is not None:
        assert min(numbers) < limit < max(numbers)
        assert limit not in numbers


def test_triples_of_one_file_lead_from_entity_to_entity(tmp_path: Path):
    lines = ("ex:Ashford ex:director ex:HelenMarsh .", "ex:HelenMarsh ex:specialty ex:Cardiology .")
    text = "\n".join(("@prefix ex: <http://example.org/> .", *lines))
    (tmp_path / "people.ttl").write_text(text, "utf-8")
    view = View(build(read_corpus([tmp_path]).documents))
    plans = [plan for plan in drawn(view, "chain") if plan.slots["start"] == "Ashford"]
    assert [plan.answer.value for plan in plans] == ["Cardiology"]
