"""Of two things that are calculated with or compared, the question says which is which.

"By how much does A exceed B" asks something false if B is the larger one, and "how many times A is
B" something else than "how many times B is A".
"""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import DOWN, UP, graded
from mmkg.dataset.checks.masked import Masked
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Calculate, Compare, Extreme, Read, run, walk
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence, TextEvidence
from mmkg.graph.names import squeeze
from mmkg.graph.results import Number

BEFORE_FIRST = re.compile(  # what puts the thing that is measured against before the other
    r"(?:\bthan|\brelative to|\bcompared (?:to|with)|\bagainst|\bversus|\bsubtract\w*"
    r"|[比与和同较以]|\btaking|\busing|\bwith)"
    r"(?: the| that of)*(?: [^,，\d]{0,60} of(?: the)?)? ?$"
)
TAKEN = re.compile(r"(?:以|\btaking|\busing|(?<!compared )\bwith)(?: the)? ?$")
BASE = re.compile(r"为(?:基准|基数|参照|分母)|\bas (?:the|a|our) (?:base|reference|benchmark)")
TIMES = re.compile(r"\btimes\b")
VERB = re.compile(r"\b(?:is|are|was|were|does|did|do)\b")
ORDERED = (Calculate, Compare)


class OrderCheck:
    """Looks which of two things is said to be the larger, or to be divided by the other."""

    name = "order"
    order = 34

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if the question has them the other way round, or ranks what the plan does not."""
        for node in walk(sample.derivation):
            if isinstance(node, ORDERED) and (why := _wrong(sample, node)):
                return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _wrong(sample: Sample, node: Calculate | Compare) -> str:
    if isinstance(node.left, Extreme) or (isinstance(node, Calculate) and node.how == "sum"):
        return ""
    sides, masked = _sides(sample, node), Masked.once(sample)
    places = [_place(masked, side) for side in sides]
    if len(sides) != 2 or -1 in places or places[0] == places[1]:
        return ""
    swapped = places[0] > places[1]
    first, second = min(places), max(places)
    said, wanted = _said(masked, first, second, node), _wanted(sample, node)
    if isinstance(node, Calculate) and node.how == "percent_change":
        falls = DOWN.search(_bare(masked)) is not None
        if said is None or falls != wanted:  # "lower than B" makes B the hundred percent
            verb = "falls short of" if wanted else "exceeds"
            return f"the question must say that “{sides[1]}” {verb} “{sides[0]}”"
    if said is None:
        return ""
    if said != (not wanted if swapped else wanted):
        return f"the question must put “{sides[0]}” and “{sides[1]}” the other way round"
    return ""


def _wanted(sample: Sample, node: Calculate | Compare) -> bool:
    """Whether the left side is the larger one, or the one that is divided."""
    if isinstance(node, Compare):
        return node.test in ("above", "at_least")
    if node.how == "ratio":
        return True
    left, right = run(node.left, sample.evidence), run(node.right, sample.evidence)
    assert isinstance(left, Number) and isinstance(right, Number)
    return left.number > right.number


def _said(masked: Masked, first: int, second: int, node: Calculate | Compare) -> bool | None:
    """Whether the thing named first is said to be the larger or divided one; none if neither is."""
    text = _bare(masked)
    plain = graded(text, masked.sample)
    up, down = UP.search(plain) is not None, DOWN.search(plain) is not None
    ratio = isinstance(node, Calculate) and node.how == "ratio"
    if up and down or not (up or down or ratio):
        return None
    before, between = text[:first], text[first:second]
    turned = BEFORE_FIRST.search(before) is not None and _against(before, between, text)
    turned ^= "latter" in text and "former" not in text.partition("latter")[0]
    if ratio and (times := TIMES.search(before)) and not VERB.search(before, times.end()):
        turned = not turned  # "how many times A is B"
    if ratio and "倍" in between:
        turned = not turned
    return (not down) ^ turned


def _against(before: str, between: str, text: str) -> bool:
    """Whether what stands before the first name makes it the measure, not one of a pair."""
    if TAKEN.search(before):
        return BASE.search(between) is not None
    if re.search(r"[与和同]$", before.rstrip()):
        return "相比" in between
    return not re.search(r"\bof the (?:former|latter)\b", text)


def _bare(masked: Masked) -> str:
    """The question with all that the plan speaks of blanked, and each place as it was."""
    text = masked.question
    for thing in masked.things:
        text = text[: thing.start] + "\0" * (thing.end - thing.start) + text[thing.end :]
    return text


def _place(masked: Masked, name: str) -> int:
    return next((thing.start for thing in masked.things if thing.text == squeeze(name)), -1)


def _sides(sample: Sample, node: Calculate | Compare) -> list[str]:
    """What the two sides are called in the question; nothing if they have no names of their own."""
    known: dict[str, Evidence] = {item.id: item for item in sample.evidence}
    if not (isinstance(node.left, Read) and isinstance(node.right, Read)):
        return []
    left, right = (_called(known[side.evidence]) for side in (node.left, node.right))
    asked = {squeeze(name): name for name in sample.asked.names}
    for one, two in zip(left, right, strict=False):
        if one != two and squeeze(one) in asked and squeeze(two) in asked:
            return [asked[squeeze(one)], asked[squeeze(two)]]
    terms = [sample.asked.slots.get(slot, "") for slot in ("term", "term2")]
    return terms if all(terms) else []


def _called(item: Evidence) -> tuple[str, ...]:
    match item:
        case CellEvidence():
            return (*item.row_path[-1:], *item.column_path[-1:])
        case PointEvidence():
            return (item.x, item.series)
        case TextEvidence():
            return (item.head,)
    return ()
