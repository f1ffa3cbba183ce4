"""What runs in Ray's processes: workers that make samples, as a session asks them to."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from mmkg.agents.asked import Asked, Questions
from mmkg.agents.bench import Bench, Workshop
from mmkg.agents.ray_line import Line
from mmkg.agents.ray_relayed import Files, RelayedBudget, RelayedLedger, RelayedModel
from mmkg.agents.workflow import make_together
from mmkg.dataset.checks.check import all_checks
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.runtime.events import BaseEvent
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Endpoint, Role, Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.mcp_servers import foreign_tools
from mmkg.tools.reread import Rereader
from mmkg.tools.toolbox import load_tools

STATE = (
    "attempt",
    "tried",
    "doubted",
    "plan",
    "draft",
    "verdicts",
    "scores",
    "models",
    "last",
    "reason",
)


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
        state: What lies on its bench now.
        span: That of the last attempt.
        events: What was not written down yet.
        texts: Long texts that events name.
    """

    state: dict[str, Any]
    span: str
    events: Sequence[BaseEvent]
    texts: Sequence[str]


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
        await make_together([bench])
        events, texts = self._ledger.drained()
        state = {name: getattr(bench, name) for name in STATE}
        return Made(state, bench.tracer.span, events, texts)

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
