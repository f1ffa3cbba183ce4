"""The question asks for what the plan computes: same direction, same place, same operation.

A model that rewords a question may turn "lowest" into "highest", or a mean into a sum. What
decides the answer is looked for in the words, outside the names.
"""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import squeeze

HIGH = re.compile(
    r"\b(?:highest|largest|greatest|most|maximum|max|biggest|latest|longest|heaviest|strongest"
    r"|fastest|hottest|widest|newest|top)\b|最[高大多晚长重]|第[一二三][高大晚]|最新"
)
LOW = re.compile(
    r"\b(?:lowest|smallest|least|minimum|min|fewest|earliest|shortest|lightest|weakest|slowest"
    r"|coldest|narrowest|oldest|bottom)\b|最[低小少早短轻]|第[一二三][低小早]"
)
ABOVE = re.compile(
    r"\b(?:above|over|exceed\w*|beyond|after|surpass\w*)\b"
    r"|\b(?:higher|more|greater|larger|later) than\b|超过|[高大晚多]于|以上"
)
BELOW = re.compile(
    r"\b(?:below|under|before|(?:lower|less|fewer|smaller|earlier) than)\b|不到|[低小早少]于|以下"
)
INCLUSIVE = re.compile(
    r"\b(?:at least|at most|or more|or less|no (?:more|less|fewer|higher|lower) than|up to)\b"
    r"|不[高低]于"
)
PLACES = {
    "1": re.compile(r"\b(?:second|third|2nd|3rd)[ -](?=\w+est\b)|第[二三]"),
    "2": re.compile(r"\b(?:second|2nd|runner-up)\b|第二"),
    "3": re.compile(r"\b(?:third|3rd)\b|第三"),
}
OPERATIONS: dict[str, re.Pattern[str]] = {
    "mean": re.compile(r"\b(?:average|mean)\b|平均|均值"),
    "count": re.compile(r"\b(?:how many|number of|count)\b|多少|几[个项种颗次]?"),
    "ratio": re.compile(r"\b(?:times|ratio|divided?|factor|quotient)\b|倍|之比|比值"),
    "gap": re.compile(
        r"\b(?:differ\w*|exceed\w*|apart|gap|minus|separat\w*|subtract\w*|margin|far|higher|more"
        r"|greater|larger|above|range|spread)\b|相差|差[值距多]|减|高多少|之差"
    ),
}
ASKED = {
    "mean": "mean",
    "filter_then_mean": "mean",
    "rule_mean": "mean",
    "count": "count",
    "filter_then_count": "count",
    "rule_count": "count",
    "ratio": "ratio",
    "gap": "gap",
    "spread": "gap",
    "extreme_gap": "gap",
    "two_reads": "gap",
}


class FaithfulCheck:
    """Looks for the words that decide which answer is right."""

    name = "faithful"
    order = 45

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that the question says differently from the plan."""
        slots, question = sample.asked.slots, squeeze(sample.question)
        for known in sorted((*sample.asked.names, *sample.asked.context), key=len, reverse=True):
            question = question.replace(squeeze(known), " ")
        wrong = _direction(question, slots, sample.pattern) or _limits(question, slots)
        wrong = wrong or _operation(question, sample.pattern)
        if wrong:
            return Finding(check=self.name, passed=False, why=wrong, route="writer")
        return Finding(check=self.name, passed=True)


def _direction(question: str, slots: dict[str, str], pattern: str) -> str:
    which, place = slots.get("which"), slots.get("place", "1")
    if which is None or pattern.endswith("spread"):
        return ""
    wanted, other = (HIGH, LOW) if which == "highest" else (LOW, HIGH)
    if not wanted.search(question) or other.search(question):
        return f"the question must ask for the {which}"
    found = PLACES[place].search(question) is not None
    if found == (place == "1"):
        return f"the question must ask for place {place} in the ranking"
    return ""


def _limits(question: str, slots: dict[str, str]) -> str:
    for test in (slots.get("test"), slots.get("test2")):
        if test and not {"above": ABOVE, "below": BELOW}[test].search(question):
            return f"the question must say that the value is {test} the limit"
    if "test" in slots and INCLUSIVE.search(question):
        return "values equal to the limit do not count: say above or below, not at least or at most"
    return ""


def _operation(question: str, pattern: str) -> str:
    """What the pattern asks for, by the longest ending that is known."""
    endings = [ending for ending in ASKED if pattern.endswith(f"_{ending}")]
    operation = ASKED[max(endings, key=len)] if endings else ""
    if operation and not OPERATIONS[operation].search(question):
        return f"the question must ask for the {operation}"
    return ""
