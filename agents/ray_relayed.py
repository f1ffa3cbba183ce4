"""What a worker on Ray has in place of the session's own ledger, budget, models and files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import JsonValue, PrivateAttr

from mmkg.agents.ray_line import Line
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.events import BaseEvent
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.outcomes import Spend
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Role, Settings


class RelayedLedger(Ledger):
    """The session's ledger as a worker sees it; what can wait goes with the sample."""

    def __init__(self, line: Line, redact: Redactor) -> None:
        self._line = line
        self._redact = redact
        self._guard = threading.RLock()
        self._waiting: list[BaseEvent] = []
        self._texts: dict[str, str] = {}

    def record(self, event: BaseEvent) -> None:
        """Add an event."""
        with self._guard:
            self._waiting.append(event)

    def flush(self, *, every_s: float = 0.0) -> None:
        """Nothing: the session writes."""

    def reply(self, key: str) -> str | None:
        """A kept reply, or None."""
        found: str | None = self._line.ask("reply", key)
        return found

    def keep_reply(self, key: str, value: str, *events: BaseEvent) -> None:
        """Keep a reply at once, together with all events so far."""
        waiting, texts = self.drained()
        self._line.ask("keep", key, value, [*waiting, *events], texts)

    def drained(self) -> tuple[list[BaseEvent], list[str]]:
        """Events and texts that the session does not have yet."""
        with self._guard:
            found = self._waiting, list(self._texts.values())
            self._waiting, self._texts = [], {}
        return found

    def spent(self, sample: str) -> Spend:
        """Nothing: what a sample took is worked out by the session."""
        return Spend()


class RelayedBudget(Budget):
    """The session's budget as a worker sees it."""

    def __init__(self, line: Line, settings: Settings) -> None:
        super().__init__(settings.limits)
        self._line = line

    def check(self, *, again: bool = False) -> None:
        """Allow the next call.

        Raises:
            LimitReached: If a limit forbids it.
        """
        self._line.ask("check", again)

    def spend(self, *, calls: int = 0, tokens: int = 0, cost: float = 0.0) -> None:
        """Count what was spent."""
        self._line.ask("spend", calls, tokens, cost)

    def succeeded(self) -> None:
        """A call gave a usable reply."""
        self._line.ask("succeeded")

    def failed(self) -> None:
        """A call gave none, after all its tries."""
        self._line.ask("failed")


class RelayedModel(EndpointModel):
    """A model that the session asks, under its limits and with its patience."""

    role: Role
    identity: dict[str, JsonValue]
    _line: Line = PrivateAttr()

    @property
    def _identifying_params(self) -> dict[str, JsonValue]:
        return self.identity

    async def answer(
        self,
        messages: Sequence[BaseMessage],
        *,
        stop: list[str] | None = None,
        budget: Budget | None = None,
        **options: Any,
    ) -> AIMessage:
        """The reply to a conversation, as the session's model gives it."""
        reply: AIMessage = await self._line.asked("chat", self.role, messages, stop, options)
        return reply


class Files(Mapping[str, Path]):
    """Source files: where the session sees them, or else brought here when they are wanted."""

    def __init__(self, paths: Mapping[str, Path], line: Line, folder: Path) -> None:
        self._paths = paths
        self._line = line
        self._folder = folder

    def __getitem__(self, sha256: str) -> Path:
        path = self._paths[sha256]
        if path.is_file():
            return path
        here = self._folder / f"{sha256}{path.suffix}"
        if not here.is_file():
            here.write_bytes(self._line.ask("file", sha256))
        return here

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
