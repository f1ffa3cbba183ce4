"""Sessions on a Ray cluster: documents are read, and samples made, in its processes.

Actors rather than Ray Data's `map_batches`: which sample comes next depends on the verdicts before
it, and a pipeline of data has no way back. The session draws the plans and settles the verdicts in
the order of their numbers, so that the result is the local engine's, whoever made what.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.ray_worker import STATE, Errand, Hub, Kit, Made, Worker
from mmkg.agents.workflow import outcome
from mmkg.runtime.errors import MmkgError, UsageError
from mmkg.runtime.events import BaseEvent
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Role, Settings
from mmkg.tools.parse.corpus import default_cache, kept_at, read_corpus

DEATHS = 3  # workers that may die of one sample
SIDE_BY_SIDE = 64  # most samples that one worker has in work
MISSING = "--engine ray needs Ray: pip install 'mmkg[ray]'"


@dataclass
class RayEngine:
    """Runs sessions on Ray.

    Attributes:
        address: A running cluster's; none to start one on this machine.
        crew: The workers, while there are any.
        ours: Whether Ray was connected here, and is left at the end.
    """

    address: str | None = None
    crew: list[_Hand] = field(default_factory=list)
    ours: bool = False

    def side_by_side(self, settings: Settings) -> tuple[int, int]:
        """How many samples are in work at once, and how many are planned before one is settled."""
        workers = settings.limits.workers
        if endpoints := settings.roster.endpoints():
            workers = min(workers, sum(endpoint.concurrency for endpoint in endpoints))
        return workers, settings.limits.window or 2 * workers

    def connected(self) -> Any:
        """Ray, connected or started; it stays so until the samples are made.

        Raises:
            UsageError: If it is not installed, or cannot be had.
        """
        try:
            import ray
        except ImportError:
            raise UsageError(MISSING) from None
        if not ray.is_initialized():
            here: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False}
            try:
                ray.init(self.address or "local", logging_level="ERROR", **here)
            except Exception as error:  # of many kinds, some of them this very class
                why = (str(error) or type(error).__name__).splitlines()[0]
                where = f"the Ray cluster at {self.address}" if self.address else "Ray"
                raise UsageError(f"{where} cannot be had: {why}") from error
            self.ours = True
        return ray

    async def read(self, files: Mapping[str, Path]) -> None:
        """Read documents on the cluster, into the cache of this machine, from where they are taken.

        What cannot be read there is left, and tried again by who takes it.
        """
        cache = default_cache()
        missing = [
            path
            for sha256, path in files.items()
            if path.is_file() and not kept_at(cache, path, sha256).exists()
        ]
        if not missing:
            return
        task = self.connected().remote(_parsed)
        under_way = [task.remote(path.name, path.read_bytes()) for path in missing]
        for done in asyncio.as_completed([_result(each) for each in under_way]):
            for name, data in await done:
                _keep(cache / name, data)

    @asynccontextmanager
    async def at_work(self, shop: Workshop) -> AsyncIterator[Callable[[Bench], Awaitable[Outcome]]]:
        """What makes samples, as long as it is wanted."""
        ray = self.connected()
        hub = ray.remote(Hub).options(num_cpus=0).remote()
        kit = ray.put(_kit(shop))
        wanted, _ = self.side_by_side(shop.settings)
        many = max(1, min(wanted, int(ray.cluster_resources().get("CPU", 1))))
        worker = ray.remote(Worker).options(num_cpus=1, max_concurrency=SIDE_BY_SIDE)

        def hire() -> Any:
            return worker.remote(hub, kit)

        self.crew = [_Hand(hire()) for _ in range(many)]
        serving = asyncio.create_task(_serve(hub, _Front(shop)))
        try:
            yield _Work(ray, self.crew, hire).make
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            for each in (*(hand.actor for hand in self.crew), hub):
                ray.kill(each)
            self.crew = []
            if self.ours:
                ray.shutdown()


@dataclass
class _Hand:
    """A worker: its actor, how many samples it has in work, how many questions it was told."""

    actor: Any
    busy: int = 0
    told: int = 0


@dataclass
class _Work:
    """Gives samples to workers, and to another when one dies, which is replaced."""

    ray: Any
    crew: list[_Hand]
    hire: Callable[[], Any]
    graphs: dict[int, Any] = field(default_factory=dict)

    async def make(self, bench: Bench) -> Outcome:
        """As `make_sample` does, elsewhere.

        Raises:
            MmkgError: As there, or if several workers died of it.
        """
        for _ in range(DEATHS):
            hand = min(self.crew, key=lambda each: each.busy)
            hand.busy += 1
            actor = hand.actor
            try:
                return self._taken(bench, await self._made(hand, bench))
            except self.ray.exceptions.RayActorError:
                if hand.actor is actor:  # of its samples the first to notice
                    hand.actor, hand.told = self.hire(), 0
            except self.ray.exceptions.RayTaskError as error:
                raise error.cause if isinstance(error.cause, MmkgError) else error from None
            finally:
                hand.busy -= 1
        raise MmkgError(f"{bench.id}: {DEATHS} workers died of it; see Ray's logs, then resume")

    async def _made(self, hand: _Hand, bench: Bench) -> Made:
        while True:
            errand = self._errand(hand, bench)
            hand.told = max(hand.told, errand.asked)
            made: Made | None = await hand.actor.make.remote(errand)
            if made is not None:
                return made
            hand.told = 0  # another took its place, and knows nothing

    def _errand(self, hand: _Hand, bench: Bench) -> Errand:
        asked, since = bench.asked, min(hand.told, bench.asked.count)
        log = bench.asked.questions
        graph = bench.shop.graph
        if id(graph) not in self.graphs:
            self.graphs[id(graph)] = self.ray.put(graph)
        return Errand(
            graph=self.graphs[id(graph)],
            id=bench.id,
            ordinal=bench.ordinal,
            candidates=tuple(bench.candidates),
            asked=asked.count,
            since=since,
            news=tuple(zip(log.ids, log.wordings, strict=True))[since : asked.count],
            span=bench.tracer.span,
        )

    def _taken(self, bench: Bench, made: Made) -> Outcome:
        """Put what a worker made on the sample's bench, as if it had been made here."""
        for name in STATE:
            setattr(bench, name, made.state[name])
        bench.tracer = replace(bench.tracer, attempt=bench.attempt, span=made.span)
        _write(bench.tracer.ledger, made.events, made.texts)
        return outcome(bench, made.reason)


