"""The sampler: hands out plans for a task, each once, in a reproducible order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from mmkg.graph.contradictions import OWN_TASK, contradicted, place
from mmkg.graph.coverage import Unit, Units
from mmkg.graph.leaving_out import spare
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.rivals import has_namesake
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.graph.task import Task
from mmkg.runtime.settings import WHOLE, Shard


class Sampler:
    """Draws plans. The order depends on the seed and on nothing else but what was accepted.

    Args:
        view: The graph.
        tasks: Tasks that may be asked for.
        seed: Any integer.
        further: Views to go on with, in order, where a task has run dry in those before.
        shard: Only its plans are handed out.
    """

    def __init__(
        self,
        view: View,
        tasks: Sequence[Task],
        seed: int,
        *,
        further: Sequence[View] = (),
        shard: Shard = WHOLE,
    ) -> None:
        self.seed = seed
        self.shard = shard
        self.tasks = {task.name: task for task in tasks}
        self.used: set[Unit] = set()
        self._handed: set[str] = set()
        self._streams: dict[str, Iterator[Plan]] = {}
        self._look_in(view, further)
        self._begin(self.tasks)

    def candidates(self, task: str, how_many: int) -> list[Plan]:
        """The next plans of a task, the one that adds most to the coverage first.

        Fewer than asked for come back when the task is running dry; none when it has.
        """
        found = list(islice(self._streams[task], how_many))
        self._handed.update(plan.key for plan in found)
        return sorted(found, key=self._gain, reverse=True) if len(found) > 1 else found

    def widen(self, graph: Graph, tasks: Iterable[str]) -> None:
        """Look for plans of some tasks in a graph that has grown; none is handed out twice."""
        self._look_in(self.view.over(graph), [view.over(graph) for view in self.further])
        self._begin(tasks)

    def unused(self) -> list[str]:
        """Ids of the entities that no accepted plan uses."""
        return [str(id) for kind, id in self.units.all["entities"] if (kind, id) not in self.used]

    def strike(self, keys: Iterable[str]) -> None:
        """Never hand out plans of these keys."""
        self._handed.update(keys)

    def accepted(self, plan: Plan) -> None:
        """Take note that a plan became a sample."""
        self.used |= self.units.of(plan.evidence, plan.path)

    def _look_in(self, view: View, further: Sequence[View]) -> None:
        self.view, self.further = view, further
        self.units = Units(view.graph)
        plain = view.within is None
        self._whole = view if plain else View(view.graph, agreed_only=view.agreed_only)
        self._doubtful = contradicted(self._whole)

    def _begin(self, tasks: Iterable[str]) -> None:
        self._streams |= {name: self._stream(self.tasks[name]) for name in tasks}

    def _gain(self, plan: Plan) -> float:
        """How much of the graph, its long tail first, a plan would use that no sample uses yet."""
        return self.units.gain(self.units.of(plan.evidence, plan.path), self.used)

    def _stream(self, task: Task) -> Iterator[Plan]:
        """Plans of a task from one view after another."""
        for view in (self.view, *self.further):
            yield from self._stream_of(view, task)

    def _stream_of(self, view: View, task: Task) -> Iterator[Plan]:
        """Plans from all patterns of a task in turn, until each runs dry."""
        streams = [
            load_patterns()[name].plans(view, task.name, Random(f"{self.seed}:{task.name}:{name}"))
            for name in task.patterns
        ]
        while streams:
            for stream in list(streams):
                plan = next((p for p in stream if self._fits(p, task)), None)
                if plan is None:
                    streams.remove(stream)
                else:
                    yield plan

    def _fits(self, plan: Plan, task: Task) -> bool:
        """Whether a plan is new, uses the carriers the task asks for, and needs all it uses.

        It must be of this shard, and about carriers that their titles tell from others it fits.
        What the documents contradict serves no other task than the one for that.
        """
        if not self.shard.has(plan.key):
            return False
        doubtful = self._doubtful if task.name != OWN_TASK else frozenset()
        if doubtful and any(place(item) in doubtful for item in plan.evidence):
            return False
        types = (self.view.graph.nodes[carrier].type for carrier in plan.carriers)
        if plan.key in self._handed or not task.allows(plan, types):
            return False
        if has_namesake(self._whole, plan):
            return False
        return spare(plan.derivation, plan.evidence, plan.carriers) is None
