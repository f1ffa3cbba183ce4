"""The question does not give its own answer away."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import WORD, mentions, whole

NUMBERS = re.compile(rf"(?<!{WORD})(?<!\.)[-−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?!{WORD})")

ROUNDING = re.compile(r"\b\d+(?=[- ](?:significant|decimal|digit))|\d+(?= ?位)", re.IGNORECASE)


class LeakCheck:
    """Looks for the answer and its aliases in the question, outside the names it must contain."""

    name = "leak"
    order = 40

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if the answer, an alias or an item of a list answer stands in the question."""
        question = sample.question
        for known in sorted((*sample.asked.names, *sample.asked.context), key=len, reverse=True):
            question = whole(known, any_case=True).sub(" ", question)
        answer = sample.answer
        if answer.kind == "number":
            found = self._states(question, answer.value, sample)
        else:
            told = (*answer.aliases, *(answer.items or (answer.value,)))
            found = answer.kind != "truth" and any(mentions(question, name) for name in told)
        if found:
            why = f"the question contains the answer ({answer.value}); leave it out"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)

    @staticmethod
    def _states(question: str, value: str, sample: Sample) -> bool:
        units = {
            sample.answer.unit,
            sample.asked.slots.get("unit"),
            sample.asked.slots.get("unit2"),
        }
        for unit in filter(None, units):
            question = question.replace(unit, " ")
        question = ROUNDING.sub(" ", question)
        given = [Decimal(number) for number in sample.asked.given]
        for text in NUMBERS.findall(question):
            try:
                number = Decimal(text.replace(",", "").replace("−", "-"))
            except InvalidOperation:
                continue
            if number in given:
                given.remove(number)
            elif number == Decimal(value):
                return True
        return False
