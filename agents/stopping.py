"""How much a session does at once, and how it stops in good order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from mmkg.agents.production import Production
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Settings

INTERRUPTED = "interrupted"
TOGETHER = 16  # samples planned before one is settled, where code makes them all step by step


class SessionBudget(Budget):
    """The session's budget; once halted it allows no further call."""

    _halted: str | None = None

    def halt(self, reason: str) -> None:
        """Allow no further call."""
        self._halted = reason

    def stop_reason(self, *, again: bool = False) -> str | None:
        """Why the session must stop, or None."""
        return self._halted or super().stop_reason(again=again)


def side_by_side(settings: Settings, *, by_code: int = 1) -> tuple[int, int]:
    """How many samples are in work at once, and how many are planned before one is settled.

    The embedded model works on one at a time: it gains nothing from more.

    Args:
        settings: The session's.
        by_code: How many are in work at once where no model is asked.
    """
    limits, endpoints = settings.limits, settings.roster.endpoints()
    workers = min(limits.workers, sum(each.concurrency for each in endpoints) or by_code)
    if any(each.embedded for each in endpoints):
        workers = 1
    return workers, limits.window or (2 * workers if endpoints else TOGETHER)


def grace(settings: Settings) -> float:
    """Seconds that calls under way get when a session is stopped; paid replies are worth a wait."""
    paid = any(endpoint.embedded is None for endpoint in settings.roster.endpoints())
    return 4.0 if paid else 0.5


@contextmanager
def stopped_by_signals(
    budget: SessionBudget, production: Production, seconds: float
) -> Iterator[None]:
    """Stop in good order on Ctrl-C or SIGTERM; a second one gives up what is in work at once.

    Args:
        budget: Allows no further call from then on.
        production: What is stopped.
        seconds: How long calls under way may go on.
    """
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if budget.stop_reason() is None:
            budget.halt(INTERRUPTED)
            loop.call_later(seconds, production.cancel)
        else:
            production.cancel()

    handled = []
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
            handled.append(number)
        except (NotImplementedError, RuntimeError, ValueError):
            continue  # not in the main thread, or Windows: the default handling applies
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
