"""A budget that also ends when the user says so."""

from __future__ import annotations

from mmkg.runtime.limits import Budget


class SessionBudget(Budget):
    """The session's budget; once halted it allows no further call."""

    _halted: str | None = None

    def halt(self, reason: str) -> None:
        """Allow no further call."""
        self._halted = reason

    def stop_reason(self) -> str | None:
        """Why the session must stop, or None."""
        return self._halted or super().stop_reason()
