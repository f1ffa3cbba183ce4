"""Mutants whose evidence is not what the document says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from mmkg.dataset.mutants.mutant import kind, recomputed, swapped
from mmkg.dataset.sample import Sample
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.expression import Expression
from mmkg.graph.mining.view import View
from mmkg.graph.plan import plain

FLIPPED = {"multiply": "add", "add": "multiply"}


@kind("stale_evidence")
def stale_evidence(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """A cited value is another one than the document has; all that follows from it is right."""
    for item in rng.sample(sample.evidence, len(sample.evidence)):
        for other in _edited(item, rng):
            if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
                yield made
                return


@kind("misread_evidence")
def misread_evidence(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """The words of the evidence are the document's, but the number read in them is another."""
    for item in rng.sample(sample.evidence, len(sample.evidence)):
        for other in _edited(item, rng):
            if isinstance(other, CellEvidence | TextEvidence):
                other = other.model_copy(update={"text": getattr(item, "text", "")})
                if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
                    yield made
                    return


@kind("corrupted_symbol")
def corrupted_symbol(sample: Sample, view: View, rng: Random) -> Iterator[Sample]:
    """Two symbols of a formula have changed places; an operation, meaning or unit is another."""
    for item in sample.evidence:
        if isinstance(item, FormulaEvidence) and item.expression is not None:
            for tree in _corrupted(item.expression):
                other = item.model_copy(update={"expression": tree})
                if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
                    yield made
        elif isinstance(item, SymbolEvidence):
            for spoilt in ({"meaning": f"inverse of {item.meaning}"}, {"unit": "kg^7"}):
                stands_for = item.model_copy(update=spoilt)
                if made := recomputed(sample, evidence=swapped(sample, {item.id: stands_for})):
                    yield made
            yield from _another_symbol(sample, item, view)


def _another_symbol(sample: Sample, item: SymbolEvidence, view: View) -> Iterator[Sample]:
    """The meaning of another symbol of the same formula is cited."""
    from mmkg.graph.evidence import cite_symbol

    for formula in view.formulas:
        for symbol in formula.symbols if formula.id == item.carrier else ():
            if symbol.name == item.name or not symbol.meaning or symbol.defined_at is None:
                continue
            other = cite_symbol(formula, symbol)
            if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
                yield made
                return


def _edited(item: Evidence, rng: Random) -> Iterator[Evidence]:
    """Evidence with another value, near and far."""
    for factor in ("1.1", "0.9", "3", "0.3", "-1"):
        match item:
            case CellEvidence() if item.reading.number is not None:
                number = scaled(item.reading.number, factor)
                reading = item.reading.model_copy(update={"number": number})
                yield item.model_copy(update={"text": plain(number), "reading": reading})
            case PointEvidence():
                yield item.model_copy(update={"y": scaled(item.y, factor)})
            case TextEvidence() if item.number is not None:
                number = scaled(item.number, factor)
                text = re.sub(r"\d[\d,. ]*\d|\d", plain(number), item.text)
                yield item.model_copy(update={"text": text, "number": number})
            case EdgeEvidence() if factor == "3":
                other = f"New {item.target}"
                yield item.model_copy(update={"target": other, "text": other})


def scaled(number: Decimal, factor: str) -> Decimal:
    """Another number, printed with as many decimals."""
    other = number * Decimal(factor)
    places = number.as_tuple().exponent
    rounded = round(other, -places) if isinstance(places, int) and places <= 0 else other
    return rounded if rounded != number else number + 1


def _corrupted(tree: Expression) -> Iterator[Expression]:
    """Trees in which one thing is wrong."""
    names = sorted({node.value or "" for node in _nodes(tree) if node.fn == "symbol"})
    for one, two in zip(names, names[1:], strict=False):
        yield _renamed(tree, {one: two, two: one})
        break
    for fn, other in (*FLIPPED.items(), ("divide", "multiply")):
        if any(node.fn == fn for node in _nodes(tree)):
            yield _refunctioned(tree, fn, other)
            break


def _nodes(tree: Expression) -> Iterator[Expression]:
    yield tree
    for arg in tree.args:
        yield from _nodes(arg)


def _renamed(tree: Expression, names: dict[str, str]) -> Expression:
    value = names.get(tree.value or "", tree.value) if tree.fn == "symbol" else tree.value
    return Expression(fn=tree.fn, value=value, args=tuple(_renamed(a, names) for a in tree.args))


def _refunctioned(tree: Expression, fn: str, other: str) -> Expression:
    args = tuple(_refunctioned(arg, fn, other) for arg in tree.args)
    return Expression(fn=other if tree.fn == fn else tree.fn, value=tree.value, args=args)
