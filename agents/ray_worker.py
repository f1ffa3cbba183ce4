"""What runs in Ray's processes: workers that make samples, and the hub through which they ask.

Only the process that runs the session writes its ledger, counts its budget and calls its endpoints.
A worker asks it for each of these through the hub, so that one limit of calls holds for all workers
and a reply is kept before it is used, whatever becomes of the worker.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import JsonValue, PrivateAttr

from mmkg.agents.asked import Asked, Questions
from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.workflow import make_sample
from mmkg.dataset.checks.check import all_checks
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import MmkgError
from mmkg.runtime.events import BaseEvent
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.outcomes import Spend
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Endpoint, Role, Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.mcp_servers import foreign_tools
from mmkg.tools.reread import Rereader
from mmkg.tools.toolbox import load_tools

STATE = ("attempt", "tried", "plan", "draft", "verdicts", "scores", "models", "last")


@dataclass(frozen=True)
class Kit:
    """What a worker is set up with.

    Attributes:
        models: For each role with a model: its endpoint, and what identifies its replies.
        files: Source files by their SHA-256, where the session sees them.
        span: The session's span in the trace.
    """

    settings: Settings
    models: Mapping[Role, tuple[Endpoint, dict[str, JsonValue]]]
    files: Mapping[str, Path]
    span: str


@dataclass(frozen=True)
class Errand:
    """A sample to be made.

    Attributes:
        graph: Ray's reference to the graph that it is made in.
        asked: How many accepted questions it knows.
        since: How many of these the worker was told before.
        news: The others: the id of each one's sample, and the question.
        tracer: The span of its first attempt.
    """

    graph: Any
    id: str
    ordinal: int
    candidates: Sequence[Plan]
    asked: int
    since: int
    news: Sequence[tuple[str, str]]
    span: str


@dataclass(frozen=True)
class Made:
    """What came of an errand.

    Attributes:
        reason: Why it was rejected; empty if it was not.
        state: What lies on its bench now.
        span: That of the last attempt.
        events: What was not written down yet.
        texts: Long texts that events name.
    """

    reason: str
    state: dict[str, Any]
    span: str
    events: Sequence[BaseEvent]
    texts: Sequence[str]


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
            MmkgError: What was raised there.
        """
        import ray

        return _or_raise(ray.get(self._hub.ask.remote(what, *given)))

    async def asked(self, what: str, *given: Any) -> Any:
        """The same for what takes a while."""
        return _or_raise(await self._hub.ask.remote(what, *given))


def _or_raise(answer: Any) -> Any:
    if isinstance(answer, MmkgError):
        raise answer
    return answer


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


class Worker:
    """Makes samples one beside the other, in one loop of a thread of its own."""

    def __init__(self, hub: Any, kit: Kit) -> None:
        self._line = Line(hub)
        self._kit = kit
        self._questions = Questions()
        self._shops: dict[Any, Workshop] = {}
        self._room = tempfile.TemporaryDirectory(prefix="mmkg-")
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._ledger = RelayedLedger(self._line, Redactor.of(kit.settings.roster.endpoints()))
        self._shop = asyncio.run_coroutine_threadsafe(self._set_up(), self._loop).result()

    def make(self, errand: Errand) -> Made | None:
        """Make a sample; nothing if this worker was not told all questions accepted before."""
        return asyncio.run_coroutine_threadsafe(self._make(errand), self._loop).result()

    def pid(self) -> int:
        """The id of its process."""
        import os

        return os.getpid()

    async def _set_up(self) -> Workshop:
        kit, line = self._kit, self._line
        tools = load_tools(kit.settings.tools)
        self._stack = AsyncExitStack()
        tools |= await self._stack.enter_async_context(foreign_tools(kit.settings.mcp, tools))
        files = Files(kit.files, line, Path(self._room.name))
        return Workshop(
            settings=kit.settings,
            graph=(empty := Graph()),
            view=View(empty),
            models={role: self._model(role) for role in kit.models},
            tools=tools,
            checks=all_checks(),
            reread=Rereader(files),
            tracer=Tracer(self._ledger, span=kit.span),
            budget=RelayedBudget(line, kit.settings),
            files=files,
        )

    def _model(self, role: Role) -> RelayedModel:
        endpoint, identity = self._kit.models[role]
        model = RelayedModel(endpoint=endpoint, role=role, identity=identity)
        model._line = self._line
        return model

    async def _make(self, errand: Errand) -> Made | None:
        known = len(self._questions.ids)
        if errand.since > known:
            return None
        for id, question in errand.news[known - errand.since :]:
            self._questions.add(id, question)
        asked = Asked(self._questions, errand.asked)
        shop = self._in(errand.graph)
        tracer = replace(shop.tracer, sample=errand.id, attempt=1, span=errand.span)
        tracer = replace(tracer, parent=shop.tracer.span)
        bench = Bench(shop, errand.id, errand.ordinal, errand.candidates, asked, tracer, attempt=1)
        verdict = await make_sample(bench)
        events, texts = self._ledger.drained()
        state = {name: getattr(bench, name) for name in STATE}
        return Made(verdict.reason, state, bench.tracer.span, events, texts)

    def _in(self, reference: Any) -> Workshop:
        """The workshop over a graph; the last two are kept, for samples begun before it grew."""
        import ray

        if reference not in self._shops:
            graph: Graph = ray.get(reference)
            agreed_only = self._kit.settings.exact_cells == "agreed"
            view = View(graph, agreed_only=agreed_only)
            self._shops = dict(list(self._shops.items())[-1:])
            self._shops[reference] = replace(self._shop, graph=graph, view=view)
        return self._shops[reference]
