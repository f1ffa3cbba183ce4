"""What a session tried: one line a sample, from the ledger's events and verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mmkg.runtime.errors import UsageError
from mmkg.runtime.events import (
    BaseEvent,
    ChatCalled,
    CheckRan,
    SampleEnded,
    SampleStarted,
    ToolCalled,
)
from mmkg.runtime.ledger import Ledger


@dataclass
class Trial:
    """A sample that was tried.

    Attributes:
        seconds: From the first event of the sample to the end of the last.
        failed: Names of the checks that failed at any attempt.
        tools: Names of the tools that were called.
        roles: The roles whose model was asked.
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
    failed: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)

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
            case CheckRan(passed=False):
                self.failed.add(event.name)
            case ToolCalled():
                self.tools.add(event.tool)
            case ChatCalled():
                self.roles.add(event.role or "")
                if not event.cached:
                    self.calls += 1
                    self.tokens += event.tokens_in + event.tokens_out
                    self.cost += event.cost


@dataclass(frozen=True)
class Wanted:
    """Which trials to list; what is not given lets all through.

    Attributes:
        check: A check that failed at some attempt.
        tool: A tool that was called.
        role: A role whose model was asked.
        cost: Least USD.
        seconds: Least time.
    """

    rejected: bool = False
    check: str | None = None
    tool: str | None = None
    role: str | None = None
    cost: float = 0.0
    seconds: float = 0.0

    def lets(self, trial: Trial) -> bool:
        """Whether a trial is among them."""
        return (
            (not self.rejected or trial.verdict == "rejected")
            and (self.check is None or self.check in trial.failed)
            and (self.tool is None or self.tool in trial.tools)
            and (self.role is None or self.role in trial.roles)
            and trial.cost >= self.cost
            and trial.seconds >= self.seconds
        )


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
    near = ledger.named(prefix)
    if prefix in near or len(near) == 1:
        return prefix if prefix in near else near[0]
    if not near:
        raise UsageError(f"no sample begins with {prefix!r}: see `mmkg trace SESSION`")
    raise UsageError(f"several samples begin with {prefix!r}: {', '.join(near[:5])}")
