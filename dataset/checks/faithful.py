"""The question asks for what the plan computes: same direction, same place, same operation.

A model that rewords a question may turn "lowest" into "highest", or a mean into a sum. What
decides the answer is looked for in the words, outside the names.
"""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.names import alone
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    Calculate,
    Count,
    Derivation,
    Extreme,
    Given,
    Ranked,
    Total,
    Where,
    walk,
)
from mmkg.graph.names import squeeze, whole
from mmkg.graph.plan import plain

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
SIDES = (("above", ABOVE), ("below", BELOW))
PLACES = {
    "1": re.compile(r"\b(?:second|third|2nd|3rd)[ -](?=\w+est\b)|第[二三]"),
    "2": re.compile(r"\b(?:second|2nd|runner-up)\b|第二"),
    "3": re.compile(r"\b(?:third|3rd)\b|第三"),
}
OPERATIONS: dict[str, re.Pattern[str]] = {
    "mean": re.compile(r"\b(?:average|mean)\b|平均|均值"),
    "sum": re.compile(r"\b(?:sum|total|altogether|combined|add\w*|plus)\b|总|合计|之和|一共|加"),
    "product": re.compile(r"\b(?:product|multipl\w+)\b|乘|之积"),
    "count": re.compile(r"\b(?:how many|number of|count)\b|多少|几[个项种颗次]?|个数|数量"),
    "ratio": re.compile(r"\b(?:times|ratio|divided?|factor|quotient)\b|倍|之比|比值"),
    "gap": re.compile(
        r"\b(?:differ\w*|exceed\w*|apart|gap|minus|separat\w*|subtract\w*|margin|far|higher|more"
        r"|greater|larger|above|lower|less|smaller|fewer|below|range|spread)\b"
        r"|相差|差[值距多]|减|[高低多少]多少|之差"
    ),
}
HOW = {"gap": "gap", "difference": "gap", "ratio": "ratio", "sum": "sum", "product": "product"}


class FaithfulCheck:
    """Looks for the words that decide which answer is right."""

    name = "faithful"
    order = 32

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that the question says differently from the derivation."""
        question = squeeze(sample.question)
        for known in sorted((*sample.asked.names, *sample.asked.context), key=len, reverse=True):
            question = whole(squeeze(known)).sub(" ", question)
        nodes = list(walk(sample.derivation))
        wrong = _direction(question, nodes) or _limits(question, nodes)
        wrong = wrong or _operation(question, nodes)
        if wrong:
            return Finding(check=self.name, passed=False, why=wrong, route="writer")
        return Finding(check=self.name, passed=True)


def _direction(question: str, nodes: list[Derivation]) -> str:
    ends = {node.which for node in nodes if isinstance(node, Ranked | Extreme)}
    if len(ends) != 1:
        return ""
    (which,) = ends
    wanted, other = (HIGH, LOW) if which == "highest" else (LOW, HIGH)
    if not wanted.search(question) or other.search(question):
        return f"the question must ask for the {which}"
    place = str(max(getattr(node, "place", 1) for node in nodes))
    found = place not in PLACES or PLACES[place].search(question) is not None
    if found == (place == "1"):
        return f"the question must ask for place {place} in the ranking"
    return ""


def _limits(question: str, nodes: list[Derivation]) -> str:
    """Whether each limit that the question states is said to be one in the right direction."""
    wheres = [node for node in nodes if isinstance(node, Where)]
    limits = [(n.test, n.than.number) for n in wheres if isinstance(n.than, Given)]
    digits = re.sub(r"(?<=\d),(?=\d{3})", "", question)
    for test, number in limits:
        if number is None:
            continue
        sides = {_side(digits, match) for match in re.finditer(alone(plain(number)), digits)}
        if test not in sides:
            return f"the question must say that the value is {test} {plain(number)}"
    if limits and INCLUSIVE.search(question):
        return "values equal to the limit do not count: say above or below, not at least or at most"
    return ""


def _side(question: str, number: re.Match[str]) -> str:
    """On which side of a number a question looks: by the last word before it that says so."""
    before, after = question[: number.start()], question[number.end() : number.end() + 12]
    said = [(m.end(), side) for side, words in SIDES for m in words.finditer(before)]
    said = [(end, side) for end, side in said if not re.search(r"\d", before[end:])]
    if said:
        return max(said)[1]
    return next((side for side, words in SIDES if words.search(after)), "")


def _operation(question: str, nodes: list[Derivation]) -> str:
    for node in nodes:
        wanted = ""
        match node:
            case Total():
                wanted = node.how
            case Count():
                wanted = "count"
            case Calculate():
                wanted = HOW.get(node.how, "")
        if wanted and not OPERATIONS[wanted].search(question):
            return f"the question must ask for the {wanted}"
    return ""
