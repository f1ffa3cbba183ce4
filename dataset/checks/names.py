"""The question names what it is about, as the evidence does, and states what it takes as given."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import mentions, squeeze


class NamesCheck:
    """Looks for the names and given quantities that the plan says cannot be missing."""

    name = "names"
    order = 30

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if one of them is missing, and says which."""
        missing = [name for name in sample.asked.names if not self._named(sample.question, name)]
        digits = squeeze(sample.question).replace(",", "")
        missing += [g for g in sample.asked.given if not re.search(_alone(g), digits)]
        if missing:
            listed = "; ".join(f"“{name}”" for name in missing)
            why = f"the question must contain, as written: {listed}"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)

    @staticmethod
    def _named(question: str, name: str) -> bool:
        if mentions(question, name):
            return True
        parts = name.split(" for ") if " for " in name else [name]
        return len(parts) > 1 and all(mentions(question, part) for part in parts)


def _alone(number: str) -> str:
    return rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)"
