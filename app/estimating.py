"""What a session will cost and how long it will take, measured on its first few samples."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mmkg.agents.session import SessionRequest, Watcher, run_session
from mmkg.agents.stopping import side_by_side
from mmkg.app.folder import open_ledger
from mmkg.app.ranges import Range, mean, trials
from mmkg.runtime.errors import LimitReached, UsageError
from mmkg.runtime.events import ChatCalled
from mmkg.runtime.outcomes import Outcome, Spend
from mmkg.runtime.settings import Limits

SAMPLES = 6
CHUNKS = 4


@dataclass(frozen=True)
class Stage:
    """What a role's calls will take in all."""

    calls: Range
    tokens_in: Range
    tokens_out: Range
    cost: Range

    def __add__(self, other: Stage) -> Stage:
        return Stage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost + other.cost,
        )


_NOTHING = Stage(Range(0, 0), Range(0, 0), Range(0, 0), Range(0, 0))


@dataclass(frozen=True)
class Estimate:
    """What a session will take, most likely.

    Attributes:
        wanted: Accepted samples asked for.
        measured: Samples that it was measured on, and `accepted` of these.
        samples: Samples to make until enough are accepted.
        stages: What each role will take; `whole` is their sum.
        seconds: Time of it all.
        spent: What the estimate itself took, and how long.
    """

    folder: Path
    wanted: int
    measured: int
    accepted: int
    samples: Range
    stages: dict[str, Stage]
    whole: Stage
    seconds: Range
    spent: Spend
    spent_seconds: float

    def beyond(self, limits: Limits) -> list[str]:
        """A line for each limit that may stop the session short."""
        tokens = self.whole.tokens_in + self.whole.tokens_out
        pairs = (
            ("max_calls", limits.max_calls, self.whole.calls),
            ("max_tokens", limits.max_tokens, tokens),
            ("max_cost", limits.max_cost, self.whole.cost),
            ("max_minutes", limits.max_minutes, self.seconds.times(Range(1 / 60, 1 / 60))),
        )
        return [
            f"{name} = {most:g} {'will' if likely.low > most else 'may'} stop it"
            f" at about {self.wanted * min(1.0, 2 * most / (likely.low + likely.high)):.0f} samples"
            for name, most, likely in pairs
            if most is not None and likely.high > most
        ]

    def as_json(self, limits: Limits) -> dict[str, object]:
        """What `--json` prints."""
        return asdict(self) | {"folder": str(self.folder), "beyond": self.beyond(limits)}


@dataclass
class _Pilot:
    """Watches a session, and ends it once enough is known."""

    watch: Watcher
    verdicts: int = 0
    reading: bool = False
    chunks: tuple[int, int] = (0, 0)
    first: float = 0.0
    last: float = 0.0

    def stage(self, name: str) -> None:
        self.reading = name == "extract"
        self.watch.stage(name)

    def ingested(self, done: int, total: int, name: str) -> None:
        self.watch.ingested(done, total, name)
        if self.reading:
            self.chunks = (done, total)
            if done >= CHUNKS:
                raise LimitReached(f"{done} of {total} passages read for the estimate")

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        self.verdicts += 1
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.watch.settled(outcome, accepted, wanted)
        if self.verdicts >= SAMPLES:
            raise LimitReached(f"{self.verdicts} samples made for the estimate")

    def note(self, text: str) -> None:
        self.watch.note(text)


async def estimate(request: SessionRequest, watch: Watcher) -> Estimate:
    """Begin a session, end it after a few samples, and work out what all of it will take.

    The session can be resumed from there. At full depth a few passages are read in it, and the
    samples are made apart, in a folder that is thrown away.

    Raises:
        UsageError: If no sample came to a verdict.
        MmkgError: As `run_session` does.
    """
    began, pilot, read = time.monotonic(), _Pilot(watch), None
    with suppress(LimitReached):
        await run_session(request, pilot)
    with tempfile.TemporaryDirectory() as scratch:
        folder = request.folder
        if pilot.chunks[0] and not pilot.verdicts:
            read, folder = _Read.of(folder, pilot.chunks), Path(scratch)
            lazy = request.settings.model_copy(update={"depth": "lazy", "lazy_chunks": 0})
            pilot = _Pilot(watch)
            await run_session(replace(request, folder=folder, settings=lazy), pilot)
        made = _Made.of(folder)
    if not made.verdicts:
        raise UsageError(f"{request.folder}: no sample came to a verdict, so nothing is known")
    pace = (pilot.last - pilot.first) / max(1, pilot.verdicts - 1)
    return _worked_out(request, replace(made, pace=pace), read, time.monotonic() - began)


