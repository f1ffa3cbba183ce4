"""The question says in what unit, and how rounded, the answer is wanted."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Asked, Finding, Sample
from mmkg.graph.names import squeeze

ROUNDING = re.compile(
    r"round|decimal|significant|whole number|nearest|integer|小数|取整|有效数字|保留", re.IGNORECASE
)


class StatedCheck:
    """Looks for the unit of a numeric answer, and for its rounding where it is rounded."""

    name = "stated"
    order = 35

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if unit or rounding is missing."""
        answer, wanted = sample.answer, []
        if answer.kind == "number" and answer.unit and not _has_unit(sample.question, answer.unit):
            wanted.append(f"in {answer.unit}")
        if sample.asked.decimals is not None and not ROUNDING.search(sample.question):
            wanted.append(_rounding(sample.asked))
        if wanted:
            why = f"the question must say that the answer is wanted {' and '.join(wanted)}"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _has_unit(question: str, unit: str) -> bool:
    if unit == "%":
        return bool(re.search(r"%|percent|百分", question))
    wanted, asked = (squeeze(text).replace(" ", "") for text in (unit, question))
    if len(wanted) > 2 or not wanted.isascii():
        return wanted in asked
    return re.search(rf"(?<![a-z]){re.escape(wanted)}(?![a-z])", squeeze(question)) is not None


def _rounding(asked: Asked) -> str:
    if figures := asked.slots.get("figures"):
        return f"to {figures} significant figures"
    return f"rounded to {asked.decimals} decimals"
