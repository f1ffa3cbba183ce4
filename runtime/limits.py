"""What a session may spend, checked in one place before each call."""

from __future__ import annotations

import time

from mmkg.runtime.errors import LimitReached
from mmkg.runtime.outcomes import Totals
from mmkg.runtime.settings import Limits


class Budget:
    """Counts what is spent against the limits of the settings.

    Args:
        limits: The limits.
        totals: What earlier runs of the session spent.
        minutes_before: Minutes of work of earlier runs.
    """

    def __init__(
        self, limits: Limits, totals: Totals | None = None, minutes_before: float = 0.0
    ) -> None:
        spent = (totals or Totals()).spend
        self.limits = limits
        self.calls = spent.calls
        self.tokens = spent.tokens_in + spent.tokens_out
        self.cost = spent.cost
        self.failures_in_a_row = 0
        self._began = time.monotonic() - 60 * minutes_before

    @property
    def minutes(self) -> float:
        """Minutes of work so far, on a clock that cannot be set back."""
        return (time.monotonic() - self._began) / 60

    def spend(self, *, calls: int = 0, tokens: int = 0, cost: float = 0.0) -> None:
        """Count what was spent."""
        self.calls += calls
        self.tokens += tokens
        self.cost += cost

    def succeeded(self) -> None:
        """A call gave a usable reply."""
        self.failures_in_a_row = 0

    def failed(self) -> None:
        """A call gave none, after all its tries."""
        self.failures_in_a_row += 1

    def stop_reason(self, *, again: bool = False) -> str | None:
        """The first limit reached, in words, or None.

        Args:
            again: It is about another try of a call that is counted already.
        """
        limits = self.limits
        if not again and limits.max_calls is not None and self.calls >= limits.max_calls:
            return f"max_calls: {self.calls} of {limits.max_calls} model calls made"
        if limits.max_tokens is not None and self.tokens >= limits.max_tokens:
            return f"max_tokens: {self.tokens} of {limits.max_tokens} tokens used"
        if limits.max_cost is not None and self.cost >= limits.max_cost:
            return f"max_cost: {self.cost:.4f} of {limits.max_cost:.4f} USD spent"
        if limits.max_minutes is not None and self.minutes >= limits.max_minutes:
            return f"max_minutes: {self.minutes:.1f} of {limits.max_minutes:g} minutes worked"
        if self.failures_in_a_row >= limits.consecutive_failures:
            return f"consecutive_failures: {self.failures_in_a_row} model calls failed in a row"
        return None

    def check(self, *, again: bool = False) -> None:
        """Allow the next call, or another try of one.

        Raises:
            LimitReached: If a limit forbids it.
        """
        if reason := self.stop_reason(again=again):
            raise LimitReached(reason)
