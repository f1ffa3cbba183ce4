"""How many calls an endpoint gets at once: it is pressed as far as it copes, and no further."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CUT = 0.5


class Pace:
    """Slots for calls; fewer at once after signs of overload, and slowly more again.

    Additive increase, multiplicative decrease (Chiu and Jain 1989): each round of calls that
    succeed allows one more at once; an overload halves them, once for all calls under way then.

    Args:
        most: Calls at once when all goes well; it begins there.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.allowed = float(most)
        self._busy = 0
        self._begun = 0
        self._cut_at = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def load(self) -> float:
        """Calls under way and waiting, over those allowed at once."""
        return (self._busy + len(self._waiting)) / self.allowed

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Room for one call, first come first served; gives the call's number."""
        await self._enter()
        self._begun += 1
        try:
            yield self._begun
        finally:
            self._busy -= 1
            self._hand_on()

    def coped(self) -> None:
        """A call succeeded."""
        self.allowed = min(float(self.most), self.allowed + 1 / self.allowed)

    def pressed(self, number: int) -> None:
        """A call failed by overload; those begun before the last cut tell nothing new."""
        if number > self._cut_at:
            self._cut_at = self._begun
            self.allowed = max(1.0, self.allowed * CUT)

    async def _enter(self) -> None:
        if self._busy < int(self.allowed) and not self._waiting:
            self._busy += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn  # who hands the slot on counts it as taken
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._busy -= 1
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        while self._waiting and self._busy < int(self.allowed):
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
