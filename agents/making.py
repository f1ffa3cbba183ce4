"""Makes the samples of a session: what it offers, agrees on and counts while it is at work."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mmkg.agents.agenda import Agenda
from mmkg.agents.bench import Workshop
from mmkg.agents.corpus_graph import deepening
from mmkg.agents.deepening import Deepening, readable
from mmkg.agents.production import MERGED, Production
from mmkg.agents.stopping import SessionBudget, grace, stopped_by_signals
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.sampling.region import regions
from mmkg.graph.task import Task
from mmkg.runtime.collector import beside_a_graph
from mmkg.runtime.outcomes import Outcome

if TYPE_CHECKING:
    from mmkg.agents.session import SessionRequest, Watcher

OFFER = 3  # plans that the miner's model chooses from
OFFER_BY_CODE = 2  # plans of a sample without such a model: the second is for when the first fails
CLOCK_S = 20.0  # how often the minutes of work are written down


@dataclass(frozen=True)
class Made:
    """What came of it.

    Attributes:
        reason: Why it ended.
        shortfall: For each task that ended before its share was reached, one line that says why.
        shop: What it came to work with: its graph has grown if text was read on.
    """

    reason: str
    shortfall: tuple[str, ...]
    shop: Workshop


async def make_samples(
    request: SessionRequest,
    tasks: Mapping[str, Task],
    shop: Workshop,
    budget: SessionBudget,
    watch: Watcher,
) -> Made:
    """Make samples until enough are accepted, plans run out or a limit is reached.

    Raises:
        EndpointError: If an endpoint cannot be used at all.
    """
    settings, clock = shop.settings, _Clock(shop)
    wanted = settings.limits.accept
    agenda = _agenda(shop, tasks, watch)
    workers, window = request.engine.side_by_side(settings)

    def settled(outcome: Outcome, accepted: int) -> None:
        clock.tick()
        watch.settled(outcome, accepted, wanted)

    production = Production(
        shop,
        agenda,
        wanted,
        window,
        workers,
        settled,
        until=request.until,
        deepening=_deepening(shop),
        readable=readable(tasks),
    )
    watch.stage("samples")
    async with request.engine.at_work(shop) as production.make:
        with beside_a_graph(), stopped_by_signals(budget, production, grace(settings)):
            try:
                reason = await production.run()
            finally:
                await production.drain(grace(settings))
    short = production.accepted < wanted
    return Made(reason, agenda.shortfall() if short else (), production.shop)


def _agenda(shop: Workshop, tasks: Mapping[str, Task], watch: Watcher) -> Agenda:
    settings, (first, *further) = shop.settings, _offered(shop, watch)
    return Agenda(
        Sampler(first, [*tasks.values()], settings.seed, further=further, shard=settings.shard),
        {name: settings.tasks.get(name, 1.0) for name in tasks},
        settings.limits.accept,
        OFFER if "miner" in shop.models else OFFER_BY_CODE,
        None if settings.language == "auto" else settings.language,
    )


def _offered(shop: Workshop, watch: Watcher) -> list[View]:
    """Where plans are looked for, as settings say; checks see the whole graph all the same."""
    found = regions(shop.graph, shop.settings.sampling, shop.settings.seed)
    if not found:
        return [shop.view]
    mined = len(frozenset().union(*found))
    watch.note(f"mining {mined} of {len(shop.graph.nodes)} nodes of the graph")
    return [View(shop.graph, agreed_only=shop.view.agreed_only, within=w) for w in found]


def _deepening(shop: Workshop) -> Deepening | None:
    """What reads on where text runs short of plans, if there is a model and more to read."""
    settings, model = shop.settings, shop.models.get("extractor")
    merged = MERGED in shop.tracer.ledger.meta  # its shards have read on
    if model is None or not settings.lazy_chunks or merged:
        return None
    return deepening(shop.graph, settings, model, shop.tracer, shop.budget)


@dataclass
class _Clock:
    """Writes down now and then how long the session has worked, in case it is killed."""

    shop: Workshop
    last: float = field(default_factory=time.monotonic)

    def tick(self) -> None:
        if time.monotonic() - self.last > CLOCK_S:
            self.last = time.monotonic()
            self.shop.tracer.ledger.set_meta("minutes", f"{self.shop.budget.minutes:.3f}")
