"""Of several tables or charts, each quantity is said of the one that has it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.masked import NAME, TITLE, Masked
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.mining.view import View
from mmkg.graph.names import squeeze

BACK = re.compile(r"\b(?:former|latter)\b|[前后]者")
PLACED = re.compile(r"[”\"'’]?,? (?:in|under) (?:the )?[“\"'‘]?")
SENTENCE_END = re.compile(r"[.?!] |[。？！]")
FORMER = ("former", "前者")


class TitledCheck:
    """Goes through names and titles in the order in which they are said.

    A title is said of the names beside it, so names and titles come in the same order: "under A the
    highest x, and its y under B". Nothing said in this order puts y into A.
    """

    name = "titled"
    order = 45

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if the question says a quantity of data that do not have it."""
        homes = _homes(sample, ground.view)
        if len(sample.asked.context) > 1 and (name := _astray(sample, homes, ground.view)):
            titles = " or ".join(f"“{title}”" for title in sorted(homes[name]))
            why = f"say of “{name}” that it is in {titles}, or name all data at the end"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _homes(sample: Sample, view: View) -> Mapping[str, set[str]]:
    """The titles of the data that each quantity is in."""
    homes = defaultdict[str, set[str]](set)
    known = {squeeze(title) for title in sample.asked.context}
    slots = {key: squeeze(value) for key, value in sample.asked.slots.items()}
    pairs = [("term", "ruled")]
    if "link" in slots:  # one equation gives what another one takes
        pairs += [("link", "topic2"), ("target", "topic"), ("subject", "topic")]
    for name, title in pairs:
        if name in slots and slots.get(title) in known:
            homes[slots[name]].add(slots[title])
    for item in sample.evidence:
        if (measure := view.places.labelled(item)) and squeeze(measure.topic) in known:
            homes[squeeze(measure.name)].add(squeeze(measure.topic))
    return homes


def _astray(sample: Sample, homes: Mapping[str, set[str]], view: View) -> str:
    """The first name that no title in its turn says of itself; none if all are in order."""
    masked = Masked.once(sample)
    names, runs = [], list[set[str]]()
    for sign, said in groupby(_in_order(masked), key=lambda each: each[0]):
        texts = [text for _, text in said]
        if sign == TITLE:
            runs.append(set(texts))
        else:
            names += [text for text in texts if homes.get(text)]
    if len(set().union(*runs)) < 2:
        return _beside(masked, homes)
    place = 0
    for name in names:
        while place < len(runs) and not runs[place] & homes[name]:
            place += 1
        if place == len(runs):
            return "" if _alone(masked, name, view) else name
    return ""


def _alone(masked: Masked, name: str, view: View) -> bool:
    """Whether a name stands in a last sentence without titles, and only one of the data has it."""
    last = max((thing.start for thing in masked.things if thing.text == name), default=0)
    begins = max((end.end() for end in SENTENCE_END.finditer(masked.question, 0, last)), default=0)
    told = any(thing.start > begins for thing in masked.of(TITLE))
    if not begins or told or BACK.search(masked.question, begins):
        return False
    having = [
        carrier
        for carrier in masked.sample.carriers
        if any(squeeze(measure.name) == name for measure in view.measures_of(carrier))
    ]
    return len(having) == 1


def _beside(masked: Masked, homes: Mapping[str, set[str]]) -> str:
    """A name that is said right before the only title, which does not have it."""
    for name, title in pairwise(masked.things):
        between = masked.question[name.end : title.start]
        if (name.sign, title.sign) == (NAME, TITLE) and PLACED.fullmatch(between):
            home = homes.get(name.text)
            if home and title.text not in home:
                return name.text
    return ""


def _in_order(masked: Masked) -> Iterator[tuple[str, str]]:
    """Names and titles as they are said; "the former" is the title that it stands for."""
    first = list(dict.fromkeys(thing.text for thing in masked.of(TITLE)))
    said = [(thing.start, thing.sign, thing.text) for thing in masked.things]
    covered = [range(thing.start, thing.end) for thing in masked.things]
    for found in BACK.finditer(masked.question) if len(first) == 2 else ():
        if not any(found.start() in place for place in covered):
            said.append((found.start(), TITLE, first[found[0] not in FORMER]))
    for _, sign, text in sorted(said):
        if sign in (NAME, TITLE):
            yield sign, text
