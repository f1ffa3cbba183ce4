"""Mutants that read another place than the question asks for: row, column, carrier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from mmkg.dataset.mutants.mutant import kind, recomputed, rewritten, swapped
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Collect, Derivation, Read, walk
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence, cite_span
from mmkg.graph.mining.measures import Item, Measure
from mmkg.graph.mining.places import place_of
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal


@kind("wrong_cell")
def wrong_cell(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A named thing's value is read from another row; or a ranking or count lacks a row."""
    found = other_row(sample, view, rng, near=False) or _lacking(sample, rng)
    if found:
        yield found


@kind("wrong_answer")
def wrong_answer(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The program is right, but the answer is that of another row."""
    other = other_row(sample, view, rng, near=False) or _lacking(sample, rng)
    if other:
        yield sample.model_copy(update={"answer": other.answer})


@kind("neighbouring_row")
def neighbouring_row(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The value is read one row too low or high; of a whole column, each value is."""
    found = other_row(sample, view, rng, near=True) or _slipped(sample)
    if found:
        yield found


@kind("swapped_columns")
def swapped_columns(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A column or series is taken for another of the same table or chart."""
    for measure in _measures(sample, view):
        labels = _labels(sample, measure)
        others = [m for m in view.measures_of(measure.carrier) if m.name != measure.name]
        for other in rng.sample(others, len(others)):
            instead = _from(other, labels) | _from(measure, _labels(sample, other))
            if made := recomputed(sample, evidence=swapped(sample, instead)):
                yield made
                return


@kind("swapped_evidence")
def swapped_evidence(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The same things are looked up in another table or chart, or another rule is applied."""
    every = [*view.table_measures, *view.chart_measures]
    for measure in _measures(sample, view):
        labels = _labels(sample, measure)
        others = [m for m in every if m.carrier != measure.carrier]
        others.sort(key=lambda other: normal(other.name) != normal(measure.name))
        for other in others:
            instead = _from(other, labels)
            if made := instead and recomputed(sample, evidence=swapped(sample, instead)):
                yield made
                break
    for item in sample.evidence:
        if made := _another_rule(sample, item, view):
            yield made


@kind("swapped_figure")
def swapped_figure(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """All that is read off a chart is read off another one with the same things on it."""
    for measure in _measures(sample, view):
        labels = _labels(sample, measure)
        others = [m for m in view.chart_measures if m.carrier != measure.carrier]
        for other in others if measure.modality == "image" else ():
            instead = _from(other, labels)
            if made := instead and recomputed(sample, evidence=swapped(sample, instead)):
                yield made
                return


def _another_rule(sample: Sample, item: Evidence, view: View) -> Sample | None:
    if not isinstance(item, TextEvidence) or item.number is None:
        return None
    for chunk, node in view.rules:
        rule = node.statement
        if rule is None or normal(item.text) == normal(chunk.text[slice(*rule.span)]):
            continue
        other = cite_span(chunk, rule.span, rule.number, rule.unit)
        if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
            return made
    return None


def other_row(sample: Sample, view: View, rng: Random, *, near: bool) -> Sample | None:
    """The sample with the value of one thing that it names read from another row."""
    single = {node.evidence for node in walk(sample.derivation) if isinstance(node, Read)}
    taken = {place_of(item) for item in sample.evidence}
    for item in sample.evidence:
        measure = view.places.holding(item) if item.id in single else None
        if measure is None:
            continue
        here = [place_of(other.evidence) for other in measure.items].index(place_of(item))
        rows = (
            _beside(measure.items, here) if near else rng.sample(measure.items, len(measure.items))
        )
        for row in rows:
            if place_of(row.evidence) in taken:
                continue
            if made := recomputed(sample, evidence=swapped(sample, {item.id: row.evidence})):
                return made
    return None


def _beside(items: Sequence[Item], here: int) -> list[Item]:
    return [items[at] for at in (here + 1, here - 1) if 0 <= at < len(items)]


def _lacking(sample: Sample, rng: Random) -> Sample | None:
    """The sample without a row that decides its answer."""
    ids = [
        e for node in walk(sample.derivation) if isinstance(node, Collect) for e in node.evidence
    ]
    for gone in rng.sample(ids, len(ids)):

        def without(node: Derivation, gone: str = gone) -> Derivation:
            if not isinstance(node, Collect) or gone not in node.evidence:
                return node
            rest = tuple(name for name in node.evidence if name != gone)
            return node.model_copy(update={"evidence": rest})

        if made := recomputed(sample, derivation=rewritten(sample.derivation, without)):
            return made
    return None


def _slipped(sample: Sample) -> Sample | None:
    """The sample with the values of a column against the labels of the rows above them."""
    known = {item.id: item for item in sample.evidence}
    for node in walk(sample.derivation):
        if not isinstance(node, Collect):
            continue
        items = [known[name] for name in node.evidence]
        instead = {
            item.id: slipped
            for item, below in zip(items, [*items[1:], items[0]], strict=True)
            if (slipped := _labelled(below, item)) is not None
        }
        if made := recomputed(sample, evidence=swapped(sample, instead)):
            return made
    return None


def _labelled(value: Evidence, label: Evidence) -> Evidence | None:
    if isinstance(value, CellEvidence) and isinstance(label, CellEvidence):
        return value.model_copy(update={"row_path": label.row_path})
    if isinstance(value, PointEvidence) and isinstance(label, PointEvidence):
        return value.model_copy(update={"x": label.x})
    return None


def _measures(sample: Sample, view: View) -> list[Measure]:
    """The columns and series that a sample reads."""
    found = (view.places.holding(item) for item in sample.evidence)
    return list({id(measure): measure for measure in found if measure is not None}.values())


def _labels(sample: Sample, measure: Measure) -> dict[str, str]:
    """What a sample cites of a measure: the label of each piece of evidence, by its id."""
    places = {place_of(item.evidence): normal(item.label) for item in measure.items}
    cited = ((item.id, places.get(place_of(item))) for item in sample.evidence)
    return {id: label for id, label in cited if label is not None}


def _from(other: Measure, labels: Mapping[str, str]) -> dict[str, Evidence]:
    """For all that is cited of one measure, the same things in another; empty if some lack."""
    if any(label not in other.by_label for label in labels.values()):
        return {}
    return {id: other.by_label[label].evidence for id, label in labels.items()}
