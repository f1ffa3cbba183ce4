"""The question names what it is about, as the evidence does, and states what it takes as given."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import mentions, normal, squeeze, whole


class NamesCheck:
    """Looks for the names and given quantities that the plan says cannot be missing."""

    name = "names"
    order = 30

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if one of them is missing, and says which."""
        missing = [name for name in sample.asked.names if not says(sample, name)]
        digits = squeeze(sample.question).replace(",", "")
        missing += [g for g in sample.asked.given if not re.search(alone(g), digits)]
        if missing:
            listed = "; ".join(f"“{name}”" for name in missing)
            why = f"the question must contain, as written: {listed}"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def says(sample: Sample, name: str) -> bool:
    """Whether a question says a name, outside the title of the data that it is about."""
    question, parts = sample.question, name.split(" for ")
    for title in sample.asked.context:
        inside = any(normal(part) in normal(title) for part in parts)
        if inside and normal(name) != normal(title):
            question = question.replace(title, " ")
    if len(name) == 1:
        return whole(name).search(question) is not None  # g is another symbol than G
    if mentions(question, name):
        return True
    return len(parts) > 1 and all(mentions(question, part) for part in parts)


def alone(number: str) -> str:
    """A pattern for a number that is no part of a longer one, and tells no digits to round to."""
    rounding = r"[- ](?:significant|decimal|digit)| ?位(?:有效|小)"
    return rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d|{rounding})"
