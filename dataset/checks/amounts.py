"""Each quantity that the question states has its unit, and is said of what it is the value of.

"An orbital period of 26 AU and a semi-major axis of 64 years" has all numbers and names, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import ABOVE, BELOW
from mmkg.dataset.checks.masked import NUMBER, UNIT, Masked
from mmkg.dataset.checks.names import alone
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Evaluate, Given, Later, Substitute, Where, walk
from mmkg.graph.evidence import SymbolEvidence
from mmkg.graph.names import squeeze, whole
from mmkg.graph.plan import plain

SCALED = re.compile(
    r" ?(?:%|‰|°|percent|per ?cent|hundred|thousand|million|billion|trillion|times|倍|[百千万亿])"
)
LIMITING = re.compile(rf"(?:{ABOVE.pattern}|{BELOW.pattern})(?: an?)?$")
CHANGED = re.compile(
    r"(?:降低|提高|增加|减少|上升|下降|上涨|下跌|增长)了?$"
    r"|\b(?:rises?|rose|falls?|fell|increas\w+|decreas\w+|drops?|dropped|gr[eo]ws?|shrinks?) by$"
)
POSED = re.compile(r"(\$[^$]*\$) = ([-\d.e]+)")
SAID = (("quantity", "amount"), ("quantity2", "amount2"), ("varied", "one"), ("varied", "two"))


class AmountsCheck:
    """Looks what follows each number that the program takes as given, and what stands before it."""

    name = "amounts"
    order = 36

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first quantity that is said in another unit, or of something else."""
        masked = Masked.once(sample)
        for why in (*_units(masked), *_owners(masked), *_limited(masked)):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _units(masked: Masked) -> Iterator[str]:
    """Numbers that are not followed by their unit."""
    wanted = [n for n in walk(masked.sample.derivation) if isinstance(n, Given) and n.number]
    units = {squeeze(plain(n.number)): n.unit for n in wanted if n.number is not None}
    for at, thing in enumerate(masked.things):
        if thing.sign != NUMBER or thing.text not in units:
            continue
        unit, after = units[thing.text], masked.things[at + 1 : at + 2]
        between = masked.question[thing.end : after[0].start] if after else ""
        said = [one.text for one in after if one.sign == UNIT and not between.strip(" ×-")]
        if unit and said != [squeeze(unit)]:
            yield f"the question must say {thing.text} {unit}"
        if not unit and (said or SCALED.match(masked.question, thing.end)):
            yield f"the question must say {thing.text} without a unit"


def _owners(masked: Masked) -> Iterator[str]:
    """Numbers before which another quantity is named last than the one that has them."""
    owners = dict(_given(masked.sample))
    if len(owners) < 2:
        return  # there is no other whose value it could be
    question, named = masked.question, list[tuple[int, str]]()
    for name in sorted({*owners.values()}, key=lambda name: (-len(name), name)):
        named += [(place.start(), name) for place in whole(name).finditer(question)]
        question = whole(name).sub("\0" * len(name), question)
    for number, owner in owners.items():
        counts = re.compile(rf" ?[个座名]? ?{re.escape(owner)}")  # "there are 19 lifts"
        if not any(
            max((one for one in named if one[0] < place.start()), default=(0, ""))[1] == owner
            or counts.match(masked.question, place.end())
            for place in re.finditer(alone(number), masked.question)
        ):
            yield f"the question must say {number} of “{owner}”"


def _limited(masked: Masked) -> Iterator[str]:
    """Numbers that are values of something, but are said to be limits: "a mass above 5 kg"."""
    nodes = list(walk(masked.sample.derivation))
    if any(isinstance(node, Later) for node in nodes):
        return  # "after 60 days"
    limits = [node.than for node in nodes if isinstance(node, Where)]
    limited = {
        squeeze(plain(n.number)) for n in limits if isinstance(n, Given) and n.number is not None
    }
    for thing in masked.of(NUMBER):
        before = masked.question[: thing.start].rstrip()
        if changed := CHANGED.search(before):
            yield f"{thing.text} is a value, not a change: leave out “{changed[0]}”"
        if thing.text not in limited and LIMITING.search(before):
            yield f"{thing.text} is a value, not a limit: leave out “{before.split()[-1]}”"


def _given(sample: Sample) -> Iterator[tuple[str, str]]:
    """Numbers that the question states, with the quantities whose values they are."""
    known = {item.id: item for item in sample.evidence}
    for node in walk(sample.derivation):
        for one in node.bindings if isinstance(node, Substitute | Evaluate) else ():
            meaning = known.get(one.definition or "")
            number = one.value.number if isinstance(one.value, Given) else None
            if number is not None and isinstance(meaning, SymbolEvidence) and meaning.meaning:
                yield squeeze(plain(number)), squeeze(meaning.meaning).removeprefix("the ")
    slots = sample.asked.slots
    for letter, number in POSED.findall(slots.get("values", "")):
        yield squeeze(number), squeeze(letter)
    for owner, amount in SAID:
        if owner in slots and amount in slots:
            yield squeeze(slots[amount]).partition(" ")[0], squeeze(slots[owner])
