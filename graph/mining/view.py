"""The graph as the patterns see it: measures, formulas and statements ready for use."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from itertools import chain

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.mining.measures import (
    Measure,
    chart_measures,
    table_attributes,
    table_measures,
)
from mmkg.graph.mining.near import NEAR
from mmkg.graph.mining.places import Places
from mmkg.graph.mining.topics import Told, table_topics
from mmkg.graph.mining.wording import Phrasing
from mmkg.graph.mining.worked_out import states_value
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Node
from mmkg.graph.store import Graph

FEWEST_SHARED = 3  # things that two measures must have in common to be joined


class View:
    """A graph with everything that patterns look up often worked out once.

    Args:
        graph: The graph.
        agreed_only: Leave out table cells on pages that no second reader saw alike.
        within: Ids of nodes: carriers outside are not offered. None for the whole graph.
    """

    def __init__(
        self, graph: Graph, *, agreed_only: bool = True, within: frozenset[str] | None = None
    ) -> None:
        self.graph = graph
        self.agreed_only = agreed_only
        self.within = within

    def over(self, graph: Graph) -> View:
        """The same part of a graph that has grown since."""
        return View(graph, agreed_only=self.agreed_only, within=self.within)

    def offers(self, carrier: str) -> bool:
        """Whether a carrier lies in the part of the graph that is looked at.

        Documents in other languages than English and Chinese have no such part.
        """
        if self.within is not None and carrier not in self.within:
            return False
        return not self._foreign or self.graph.document_of(carrier).sha256 not in self._foreign

    @cached_property
    def _foreign(self) -> frozenset[str]:
        documents = self.graph.documents.values()
        return frozenset(one.sha256 for one in documents if one.language == "other")

    @cached_property
    def table_measures(self) -> list[Measure]:
        """Columns of comparable numbers of all tables, in corpus order."""
        return self._of_tables(table_measures)

    @cached_property
    def attributes(self) -> list[Measure]:
        """Columns of names of all tables, in corpus order."""
        return self._of_tables(table_attributes)

    @cached_property
    def chart_measures(self) -> list[Measure]:
        """Series over names or years of all charts whose data were recovered, in corpus order.

        A chart seldom says what its categories are; a table with the same names does.
        """
        found = [measure for measure in self._series if not measure.numbered]
        return [chart if chart.noun else self._with_noun(chart) for chart in found]

    @cached_property
    def curves(self) -> list[Measure]:
        """Series over numbers, whose points have no names to ask for."""
        return [measure for measure in self._series if measure.numbered]

    @cached_property
    def _series(self) -> list[Measure]:
        found = []
        for figure in filter(lambda figure: self.offers(figure.id), self.graph.figures()):
            document = self.graph.documents[figure.address.document]
            found += chart_measures(figure, document, self.phrasing)
        return found

    def _of_tables(self, read: Callable[..., list[Measure]]) -> list[Measure]:
        found = []
        for table in filter(lambda table: self.offers(table.id), self.graph.tables()):
            document = self.graph.documents[table.address.document]
            read_of = read(table, document, self.phrasing, agreed_only=self.agreed_only)
            told = self._topics[table.id]
            for measure in read_of:
                noun = measure.noun if told.noun else ""
                found.append(replace(measure, topic=told.topic, noun=noun))
        return found

    @cached_property
    def _topics(self) -> dict[str, Told]:
        return table_topics(self.graph.tables(), self.graph.documents)

    @cached_property
    def phrasing(self) -> Phrasing:
        """How headers read inside a sentence."""
        return Phrasing(self.graph.documents.values())

    def _with_noun(self, chart: Measure) -> Measure:
        alike = (
            table
            for table in self.table_measures
            if table.noun and table.language == chart.language and shared(chart, table)
        )
        table = next(alike, None)
        return replace(chart, noun=table.noun) if table else chart

    @cached_property
    def exact_cells(self) -> frozenset[Address]:
        """Where the cells of tables stand that are beyond doubt."""
        tables = self.graph.tables(triples=True)
        return frozenset(cell.address for one in tables for cell in one.cells if cell.exact)

    @cached_property
    def formulas(self) -> list[Formula]:
        """Formulas that can be computed and state more than one value."""
        return [
            formula
            for formula in self.graph.formulas()
            if formula.status == "computable"
            and formula.expression is not None
            and not states_value(formula)
            and self.offers(formula.id)
        ]

    @cached_property
    def rules(self) -> list[tuple[Chunk, Node]]:
        """Threshold rules with the chunks that state them."""
        return self._statements("rule")

    @cached_property
    def constants(self) -> list[tuple[Chunk, Node]]:
        """Constants with the chunks that state them."""
        return self._statements("constant")

    @cached_property
    def relations(self) -> list[tuple[Chunk, Node]]:
        """Relations, amounts and dates that sentences state, with their chunks."""
        return self._statements("relation")

    def siblings(self, measure: Measure) -> list[Measure]:
        """Other measures of the same things in the same carrier."""
        return [
            other
            for other in self.measures_of(measure.carrier)
            if other is not measure
            and (other.modality == "table" or not other.numbered)
            and other.group == measure.group
            and other.name != measure.name
            and shared(measure, other)
        ]

    @cached_property
    def joins(self) -> list[tuple[Measure, Measure]]:
        """Pairs of measures in different carriers that share at least three things.

        A thing counts for the `NEAR` measures that name it next, so that there are few of many.
        """
        every = [*self.table_measures, *self.chart_measures]
        naming = defaultdict[str, list[int]](list)
        for place, measure in enumerate(every):
            for label in measure.by_label:
                naming[label].append(place)
        found = []
        for place, one in enumerate(every):
            met = Counter[int]()
            for label in one.by_label:
                next_one = bisect_right(naming[label], place)
                met.update(naming[label][next_one : next_one + NEAR])
            pairs = ((one, every[other]) for other in sorted(met) if met[other] >= FEWEST_SHARED)
            found += [(one, two) for one, two in pairs if _apart(one, two)]
        return found

    def measures_of(self, carrier: str) -> list[Measure]:
        """The measures of a table or figure."""
        return self._by_carrier.get(carrier, [])

    @cached_property
    def places(self) -> Places:
        """The measures by the cells and points that they hold."""
        return Places(chain(*self._by_carrier.values()))

    def named(self, name: str) -> list[Measure]:
        """The measures of a name, in whatever carrier."""
        return self._by_name.get(normal(name), [])

    def topic(self, carrier: str) -> str:
        """What a table or figure is about, as questions put it."""
        measures = [*self.measures_of(carrier), *self.attributes]
        return next((m.topic for m in measures if m.carrier == carrier), "")

    @cached_property
    def _by_carrier(self) -> dict[str, list[Measure]]:
        found = defaultdict(list)
        for measure in (*self.table_measures, *self.chart_measures, *self.curves):
            found[measure.carrier].append(measure)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Measure]]:
        found = defaultdict(list)
        for measure in (*self.table_measures, *self.chart_measures):
            found[normal(measure.name)].append(measure)
        return found

    def entity(self, name: str) -> Node | None:
        """The entity of a name; of namesakes, the last."""
        return next(reversed(self.entities(name)), None)

    def entities(self, name: str) -> list[Node]:
        """All entities of a name."""
        return self._entities.get(normal(name), [])

    @cached_property
    def _entities(self) -> dict[str, list[Node]]:
        found = defaultdict(list)
        for node in self.graph.of_type("entity"):
            for name in dict.fromkeys(map(normal, (node.name, *node.aliases))):
                found[name].append(node)
        return found

    def _statements(self, kind: str) -> list[tuple[Chunk, Node]]:
        found = []
        for node in self.graph.of_type("assertion"):
            if node.kind != kind or (node.statement is None and node.relation is None):
                continue
            for edge in self.graph.out(node.id, "chunk"):
                chunk = self.graph.carriers[edge.target]
                if isinstance(chunk, Chunk) and self.offers(chunk.id):
                    found.append((chunk, node))
        return found


def shared(one: Measure, two: Measure) -> bool:
    """Whether two measures are about at least three same things."""
    return len(one.by_label.keys() & two.by_label.keys()) >= FEWEST_SHARED


def _apart(one: Measure, two: Measure) -> bool:
    """Whether they are in two carriers, and a question can tell them apart."""
    same = (normal(one.topic), normal(one.name)) == (normal(two.topic), normal(two.name))
    return one.carrier != two.carrier and not same
