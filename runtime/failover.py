"""Gets one call through: over the endpoints that serve it, again and again, as long as it helps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from mmkg.runtime.connection import Connection
from mmkg.runtime.errors import EndpointError, EndpointLost
from mmkg.runtime.limits import Budget
from mmkg.runtime.patience import Fault, Patience, diagnose

_T = TypeVar("_T")
_LOOK_S = 1.0  # how often a call that waits for an endpoint looks whether it still may
_OVERLOAD = ("rate_limited", "timeout", "server")


@dataclass
class Attempts:
    """The tries of one call.

    Attributes:
        connections: The endpoints that may serve it, the preferred one first. Those that are asked
            for the same as the first one in service share the calls; the others wait.
        budget: Counts the call, and is asked before each try; none allows all.
        failed: Tries that failed so far.
    """

    connections: Sequence[Connection]
    patience: Patience
    budget: Budget | None = None
    failed: int = 0
    _counted: int = 0
    _admitted: bool = False
    _began: float = field(default_factory=time.monotonic)

    async def make(self, once: Callable[[Connection], Awaitable[_T]]) -> _T:
        """Try until it succeeds.

        Raises:
            EndpointError: If the call cannot succeed, or its tries are used up.
            EndpointLost: If no endpoint is in service.
            LimitReached: If a limit of the session forbids the next try.
        """
        used: Connection | None = None
        while True:
            used = await self._next(besides=used)
            async with used.pace.slot() as number:
                if not used.breaker.closed:
                    continue
                self._admit()
                try:
                    result = await once(used)
                except Exception as error:
                    fault = self._failed(error, used, number)
                else:
                    used.pace.coped()
                    used.breaker.served()
                    return result
            rounds, rest = divmod(self.failed, max(1, len(self._serving())))
            if not rest:
                await asyncio.sleep(self.patience.wait(rounds, fault.after))

    async def _next(self, besides: Connection | None) -> Connection:
        """The endpoint for the next try, rather another than that of the last one."""
        while True:
            serving = self._serving()
            others = [each for each in serving if each is not besides] or serving
            if others:
                return min(others, key=lambda each: each.pace.load)
            if all(each.breaker.lost for each in self.connections):
                raise EndpointLost(self._lost())
            if self.budget:
                self.budget.check(again=self._admitted)
            await asyncio.sleep(min(_LOOK_S, self.patience.first_s))

    def _serving(self) -> list[Connection]:
        """The endpoints in service that are asked for the same as the first of them."""
        closed = [each for each in self.connections if each.breaker.closed]
        return [each for each in closed if each.identity == closed[0].identity]

    def _admit(self) -> None:
        if self.budget:
            self.budget.check(again=self._admitted)
            self.budget.spend(calls=not self._admitted)
        self._admitted = True

    def _failed(self, error: Exception, used: Connection, number: int) -> Fault:
        """What is known of a failed try.

        Raises:
            EndpointError, EndpointLost: If there is no use in another one.
        """
        fault = diagnose(error, used.endpoint)
        if fault is None:
            raise error
        self.failed += 1
        self._counted += fault.kind != "rate_limited"
        if fault.kind in _OVERLOAD:
            used.pace.pressed(number)
        used.breaker.failed(fault)
        if fault.kind == "quota" and all(each.breaker.lost for each in self.connections):
            raise EndpointLost(self._lost()) from error
        if fault.remedy == "stop" or self._spent(fault):
            raise EndpointError(fault.kind, fault.line(used.endpoint, self.failed)) from error
        return fault

    def _spent(self, fault: Fault) -> bool:
        if fault.remedy == "leave":
            return all(each.breaker.lost for each in self.connections)
        late = time.monotonic() - self._began > self.patience.outage_s
        return self._counted >= self.patience.tries or (late and fault.kind == "rate_limited")

    def _lost(self) -> str:
        lines = [f.line(c.endpoint) for c in self.connections if (f := c.breaker.lost)]
        return f"no endpoint in service: {'; '.join(lines)}"
