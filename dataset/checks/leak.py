"""The question does not give its own answer away."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import WORD, mentions

NUMBERS = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?![\w])")


class LeakCheck:
    """Looks for the answer and its aliases in the question, outside the names it must contain."""

    name = "leak"
    order = 40

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if the answer, an alias or an item of a list answer stands in the question."""
        question = sample.question
        for known in sorted((*sample.asked.names, *sample.asked.context), key=len, reverse=True):
            question = re.sub(_whole(known), " ", question, flags=re.IGNORECASE)
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
        given = {Decimal(number) for number in sample.asked.given}
        answer = Decimal(value)
        if answer == answer.to_integral_value() and abs(answer) < 10:
            return False  # one digit stands in many questions for another reason ("to 3 figures")
        for text in NUMBERS.findall(question):
            try:
                number = Decimal(text.replace(",", "").replace("−", "-"))
            except InvalidOperation:
                continue
            if number == answer and number not in given:
                return True
        return False


def _whole(name: str) -> str:
    """A pattern for a name that does not match inside a longer word."""
    start = rf"(?<!{WORD})" if re.match(WORD, name) else ""
    end = rf"(?!{WORD})" if re.search(rf"{WORD}$", name) else ""
    return start + re.escape(name) + end
