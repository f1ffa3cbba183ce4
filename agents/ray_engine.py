"""Sessions on a Ray cluster: documents are read, and samples made, in its processes.

Actors rather than Ray Data's `map_batches`: which sample comes next depends on the verdicts before
it, and a pipeline of data has no way back. The session draws the plans and settles the verdicts in
the order of their numbers, so that the result is the local engine's, whoever made what.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.engine import Make
from mmkg.agents.ray_line import Hub, serve, write
from mmkg.agents.ray_worker import STATE, Errand, Kit, Made, Worker
from mmkg.agents.stopping import side_by_side
from mmkg.agents.workflow import outcome
from mmkg.runtime.errors import MmkgError, UsageError
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Settings
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.corpus_cache import default_cache, kept_at

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
        return side_by_side(settings, by_code=settings.limits.workers)

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
        ray = self.connected()
        task = ray.remote(_parsed)
        on_their_way = asyncio.Semaphore(2 * int(ray.cluster_resources().get("CPU", 1)))

        async def sent(path: Path) -> None:
            async with on_their_way:
                try:
                    found = await task.remote(path.name, path.read_bytes())
                except (ray.exceptions.RayError, OSError):
                    return
            for name, data in found:
                _keep(cache / name, data)

        async with asyncio.TaskGroup() as group:
            for path in missing:
                group.create_task(sent(path))

    @asynccontextmanager
    async def at_work(self, shop: Workshop) -> AsyncIterator[Make]:
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
        serving = asyncio.create_task(serve(hub, shop))
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

    async def make(self, benches: Sequence[Bench]) -> Sequence[Outcome]:
        """As `make_together` does, elsewhere and side by side."""
        return await asyncio.gather(*map(self._make, benches))

    async def _make(self, bench: Bench) -> Outcome:
        """One sample.

        Raises:
            MmkgError: As `make_together` does, or if several workers died of it.
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
        write(bench.tracer.ledger, made.events, made.texts)
        return outcome(bench)


def _kit(shop: Workshop) -> Kit:
    models = {
        role: (model.endpoint, dict(model._identifying_params))
        for role, model in shop.models.items()
    }
    return Kit(shop.settings, models, dict(shop.files), shop.tracer.span)


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
