"""The question does not give its own answer away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.masked import TERM
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Alternative, Choose, Derivation, walk
from mmkg.graph.names import WORD, mentions, whole

NUMBERS = re.compile(rf"(?<!{WORD})(?<!\.)[-−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?!{WORD})")

ROUNDING = re.compile(r"\b\d+(?=[- ](?:significant|decimal|digit))|\d+(?= ?位)", re.IGNORECASE)


class LeakCheck:
    """Looks for the answer and its aliases in the question, outside the names it must contain."""

    name = "leak"
    order = 40

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if the answer, an alias or an item of a list answer stands in the question."""
        answer, known = sample.answer, (*sample.asked.names, *sample.asked.context)
        if answer.kind == "number":
            found = self._states(_without(sample.question, known), answer.value, sample)
        elif answer.kind == "unit":
            rest = TERM.sub(" ", _without(sample.question, known))  # $m$ is no metre
            found = mentions(rest, answer.value)
        else:
            told = (*answer.aliases, *(answer.items or (answer.value,)))
            found = answer.kind != "truth" and any(_told(name, sample) for name in told)
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


def _told(name: str, sample: Sample) -> bool:
    """Whether the answer stands in the question where the plan does not put it.

    What a plan names is left aside, but for symbols that the answer is made of. Of things to choose
    from, the right one is said no more often than the others.
    """
    options = {one.label for node in walk(sample.derivation) for one in _options(node)}
    named = sorted({*sample.asked.names, *options}, key=lambda known: (-len(known), known))
    aside = [n for n in (*named, *sample.asked.context) if n == name or not _within(n, name)]
    if mentions(_without(sample.question, aside), name):
        return True
    question, said = _without(sample.question, sample.asked.context), {}
    for known in named:
        said[known] = sum(1 for _ in whole(known).finditer(question))
        question = whole(known).sub(" ", question)
    return said.pop(name, 0) > max((1, *said.values()))


def _options(node: Derivation) -> tuple[Alternative, ...]:
    return node.options if isinstance(node, Choose) else ()


def _within(part: str, name: str) -> bool:
    return part.casefold() in name.casefold()


def _without(question: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        question = whole(name, any_case=True).sub(" ", question)
    return question
