"""The question is put as it is said to be: one right option, a claim that is right or wrong."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.forms.proof import faults
from mmkg.dataset.sample import Finding, Sample


class FormCheck:
    """Runs the programs behind options, claims and descriptions, and compares."""

    name = "form"
    order = 55
    as_put = True

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first fault."""
        for why in faults(sample):
            return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)
