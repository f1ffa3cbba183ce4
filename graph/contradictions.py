"""Where a text states a number that a table or chart gives otherwise, beyond rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mmkg.graph.dates import dates_in
from mmkg.graph.document import Chunk
from mmkg.graph.evidence import Evidence, PointEvidence, TextEvidence, cite_relation
from mmkg.graph.mining.measures import Item, Measure, decimals
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import normal
from mmkg.graph.schema import Relation
from mmkg.graph.units import UnitError, convert

OWN_TASK = "contradiction"  # whose samples are about nothing else
ROUGHLY = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|circa|ca\.|over|under|more than"
    r"|less than|at least|up to)\b|[约近超逾余≈~∼]|左右|以上|不到|大约",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(  # of another time, case or part than the table's, or not said to be so
    r"\b(?:if|unless|when|while|until|once|during|before|after|since|previously|former(?:ly)?|earlier"
    r"|last|next|planned|target|expected|estimated|projected|would|could|should|will|may|might|not"
    r"|suppos\w+|assum\w+|predict\w*|forecast\w*|imagin\w+"
    r"|without|excluding|except|according|reported|claimed|initially|originally|temporar\w+)\b|n't\b"
    r"|如果|假如|若|倘若|曾|原先|原来|此前|以前|去年|明年|预计|预期|预测|计划|规划|目标|将|可能|估计|不是|并非"
    r"|除去|据",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Contradiction:
    """A sentence and a cell or point that say different numbers of one thing.

    Attributes:
        stated: The sentence's number in the unit of the measure.
    """

    chunk: Chunk
    relation: Relation
    measure: Measure
    item: Item
    stated: Decimal

    @property
    def text(self) -> TextEvidence:
        """The sentence as evidence."""
        return cite_relation(self.chunk, self.relation)

    @property
    def given(self) -> Evidence:
        """The cell or point as evidence."""
        return self.item.evidence


@lru_cache(maxsize=1)
def contradictions(view: View) -> tuple[Contradiction, ...]:
    """All of a graph, in the order of the texts.

    Found where a sentence states an amount of something ("the diameter of Ceres is 950 km") of
    which a column or series of the same name has another value. What a text says roughly, or of
    something with conditions that the column does not name, is not taken as a contradiction.
    """
    measures = [*view.table_measures, *view.chart_measures]
    return tuple(
        found
        for chunk, node in view.relations
        if (relation := node.relation) and relation.value == "amount" and relation.by == "rule"
        for measure in measures
        if not measure.group and normal(leaf(measure.name)) == normal(relation.relation)
        for found in _against(chunk, relation, measure)
    )


@lru_cache(maxsize=1)
def contradicted(view: View) -> frozenset[tuple[object, ...]]:
    """The places of all evidence that some other evidence contradicts."""
    return frozenset(place(e) for c in contradictions(view) for e in (c.text, c.given))


def place(evidence: Evidence) -> tuple[object, ...]:
    """Where evidence stands, and what it is called there."""
    labels: tuple[str, ...] = ()
    if isinstance(evidence, PointEvidence):
        labels = evidence.series, evidence.x
    elif isinstance(evidence, TextEvidence):
        labels = evidence.relation, evidence.head
    return evidence.carrier, evidence.address, *labels


def _against(chunk: Chunk, relation: Relation, measure: Measure) -> Iterator[Contradiction]:
    item = measure.by_label.get(normal(relation.head))
    number = relation.number
    if item is None or item.number is None or number is None:
        return
    said = chunk.text[slice(*relation.span)]
    if ROUGHLY.search(said) or CONDITIONAL.search(said) or _of_other_years(said, measure):
        return
    try:
        stated = convert(number, relation.unit, measure.unit)
        step = convert(Decimal(1).scaleb(-decimals(number)), relation.unit, measure.unit)
    except UnitError:
        return  # another quantity of the same name
    coarser = max(_rounding(number, step), Decimal(1).scaleb(-decimals(item.number)))
    if abs(stated - item.number) > max(coarser, measure.margin):
        yield Contradiction(chunk, relation, measure, item, stated)


def _of_other_years(said: str, measure: Measure) -> bool:
    """Whether a sentence speaks of a time that the column and its table do not."""
    years = (date[:4] for _, date in dates_in(said, (0, len(said))))
    return any(year not in f"{measure.name} {measure.topic}" for year in years)


def _rounding(number: Decimal, step: Decimal) -> Decimal:
    """How far a printed number may be from what it rounds: zeros at its end count for nothing."""
    if decimals(number) or not number:
        return step
    zeros = len(str(int(number))) - len(str(int(number)).rstrip("0"))
    return step * Decimal(10) ** zeros
