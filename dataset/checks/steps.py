"""The reasoning steps are the derivation's: same order, same values, same evidence."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.explain import explain
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.results import DerivationError


class StepsCheck:
    """Writes the steps of the derivation anew and compares them."""

    name = "steps"
    order = 15

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first step that says or cites something else."""
        try:
            wanted = explain(sample.derivation, sample.evidence, sample.language)
        except DerivationError as error:
            return self._failed(f"the derivation cannot be told in steps: {error}")
        if len(wanted) != len(sample.steps):
            return self._failed(f"the derivation has {len(wanted)} steps, not {len(sample.steps)}")
        for number, (right, step) in enumerate(zip(wanted, sample.steps, strict=True), start=1):
            if step != right:
                return self._failed(f"step {number} must be “{right.text}”")
        return Finding(check=self.name, passed=True)

    def _failed(self, why: str) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route="miner")
