"""A session: from a folder of documents to verified samples, in one folder, resumable at any time.

ingest → graph → (full depth: extract) → samples until enough → publish
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mmkg.agents.bench import Workshop
from mmkg.agents.calibration import calibrate_small
from mmkg.agents.corpus_graph import choices_of, corpus_graph, keep_grown, schema_of
from mmkg.agents.engine import Engine, LocalEngine
from mmkg.agents.making import Made, make_samples
from mmkg.agents.manifest import Manifest
from mmkg.agents.scorer import wants_models
from mmkg.agents.stopping import INTERRUPTED, SessionBudget
from mmkg.dataset.calibrate import META as CALIBRATION
from mmkg.dataset.checks.check import all_checks
from mmkg.dataset.publish import publish
from mmkg.graph.mining.view import View
from mmkg.graph.sampling.region import chosen_samplers
from mmkg.graph.task import Task, load_tasks
from mmkg.runtime.embedded import serve_embedded
from mmkg.runtime.endpoint import EndpointModel, open_models
from mmkg.runtime.errors import UsageError
from mmkg.runtime.events import SERVICE, Noted, SessionEnded, SessionStarted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome, Totals
from mmkg.runtime.patience import Patience
from mmkg.runtime.probing import learn_dialects, probe
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Limits, Role, Roster, Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Tool
from mmkg.tools.kept_readings import KeptReadings
from mmkg.tools.mcp_servers import foreign_tools
from mmkg.tools.reread import Rereader
from mmkg.tools.toolbox import load_tools

LEDGER = "ledger.sqlite"


Models = Callable[[Roster], AbstractAsyncContextManager[dict[Role, EndpointModel]]]


class Watcher(Protocol):
    """Is told how a session goes on; for progress on the screen."""

    def stage(self, name: str) -> None:
        """A stage begins.

        They are `ingest`, `graph`, `model`, `extract`, `samples`, `publish`, `calibrate`.
        """

    def ingested(self, done: int, total: int, name: str) -> None:
        """A document was read, or a chunk in the stage `extract`."""

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        """A sample has its verdict."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


@dataclass(frozen=True)
class SessionRequest:
    """What a session is asked to do.

    Attributes:
        folder: Where everything about it lies.
        corpus: Documents, and folders of them.
        models: Opens the models of the roles, for a session that does not ask its endpoints.
        until: Id of the sample after which it ends; none to end by the limits alone.
        engine: Where documents are read and samples made.
    """

    folder: Path
    corpus: tuple[Path, ...]
    settings: Settings
    models: Models | None = None
    until: str | None = None
    engine: Engine = field(default_factory=LocalEngine)


