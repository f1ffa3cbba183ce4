"""What is asked about units: the equation is written out, and its symbol's unit is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Equation, SidesAgree, UnitByOthers, walk
from mmkg.graph.document import Formula
from mmkg.graph.evidence import FormulaEvidence
from mmkg.graph.expression import to_latex
from mmkg.graph.mining.view import View

UNIT = re.compile(r"\bunits?\b|单位")
DIMENSION = re.compile(r"\bdimension\w*|量纲")
UNLIKE = re.compile(r"\b(?:dis|not |n.t )agree|\b(?:differ\w*|unlike|clash\w*)\b|不[同一相]")


class DimensionsCheck:
    """Holds what a derivation does with units against the question."""

    name = "dimensions"
    order = 46

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if another equation is written out, or another thing is asked of it."""
        for why in _faults(sample, ground.view):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


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


def _unit_of(node: UnitByOthers, sample: Sample, view: View) -> Iterator[str]:
    carriers = [view.graph.carriers.get(name) for name in sample.carriers]
    symbols = (s for held in carriers if isinstance(held, Formula) for s in held.symbols)
    latex = next((symbol.latex for symbol in symbols if symbol.name == node.target), "")
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
