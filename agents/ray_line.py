"""The line between a session and its workers on Ray: what they ask, and who answers.

Only the process that runs the session writes its ledger, counts its budget and calls its endpoints.
A worker asks it for each of these through the hub, so that one limit of calls holds for all workers
and a reply is kept before it is used, whatever becomes of the worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mmkg.agents.bench import Workshop
from mmkg.runtime.events import BaseEvent
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Role


class Hub:
    """Takes what workers ask to the process that runs the session, and brings the answers back."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[tuple[int, str, tuple[Any, ...]]] = asyncio.Queue()
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._number = 0

    async def ask(self, what: str, *given: Any) -> Any:
        """For workers: the answer to a question."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._asked.put((self._number, what, given))
        return await answer

    async def take(self) -> list[tuple[int, str, tuple[Any, ...]]]:
        """For the session: what was asked since, once there is something."""
        found = [await self._asked.get()]
        while not self._asked.empty():
            found.append(self._asked.get_nowait())
        return found

    async def answer(self, number: int, value: Any) -> None:
        """For the session: an answer; one that nobody waits for any more is dropped."""
        self._answers.pop(number).set_result(value)


class Line:
    """A worker's line to the session."""

    def __init__(self, hub: Any) -> None:
        self._hub = hub

    def ask(self, what: str, *given: Any) -> Any:
        """Ask and wait.

        Raises:
            Exception: What was raised there.
        """
        import ray

        return _or_raise(ray.get(self._hub.ask.remote(what, *given)))

    async def asked(self, what: str, *given: Any) -> Any:
        """The same for what takes a while."""
        return _or_raise(await self._hub.ask.remote(what, *given))


def _or_raise(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


@dataclass
class _Front:
    """Answers what workers ask: one method for each question."""

    shop: Workshop

    def reply(self, key: str) -> str | None:
        return self.shop.tracer.ledger.reply(key)

    def keep(self, key: str, value: str, events: list[BaseEvent], texts: list[str]) -> None:
        ledger = self.shop.tracer.ledger
        write(ledger, (), texts)
        ledger.keep_reply(key, value, *events)

    def check(self, again: bool) -> None:
        self.shop.budget.check(again=again)

    def spend(self, calls: int, tokens: int, cost: float) -> None:
        self.shop.budget.spend(calls=calls, tokens=tokens, cost=cost)

    def succeeded(self) -> None:
        self.shop.budget.succeeded()

    def failed(self) -> None:
        self.shop.budget.failed()

    def file(self, sha256: str) -> bytes:
        return self.shop.files[sha256].read_bytes()

    async def chat(self, role: Role, messages: Any, stop: Any, options: dict[str, Any]) -> Any:
        model = self.shop.models[role]
        return await model.answer(messages, stop=stop, budget=self.shop.budget, **options)


async def serve(hub: Any, shop: Workshop) -> None:
    """Answer what workers ask until cancelled."""
    front = _Front(shop)
    async with asyncio.TaskGroup() as group:
        while True:
            for number, what, given in await hub.take.remote():
                group.create_task(_answer(hub, number, getattr(front, what), given))


async def _answer(
    hub: Any, number: int, question: Callable[..., Any], given: Sequence[Any]
) -> None:
    try:
        value = question(*given)
        if asyncio.iscoroutine(value):
            value = await value
    except Exception as error:  # raised again where it was asked
        value = error
    await hub.answer.remote(number, value)


def write(ledger: Ledger, events: Sequence[BaseEvent], texts: Sequence[str]) -> None:
    """Write down what a worker sent."""
    for text in texts:
        ledger.keep_text(text)
    for event in events:
        ledger.record(event)