@dataclass
class _Front:
    """Answers what workers ask: one method for each question."""

    shop: Workshop

    def reply(self, key: str) -> str | None:
        return self.shop.tracer.ledger.reply(key)

    def keep(self, key: str, value: str, events: list[BaseEvent], texts: list[str]) -> None:
        ledger = self.shop.tracer.ledger
        _write(ledger, (), texts)
        ledger.keep_reply(key, value, *events)

    def check(self, again: bool) -> None:
        self.shop.budget.check(again=again)

    def spend(self, calls: int, tokens: int, cost: float) -> None:
        self.shop.budget.spend(calls=calls, tokens=tokens, cost=cost)

    def succeeded(self) -> None:
        self.shop.budget.succeeded()

    def failed(self) -> None:
        self.shop.budget.failed()

    def file(self, sha256: str) -> bytes:
        return self.shop.files[sha256].read_bytes()

    async def chat(self, role: Role, messages: Any, stop: Any, options: dict[str, Any]) -> Any:
        model = self.shop.models[role]
        return await model.answer(messages, stop=stop, budget=self.shop.budget, **options)


async def _serve(hub: Any, front: _Front) -> None:
    """Answer what workers ask until cancelled."""
    async with asyncio.TaskGroup() as group:
        while True:
            for number, what, given in await hub.take.remote():
                group.create_task(_answer(hub, number, getattr(front, what), given))


async def _answer(
    hub: Any, number: int, question: Callable[..., Any], given: Sequence[Any]
) -> None:
    try:
        value = question(*given)
        if asyncio.iscoroutine(value):
            value = await value
    except MmkgError as error:
        value = error
    await hub.answer.remote(number, value)


def _write(ledger: Any, events: Sequence[BaseEvent], texts: Sequence[str]) -> None:
    for text in texts:
        ledger.keep_text(text)
    for event in events:
        ledger.record(event)


def _kit(shop: Workshop) -> Kit:
    models = {
        role: (model.endpoint, dict(model._identifying_params))
        for role, model in shop.models.items()
    }
    return Kit(shop.settings, models, dict(shop.files), shop.tracer.span)


async def _result(reference: Any) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = await reference
    return found


def _parsed(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """In a process of Ray: a document as the cache keeps it, with its place there."""
    with tempfile.TemporaryDirectory(prefix="mmkg-") as room:
        file, cache = Path(room) / "in" / name, Path(room) / "cache"
        file.parent.mkdir()
        file.write_bytes(data)
        read_corpus([file], cache)
        kept = cache.glob("*/*.json")
        return [(str(each.relative_to(cache)), each.read_bytes()) for each in kept]


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
