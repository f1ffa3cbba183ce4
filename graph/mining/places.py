"""Which measure a piece of evidence stands in: looked up, where it was searched for."""

from __future__ import annotations

from collections.abc import Iterable

from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence
from mmkg.graph.mining.measures import Measure
from mmkg.graph.names import normal

Place = tuple[object, ...]


class Places:
    """Some measures by what they hold; of two that hold the same, the first."""

    def __init__(self, measures: Iterable[Measure]) -> None:
        self._by_place: dict[Place, Measure] = {}
        self._by_labels: dict[Place, Measure] = {}
        for measure in measures:
            for item in measure.items:
                self._by_place.setdefault(place_of(item.evidence), measure)
            for label, item in measure.by_label.items():
                self._by_labels.setdefault(_labels(item.evidence, label), measure)

    def holding(self, item: Evidence) -> Measure | None:
        """The column or series that has a cell or point at its place; none if there is none."""
        return self._by_place.get(place_of(item))

    def labelled(self, item: Evidence) -> Measure | None:
        """The column or series with a cell or point of the same labels; none if there is none."""
        return self._by_labels.get(_labels(item, normal(label_of(item))))


def place_of(item: Evidence) -> Place:
    """What tells a cell or point from all others of its carrier."""
    if isinstance(item, CellEvidence):
        return item.carrier, item.row_path, item.column_path, item.address
    if isinstance(item, PointEvidence):
        return item.carrier, item.series, item.x
    return item.carrier, item.id


def label_of(item: Evidence) -> str:
    """The label of a cell's row, or of a point; nothing for other evidence."""
    if isinstance(item, PointEvidence):
        return item.x
    return item.row_path[-1] if isinstance(item, CellEvidence) and item.row_path else ""


def _labels(item: Evidence, label: str) -> Place:
    if isinstance(item, PointEvidence):
        return item.carrier, label, item.series
    if isinstance(item, CellEvidence):
        return item.carrier, label, item.row_path, item.column_path
    return item.carrier, label
