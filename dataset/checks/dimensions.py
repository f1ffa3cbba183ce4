"""Units: what is asked is what is worked out, and what is put in for a symbol has its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Equation, Insert, Rearrange, SidesAgree, UnitByOthers, walk
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.evidence import FormulaEvidence
from mmkg.graph.expression import to_latex
from mmkg.graph.mining.uses import one_unit
from mmkg.graph.mining.view import View

UNIT = re.compile(r"\bunits?\b|单位")
DIMENSION = re.compile(r"\bdimension\w*|量纲")
UNLIKE = re.compile(r"\b(?:dis|not |n.t )agree|\b(?:differ\w*|unlike|clash\w*)\b|不[同一相]")


class DimensionsCheck:
    """Holds what a derivation does with units against the question."""

    name = "dimensions"
    order = 46

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if units are mixed, another equation is written out, or another thing is asked."""
        for why in _mixed(sample, ground.view):
            return Finding(check=self.name, passed=False, why=why, route="miner")
        for why in _faults(sample, ground.view):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _mixed(sample: Sample, view: View) -> Iterator[str]:
    """Formulas that are put in for a symbol of another unit, which no term converts."""
    for node in walk(sample.derivation):
        match node:
            case Insert(into=Rearrange() as into, what=Rearrange() as what):
                out = _symbol(into.formula, node.symbol, sample, view)
                put_in = _symbol(what.formula, what.target, sample, view)
                if out and put_in and not one_unit(out, put_in):
                    yield f"{node.symbol} is in {out.unit} here, in {put_in.unit} there"


def _faults(sample: Sample, view: View) -> Iterator[str]:
    for node in walk(sample.derivation):
        match node:
            case Equation():
                yield from _written_out(node, sample)
            case UnitByOthers():
                yield from _unit_of(node, sample, view)
            case SidesAgree():
                asked = _words(sample)
                if not DIMENSION.search(asked) or UNLIKE.search(asked):
                    yield "the question must ask whether the sides have the same dimension"


def _written_out(node: Equation, sample: Sample) -> Iterator[str]:
    """The formula as the document prints it, or as its copy that is worked with is written."""
    formula = next((item for item in sample.evidence if item.id == node.formula), None)
    if not isinstance(formula, FormulaEvidence) or formula.expression is None:
        return
    ways = [to_latex(node.instead or formula.expression)]
    ways += [] if node.instead else [formula.latex.strip(" .,;")]
    if not any(f"${way}$" in sample.question for way in ways):
        yield f"the question must write out the equation ${ways[-1]}$"


def _symbol(formula: str, name: str, sample: Sample, view: View) -> Symbol | None:
    """A symbol of a formula that a sample cites, as the graph knows it."""
    item = next((item for item in sample.evidence if item.id == formula), None)
    held = view.graph.carriers.get(item.carrier) if item else None
    symbols = held.symbols if isinstance(held, Formula) else ()
    return next((symbol for symbol in symbols if symbol.name == name), None)


def _unit_of(node: UnitByOthers, sample: Sample, view: View) -> Iterator[str]:
    source = node.source
    symbol = isinstance(source, Equation) and _symbol(source.formula, node.target, sample, view)
    latex = symbol.latex if symbol else ""
    meant = sample.asked.slots.get("meant") or "\0"
    asked = f"${latex}$" in sample.question.replace(meant, " ")
    if not asked or not UNIT.search(_words(sample)):
        yield f"the question must ask for the unit of ${latex}$"


def _words(sample: Sample) -> str:
    """The question without names and titles."""
    rest = sample.question
    for known in (*sample.asked.names, *sample.asked.context):
        rest = rest.replace(known, " ")
    return rest
