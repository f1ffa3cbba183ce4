"""The question asks for what the plan computes: same direction, same place, same operation.

A model that rewords a question may turn "lowest" into "highest", or a mean into a sum. What
decides the answer is looked for in the words, outside the names.
"""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import (
    ABOVE,
    BELOW,
    COMPARED,
    FIRST,
    FROM_HIGH,
    FROM_LOW,
    HIGH,
    LAST,
    LOW,
    graded,
)
from mmkg.dataset.checks.masked import Masked
from mmkg.dataset.checks.names import alone
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    Calculate,
    Combine,
    Count,
    Derivation,
    Given,
    Later,
    Ordering,
    Sort,
    Total,
    Where,
    walk,
)
from mmkg.graph.names import squeeze, whole
from mmkg.graph.plan import plain

INCLUSIVE = re.compile(
    rf"\b(?:at least|at most|or (?:more|less|fewer|above|below|over|under|equal|{COMPARED})"
    rf"|(?:no|not) (?:more|less|fewer|{COMPARED}) than|up to)\b"
    r"|不[高低少多大小]于|至[少多]|及以[上下]"
)
SIDES = (("above", ABOVE), ("below", BELOW))
PLACES = {
    "1": re.compile(
        r"\b(?:second|third|fourth|2nd|3rd|4th)[ -]"
        r"(?=\w+est\b|most\b|least\b|from\b|place|in\b|by\b)"
        r"|\blast but\b|\bnext[- ]to\b|\brunners?-up\b|第[二三四五]|倒数|其次|次[高低大小多少]"
    ),
    "2": re.compile(r"\b(?:second|2nd|runner-up)\b|第二"),
    "3": re.compile(r"\b(?:third|3rd)\b|第三"),
}
ANY_PLACE = re.compile(r"\b(?:second|third|fourth|2nd|3rd|4th|last)\b|第[二三四五]|最后|末|倒数")
OPERATIONS: dict[str, re.Pattern[str]] = {
    "mean": re.compile(r"\b(?:average[sd]?|averaging|mean)\b|平均|均值"),
    "sum": re.compile(r"\b(?:sum|total|altogether|combined|add\w*|plus)\b|总(?!共)|合计|之和|加"),
    "product": re.compile(r"\b(?:product|multipl\w+)\b|乘|之积"),
    "count": re.compile(r"\b(?:how many|number of|count)\b|多少|几[个项种颗次]?|个数|数量"),
    "ratio": re.compile(
        r"\b(?:times|ratio|multiple|divided?|factor|quotient"
        r"|(?:proportion|fraction|share|percentage|per ?cent) of)\b"
        r"|倍|之比|比值|除以|相除|商|比例|占比|几成"
    ),
    "gap": re.compile(
        rf"\b(?:differ\w*|exceed\w*|apart|gap|minus|separat\w*|subtract\w*|margin|far|more|less|fewer"
        rf"|above|below|range|spread|discrepanc\w*|shortfall|surplus|ahead|behind|chang\w*|miss(?:es)?"
        rf"|surpass\w*|span|clos(?:e|er|est)|diverg\w*|outstrip\w*|outnumber\w*|{COMPARED})\b"
        r"|\bhow (?:many|much|far)\b[^?]* (?:lies?|(?:is|are) there) between\b"
        r"|比[^，。？?]*[多少高低长短][^，。？?]{0,3}(?:多[少长久]|几)|相差|极差|差[值距多]|差了多|减|[高低多少大小长短重轻][了出]?多少|差几|之差|超[过出].*多少|还差|(?:还有|相距|距).*多[远少]|落后|领先"
    ),
}
TIMES_MORE = re.compile(r"[比较].*[多高大长重快](?:出|了)?[几多].{0,2}倍")
AFTER = re.compile(r"\b(?:after|later|from|since|add\w*|follow\w*|pass\w*|elapsed?)\b|后|过|起")
BEFORE = re.compile(r"\b(?:before|earlier|ago|prior|back|subtract\w*|minus)\b|减|之?[以之]前")
MEANT = re.compile(
    r"\b(?:stands?|short|abbreviat\w*|acronym|full|mean\w*|expan\w*|spel\w*|represent\w*|denot\w*"
    r"|signif\w*|symboli[sz]e\w*|words|written|quantity|refers?)\b|代表|缩写|全称|表示|意思|含义|指|简称|量"
)
IN_PERCENT = re.compile(  # of a difference, it asks for a change relative to one of the two
    r"\b(?:by what|how many|what) per ?cent(?:age)?\b(?! points?)"
    r"|\bby what (?:fraction|proportion|factor)\b|百分之几"
)
KEPT = {  # how many of a ranking are asked for
    2: re.compile(r"\b(?:two|2)\b|[两二2]"),
    3: re.compile(r"\b(?:three|3)\b|[三3]"),
    4: re.compile(r"\b(?:four|4)\b|[四4]"),
    5: re.compile(r"\d"),
}
HOW = {"gap": "gap", "difference": "gap", "ratio": "ratio", "sum": "sum", "product": "product"}


