"""Patterns that walk from entity to entity over relations stated in tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from random import Random

from mmkg.graph.derivation import At, Follow, Given, Match
from mmkg.graph.document import Chunk
from mmkg.graph.evidence import EdgeEvidence, cite_span
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, names_of, pattern, stated
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import is_code
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
        if edge.addresses[0] in view.exact_cells or not view.agreed_only
    ]
    targets = Counter((edge.source, normal(edge.label)) for edge in stated)
    single = defaultdict(list)
    for edge in stated:
        name = graph.nodes[edge.source].name  # no code, nor the number of a row
        named = not is_code(name) and not name.isdigit() and READABLE.fullmatch(edge.label)
        if targets[edge.source, normal(edge.label)] == 1 and named:
            single[edge.source].append(edge)
    return single


def two_steps(view: View) -> list[tuple[Edge, Edge]]:
    """Pairs of relations in a row, stated by two tables, by one, or as triples."""
    single = relations(view)
    return [
        (first, second)
        for edges in single.values()
        for first in edges
        for second in single.get(first.target, ())
        if second.target != first.source
        and normal(first.text) == normal(view.graph.nodes[second.source].name)
    ]


def step_and_measure(view: View) -> list[tuple[Edge, Measure]]:
    """A relation, and a measure in another carrier that has a value for the entity it leads to."""
    measures = [*view.table_measures, *view.chart_measures]
    return [
        (edge, measure)
        for edges in relations(view).values()
        for edge in edges
        for measure in measures
        if measure.carrier != edge.carrier and normal(edge.text) in measure.by_label
    ]


@pattern(
    "chain",
    sites=two_steps,
    hops=2,
    needs="tables or triples, where a name in one place has a row with further names in another",
)
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


@pattern(
    "chain_value",
    sites=step_and_measure,
    hops=2,
    needs="a table with a name in a cell that another table or chart has a value for",
)
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


@dataclass(frozen=True)
class Renamed:
    """A relation to a thing, a measure that has it under another name, and the text with both."""

    edge: Edge
    chunk: Chunk
    span: tuple[int, int]
    measure: Measure
    label: str

    @property
    def carrier(self) -> str:
        """Id of the carrier that states the relation."""
        return self.edge.carrier


def step_and_other_name(view: View) -> list[Renamed]:
    """Relations that lead to a thing for which a measure elsewhere has a value by another name."""
    measures = [*view.table_measures, *view.chart_measures]
    return [
        Renamed(edge, chunk, span, measure, measure.by_label[other].label)
        for edges in relations(view).values()
        for edge in edges
        for other in _other_names(view, edge.target)
        for measure in measures
        if measure.carrier != edge.carrier
        and other in measure.by_label
        and normal(edge.text) not in measure.by_label
        for chunk, span in _naming(view, edge.text, measure.by_label[other].label)
    ]


def _other_names(view: View, entity: str) -> list[str]:
    node = view.graph.nodes[entity]
    return [normal(alias) for alias in (node.name, *node.aliases)]


def _naming(view: View, one: str, two: str) -> list[tuple[Chunk, tuple[int, int]]]:
    """The first sentence that says one name with the other in brackets."""
    said = re.compile(rf"{re.escape(one)} ?[（(][^（()）]*{re.escape(two)}[^（()）]*[)）]")
    for chunk in filter(lambda chunk: view.offers(chunk.id), view.graph.chunks()):
        if found := said.search(chunk.text):
            return [(chunk, found.span())]
    return []


@pattern(
    "chain_matched",
    sites=step_and_other_name,
    hops=3,
    needs="a table that names a thing by a name that a text says is another's in a table or chart",
)
def chain_matched(builder: Builder, site: Renamed, rng: Random) -> Plan | None:
    """A measure of the thing that a relation leads to, which its carrier calls by another name."""
    start = builder.view.graph.nodes[site.edge.source].name
    step = Follow(edge=_cite(builder, site.edge), start=Given(name=start))
    source = builder.collect(site.measure)
    quoted = builder.cite(cite_span(site.chunk, site.span))
    name = Match(evidence=quoted, start=step, source=source)
    return builder.plan(
        stated(At(source=source, label=name), site.measure),
        language=_language(builder, site.edge),
        slots={
            "start": start,
            "relation": builder.view.phrasing.lower(site.edge.label),
            "measure": site.measure.name,
            "unit": site.measure.unit or "",
            "topic": site.measure.topic,
        },
        names=(start, site.edge.label, *names_of(site.measure)),
        context=[site.measure.topic],
        tolerance=site.measure.margin,
    )


def _cite(builder: Builder, edge: Edge) -> str:
    nodes = builder.view.graph.nodes
    return builder.cite(
        EdgeEvidence(
            carrier=edge.carrier,
            address=edge.addresses[0],
            source=nodes[edge.source].name,
            predicate=edge.label,
            target=edge.text,
            text=edge.text,
        )
    )


def _language(builder: Builder, edge: Edge) -> str:
    return builder.view.graph.document_of(edge.carrier).language
