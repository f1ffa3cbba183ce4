"""Coverage: what samples use, and what the miner prefers."""

from __future__ import annotations

from mmkg.graph.coverage import Units, coverage
from mmkg.graph.evidence import cite_cell
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.task import load_tasks


def test_nothing_is_covered_without_samples_and_all_cells_by_all_cells(example_view: View):
    graph = example_view.graph
    none = coverage(graph, [])
    assert (none.overall.cells.used, none.long_tail.entities.used) == (0, 0)
    cells = [cite_cell(t, c) for t in graph.tables() for c in t.cells if c.kind == "body"]
    every = coverage(graph, cells).overall
    assert every.cells.used == every.cells.of > 100
    assert 0 < every.entities.used < every.entities.of
    assert every.formulas.used == every.figures.used == 0


def test_the_long_tail_is_the_half_with_the_fewest_edges(example_view: View):
    shares = coverage(example_view.graph, [])
    assert shares.long_tail.entities.of == shares.overall.entities.of // 2
    graph = example_view.graph
    rare = [unit[1] for unit, tail in Units(graph).all["entities"].items() if tail]
    common = [unit[1] for unit, tail in Units(graph).all["entities"].items() if not tail]

    def edges(node: object) -> int:
        return len(graph.out(str(node))) + len(graph.into(str(node)))

    assert max(map(edges, rare)) <= min(map(edges, common))


def test_what_was_used_brings_no_gain_and_rare_things_bring_more(example_view: View):
    units = Units(example_view.graph)
    plan, *_ = Sampler(example_view, [load_tasks()["single_table"]], 1).candidates(
        "single_table", 1
    )
    used = units.of(plan.evidence, plan.path)
    assert used
    assert units.gain(used, set()) > units.gain(used, set(list(used)[:1])) > 0
    assert units.gain(used, used) == 0
    rare = {unit for unit, weight in units.weights.items() if weight > 1}
    assert units.gain(rare, set()) > units.gain(set(units.weights) - rare, set())


def test_a_view_of_a_region_offers_only_its_carriers(example_view: View):
    table = example_view.table_measures[0].carrier
    region = View(example_view.graph, within=frozenset((table,)))
    assert {measure.carrier for measure in region.table_measures} == {table}
    assert (region.chart_measures, region.formulas, region.rules) == ([], [], [])
