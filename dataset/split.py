"""Splits that share neither a document nor an entity, so that a test tests."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from networkx.utils import UnionFind

from mmkg.dataset.sample import Sample
from mmkg.dataset.select import entities

GIANT = 0.5  # a group with more of the samples than this cannot be split fairly


@dataclass(frozen=True)
class Split:
    """Train and test samples, those put aside so that the two share nothing, and what is shared.

    Attributes:
        aside: Ids of samples that would join train and test, with what they join.
        overlap: Documents and entities that are in both; both are 0 unless that was allowed.
        groups: Number of groups that share nothing with each other.
        largest: Share of the samples in the largest group.
    """

    parts: dict[str, list[Sample]]
    aside: dict[str, str]
    overlap: dict[str, int]
    groups: int
    largest: float

    @property
    def note(self) -> str:
        """One line about what had to be put aside."""
        total = sum(map(len, self.parts.values())) + len(self.aside)
        if not self.aside:
            return f"{self.groups} groups that share nothing; nothing was put aside"
        return (
            f"one group holds {100 * self.largest:.0f} % of the samples, so it was cut: "
            f"{len(self.aside)} of {total} samples that join train and test were put aside"
        )


def split(samples: Sequence[Sample], test: float, seed: int = 1) -> Split:
    """Divide samples so that train and test share neither document nor entity.

    Samples that share one are in one group, and whole groups go to the test until it has its share.
    Where one group is too large for that, its documents are divided, and samples that rest on
    documents or entities of both sides are put aside.

    Args:
        samples: The samples.
        test: Wanted share of the test, between 0 and 1.
        seed: Draws which groups are tested.
    """
    things = [_things(sample) for sample in samples]
    groups = _groups(things)
    largest = max(map(len, groups)) / len(samples) if samples else 0.0
    if largest > max(GIANT, 1 - test) and len(samples) > 1:
        sides = _cut(samples, things, test, seed)
    else:
        sides = _dealt(groups, test * len(samples), seed)
    parts: dict[str, list[Sample]] = {"train": [], "test": []}
    aside: dict[str, str] = {}
    for place, sample in enumerate(samples):
        if (side := sides.get(place)) is None:
            aside[sample.id] = "rests on documents or entities of train and test"
        else:
            parts[side].append(sample)
    return Split(parts, aside, overlap(parts), len(groups), largest)


def overlap(parts: Mapping[str, Sequence[Sample]]) -> dict[str, int]:
    """How many documents and entities are in more than one part."""
    found = {}
    for kind in ("document", "entity"):
        sets = [
            {thing for s in part for thing in _things(s) if thing.startswith(kind)}
            for part in parts.values()
        ]
        found[kind] = len(set.intersection(*sets)) if len(sets) > 1 else 0
    return found


def _things(sample: Sample) -> list[str]:
    documents = [f"document {source.sha256}" for source in sample.sources]
    return [*documents, *(f"entity {name}" for name in sorted(entities(sample)))]


def _groups(things: Sequence[list[str]]) -> list[list[int]]:
    """Places of samples that hang together through shared things, largest group first."""
    sets = UnionFind()
    for found in things:
        sets.union(*found)
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for place, found in enumerate(things):
        groups[sets[found[0]] if found else place].append(place)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def _dealt(groups: Sequence[list[int]], wanted: float, seed: int) -> dict[int, str]:
    """Groups in an order drawn by the seed; each goes to the test if it fits there."""
    sides: dict[int, str] = {}
    room = wanted
    for group in sorted(groups, key=lambda group: _draw(seed, str(group[0]))):
        side = "test" if len(group) <= max(room, 0) + 0.5 else "train"
        room -= len(group) if side == "test" else 0
        sides |= dict.fromkeys(group, side)
    if room == wanted and len(groups) > 1:  # no group is small enough: the smallest is the test
        sides |= dict.fromkeys(groups[-1], "test")
    return sides


def _cut(
    samples: Sequence[Sample], things: Sequence[list[str]], test: float, seed: int
) -> dict[int, str]:
    """Documents are dealt until the test has its share; then entities go with their documents.

    An entity is the test's if most samples that name it stand on test documents alone. What is on
    both sides has no side.
    """
    tested = _tested_documents(samples, test, seed)
    inside = {
        place: {source.sha256 in tested for source in sample.sources}
        for place, sample in enumerate(samples)
    }
    votes: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, found in enumerate(things):
        for thing in found:
            if len(inside[place]) == 1:
                votes[thing][inside[place] == {True}] += 1
    sides: dict[int, str] = {}
    for place, found in enumerate(things):
        claims = inside[place] | {votes[t][1] > votes[t][0] for t in found if t in votes}
        if len(claims) == 1:
            sides[place] = "test" if claims == {True} else "train"
    return sides


def _tested_documents(samples: Sequence[Sample], test: float, seed: int) -> set[str]:
    counts: defaultdict[str, int] = defaultdict(int)
    for sample in samples:
        for source in sample.sources:
            counts[source.sha256] += 1
    wanted, tested = test * sum(counts.values()), set[str]()
    for document in sorted(counts, key=lambda document: _draw(seed, document)):
        if counts[document] <= wanted + 0.5 and len(tested) + 1 < len(counts):
            tested.add(document)
            wanted -= counts[document]
    if not tested and len(counts) > 1:
        tested.add(min(counts, key=lambda document: (counts[document], document)))
    return tested


def _draw(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()
