"""The question says each thing as often as the plan asks for it, and asks one thing of its kind.

A condition put together from words of the plan ("given that the mass is 5 kg and …") can only say
a name, a title, a limit or a superlative once too often, or in a place where the plan has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.asking import ASKING, misasked
from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, Masked
from mmkg.dataset.checks.overdone import GLOSS, overdone
from mmkg.dataset.sample import Asked, Finding, Sample
from mmkg.graph.derivation import Slope, UnitByOthers, walk
from mmkg.graph.names import squeeze, whole

TITLES = ("topic", "topic2", "title", "title2", "ruled", "fed", "told")
TWICE = ("target", "target2", "subject", "link", "term", "term2", "varied", "symbol", "letter")
SOURCE = (
    r"in|under|of|from|by|to|on|at|for|with|using|per|across|via|through|throughout|within|than|as"
    r"|titled|called|named|entitled|labell?ed|headed|table|chart|figure|data|source|see|that"
)
INTRODUCED = re.compile(
    rf"(?:\b(?:{SOURCE})\b(?: the)?|^|[(:;,.—、（：，；。]|[在据照于由从按依以就用把将较看考表图])"
    r" ?[“\"'‘「《]?$"
)
QUOTED = re.compile(r"[“\"'‘「《]$")
PREDICATE = re.compile(
    r"[”\"'’」》]? ?(?:is|are|was|were|equals?|exceeds?|amounts?|has|have|=|<|>|为|是|等于"
    r"|[高低大小]于)[^?？]*\d"
)
RESTATED = re.compile(
    rf"(?:[,;(—–]+ ?{GLOSS}|[（(]|[，,]? ?(?:也就是|也即|即))[^.;:?!。；：？！]{{0,40}}$"
)
ASSUMED = re.compile(
    r"\b(?:if|when|suppos\w*|assum\w*|imagin\w*|let|given|provided|unless|only)\b|假[设如]|如果|若|设"
)


class CountedCheck:
    """Counts what the question says, and compares with what the plan has."""

    name = "counted"
    order = 47

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that is said too often, or in no place of the plan."""
        for why in _excess(sample):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _excess(sample: Sample) -> Iterator[str]:
    masked = Masked.once(sample)
    yield from _names(masked)
    yield from _titles(masked)
    yield from overdone(masked)
    yield from misasked(masked)


def _names(masked: Masked) -> Iterator[str]:
    """Names and numbers that are said more often than the plan says them."""
    asked = masked.sample.asked
    numbers = [squeeze(number) for number in asked.given]
    slots = " | ".join(squeeze(v) for k, v in asked.slots.items() if k not in TITLES)
    steps = ["1"] * any(isinstance(node, Slope) for node in walk(masked.sample.derivation))
    by_others = isinstance(masked.sample.derivation, UnitByOthers)
    lead = set[str]() if by_others else _lead(masked)
    for thing in {thing.text: thing for thing in masked.things}.values():
        most = masked.said[thing.text]
        if thing.sign == NUMBER:
            most = numbers.count(thing.text)
        elif thing.sign == NAME:
            told = sum(1 for _ in whole(thing.text).finditer(slots))
            most = max(told, _most(thing.text, asked)) + (thing.text in steps)
            if by_others and thing.text not in (squeeze(asked.slots.get("symbol", "")), *numbers):
                most = 1  # "the unit of $L$", where it is that of $s$
        again = not by_others and _restated(masked, thing.text)
        if masked.said[thing.text] - (thing.text in lead) - again > most:
            yield f"say “{thing.text}” no more than {'once' if most < 2 else f'{most} times'}"


def _restated(masked: Masked, text: str) -> bool:
    """Whether the last of several places says it again: "weighs 5 kg, i.e. has a mass of 5 kg"."""
    places = [thing.start for thing in masked.things if thing.text == text]
    return len(places) > 1 and RESTATED.search(masked.question[: places[-1]]) is not None


def _lead(masked: Masked) -> set[str]:
    """Names in a first sentence that says what the question is about, and assumes nothing."""
    lead = masked.lead
    if NUMBER in lead or ASSUMED.search(lead):
        return set()
    if lead.rstrip().endswith((":", "：")) and ASKING.search(lead):
        return set()
    return {thing.text for thing in masked.of(NAME)[: lead.count(NAME)]}


def _most(name: str, asked: Asked) -> int:
    """How often a name may be said: a quantity with each thing whose value is calculated with."""
    slots = {key: squeeze(value) for key, value in asked.slots.items()}
    if name.startswith("$") or name in {slots.get(key) for key in TWICE}:
        return 2
    if name == slots.get("measure2") and {"which", "a"} <= {*slots}:
        return 2  # of the thing that ranks first, and of another
    if name in (slots.get("measure"), slots.get("relation1")) and not {"which", "limit"} & {*slots}:
        return len(asked.names) - 1
    return 1


def _titles(masked: Masked) -> Iterator[str]:
    """Titles that are said too often, or of which something is said."""
    slots = masked.sample.asked.slots
    for thing in masked.of(TITLE):
        most = 1 + max(1, sum(squeeze(slots.get(slot, "")) == thing.text for slot in TITLES))
        before, after = masked.question[: thing.start], masked.question[thing.end :]
        if masked.said[thing.text] > most:
            yield f"name “{thing.text}” no more than {most} times"
        if INTRODUCED.search(before):
            continue
        if not QUOTED.search(before) or PREDICATE.match(after):
            yield f"“{thing.text}” is no quantity: say in, under or according to “{thing.text}”"
