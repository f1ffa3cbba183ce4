"""The evidence is what the graph holds at its place: value, unit, labels, meaning, tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.document import Chunk, Figure, Formula, Table
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
    cite_cell,
    cite_formula,
    cite_point,
    cite_relation,
    cite_span,
    cite_symbol,
)
from mmkg.graph.mining.view import View
from mmkg.graph.names import mentions, normal
from mmkg.graph.provenance import Address
from mmkg.graph.relations.marking import values_in

ENOUGH = 0.6  # of a box that must lie in another one to be the same place


class CitedCheck:
    """Cites the same place again. Reading again compares words; this, what was made of them."""

    name = "cited"
    order = 85

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first piece of evidence that the graph does not hold."""
        for item in sample.evidence:
            if not held(item, ground.view):
                why = f"{item.id} is not what was read at its place"
                return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)


def held(item: Evidence, view: View, *, near: bool = False) -> bool:
    """Whether a graph holds some evidence as it is: value, unit, labels, meaning, tree.

    Args:
        item: What is cited.
        view: The graph.
        near: Whether it may stand a little beside its box, as another version of a reader has it.
    """
    if _held(item, view):
        return True
    place = _beside(item, view) if near else None
    return place is not None and _held(item.model_copy(update={"address": place}), view)


def _held(item: Evidence, view: View) -> bool:
    if isinstance(item, EdgeEvidence):
        return _stated(item, view)
    if isinstance(item, TextEvidence) and item.by == "model":
        chunk = view.graph.carriers.get(item.carrier)
        return isinstance(chunk, Chunk) and _claimed(item, chunk)
    return any(item.content == other.content for other in _there(item, view))


def _there(item: Evidence, view: View) -> Iterator[Evidence]:
    """All that can be cited of the carrier of some evidence."""
    match view.graph.carriers.get(item.carrier):
        case Table() as table:
            yield from _cells(view).get((table.id, item.address), ())
        case Figure() as figure if isinstance(item, PointEvidence):
            for series in figure.series:
                points = (point for point in series.points if point.x == item.x)
                yield from (cite_point(figure, series, point) for point in points)
        case Formula() as formula:
            yield cite_formula(formula)
            if isinstance(item, SymbolEvidence):
                yield from (cite_symbol(formula, symbol) for symbol in formula.symbols)
        case Chunk() as chunk if isinstance(item, TextEvidence):
            yield from _statements(item, chunk, view)


def _beside(item: Evidence, view: View) -> Address | None:
    """The place in the carrier of some evidence that has the most of its box."""
    match view.graph.carriers.get(item.carrier):
        case Table() as table:
            places = [cell.address for cell in table.cells]
        case Formula() as formula:
            defined = (symbol.defined_at for symbol in formula.symbols)
            places = [formula.address, *(place for place in defined if place is not None)]
        case Chunk() as chunk if item.address.span is not None:
            return chunk.locate(item.address.span)
        case _:
            return None
    alike = [p for p in places if (p.page, p.span) == (item.address.page, item.address.span)]
    best = max(alike, key=lambda place: _shared(place, item.address), default=None)
    return best if best is not None and _shared(best, item.address) > ENOUGH else None


def _shared(one: Address, two: Address) -> float:
    """How much of the smaller of two boxes lies in the other; 0 without boxes."""
    if one.box is None or two.box is None:
        return 0.0
    return one.box.overlap(two.box) / (min(one.box.area, two.box.area) or 1.0)


@lru_cache(maxsize=1)
def _cells(view: View) -> Mapping[tuple[str, Address], Sequence[CellEvidence]]:
    """The cells of all tables by their place."""
    found = defaultdict[tuple[str, Address], list[CellEvidence]](list)
    for table in view.graph.tables():
        for cell in table.cells:
            found[table.id, cell.address].append(cite_cell(table, cell))
    return found


def _statements(item: TextEvidence, chunk: Chunk, view: View) -> Iterator[Evidence]:
    """The rules, constants and relations that a chunk states; words alone, at their place."""
    if item.number is None and item.address.span is not None:
        yield cite_span(chunk, item.address.span)
    for place, node in (*view.rules, *view.constants, *view.relations):
        if place.id == chunk.id and node.statement is not None:
            stated = node.statement
            yield cite_span(chunk, stated.span, stated.number, stated.unit)
        elif place.id == chunk.id and node.relation is not None:
            yield cite_relation(chunk, node.relation)


def _claimed(item: TextEvidence, chunk: Chunk) -> bool:
    """Whether the words that a model read a relation in hold both its things, or its value.

    That they say what the relation says only the model vouches for: the proof is the weaker one.
    """
    span = item.address.span
    if span is None or item.model_copy(update={"id": ""}) != _value(item, cite_span(chunk, span)):
        return False
    said = (item.number, item.unit, item.date)
    values = ((sign.number, sign.unit, sign.date) for sign in values_in(chunk.text, span))
    return mentions(item.text, item.head) and (
        mentions(item.text, item.tail) if item.tail else said in values
    )


def _value(item: TextEvidence, words: TextEvidence) -> TextEvidence:
    """Some words as evidence for what a piece of evidence says of them."""
    keep = ("number", "unit", "date", "head", "relation", "tail", "by")
    return words.model_copy(update={name: getattr(item, name) for name in keep})


def _stated(item: EdgeEvidence, view: View) -> bool:
    nodes = view.graph.nodes
    return any(
        normal(edge.label) == normal(item.predicate)
        and (edge.carrier, edge.text) == (item.carrier, item.text)
        and item.address in edge.addresses
        and item.target in (edge.text, nodes[edge.target].name, *nodes[edge.target].aliases)
        for start in view.entities(item.source)
        for edge in view.graph.out(start.id, "entity")
    )
