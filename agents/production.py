"""Makes samples side by side, and settles them one after the other.

What a session makes must not depend on which of its samples happens to finish first. So plans are
drawn, and verdicts become final, in the order of the samples' numbers: sample `n + window` is
planned once sample `n` is settled, knowing all verdicts up to `n` and none after. Verdicts that the
ledger has are taken from there, which is all there is to resuming.

Shard i of n gives its samples the numbers i, i + n, i + 2n, …, so that no two shards' are the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from mmkg.agents.agenda import Agenda
from mmkg.agents.asked import Questions, plain_question
from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.deepening import Deepening
from mmkg.agents.extractor import Extracted
from mmkg.agents.review import REFUSED, word_on
from mmkg.agents.workflow import make_together, outcome
from mmkg.dataset.checks.duplicate import DuplicateCheck
from mmkg.dataset.sample import Sample, opened, plan_of, sample_id
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.runtime.errors import LimitReached
from mmkg.runtime.events import CheckRan, Noted, SampleEnded
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome

DRAWN = "plans"
READ_ON = "read on"
LOT = 16  # most samples that are made together
MERGED = "merged"  # in the ledger: the highest number of a sample that a shard made


@dataclass
class Work:
    """A sample from its plans to its verdict.

    Attributes:
        known: Its verdict, if an earlier run of the session came to it.
        task: The asyncio task that makes it otherwise, perhaps with others.
        place: Its place among those that the task makes.
    """

    ordinal: int
    plans: list[Plan]
    known: Outcome | None = None
    bench: Bench | None = None
    task: asyncio.Task[Sequence[Outcome]] | None = None
    place: int = 0


@dataclass
class Production:
    """The samples of a session.

    Attributes:
        window: How many samples are in work at once, or wait for their turn to be settled.
        workers: How many are in work at once.
        settled: Called after each verdict.
        until: Id of the sample after which it ends, if enough are not accepted before.
        deepening: Reads on where text runs short of plans; none if there is no model for that.
        readable: Tasks that reading on may help.
        make: Takes samples from their benches to their verdicts.
    """

    shop: Workshop
    agenda: Agenda
    accept: int
    window: int
    workers: int
    settled: Callable[[Outcome, int], None]
    until: str | None = None
    deepening: Deepening | None = None
    readable: frozenset[str] = frozenset()
    make: Callable[[Sequence[Bench]], Awaitable[Sequence[Outcome]]] = make_together
    questions: Questions = field(default_factory=Questions)
    accepted: int = 0
    running: dict[int, Work] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ledger = self.shop.tracer.ledger
        self._known = {verdict.ordinal: verdict for verdict in ledger.outcomes()}
        self._drawn = _drawn(ledger) if self._known else {}
        self._slots = asyncio.Semaphore(self.workers)
        self._shard = self.shop.settings.shard
        self._ordinal = self._shard.number - self._shard.of
        if merged := ledger.meta.get(MERGED):
            self._take_over(int(merged))
        self._reading: asyncio.Task[tuple[Graph, Extracted] | None] | None = None
        self._together = self.workers == 1 and not self.shop.models

    def _take_over(self, last: int) -> None:
        """Begin after the samples, up to a number, that were merged from shards.

        Their plans came from agendas of their own, so they are not drawn again but struck out.
        """
        for ordinal in sorted(number for number in self._known if number <= last):
            verdict = self._known.pop(ordinal)
            _, used = self._drawn[verdict.sample_id]
            plan = plan_of(Sample.model_validate_json(verdict.sample)) if verdict.accepted else None
            self.agenda.take_over(used, plan)
            if verdict.accepted:
                self._accept(verdict)
        self._ordinal = last

    async def run(self) -> str:
        """Make samples until enough are accepted or something stops it; says what.

        Raises:
            EndpointError: If an endpoint cannot be used at all.
        """
        try:
            while self.accepted < self.accept:
                await self._fill()
                if not self.running:
                    return "no more plans"
                ordinal = min(self.running)
                work = self.running[ordinal]
                verdict = work.known or await self._verdict(work)
                del self.running[ordinal]
                self._settle(work, verdict)
                if verdict.sample_id == self.until:
                    return f"came to {self.until}"
                if self.accepted < self.accept and not self._replaying():
                    self.shop.budget.check()
                    await asyncio.sleep(0)  # lets a signal in
        except LimitReached as reached:
            return str(reached)
        except asyncio.CancelledError:
            if self.shop.budget.stop_reason() is None:
                raise
            return str(self.shop.budget.stop_reason())
        return f"accepted {self.accepted} of {self.accept}"

    async def drain(self, seconds: float) -> None:
        """Let calls that are under way come to their end, so that their replies are kept."""
        tasks = {work.task for work in self.running.values() if work.task is not None}
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=seconds)
            for task in pending:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self.running.clear()

    def cancel(self) -> None:
        """Give up what is in work; a resumed session takes it up again."""
        if self._reading is not None:
            self._reading.cancel()
        for work in self.running.values():
            if work.task is not None:
                work.task.cancel()

    def _replaying(self) -> bool:
        return any(work.known for work in self.running.values())

    async def _fill(self) -> None:
        """Begin samples until the window is full, but no more than are still missing."""
        while len(self.running) < min(self.window, self.accept - self.accepted):
            plans = self.agenda.next()
            more = await self._read_on()
            if plans:
                self._ordinal += self._shard.of
                self.running[self._ordinal] = self._begin(self._ordinal, plans)
            elif not more:
                return

    async def _read_on(self) -> bool:
        """Let the extractor read where tasks are short of plans; says whether it found something.

        The graph grows at the same point of the samples' order whenever the session is run; what
        is in work keeps the graph that it began with.
        """
        tasks = [name for name in self.agenda.dry() if name in self.readable]
        if not tasks or self.deepening is None:
            return False
        wanted = self.agenda.sampler.unused()
        self._reading = asyncio.create_task(self.deepening.further(wanted))
        grown = await self._reading
        if grown is None:
            self.deepening = None
            return False
        graph, found = grown
        self.shop = replace(self.shop, graph=graph, view=self.shop.view.over(graph))
        self.agenda.grown(graph, tasks)
        detail: JsonValue = {"tasks": [*tasks], "found": str(found)}
        self.shop.tracer.event(Noted(text=READ_ON, detail=detail))
        return True

    def _begin(self, ordinal: int, plans: list[Plan]) -> Work:
        if verdict := self._known.get(ordinal):
            return Work(ordinal, plans, known=verdict)
        id = sample_id(ordinal, plans[0])
        bench = Bench.begun(self.shop, id, ordinal, plans, self.questions.so_far())
        work = Work(ordinal, plans, bench=bench)
        if not self._together:
            self._put_to_work([work])
        return work

    def _put_to_work(self, works: Sequence[Work]) -> None:
        benches = [work.bench for work in works if work.bench]
        task = asyncio.create_task(self._make(benches), name=benches[0].id)
        for place, work in enumerate(works):
            work.task, work.place = task, place

    async def _make(self, benches: Sequence[Bench]) -> Sequence[Outcome]:
        async with self._slots:
            return await self.make(benches)

    async def _verdict(self, work: Work) -> Outcome:
        """What becomes of a sample; if it has waited for others, all that wait are made now."""
        if work.task is None:
            waiting = [each for each in self.running.values() if each.bench and not each.task]
            self._put_to_work(waiting[:LOT])
        assert work.task is not None
        return (await work.task)[work.place]

    def _settle(self, work: Work, verdict: Outcome) -> None:
        """Make a verdict final, unless the same question was accepted meanwhile."""
        if work.bench is None:
            plan, used = self._drawn[verdict.sample_id]
        else:
            verdict = self._reviewed(work.bench, self._checked_again(work.bench, verdict))
            chosen = work.bench.plan
            plan = chosen.key if chosen else ""
            used = [*work.bench.tried, *([plan] if plan else [])]
            self._write(work.bench, verdict, plan, used)
        accepted = next((p for p in work.plans if p.key == plan), None)
        self.agenda.settle(work.plans, set(used), accepted if verdict.accepted else None)
        if verdict.accepted:
            self._accept(verdict, work.bench.sample() if work.bench else None)
        self.settled(verdict, self.accepted)

    def _accept(self, verdict: Outcome, made: Sample | None = None) -> None:
        self.accepted += 1
        question = opened(made).question if made else plain_question(verdict)
        self.questions.add(verdict.sample_id, question)

    def _checked_again(self, bench: Bench, verdict: Outcome) -> Outcome:
        sample = bench.sample()
        asked = self.questions.so_far()
        if not verdict.accepted or sample is None or len(bench.asked) == len(asked):
            return verdict
        bench.asked = asked
        finding = DuplicateCheck().examine(sample, bench.ground())
        if finding.passed is not False:
            return verdict
        bench.tracer.event(CheckRan(name=finding.check, passed=False, why=finding.why))
        bench.reason = finding.check
        return outcome(bench)

    def _reviewed(self, bench: Bench, verdict: Outcome) -> Outcome:
        """The verdict after a person's word, where settings ask for one."""
        if not verdict.accepted:
            return verdict
        ledger, pauses = self.shop.tracer.ledger, self.shop.settings.pause_on
        said = word_on(ledger, bench.id, bench.chosen.task, pauses)
        if said != "reject":
            return verdict
        bench.reason = REFUSED
        return outcome(bench)

    def _write(self, bench: Bench, verdict: Outcome, plan: str, used: list[str]) -> None:
        bench.tracer.event(Noted(text=DRAWN, detail={"plan": plan, "used": [*used]}))
        bench.tracer.event(SampleEnded(accepted=verdict.accepted, reason=verdict.reason))
        bench.tracer.ledger.settle(verdict)


def _drawn(ledger: Ledger) -> dict[str, tuple[str, list[str]]]:
    """For each settled sample, the plan it ended with and those it used up."""
    found: dict[str, tuple[str, list[str]]] = {}
    for event in ledger.events(kind="note"):
        if isinstance(event, Noted) and event.text == DRAWN and event.sample:
            detail = event.detail
            if isinstance(detail, dict) and isinstance(detail["used"], list):
                found[event.sample] = (str(detail["plan"]), [str(key) for key in detail["used"]])
    return found
