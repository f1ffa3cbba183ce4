"""Mutants that compute something else: another operation, another unit, fewer carriers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import TypeVar

from mmkg.dataset.mutants.mutant import kind, recomputed, replaced, rewritten
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import (
    Calculate,
    Choose,
    Count,
    Derivation,
    Equation,
    Given,
    Labels,
    Logic,
    Only,
    Ordering,
    Ranked,
    Round,
    Sets,
    Sort,
    Total,
    Where,
    cited,
    run,
    walk,
)
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence
from mmkg.graph.expression import Expression
from mmkg.graph.leaving_out import without
from mmkg.graph.mining.view import View
from mmkg.graph.miscopied import slips
from mmkg.graph.plan import plain
from mmkg.graph.results import DerivationError, Name, Number

V = TypeVar("V")
TURNED = {
    "highest": "lowest",
    "lowest": "highest",
    "above": "below",
    "below": "above",
    "at_least": "at_most",
    "at_most": "at_least",
    "mean": "sum",
    "sum": "mean",
}
ARITHMETIC = {
    "gap": ("sum", "ratio"),
    "difference": ("sum", "ratio"),
    "ratio": ("difference", "product"),
    "sum": ("gap", "product"),
    "product": ("sum", "ratio"),
    "percent_change": ("difference", "ratio"),
}
JOINED = "both", "either", "first_only"
HOLDING = "all", "one", "none", "any"
SLIPS = {"km": "m", "m": "km", "kg": "g", "g": "kg", "s": "h", "h": "s", "W": "kW", "K": "mK"}


@kind("wrong_operation")
def wrong_operation(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """One operation is another: a sum for a mean, the lowest for the highest, other rounding."""
    for node in walk(sample.derivation):
        for other in _others(node):
            if made := replaced(sample, node, other):
                yield made
                break


def _others(node: Derivation) -> list[Derivation]:
    """What a node might be mistaken for."""
    match node:
        case Ranked():
            place = {"place": 1 if node.place > 1 else 2}
            return [_with(node, which=TURNED[node.which]), node.model_copy(update=place)]
        case Sort():
            fewer = {"kept": node.kept - 1 if node.kept > 2 else 3}
            return [_with(node, which=TURNED[node.which]), node.model_copy(update=fewer)]
        case Ordering():
            return [_with(node, which=TURNED[node.which])]
        case Total():
            return [_with(node, how=TURNED[node.how])]
        case Where() if node.test in TURNED:
            return [_with(node, test=TURNED[node.test])]
        case Calculate():
            return [_with(node, how=how) for how in ARITHMETIC[node.how]]
        case Count(source=Where(source=source)) | Count(source=Only(source=source)):
            return [node.model_copy(update={"source": source})]
        case Labels(source=Where(source=source)):
            return [node.model_copy(update={"source": source})]
        case Round():
            return [node.model_copy(update={"decimals": node.decimals - 1})]
    return _joined_otherwise(node)


def _joined_otherwise(node: Derivation) -> list[Derivation]:
    match node:
        case Sets():
            return [_with(node, how=how) for how in JOINED if how != node.how]
        case Logic():
            return [_with(node, how=how) for how in HOLDING if how != node.how]
        case Choose():
            return [_with(node, which=TURNED[node.which])]
        case Equation(instead=Expression() as copy):
            return [node.model_copy(update={"instead": other}) for other in slips(copy)]
    return []


@kind("unit_slip")
def unit_slip(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The answer is a thousand times too large, in another unit than asked, or asked for in one."""
    answer = sample.answer
    if answer.kind != "number" or not Decimal(answer.value):
        return
    large = {"value": plain(Decimal(answer.value) * 1000)}
    yield sample.model_copy(update={"answer": answer.model_copy(update=large)})
    if not answer.unit:
        return
    slip = SLIPS.get(answer.unit, "furlong")
    yield sample.model_copy(update={"answer": answer.model_copy(update={"unit": slip})})
    in_other = [_in_unit(item, answer.unit, slip) for item in sample.evidence]
    if made := recomputed(sample, evidence=in_other):
        yield made
    if f"in {answer.unit}" in sample.question:
        asked = sample.question.replace(f"in {answer.unit}", f"in {slip}")
        yield sample.model_copy(update={"question": asked})


def _in_unit(item: Evidence, unit: str, other: str) -> Evidence:
    if isinstance(item, CellEvidence) and item.reading.unit == unit:
        reading = item.reading.model_copy(update={"unit": other})
        return item.model_copy(update={"reading": reading})
    if isinstance(item, PointEvidence) and item.unit == unit:
        return item.model_copy(update={"unit": other})
    return item


@kind("dropped_carrier")
def dropped_carrier(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A carrier is not consulted: its condition is ignored, or its value comes from nowhere."""
    for carrier in sample.carriers if len(sample.carriers) > 1 else ():
        gone = {item.id for item in sample.evidence if item.carrier == carrier}
        rest = without(sample.derivation, gone)
        if rest is None:
            rest = _known_by_heart(sample, gone)
        if rest is not None and (made := recomputed(sample, derivation=rest, same_too=True)):
            yield made


def _known_by_heart(sample: Sample, gone: set[str]) -> Derivation | None:
    """The program with what rests on some evidence alone replaced by its value."""

    def change(node: Derivation) -> Derivation:
        names = set(cited(node))
        if not names or not names <= gone:
            return node
        try:
            value = run(node, sample.evidence)
        except DerivationError:
            return node
        if isinstance(value, Number):
            return Given(number=value.number, unit=value.unit)
        return Given(name=value.name) if isinstance(value, Name) else node

    rest = rewritten(sample.derivation, change)
    return None if set(cited(rest)) & gone else rest


def _with(node: Derivation, **update: str) -> Derivation:
    return node.model_copy(update=update)
