"""Patterns in which a rule stated in a text is applied to a table or a chart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from mmkg.graph.derivation import (
    Count,
    Derivation,
    Labels,
    Only,
    Ranked,
    Read,
    Round,
    Total,
    Where,
)
from mmkg.graph.document import Chunk
from mmkg.graph.evidence import cite_span
from mmkg.graph.mining.chained import EXTREMES
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, mean_decimals, pattern, separated, words
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import mentions, normal
from mmkg.graph.plan import Plan
from mmkg.graph.results import passes
from mmkg.graph.schema import Statement
from mmkg.graph.units import convert, convertible


@dataclass(frozen=True)
class Ruled:
    """A rule, the text that states it, and a measure that it can be held against."""

    chunk: Chunk
    rule: Statement
    measure: Measure

    @property
    def labels(self) -> frozenset[str]:
        """The things that pass."""
        limit = convert(self.rule.number, self.rule.unit, self.measure.unit)
        return frozenset(
            normal(item.label)
            for item in self.measure.items
            if item.number is not None and passes(item.number, self.rule.test or "at_least", limit)
        )

    @property
    def clear(self) -> bool:
        """Whether the rule divides the things, and no reading error could change that."""
        limit = convert(self.rule.number, self.rule.unit, self.measure.unit)
        near = any(abs(number - limit) < self.measure.margin for number in self.measure.numbers)
        return not near and 0 < len(self.labels) < len(self.measure.items)


def rules_on_tables(view: View) -> list[Ruled]:
    """Rules with the table columns of the same document that they speak of."""
    return _sites(view, view.table_measures)


def rules_on_charts(view: View) -> list[Ruled]:
    """Rules with the chart series of the same document that they speak of."""
    return _sites(view, view.chart_measures)


def rule_count(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """How many things the rule names."""
    return _plan(builder, Count(source=where(builder, site)), site)


def rule_list(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """Which things the rule names."""
    if not 2 <= len(site.labels) <= 4:
        return None
    return _plan(builder, Labels(source=where(builder, site)), site)


def rule_extreme(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """The extreme one, in another measure of the same carrier, among the things the rule names."""
    other = _other(builder, site, rng)
    if other is None:
        return None
    which = rng.choice(EXTREMES)
    rest = replace(other, items=tuple(i for i in other.items if normal(i.label) in site.labels))
    if separated(rest, 1, highest=which == "highest") is None:
        return None
    chosen = Only(source=builder.collect(other), labels=where(builder, site))
    return _plan(builder, Ranked(which=which, source=chosen), site, other, which=which)


def rule_mean(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """The mean of another measure over the things the rule names."""
    other = _other(builder, site, rng)
    if other is None or other.dated:
        return None
    chosen = Only(source=builder.collect(other), labels=where(builder, site))
    places = mean_decimals(other)
    derivation = Round(source=Total(how="mean", source=chosen), decimals=places)
    return _plan(builder, derivation, site, other, decimals=str(places))


def _sites(view: View, measures: list[Measure]) -> list[Ruled]:
    found = []
    for chunk, node in view.rules:
        rule = node.statement
        if rule is None or rule.term is None:
            continue
        for measure in _spoken_of(view, chunk, rule):
            site = Ruled(chunk, rule, measure)
            if measure in measures and convertible(rule.unit, measure.unit) and site.clear:
                found.append(site)
    return found


def _spoken_of(view: View, chunk: Chunk, rule: Statement) -> list[Measure]:
    """Measures of the same document that a rule names; "launch mass" does not speak of "mass"."""
    about = [
        measure
        for measure in (*view.table_measures, *view.chart_measures)
        if view.graph.document_of(measure.carrier).sha256 == chunk.address.document
        and _about(rule, measure)
    ]
    longest = max((len(leaf(measure.name)) for measure in about), default=0)
    return [measure for measure in about if len(leaf(measure.name)) == longest]


def _about(rule: Statement, measure: Measure) -> bool:
    """Whether the words before the limit name the measure, by its header or by the word itself."""
    return mentions(rule.measure, leaf(measure.name))


def where(builder: Builder, site: Ruled) -> Where:
    """The things that pass, with the text that states the rule."""
    rule = site.rule
    limit = cite_span(site.chunk, rule.span, rule.number, rule.unit)
    return Where(
        source=builder.collect(site.measure),
        test=rule.test or "at_least",
        than=Read(evidence=builder.cite(limit)),
    )


def _other(builder: Builder, site: Ruled, rng: Random) -> Measure | None:
    others = [
        other
        for other in builder.view.siblings(site.measure)
        if site.labels <= other.by_label.keys() and len(site.labels) >= 2
    ]
    return rng.choice(others) if others else None


def _plan(
    builder: Builder,
    derivation: Derivation,
    site: Ruled,
    other: Measure | None = None,
    **slots: str,
) -> Plan | None:
    measure = other or site.measure
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, term=site.rule.term or "", **slots),
        names=(site.rule.term or "", *((other.name,) if other else ()), *measure.group),
        context=[measure.topic],
        tolerance=measure.margin if isinstance(derivation, Round) else Decimal(0),
    )


for _prefix, _places in (("table", rules_on_tables), ("chart", rules_on_charts)):
    for _draw in (rule_count, rule_list, rule_extreme, rule_mean):
        pattern(
            f"{_prefix}_{_draw.__name__}",
            sites=_places,
            hops=2 if _draw in (rule_extreme, rule_mean) else 1,
            needs=f"a text with a rule (a limit with a name) for a quantity of a {_prefix}",
        )(_draw)
