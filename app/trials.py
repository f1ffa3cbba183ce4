"""What a session tried: one line a sample, from the ledger's events and verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mmkg.runtime.errors import UsageError
from mmkg.runtime.events import BaseEvent, ChatCalled, SampleEnded, SampleStarted
from mmkg.runtime.ledger import Ledger


@dataclass
class Trial:
    """A sample that was tried.

    Attributes:
        seconds: From the first event of the sample to the end of the last.
    """

    sample: str
    task: str = ""
    verdict: Literal["accepted", "rejected", "open"] = "open"
    reason: str = ""
    attempts: int = 0
    calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    began: float = 0.0

    def add(self, event: BaseEvent) -> None:
        """Count an event of the sample."""
        if event.time and not self.began:
            self.began = event.time
        self.began = min(self.began, event.time or self.began)
        self.seconds = max(self.seconds, event.time + event.seconds - self.began)
        self.attempts = max(self.attempts, event.attempt or 0)
        match event:
            case SampleStarted():
                self.task = event.task or self.task
            case SampleEnded():
                self.verdict = "accepted" if event.accepted else "rejected"
                self.reason = event.reason
            case ChatCalled(cached=False):
                self.calls += 1
                self.tokens += event.tokens_in + event.tokens_out
                self.cost += event.cost


def trials(ledger: Ledger) -> list[Trial]:
    """All samples that were tried, in the order in which work on them began."""
    found: dict[str, Trial] = {}
    for event in ledger.events():
        if event.sample is not None:
            found.setdefault(event.sample, Trial(event.sample)).add(event)
    for outcome in ledger.outcomes():
        trial = found.setdefault(outcome.sample_id, Trial(outcome.sample_id))
        trial.verdict = "accepted" if outcome.accepted else "rejected"
        trial.reason, trial.attempts = outcome.reason, outcome.attempts
    return list(found.values())


def find_sample(ledger: Ledger, prefix: str) -> str:
    """The id of the one sample that begins with a prefix.

    Raises:
        UsageError: If there is none, or several.
    """
    near = [name for name in dict.fromkeys(_names(ledger)) if name.startswith(prefix)]
    if prefix in near or len(near) == 1:
        return prefix if prefix in near else near[0]
    if not near:
        raise UsageError(f"no sample begins with {prefix!r}: see `mmkg trace SESSION`")
    raise UsageError(f"several samples begin with {prefix!r}: {', '.join(near[:5])}")


def _names(ledger: Ledger) -> Iterator[str]:
    yield from (outcome.sample_id for outcome in ledger.outcomes())
    yield from (event.sample for event in ledger.events() if event.sample is not None)
