"""A chain of many steps through a text, tables, a chart and a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from mmkg.graph.derivation import At, Derivation, Only, Ranked
from mmkg.graph.mining.chained import EXTREMES
from mmkg.graph.mining.formulas import substituted
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import (
    FIGURES,
    Builder,
    names_of,
    pattern,
    separated,
    to_figures,
    words,
)
from mmkg.graph.mining.ruled import Ruled, rules_on_tables, where
from mmkg.graph.mining.uses import Use, about, head_and_thing, stated_elsewhere, uses_on_tables
from mmkg.graph.mining.view import View, shared
from mmkg.graph.mining.wording import things
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan


@dataclass(frozen=True)
class Mixed:
    """A rule for a table, a chart about the same things, and a formula fed by a table of them."""

    ruled: Ruled
    chart: Measure
    use: Use
    columns: dict[str, Measure]

    @property
    def measure(self) -> Measure:
        """The measure that the rule is held against."""
        return self.ruled.measure


def through_all(view: View) -> Sequence[Mixed]:
    """Where the four come together, in four carriers or five."""
    return list(_sites(view))


def _sites(view: View) -> Iterator[Mixed]:
    for ruled in rules_on_tables(view):
        for chart in view.chart_measures:
            if not (shared(ruled.measure, chart) and ruled.labels <= chart.by_label.keys()):
                continue
            for use, columns in uses_on_tables(view):
                fed = all(ruled.labels <= column.by_label.keys() for column in columns.values())
                if fed and about(use.target, next(iter(columns.values()))):
                    yield Mixed(ruled, chart, use, columns)


@pattern(
    "rule_rank_compute",
    sites=through_all,
    hops=4,
    needs="a text with a rule for a table, a chart about the same things, and a formula whose"
    " symbols have values in a table about them",
)
def rule_rank_compute(builder: Builder, site: Mixed, rng: Random) -> Plan | None:
    """Keep the things that a rule names, take the extreme one of a chart, and compute for it."""
    which = rng.choice(EXTREMES)
    items = tuple(i for i in site.chart.items if normal(i.label) in site.ruled.labels)
    chosen = separated(replace(site.chart, items=items), 1, highest=which == "highest")
    if chosen is None or stated_elsewhere(builder.view, site.use.target, chosen):
        return None
    kept = Only(source=builder.collect(site.chart), labels=where(builder, site.ruled))
    label = Ranked(which=which, source=kept)
    values: dict[str, Derivation] = {
        name: At(source=builder.collect(column), label=label)
        for name, column in site.columns.items()
    }
    source = substituted(builder, site.use, values)
    result = builder.number(source)
    if result is None:
        return None
    first = next(iter(site.columns.values()))
    columns = [column.name for column in site.columns.values()]
    target = head_and_thing(site.use.target.meaning or "")[0]
    slots = words(
        site.chart,
        which=which,
        term=site.ruled.rule.term or "",
        target=target,
        columns=things(columns, chinese=first.language == "zh"),
        ruled=site.measure.topic,
        fed=first.topic,
        figures=str(FIGURES),
    )
    return builder.plan(
        to_figures(source, result),
        language=site.measure.language,
        slots=slots | {"unit": result.unit or ""},
        names=(site.ruled.rule.term or "", target, *names_of(site.chart), *columns),
        context=[site.measure.topic, site.chart.topic, first.topic],
    )