@dataclass(frozen=True)
class SessionResult:
    """What a session came to.

    Attributes:
        stop_reason: Which of its limits stopped it.
        shortfall: For each task that ended early, one line that says why.
        unread: One line for each file that could not be read.
        seconds: Time of this run, without that of earlier ones.
    """

    folder: Path
    wanted: int
    accepted: int
    rejected_by_reason: dict[str, int]
    totals: Totals
    stop_reason: str
    seconds: float
    shortfall: tuple[str, ...] = ()
    unread: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether as many were accepted as were wanted."""
        return self.accepted >= self.wanted


async def run_session(request: SessionRequest, watch: Watcher) -> SessionResult:
    """Run a session, or go on with the one that the folder holds.

    Raises:
        UsageError: If the settings cannot be met, or the folder holds another session.
        InputError: If there are no documents that can be read.
        EndpointError: If a model cannot be used.
        WeightsError: If the embedded model's weights are not on this machine.
        LedgerError: If the ledger cannot be written.
    """
    tasks = chosen_tasks(request.settings)
    chosen_samplers(request.settings.sampling)
    granted_tools(request.settings)
    schema_of(request.settings)
    choices_of(request.settings)
    manifest = Manifest.of(request.corpus, request.settings)
    before = Manifest.read(request.folder)
    if before is not None:
        before.refuse_other(manifest, request.folder)
    elif (request.folder / LEDGER).exists():
        raise UsageError(f"{request.folder}: holds a ledger without a manifest: use a new folder")
    manifest.write(request.folder)
    return await _Session(request, manifest, tasks, watch).run()


async def resume_session(
    folder: Path, watch: Watcher, limits: Limits | None = None
) -> SessionResult:
    """Go on with the session in a folder, from the documents and settings it was started with.

    Args:
        folder: The session's folder.
        watch: Is told how it goes on.
        limits: Other limits on calls, tokens, cost and time.

    Raises:
        UsageError: If the folder holds no session, or its corpus has changed.
        MmkgError: As `run_session` does.
    """
    manifest = Manifest.read(folder)
    if manifest is None:
        raise UsageError(f"{folder}: holds no session to resume (there is no manifest.json)")
    settings = manifest.settings
    if limits is not None:
        settings = settings.model_copy(update={"limits": limits})
    return await run_session(SessionRequest(folder, manifest.corpus, settings), watch)


def chosen_tasks(settings: Settings) -> dict[str, Task]:
    """The tasks that settings ask for, those that need the fewest carriers first.

    Raises:
        UsageError: If one of them does not exist.
    """
    known = load_tasks(settings.task_files)
    if unknown := [name for name in settings.tasks if name not in known]:
        raise UsageError(f"no task is called {', '.join(unknown)}: there are {', '.join(known)}")
    tasks = [known[name] for name in (settings.tasks or known)]
    tasks.sort(key=lambda task: (sum(task.carriers.values()), task.name))
    return {task.name: task for task in tasks}


def granted_tools(settings: Settings) -> dict[str, Tool]:
    """All tools by name, once it is sure that settings grant only what there is.

    Raises:
        UsageError: If a file of tools cannot be loaded, or a capability granted has no tool.
    """
    tools = load_tools(settings.tools)
    known = {tool.capability for tool in tools.values()}
    known |= {server.capability for server in settings.mcp.values()}
    for role, capabilities in settings.capabilities.items():
        for name in capabilities:
            if name not in known:
                has = ", ".join(sorted(known))
                raise UsageError(f"capabilities.{role}: no tool has {name!r}; there are {has}")
    return tools


@dataclass
class _Session:
    request: SessionRequest
    manifest: Manifest
    tasks: dict[str, Task]
    watch: Watcher
    began: float = field(default_factory=time.monotonic)

    async def run(self) -> SessionResult:
        request, settings = self.request, self.request.settings
        redact = Redactor.of(settings.roster.endpoints())
        with (
            Ledger.open(request.folder / LEDGER, create=True, redact=redact) as ledger,
            closing(Rereader(self.manifest.files, KeptReadings())) as reread,
        ):
            resumed = any(ledger.outcomes())
            tracer = Tracer(ledger)
            started = SessionStarted(settings=settings.fingerprint(), resumed=resumed)
            tracer.event(started.model_copy(update={"span": tracer.span}))
            minutes = float(ledger.meta.get("minutes", "0"))
            budget = SessionBudget(settings.limits, ledger.totals(), minutes)
            reason = "failed"
            try:
                tools = granted_tools(settings)
                async with (
                    self._models(settings.roster, tracer) as models,
                    foreign_tools(settings.mcp, tools) as foreign,
                ):
                    tools |= foreign
                    shop, unread = await self._workshop(models, tools, reread, tracer, budget)
                    made = await make_samples(request, self.tasks, shop, budget, self.watch)
                    reason = made.reason
            finally:
                ledger.set_meta("minutes", f"{budget.minutes:.3f}")
                tracer.event(SessionEnded(reason=reason))
                ledger.flush()
            if made.shop is not shop:
                keep_grown(request.folder, shop.graph, made.shop.graph)
            self.watch.stage("publish")
            publish(ledger, request.folder)
            if reason != INTERRUPTED:
                self.watch.stage("calibrate")
                view = made.shop.view
                found = calibrate_small(ledger, view, reread, settings.seed, settings.task_files)
                ledger.set_meta(CALIBRATION, found.model_dump_json())
            return self._result(ledger.totals(), made, unread)

    @asynccontextmanager
    async def _models(
        self, roster: Roster, tracer: Tracer
    ) -> AsyncIterator[dict[Role, EndpointModel]]:
        """The models of the roles, the embedded one served as long as they are used."""

        def notice(text: str) -> None:
            tracer.event(Noted(text=SERVICE, detail=text))
            self.watch.note(text)

        async with AsyncExitStack() as stack:
            if self.request.models is not None:
                yield await stack.enter_async_context(self.request.models(roster))
                return
            for endpoint in roster.endpoints():
                if endpoint.embedded is None:
                    await probe(endpoint, notice)
                    continue
                self.watch.stage("model")
                served = stack.enter_context(serve_embedded(endpoint))
                roster = roster.with_endpoint(endpoint, served)
            limits = self.request.settings.limits
            patience = Patience(outage_s=60 * limits.outage_minutes)
            models = await stack.enter_async_context(open_models(roster, patience, notice))
            await learn_dialects(_asked_by_schema(models, self.request.settings), tracer.ledger)
            yield models

    async def _workshop(
        self,
        models: dict[Role, EndpointModel],
        tools: dict[str, Tool],
        reread: Rereader,
        tracer: Tracer,
        budget: SessionBudget,
    ) -> tuple[Workshop, tuple[str, ...]]:
        settings = self.request.settings
        if tracer.ledger.meta.get("graph") != "whole":
            await self.request.engine.read(self.manifest.files)
        graph, unread = await corpus_graph(
            self.request.folder, self.manifest, models.get("extractor"), tracer, budget, self.watch
        )
        files = self.manifest.files
        shop = Workshop(
            settings=settings,
            graph=graph,
            view=View(graph, agreed_only=settings.exact_cells == "agreed"),
            models=models,
            tools=tools,
            checks=all_checks(),
            reread=reread,
            tracer=tracer,
            budget=budget,
            files=files,
        )
        return shop, unread

    def _result(self, totals: Totals, made: Made, unread: tuple[str, ...]) -> SessionResult:
        return SessionResult(
            folder=self.request.folder,
            wanted=self.request.settings.limits.accept,
            accepted=totals.accepted,
            rejected_by_reason=totals.rejections,
            totals=totals,
            stop_reason=made.reason,
            seconds=time.monotonic() - self.began,
            shortfall=made.shortfall,
            unread=unread,
        )


def _asked_by_schema(
    models: dict[Role, EndpointModel], settings: Settings
) -> Iterator[EndpointModel]:
    """The models whose replies must follow a schema, but for the embedded one, which is known."""
    for role, model in models.items():
        judges = role == "scorer" and wants_models(settings.scores)
        if model.endpoint.constraint != "llguidance" and (model.endpoint.schema_tools or judges):
            yield model
