"""What a session does next: which task, and which plans it may choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph

DRY = "the corpus has no more plans for it"
HOPELESS = 30  # samples of a task in a row without one accepted, after which it is dropped


@dataclass
class Progress:
    """How far a task has come.

    Attributes:
        share: The part of the mix it was given, in any measure.
        spare: Plans that were offered to a sample and not used.
    """

    share: float
    accepted: int = 0
    rejected: int = 0
    in_work: int = 0
    in_a_row: int = 0
    spare: list[Plan] = field(default_factory=list)
    ended: str = ""

    @property
    def rate(self) -> float:
        """Acceptance rate so far, a task not tried yet counting as even."""
        return (self.accepted + 1) / (self.accepted + self.rejected + 2)


class Agenda:
    """Chooses tasks by what is still missing, how well they do, and whether they have plans left.

    It depends on nothing but the verdicts it is told, in the order it is told them, so a session
    that is replayed comes to the same plans.

    Args:
        sampler: Draws plans.
        shares: The mix asked for, by task.
        accept: How many samples are wanted in all.
        offer: How many plans a sample may choose from.
        language: Only plans whose evidence is in this language; none for all.
    """

    def __init__(
        self,
        sampler: Sampler,
        shares: Mapping[str, float],
        accept: int,
        offer: int,
        language: str | None = None,
    ) -> None:
        self.sampler = sampler
        self.language = language
        self.accept = accept
        self.offer = offer
        self.tasks = {name: Progress(share) for name, share in shares.items()}

    def next(self) -> list[Plan]:
        """Plans of one task for the next sample, the best first; none while there are none."""
        for name in self._ranked():
            if plans := self._draw(name):
                self.tasks[name].in_work += 1
                return plans
        return []

    def settle(self, offered: list[Plan], used: set[str], chosen: Plan | None) -> None:
        """Take note of a verdict.

        Args:
            offered: The plans that the sample could choose from.
            used: Keys of those that cannot be used again.
            chosen: The plan that was accepted, if one was.
        """
        name = offered[0].task
        task = self.tasks[name]
        task.in_work -= 1
        task.spare += [plan for plan in offered if plan.key not in used]
        if chosen is not None:
            task.accepted += 1
            task.in_a_row = 0
            self.sampler.accepted(chosen)
            return
        task.rejected += 1
        task.in_a_row += 1
        if task.in_a_row >= HOPELESS and not task.ended:
            task.ended = f"none of the last {HOPELESS} samples was accepted"

    def take_over(self, used: Iterable[str], chosen: Plan | None) -> None:
        """Take note of a verdict on a sample that another agenda planned."""
        self.sampler.strike(used)
        if chosen is not None:
            self.tasks[chosen.task].accepted += 1
            self.sampler.accepted(chosen)

    def dry(self) -> list[str]:
        """Tasks that ran out of plans before they had their share."""
        total = sum(task.share for task in self.tasks.values())
        return [
            name
            for name, task in self.tasks.items()
            if task.ended == DRY and task.accepted < self.accept * task.share / total
        ]

    def grown(self, graph: Graph, tasks: Iterable[str]) -> None:
        """Go on with tasks that ran dry, in a graph that has grown since."""
        self.sampler.widen(graph, tasks)
        for name in tasks:
            self.tasks[name].ended = ""

    def shortfall(self) -> tuple[str, ...]:
        """For each task that ended before its share was reached, one line that says why."""
        total = sum(task.share for task in self.tasks.values())
        return tuple(
            f"{name}: {task.accepted} of about {round(self.accept * task.share / total)} accepted,"
            f" {task.rejected} rejected: {task.ended}"
            for name, task in self.tasks.items()
            if task.ended and task.accepted < self.accept * task.share / total
        )

    def _ranked(self) -> list[str]:
        """Tasks that are open, the one that is most behind first."""
        alive = {name: task for name, task in self.tasks.items() if not task.ended}
        ended = sum(task.accepted for task in self.tasks.values() if task.ended)
        total = sum(task.share for task in alive.values())

        def behind(name: str) -> float:
            task = alive[name]
            wanted = (self.accept - ended) * task.share / total
            missing = wanted - task.accepted - task.in_work
            return missing * task.rate if missing > 0 else missing

        return sorted(alive, key=behind, reverse=True)

    def _draw(self, name: str) -> list[Plan]:
        task = self.tasks[name]
        plans, task.spare = task.spare[: self.offer], task.spare[self.offer :]
        while len(plans) < self.offer:
            more = self.sampler.candidates(name, self.offer - len(plans))
            if not more:
                break
            plans += [plan for plan in more if self.language in (None, plan.language)]
        if not plans and not task.in_work:
            task.ended = DRY
        return plans
