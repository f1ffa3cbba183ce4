"""Each carrier is needed: without it the answer changes or is lost."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    cited,
    run,
)
from mmkg.graph.leaving_out import without
from mmkg.graph.results import DerivationError, Result


class CarriersCheck:
    """Leaves out one carrier after the other and runs what is left of the derivation."""

    name = "carriers"
    order = 20

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if some carrier is not used, or the answer is the same without it."""
        used = set(cited(sample.derivation))
        carriers = {item.carrier for item in sample.evidence if item.id in used}
        if missing := set(sample.carriers) - carriers:
            return self._failed(f"{', '.join(sorted(missing))} is not used at all")
        if len(sample.carriers) < 2:
            return Finding(check=self.name, passed=True)
        answer = run(sample.derivation, sample.evidence)
        for carrier in sample.carriers:
            if self._value_without(sample, carrier) == answer:
                return self._failed(f"the answer is the same without {carrier}")
        return Finding(check=self.name, passed=True)

    @staticmethod
    def _value_without(sample: Sample, carrier: str) -> Result | None:
        gone = {item.id for item in sample.evidence if item.carrier == carrier}
        rest = without(sample.derivation, gone)
        if rest is None:
            return None
        try:
            return run(rest, sample.evidence)
        except DerivationError:
            return None

    def _failed(self, why: str) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route="miner")
