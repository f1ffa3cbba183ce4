"""The derivation runs, and its value is the answer."""

from __future__ import annotations

from decimal import Decimal

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    Between,
    Calculate,
    Combine,
    Compare,
    Convert,
    Derivation,
    Round,
    Sets,
    cited,
    run,
    walk,
)
from mmkg.graph.evidence import PointEvidence
from mmkg.graph.names import normal
from mmkg.graph.plan import Answer, answer_of
from mmkg.graph.results import DerivationError

SIDED = (Between, Calculate, Combine, Compare, Sets)


class DerivationCheck:
    """Runs the derivation on the sample's own evidence."""

    name = "derivation"
    order = 10

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if there is no value, or another one than the answer."""
        try:
            result = run(sample.derivation, sample.evidence)
        except DerivationError as error:
            return self._failed(f"the derivation has no value: {error}")
        if any(isinstance(n, SIDED) and n.left == n.right for n in walk(sample.derivation)):
            return self._failed("the derivation holds something against itself")
        value = answer_of(result)
        if value.kind == "number" and value.value.startswith("-") and _is_gap(sample.derivation):
            return self._failed("a difference is asked for as how far one is above the other")
        if value.core != sample.answer.core:
            return self._failed(f"the derivation gives {_said(value)}, not {_said(sample.answer)}")
        if why := _loose(sample, ground) or _uncited(sample):
            return self._failed(why)
        return Finding(check=self.name, passed=True)

    def _failed(self, why: str) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route="miner")


def _is_gap(program: Derivation) -> bool:
    """Whether a program comes to how far two values are apart, rounded or converted or not."""
    while isinstance(program, Round | Convert):
        program = program.source
    return isinstance(program, Calculate) and program.how in ("difference", "gap")


def _loose(sample: Sample, ground: Ground) -> str:
    """What would let a wrong answer pass for this one: a name of something else, a wide margin."""
    answer = sample.answer
    entity = ground.view.entity(answer.value) if answer.aliases else None
    known = {normal(n) for n in (entity.name, *entity.aliases)} if entity else set[str]()
    if wrong := [alias for alias in answer.aliases if normal(alias) not in known]:
        return f"“{wrong[0]}” is no other name of {answer.value}"
    return too_wide(sample)


def too_wide(sample: Sample) -> str:
    """What lets other numbers pass for a sample's answer than its rounding does."""
    answer, program = sample.answer, sample.derivation
    if answer.kind == "number" and answer.aliases:
        return f"“{answer.aliases[0]}” is no other name of {answer.value}"
    if any(isinstance(item, PointEvidence) for item in sample.evidence):
        return ""  # a chart is read to within a margin of its own
    decimals = program.decimals if isinstance(program, Round) else None
    most = Decimal(0) if decimals is None else Decimal(5).scaleb(-decimals - 1)
    return f"the answer is wanted to within {most}" if answer.tolerance > most else ""


def _uncited(sample: Sample) -> str:
    unused = {item.id for item in sample.evidence} - set(cited(sample.derivation))
    return f"the derivation does not read {', '.join(sorted(unused))}" if unused else ""


def _said(answer: Answer) -> str:
    return f"{answer.value} {answer.unit}" if answer.unit else answer.value
