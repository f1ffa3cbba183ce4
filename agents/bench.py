"""What one sample is made with, and what all samples of a session share."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from mmkg.agents.asked import Asked
from mmkg.agents.grammar.grammar import asks
from mmkg.agents.role import Desk
from mmkg.dataset.checks.check import Check, Ground
from mmkg.dataset.explain import show
from mmkg.dataset.sample import Cost, Draft, Finding, Sample, Source, Verdict, assemble
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.events import SampleStarted
from mmkg.runtime.limits import Budget
from mmkg.runtime.patience import Patience
from mmkg.runtime.settings import Endpoint, Role, Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context, Tool
from mmkg.tools.reread import Rereader


@dataclass(frozen=True)
class Workshop:
    """What all samples of a session share.

    Attributes:
        settings: As the user gave them: embedded endpoints are still named so here.
        models: The model of each role that has one; a role without works by code.
        reread: Reads evidence again in the source files.
        files: The source files by their SHA-256.
    """

    settings: Settings
    graph: Graph
    view: View
    models: Mapping[Role, EndpointModel]
    tools: MutableMapping[str, Tool]
    checks: Sequence[Check]
    reread: Rereader
    tracer: Tracer
    budget: Budget
    files: Mapping[str, Path] = field(default_factory=dict)
    _solvers: list[EndpointModel] = field(default_factory=list)

    def solver(self, endpoint: Endpoint) -> EndpointModel:
        """The one model of an endpoint, be it a role's or not: all samples share its limits."""
        models = (*self.models.values(), *self._solvers)
        known = next((model for model in models if model.endpoint == endpoint), None)
        if known is None:
            patience = Patience(outage_s=60 * self.settings.limits.outage_minutes)
            known = EndpointModel(endpoint=endpoint, patience=patience)
            self._solvers.append(known)
        return known

    async def aclose(self) -> None:
        """Close what it opened."""
        for model in self._solvers:
            await model.aclose()

    def sources(self, plan: Plan) -> tuple[Source, ...]:
        """The documents that a plan's evidence stands in."""
        hashes = dict.fromkeys(item.address.document for item in plan.evidence)
        found = [self.graph.documents[sha256] for sha256 in hashes]
        return tuple(Source(sha256=d.sha256, name=d.name, title=d.title) for d in found)


@dataclass
class Bench:
    """One sample in work. The workflow's state names only what lies here.

    Attributes:
        id: The sample's id from its first moment to the export.
        candidates: The plans it may become, the sampler's best first.
        asked: The questions accepted when it was begun.
        attempt: Which draft it is at, from 1.
        tried: Keys of the plans given up.
        doubted: What evidence says that is read otherwise by another reader.
        models: The models that had a part, by role.
        last: The draft of the plan given up last.
        reason: Why it would be rejected if it ended now; empty once it is accepted.
    """

    shop: Workshop
    id: str
    ordinal: int
    candidates: Sequence[Plan]
    asked: Asked
    tracer: Tracer
    attempt: int = 0
    tried: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    plan: Plan | None = None
    draft: Draft | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    last: Sample | None = None
    reason: str = ""
    _made: tuple[Draft, Sample] | None = None  # of the draft in work, made once

    @classmethod
    def begun(
        cls, shop: Workshop, id: str, ordinal: int, candidates: Sequence[Plan], asked: Asked
    ) -> Bench:
        """A bench at its first attempt."""
        bench = cls(shop, id, ordinal, candidates, asked, shop.tracer)
        bench.begin_attempt()
        return bench

    def begin_attempt(self) -> None:
        """Go on to the next attempt."""
        self.attempt += 1
        self.tracer = self.shop.tracer.for_sample(self.id, self.attempt)
        self.tracer.event(SampleStarted(task=self.candidates[0].task))

    @property
    def open_plans(self) -> list[Plan]:
        """The plans not given up yet, that cite nothing doubted."""
        return [
            plan
            for plan in self.candidates
            if plan.key not in self.tried
            and not any(item.content in self.doubted for item in plan.evidence)
        ]

    @property
    def chosen(self) -> Plan:
        """The plan in work; there is one once the miner has chosen."""
        assert self.plan is not None
        return self.plan

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What failed at the last attempt with the plan in work."""
        return self.verdicts[-1].failures if self.verdicts else ()

    def give_up_plan(self) -> None:
        """Put the plan in work aside, and its draft with it."""
        self.last = self.sample() or self.last
        self.tried.append(self.chosen.key)
        self.plan = self.draft = None

    def desk(self, role: Role, tracer: Tracer) -> Desk | None:
        """What a role works with; none if it has no model."""
        model = self.shop.models.get(role)
        if model is None:
            return None
        self.models.setdefault(role, model.endpoint.model)
        context = Context(
            graph=self.shop.graph,
            view=self.shop.view,
            evidence={item.id: item for item in self.plan.evidence} if self.plan else {},
            plans=[(plan, show(plan)) for plan in self.open_plans] if role == "miner" else (),
            reread=self.shop.reread,
            files=self.shop.files,
        )
        settings = self.shop.settings
        return Desk(
            model,
            self.shop.tools,
            context,
            tracer,
            self.shop.budget,
            granted=frozenset(settings.capabilities.get(role, ())),
            tool_seconds=settings.tool_seconds,
            answered=partial(self.models.__setitem__, role),
        )

    def ground(self) -> Ground:
        """What checks may look at."""
        own = self.shop.settings.task_files
        return Ground(self.shop.view, self.shop.reread, self.asked, own, asks)

    def sample(self) -> Sample | None:
        """The sample as far as it has come; none before there is a draft."""
        if self.plan is None or self.draft is None:
            return None
        if self._made is None or self._made[0] is not self.draft:
            self._made = (
                self.draft,
                assemble(
                    self.plan,
                    self.draft,
                    ordinal=self.ordinal,
                    seed=self.shop.settings.seed,
                    sources=self.shop.sources(self.plan),
                ),
            )
        known = {"id": self.id, "models": self.models, "scores": self.scores}
        return self._made[1].model_copy(update={**known, "verdicts": tuple(self.verdicts)})

    def cost(self) -> Cost:
        """What its model calls took, also those made before an interruption."""
        if not self.models:
            return Cost()
        spent = self.shop.tracer.ledger.spent(self.id)
        return Cost(
            calls=spent.calls,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            usd=spent.cost,
        )
