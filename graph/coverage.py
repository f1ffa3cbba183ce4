"""How much of a graph samples use: overall, and of its long tail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from mmkg.graph.document import Formula
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    PointEvidence,
    SymbolEvidence,
)
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address, Value
from mmkg.graph.schema import NodeType
from mmkg.graph.store import Graph

Unit = tuple[str, str | Address]
TAIL_WEIGHT = 2.0  # what a thing of the long tail counts, when others count 1


class Share(Value):
    """How many of some things are used."""

    used: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 where there are none."""
        return self.used / self.of if self.of else 0.0


class Shares(Value):
    """Shares of the things that a sample can use. A figure is used if any of its points is."""

    entities: Share
    cells: Share
    formulas: Share
    figures: Share


class Coverage(Value):
    """What samples use of a graph.

    Attributes:
        overall: Of everything.
        long_tail: Of the half of the entities, formulas and figures that have the fewest edges,
            and of the cells of such tables.
    """

    overall: Shares
    long_tail: Shares


class Units:
    """The things of a graph that samples can use, ready for looking up what evidence uses."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.all: dict[str, dict[Unit, bool]] = {
            "entities": {("entity", id): rare for id, rare in _by_degree(graph, "entity")},
            "formulas": {("formula", id): rare for id, rare in _by_degree(graph, "formula")},
            "figures": {("figure", id): rare for id, rare in _by_degree(graph, "image")},
        }
        rare_tables = dict(_by_degree(graph, "table"))
        self.all["cells"] = {
            ("cell", cell.address): rare_tables.get(table.id, False)
            for table in graph.tables()
            for cell in table.cells
            if cell.kind == "body" and cell.reading.kind != "empty"
        }
        self.weights = {
            unit: TAIL_WEIGHT if rare else 1.0
            for kind in self.all.values()
            for unit, rare in kind.items()
        }
        self._entities: dict[str, dict[str, str]] = {}

    def of(self, evidence: Iterable[Evidence], path: Iterable[str] = ()) -> set[Unit]:
        """What some evidence, and the nodes of a path, use."""
        found: set[Unit] = {("entity", node) for node in path}
        for item in evidence:
            known = self._entities_of(item.carrier)
            names = (normal(name) for name in _names(item))
            found.update(("entity", known[name]) for name in names if name in known)
            if isinstance(item, CellEvidence | EdgeEvidence):
                found.add(("cell", item.address))
            formula = isinstance(self.graph.carriers.get(item.carrier), Formula)
            found.add(("formula" if formula else "figure", item.carrier))
        return {unit for unit in found if unit in self.weights}

    def gain(self, units: Collection[Unit], used: Collection[Unit]) -> float:
        """How much is new among some units: their mean weight, that of used ones being 0."""
        new = sum(self.weights[unit] for unit in units if unit not in used)
        return new / len(units) if units else 0.0

    def coverage(self, used: Collection[Unit]) -> Coverage:
        """The shares that are used."""
        return Coverage(overall=self._shares(used), long_tail=self._shares(used, rare_only=True))

    def _shares(self, used: Collection[Unit], *, rare_only: bool = False) -> Shares:
        def share(kind: str) -> Share:
            units = [unit for unit, rare in self.all[kind].items() if rare or not rare_only]
            return Share(used=sum(unit in used for unit in units), of=len(units))

        return Shares(**{kind: share(kind) for kind in Shares.model_fields})

    def _entities_of(self, carrier: str) -> dict[str, str]:
        """Entities that touch a carrier, by each of their names."""
        if carrier not in self._entities:
            nodes = [self.graph.nodes[edge.source] for edge in self.graph.into(carrier, "entity")]
            self._entities[carrier] = {
                normal(name): node.id for node in nodes for name in (node.name, *node.aliases)
            }
        return self._entities[carrier]


def coverage(graph: Graph, evidence: Iterable[Evidence], path: Iterable[str] = ()) -> Coverage:
    """What accepted samples use of a graph.

    Args:
        graph: The graph they come from.
        evidence: All that they cite.
        path: Ids of the nodes on their paths.
    """
    units = Units(graph)
    return units.coverage(units.of(evidence, path))


def _by_degree(graph: Graph, kind: NodeType) -> Iterator[tuple[str, bool]]:
    """Nodes of a type, with whether they are of the half that has the fewest edges."""
    degree = {n.id: len(graph.out(n.id)) + len(graph.into(n.id)) for n in graph.of_type(kind)}
    ranked = sorted(degree, key=lambda id: (degree[id], id))
    yield from ((id, place < len(ranked) // 2) for place, id in enumerate(ranked))


def _names(item: Evidence) -> Iterator[str]:
    """What a piece of evidence is about, by name."""
    match item:
        case CellEvidence():
            yield from (*item.row_path, *item.column_path, item.text)
        case PointEvidence():
            yield from (item.x, item.series)
        case EdgeEvidence():
            yield from (item.source, item.target)
        case SymbolEvidence():
            yield from (item.name, item.meaning.removeprefix("the "))