@dataclass(frozen=True)
class _Read:
    """What the reading of all passages will take, judged by those read."""

    stage: Stage
    seconds: Range
    spent: Spend

    @classmethod
    def of(cls, folder: Path, chunks: tuple[int, int]) -> _Read:
        with open_ledger(folder) as ledger:
            calls = [e for e in ledger.events(kind="chat") if isinstance(e, ChatCalled)]
        spent, done, total = sum(map(_spend, calls), Spend()), *chunks
        times = Range(total / done, total / done)
        seconds = sum(call.seconds for call in calls)
        return cls(_stage([spent], times), Range(seconds, seconds).times(times), spent)


@dataclass(frozen=True)
class _Made:
    """What the samples of a pilot took: by sample and role, and in all.

    Attributes:
        seconds: Of model calls, by sample.
        pace: Seconds from one verdict to the next.
    """

    verdicts: dict[str, bool]
    taken: dict[tuple[str, str], Spend]
    seconds: dict[str, float]
    spent: Spend
    pace: float = 0.0

    @classmethod
    def of(cls, folder: Path) -> _Made:
        with open_ledger(folder) as ledger:
            verdicts = {each.sample_id: each.accepted for each in ledger.outcomes()}
            taken: dict[tuple[str, str], Spend] = {}
            seconds = dict.fromkeys(verdicts, 0.0)
            for event in ledger.events(kind="chat"):
                if isinstance(event, ChatCalled) and event.sample in verdicts and not event.cached:
                    key = (event.sample, event.role or "")
                    taken[key] = taken.get(key, Spend()) + _spend(event)
                    seconds[event.sample] += event.seconds
            return cls(verdicts, taken, seconds, ledger.totals().spend)


def _spend(event: ChatCalled) -> Spend:
    return Spend(1, 0, 0, event.tokens_in, event.tokens_out, event.cost)


def _worked_out(request: SessionRequest, made: _Made, read: _Read | None, took: float) -> Estimate:
    wanted, count = request.settings.limits.accept, len(made.verdicts)
    accepted = sum(made.verdicts.values())
    needed = trials(wanted, accepted, count)
    stages = {
        role: _stage([made.taken.get((id, role), Spend()) for id in made.verdicts], needed)
        for role in dict.fromkeys(role for _, role in made.taken)
    }
    # At best calls follow each other without a pause; at worst it goes on as it began.
    asked, pace = mean(made.seconds.values()), made.pace
    at_once = side_by_side(request.settings)[0]
    best = min(asked.low / at_once, pace) if stages else pace
    seconds = needed.times(Range(best, max(asked.high / at_once, pace)))
    if read:
        stages["extractor"] = stages.get("extractor", _NOTHING) + read.stage
        seconds += read.seconds
    return Estimate(
        folder=request.folder,
        wanted=wanted,
        measured=count,
        accepted=accepted,
        samples=needed,
        stages=stages,
        whole=sum(stages.values(), _NOTHING),
        seconds=seconds,
        spent=made.spent + (read.spent if read else Spend()),
        spent_seconds=took,
    )


def _stage(each: list[Spend], times: Range) -> Stage:
    def whole(values: Iterable[float]) -> Range:
        return mean(values).times(times)

    return Stage(
        whole(spend.calls for spend in each),
        whole(spend.tokens_in for spend in each),
        whole(spend.tokens_out for spend in each),
        whole(spend.cost for spend in each),
    )
