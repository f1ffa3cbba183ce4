"""Patterns that walk from entity to entity over relations stated in tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from random import Random

from mmkg.graph.derivation import At, Follow, Given
from mmkg.graph.evidence import EdgeEvidence
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, names_of, pattern, stated
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan
from mmkg.graph.schema import Edge

# A header that reads as "the … of X": short, and not ending in a preposition ("First flyby by").
READABLE = re.compile(r"(?!.* (?:by|in|at|on|of|from|to|for|with)$).{2,40}")


def relations(view: View) -> dict[str, list[Edge]]:
    """Relations stated by tables that lead from an entity to exactly one other, by entity."""
    graph = view.graph
    stated = [
        edge
        for edge in graph.edges
        if edge.carrier and graph.nodes[edge.carrier].type == "table" and view.offers(edge.carrier)
    ]
    targets = Counter((edge.source, normal(edge.label)) for edge in stated)
    single = defaultdict(list)
    for edge in stated:
        if targets[edge.source, normal(edge.label)] == 1 and READABLE.fullmatch(edge.label):
            single[edge.source].append(edge)
    return single


def two_steps(view: View) -> list[tuple[Edge, Edge]]:
    """Pairs of relations in a row, the second stated by another table."""
    single = relations(view)
    return [
        (first, second)
        for edges in single.values()
        for first in edges
        for second in single.get(first.target, ())
        if second.carrier != first.carrier and second.target != first.source
    ]


def step_and_measure(view: View) -> list[tuple[Edge, Measure]]:
    """A relation, and a measure in another carrier that has a value for the entity it leads to."""
    measures = [*view.table_measures, *view.chart_measures]
    return [
        (edge, measure)
        for edges in relations(view).values()
        for edge in edges
        for measure in measures
        if measure.carrier != edge.carrier
        and normal(view.graph.nodes[edge.target].name) in measure.by_label
    ]


@pattern("chain", sites=two_steps, hops=2)
def chain(builder: Builder, site: tuple[Edge, Edge], rng: Random) -> Plan | None:
    """The entity that two relations in a row lead to."""
    first, second = site
    start = builder.view.graph.nodes[first.source].name
    low = builder.view.phrasing.lower
    step = Follow(edge=_cite(builder, first), start=Given(name=start))
    derivation = Follow(edge=_cite(builder, second), start=step)
    return builder.plan(
        derivation,
        language=_language(builder, first),
        slots={"start": start, "relation": low(first.label), "relation2": low(second.label)},
        names=(start, first.label, second.label),
    )


@pattern("chain_value", sites=step_and_measure, hops=2)
def chain_value(builder: Builder, site: tuple[Edge, Measure], rng: Random) -> Plan | None:
    """A measure of the entity that a relation leads to."""
    edge, measure = site
    start = builder.view.graph.nodes[edge.source].name
    step = Follow(edge=_cite(builder, edge), start=Given(name=start))
    derivation = stated(At(source=builder.collect(measure), label=step), measure)
    return builder.plan(
        derivation,
        language=_language(builder, edge),
        slots={
            "start": start,
            "relation": builder.view.phrasing.lower(edge.label),
            "measure": measure.name,
            "unit": measure.unit or "",
            "topic": measure.topic,
        },
        names=(start, edge.label, *names_of(measure)),
        context=[measure.topic],
        tolerance=measure.margin,
    )


def _cite(builder: Builder, edge: Edge) -> str:
    nodes = builder.view.graph.nodes
    return builder.cite(
        EdgeEvidence(
            carrier=edge.carrier,
            address=edge.addresses[0],
            source=nodes[edge.source].name,
            predicate=edge.label,
            target=nodes[edge.target].name,
            text=edge.text,
        )
    )


def _language(builder: Builder, edge: Edge) -> str:
    return builder.view.graph.document_of(edge.carrier).language
