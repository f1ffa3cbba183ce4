"""Each piece of evidence reads the same again at its address."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample


class RereadCheck:
    """Reads the sources again with a second reader."""

    name = "reread"
    order = 80

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first piece of evidence that reads differently."""
        for item in sample.evidence:
            if difference := ground.reread(item):
                why = f"{item.id} reads differently at its address: {difference}"
                return Finding(check=self.name, passed=False, why=why, route="extractor")
        return Finding(check=self.name, passed=True)
