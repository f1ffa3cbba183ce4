"""Writes down what a role does while it does it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from mmkg.runtime.events import (
    AgentRan,
    BaseEvent,
    ChatCalled,
    CheckRan,
    Event,
    Noted,
    Routed,
    SampleEnded,
    SampleStarted,
    Scored,
    SessionEnded,
    SessionStarted,
    ToolCalled,
)
from mmkg.runtime.ledger import Ledger

__all__ = [
    "AgentRan",
    "ChatCalled",
    "CheckRan",
    "Event",
    "Noted",
    "Routed",
    "SampleEnded",
    "SampleStarted",
    "Scored",
    "SessionEnded",
    "SessionStarted",
    "ToolCalled",
    "Tracer",
]

_Kind = TypeVar("_Kind", bound=BaseEvent)


_spans = Random()
os.register_at_fork(after_in_child=_spans.seed)


def _new_span() -> str:
    return f"{_spans.getrandbits(64):016x}"


@dataclass(frozen=True)
class Tracer:
    """Places events: which sample, attempt and role they belong to, and under which span.

    Attributes:
        ledger: Where events go.
        sample: The sample worked on, if any.
        attempt: The attempt, counted from 1.
        role: Who acts.
        span: This tracer's own span, the parent of its events.
        parent: The span above it.
    """

    ledger: Ledger
    sample: str | None = None
    attempt: int | None = None
    role: str | None = None
    span: str = field(default_factory=_new_span)
    parent: str | None = None

    def for_sample(self, sample: str, attempt: int) -> Tracer:
        """A tracer for an attempt at a sample, under this one."""
        return replace(self, sample=sample, attempt=attempt, span=_new_span(), parent=self.span)

    def child(self, role: str) -> Tracer:
        """A tracer for a role, under this one."""
        return replace(self, role=role, span=_new_span(), parent=self.span)

    @contextmanager
    def agent(self, role: str) -> Iterator[Tracer]:
        """A tracer for a role, whose span is written when the block ends, also by an error."""
        child, started, error = self.child(role), time.time(), None
        try:
            yield child
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            seconds = max(0.0, time.time() - started)
            place = {"span": child.span, "parent": child.parent, "role": role}
            self.event(AgentRan(time=started, seconds=seconds, error=error, **place))

    def place(self, event: _Kind) -> _Kind:
        """The event with its sample, attempt, role, span and time filled in where they are not."""
        return event.model_copy(
            update={
                "span": event.span or _new_span(),
                "parent": event.parent or self.span,
                "time": event.time or time.time(),
                "sample": event.sample or self.sample,
                "attempt": event.attempt or self.attempt,
                "role": event.role or self.role,
            }
        )

    def event(self, event: _Kind) -> _Kind:
        """Record an event in its place; returns it as recorded."""
        placed = self.place(event)
        self.ledger.record(placed)
        return placed
