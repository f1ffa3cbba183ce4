"""Keeps calls from an endpoint that has stopped serving, and finds out when it serves again."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

from mmkg.runtime.patience import Fault, Patience

Probe = Callable[[], Awaitable[Fault | None]]
Notice = Callable[[str], None]


class Breaker:
    """A circuit breaker: open after outages in a row, closed again by a probe that is answered.

    Args:
        patience: After how many outages it opens, how often it probes, and when it gives up.
        probe: Asks the endpoint something tiny; gives what is wrong, or None if it serves.
        notice: Is told when service ends and begins again.

    Attributes:
        lost: Why the endpoint is given up for good; none as long as it is not.
    """

    def __init__(self, patience: Patience, probe: Probe, notice: Notice) -> None:
        self.lost: Fault | None = None
        self._patience = patience
        self._probe = probe
        self._notice = notice
        self._outages = 0
        self._probing: asyncio.Task[None] | None = None

    @property
    def closed(self) -> bool:
        """Whether calls may pass."""
        return self.lost is None and self._probing is None

    def served(self) -> None:
        """A call was answered, well or badly."""
        self._outages = 0

    def failed(self, fault: Fault) -> None:
        """A call was not answered, or told that no other will be."""
        if fault.remedy == "leave":
            self.lost = fault
        elif fault.remedy == "pause":
            self._outages += 1
            if self._outages >= self._patience.outages and self.closed:
                self._notice(f"paused: {fault.story}; it is tried until it serves again")
                self._probing = asyncio.create_task(self._wait_out(fault))
        else:
            self.served()

    async def stop(self) -> None:
        """Probe no longer."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _wait_out(self, fault: Fault) -> None:
        """Probe with growing pauses until it serves, or for as long as patience lasts."""
        began = time.monotonic()
        try:
            for tried in itertools.count(1):
                await asyncio.sleep(self._patience.wait(tried, fault.after))
                found = await self._probe()
                if found is None:
                    self._outages = 0
                    self._notice(f"serves again after {time.monotonic() - began:.0f} s")
                    return
                fault = found
                if fault.remedy == "leave" or time.monotonic() - began > self._patience.outage_s:
                    self.lost = fault
                    return
        finally:
            self._probing = None
