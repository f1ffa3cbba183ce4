"""Where a session's documents are read and its samples made: here, or wherever another engine does.

An engine decides nothing about what is made: the session draws plans and settles verdicts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.stopping import side_by_side
from mmkg.agents.workflow import make_together
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Settings

Make = Callable[[Sequence[Bench]], Awaitable[Sequence[Outcome]]]


class Engine(Protocol):
    """Does the work of a session."""

    def side_by_side(self, settings: Settings) -> tuple[int, int]:
        """How many samples are in work at once, and how many are planned before one is settled."""

    async def read(self, files: Mapping[str, Path]) -> None:
        """Read documents, by their SHA-256, into the cache of this machine; some may be left."""

    def at_work(self, shop: Workshop) -> AbstractAsyncContextManager[Make]:
        """What takes samples from their benches to their verdicts, as long as it is wanted."""


class LocalEngine:
    """All in the session's own process; documents in child processes of it."""

    def side_by_side(self, settings: Settings) -> tuple[int, int]:
        """As many as the endpoints bear; without one, one after the other."""
        return side_by_side(settings)

    async def read(self, files: Mapping[str, Path]) -> None:
        """Nothing: they are read where they are taken."""

    @asynccontextmanager
    async def at_work(self, shop: Workshop) -> AsyncIterator[Make]:
        """The workflow itself."""
        yield make_together
