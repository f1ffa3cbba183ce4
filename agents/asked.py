"""The questions accepted so far, as each sample that is begun knows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mmkg.dataset.checks.duplicate import fingerprint
from mmkg.runtime.outcomes import Outcome

LATEST = 500  # accepted questions that a new one is compared with for novelty


@dataclass
class Questions:
    """All of a session, in the order in which they were accepted."""

    ids: list[str] = field(default_factory=list)
    wordings: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def add(self, id: str, question: str) -> None:
        """Take note of a question that was accepted."""
        self.places.setdefault(fingerprint(question), len(self.ids))
        self.ids.append(id)
        self.wordings.append(question)

    def so_far(self) -> Asked:
        """Those there are now; what is added later does not change it, and nothing is copied."""
        return Asked(self, len(self.ids))


@dataclass(frozen=True, eq=False)
class Asked(Mapping[str, str]):
    """The first `count` questions: the id of each one's sample, by its fingerprint."""

    questions: Questions
    count: int

    def __getitem__(self, print: str) -> str:
        place = self.questions.places[print]
        if place >= self.count:
            raise KeyError(print)
        return self.questions.ids[place]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[str]:
        return (print for print, place in self.questions.places.items() if place < self.count)

    @property
    def latest(self) -> Sequence[str]:
        """The last of them, as they were put."""
        return self.questions.wordings[max(0, self.count - LATEST) : self.count]


def plain_question(verdict: Outcome) -> str:
    """What an accepted sample asks, without the choices that its form may add."""
    made = json.loads(verdict.sample)
    return str((made.get("plain") or made)["question"])