class FaithfulCheck:
    """Looks for the words that decide which answer is right."""

    name = "faithful"
    order = 32

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that the question says differently from the derivation."""
        question = Masked.once(sample).question
        for known in sorted((*sample.asked.names, *sample.asked.context), key=len, reverse=True):
            question = whole(squeeze(known)).sub(" ", question)
        question, nodes = graded(question, sample), list(walk(sample.derivation))
        dated = any(slot.startswith("dated") for slot in sample.asked.slots)
        wrong = _direction(question, nodes, dated=dated) or _limits(question, nodes)
        wrong = wrong or _operation(question, nodes)
        if sample.pattern.endswith(("spelt_out", "formula_meaning")) and not MEANT.search(question):
            wrong = "the question must ask what it stands for"
        if wrong:
            return Finding(check=self.name, passed=False, why=wrong, route="writer")
        return Finding(check=self.name, passed=True)


def _direction(question: str, nodes: list[Derivation], *, dated: bool) -> str:
    ends = {node.which for node in nodes if isinstance(node, Ordering)}
    if len(ends) > 1 and PLACES["1"].search(question):
        return "the question must ask for the very highest and the very lowest"
    if len(ends) != 1:
        return ""
    (which,) = ends
    place = str(max(getattr(node, "place", 1) for node in nodes))
    said, above_all = _ends(question, dated=dated), PLACES.get(place)
    if said != {which}:
        return f"the question must ask for the {which}"
    if place == "1" and _ordered(question):
        above_all = ANY_PLACE
    found = above_all is None or above_all.search(question) is not None
    if found == (place == "1"):
        return f"the question must ask for place {place} in the ranking"
    return ""


def _ordered(question: str) -> str:
    """The end at which a ranking begins, where the question tells its order."""
    if FROM_LOW.search(question):
        return "lowest"
    return "highest" if FROM_HIGH.search(question) else ""


def _ends(question: str, *, dated: bool) -> set[str]:
    """Which ends of a ranking a question asks for."""
    if ordered := _ordered(question):
        return {ordered}
    said = {"highest"} if HIGH.search(question) else set[str]()
    said |= {"lowest"} if LOW.search(question) else set()
    if not dated:  # "which came first" asks for the earliest
        said |= {"highest"} if FIRST.search(question) else set()
        said |= {"lowest"} if LAST.search(question) else set()
    return said


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
            case Calculate() | Combine():
                wanted = HOW.get(node.how, "")
        if wanted and not OPERATIONS[wanted].search(question):
            return f"the question must ask for the {wanted}"
        if wanted == "gap" and IN_PERCENT.search(question):
            return "the plan takes a difference: do not ask by how many percent"
        if wanted == "ratio" and TIMES_MORE.search(question):
            return "several times more is not several times as much: ask how many times as much"
        if isinstance(node, Sort) and not KEPT[min(node.kept, 5)].search(question):
            return f"the question must ask for {node.kept} of them"
        if isinstance(node, Later) and not (AFTER.search(question) and not BEFORE.search(question)):
            return "the question must ask for the later date"
    return ""
