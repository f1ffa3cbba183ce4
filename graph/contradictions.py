"""Where a text states a number that a table or chart gives otherwise, beyond rounding."""

from __future__ import annotations

import re
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
from mmkg.graph.relations.precision import ROUGHLY, Precision, precision
from mmkg.graph.schema import Relation
from mmkg.graph.units import UnitError, convert

OWN_TASK = "contradiction"  # whose samples are about nothing else
ROUGH = Decimal("0.1")  # of an amount: what is "about" it may be as far from it as this
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
    which a column or series of the same name has another value, and none has the same one. What a
    text says roughly is held to a tenth, and what it says of something with conditions that the
    column does not name is not taken as a contradiction.
    """
    measures = [*view.table_measures, *view.chart_measures]
    found: list[Contradiction] = []
    for chunk, node in view.relations:
        relation = node.relation
        if relation and relation.value == "amount" and relation.by == "rule":
            told = normal(relation.relation)
            alike = (m for m in measures if not m.group and normal(leaf(m.name)) == told)
            held = [*filter(None, (_held(chunk, relation, measure) for measure in alike))]
            found += held if all(_contradicts(one) for one in held) else []
    return tuple(found)


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


def _held(chunk: Chunk, relation: Relation, measure: Measure) -> Contradiction | None:
    """A sentence beside the value of one column of what it speaks of; none if that has none."""
    item = measure.by_label.get(normal(relation.head))
    if item is None or item.number is None or relation.number is None:
        return None
    said = chunk.text[slice(*relation.span)]
    unclear = precision(chunk, relation) == "exact" and ROUGHLY.search(said)
    if unclear or CONDITIONAL.search(said) or _of_other_years(said, measure):
        return None
    try:
        stated = convert(relation.number, relation.unit, measure.unit)
    except UnitError:
        return None  # another quantity of the same name
    return Contradiction(chunk, relation, measure, item, stated)


def _contradicts(held: Contradiction) -> bool:
    """Whether a sentence and a value differ by more than rounding and rough words allow."""
    number, cell = held.relation.number or Decimal(0), held.item.number or Decimal(0)
    kind: Precision = precision(held.chunk, held.relation)
    unit = held.relation.unit, held.measure.unit
    step = convert(Decimal(1).scaleb(-decimals(number)), *unit)
    coarser = max(Decimal(1).scaleb(-decimals(cell)), held.measure.margin)
    if kind in ("exact", "about"):  # a bound is no rounded number
        coarser = max(coarser, _rounding(number, step))
    above = held.stated - cell
    if kind == "about":
        return abs(above) > max(coarser, ROUGH * abs(cell))
    return (above > coarser and kind != "most") or (-above > coarser and kind != "least")


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
