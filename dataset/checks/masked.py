"""A question with all that its plan speaks of covered: what is left says what is asked of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import ClassVar

from mmkg.dataset.checks.complement import kept
from mmkg.dataset.checks.degrees import HIGH, LOW
from mmkg.dataset.checks.names import alone
from mmkg.dataset.checks.plain_words import plain, roots_of
from mmkg.dataset.checks.scene import scenes
from mmkg.dataset.sample import Asked, Sample
from mmkg.graph.derivation import Evaluate, Given, Logic, Ordering, Sets, Substitute, Where, walk
from mmkg.graph.evidence import CellEvidence, TextEvidence
from mmkg.graph.names import CJK, squeeze, whole
from mmkg.graph.units import POINTS, POINTS_WRITTEN

TITLE, NAME, NUMBER, UNIT = "\ue001", "\ue002", "\ue003", "\ue004"
TERM = re.compile(r"\$[^$]*\$")  # a formula or symbol in LaTeX
NARROW = re.compile(  # "on rocky worlds": things of some kind, which may be those of the plan
    r"\b(?:on|about|of|into|for|with|between|among|\w+ing|wants?|needs?|visits?) "
    r"(?!the |an? |my |our |his |her |their |its |some |two |three |four |old )(\w+) (\w+s)\b"
)
CONDITIONS = (Where, Sets, Logic, Substitute, Evaluate)
LEAD = re.compile(r"[^.:?!。：？！]*[.:。：！!]\s*(?=\S)")


@dataclass(frozen=True)
class Thing:
    """A title, name, number or unit of the plan where a question says it.

    Attributes:
        sign: Which of these it is.
        text: As `squeeze` writes it.
    """

    start: int
    end: int
    sign: str
    text: str


class Masked:
    """What a question says, told apart from the words that it says it with.

    Attributes:
        question: As `squeeze` writes it, without what sets a scene, and with
            limits stated for what is kept.
        things: All that is said of the plan, in order of place.
        text: The question with one sign in the place of each of them.
    """

    _latest: ClassVar[Masked | None] = None

    @classmethod
    def once(cls, sample: Sample) -> Masked:
        """The question of a sample, covered once for all checks that look at the sample in turn."""
        known = cls._latest
        if known is None or known.sample is not sample:
            known = cls._latest = cls(sample)
        return known

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.question = kept(squeeze(sample.question))
        self.things = sorted(self._found(), key=lambda thing: thing.start)
        covered = [range(thing.start, thing.end) for thing in self.things if thing.sign != UNIT]
        told = partial(_bound, sample)
        for part in reversed([*scenes(self.question, sample.language, covered, told)]):
            self._set_aside(part)
        parts, last = [], 0
        for thing in self.things:
            parts += [self.question[last : thing.start], thing.sign]
            last = thing.end
        self.text = "".join((*parts, self.question[last:]))

    def _set_aside(self, part: range) -> None:
        self.question = self.question[: part.start] + self.question[part.stop :]
        self.things = [
            replace(thing, start=thing.start - len(part), end=thing.end - len(part))
            if thing.start >= part.stop
            else thing
            for thing in self.things
        ]

    @cached_property
    def lead(self) -> str:
        """What stands before the first full stop or colon, where more follows."""
        found = LEAD.match(self.text)
        return found[0] if found else ""

    @cached_property
    def said(self) -> Counter[str]:
        """How often each thing is said."""
        return Counter(thing.text for thing in self.things)

    def of(self, sign: str) -> list[Thing]:
        """The things of one kind."""
        return [thing for thing in self.things if thing.sign == sign]

    def _found(self) -> Iterator[Thing]:
        """Longer things first: a name inside a title is not said by itself."""
        left = self.question
        for text, sign in _told(self.sample):
            for place in _places(text, sign, left):
                yield Thing(place.start(), place.end(), sign, text)
                covered = "\0" * (place.end() - place.start())
                left = left[: place.start()] + covered + left[place.end() :]


def _bound(sample: Sample, scene: str) -> bool:
    """Whether a scene speaks of what the plan looks through, which then may be a part of it only.

    "A leaflet about breweries that use little water" is fine where the plan has a condition that
    the question states, "a list of the cheapest ones" where it ranks.
    """
    nodes, asked = list(walk(sample.derivation)), sample.asked
    nouns = [squeeze(asked.slots.get(slot, "")) for slot in ("noun", "nouns")]
    if any(noun and re.match(rf"(?:[\w'-]+ ){{0,3}}{re.escape(noun)}\b", scene) for noun in nouns):
        return True  # they do it themselves
    if any(isinstance(node, CONDITIONS) for node in nodes):
        return False
    if any(isinstance(node, Ordering) for node in nodes) and (
        HIGH.search(scene) or LOW.search(scene)
    ):
        return False
    if any(nouns) and any(
        not (plain(kind) and plain(things)) for kind, things in NARROW.findall(scene)
    ):
        return True
    if any(CJK.search(noun) and noun in scene for noun in nouns):
        return True
    known = {root for root in roots_of((*nouns, *asked.names)) if len(root) > 3}
    return not known.isdisjoint(roots_of((scene,)))


def _places(text: str, sign: str, question: str) -> Iterable[re.Match[str]]:
    if sign == NUMBER:
        return list(re.finditer(alone(text), question))
    return list(whole(text).finditer(question))


def _told(sample: Sample) -> list[tuple[str, str]]:
    """What a plan speaks of, each as `squeeze` writes it, in the order in which it is covered."""
    told = {squeeze(unit): UNIT for unit in units(sample)}
    told |= {squeeze(number): NUMBER for number in sample.asked.given}
    told |= {squeeze(name): NAME for name in names(sample.asked)}
    told |= {squeeze(title): TITLE for title in sample.asked.context}
    return sorted(((text, sign) for text, sign in told.items() if text), key=_longest)


def _longest(told: tuple[str, str]) -> tuple[int, str]:
    return -len(told[0]), told[0]


def names(asked: Asked) -> Iterator[str]:
    """The names of a plan, and their parts: one for each header of a column."""
    for name in asked.names:
        yield from (name, *name.split(" for "))
    yield asked.slots.get("meant", "")  # what symbols stand for, as a whole
    for slot in asked.slots.values():
        yield from TERM.findall(slot)


def units(sample: Sample) -> Iterator[str]:
    """The units of a plan: of its answer, of what it takes as given and of what it reads."""
    found = [sample.answer.unit, *(n.unit for n in walk(sample.derivation) if isinstance(n, Given))]
    for item in sample.evidence:
        if isinstance(item, CellEvidence):
            found.append(item.reading.unit)
        elif isinstance(item, TextEvidence):
            found.append(item.unit)
    found += [sample.asked.slots.get(slot) for slot in ("unit", "unit2", "unit3")]
    if POINTS in found:
        found += POINTS_WRITTEN
    yield from dict.fromkeys(unit for unit in found if unit)
