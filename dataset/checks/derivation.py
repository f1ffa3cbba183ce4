"""The derivation runs, and its value is the answer."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    run,
)
from mmkg.graph.plan import Answer, answer_of
from mmkg.graph.results import DerivationError


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
        value = answer_of(result)
        if _core(value) != _core(sample.answer):
            return self._failed(f"the derivation gives {_said(value)}, not {_said(sample.answer)}")
        return Finding(check=self.name, passed=True)

    def _failed(self, why: str) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route="miner")


def _core(answer: Answer) -> tuple[object, ...]:
    return answer.kind, answer.value, answer.unit, answer.items


def _said(answer: Answer) -> str:
    return f"{answer.value} {answer.unit}" if answer.unit else answer.value
