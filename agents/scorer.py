"""The scorer: what is known about how good a verified sample is, and whether that is enough."""

from __future__ import annotations

from mmkg.agents.bench import Bench
from mmkg.dataset.scores.score import Scene, below, measure
from mmkg.runtime.errors import UsageError
from mmkg.runtime.events import Scored
from mmkg.runtime.settings import Endpoint, Scoring
from mmkg.runtime.trace import Tracer


async def score(bench: Bench) -> str:
    """Score the sample in work; says which threshold it fails, or nothing if it fails none.

    Raises:
        EndpointError, LimitReached: As `ask` does.
    """
    sample = bench.sample()
    assert sample is not None
    scoring = bench.shop.settings.scores
    with bench.tracer.agent("scorer") as tracer:
        bench.scores = await measure(sample, _scene(bench, scoring, tracer))
        reason = below(bench.scores, scoring)
        value = bench.scores.get("support")
        tracer.event(Scored(name="scores", value=value, detail=dict(bench.scores)))
    return reason


def _scene(bench: Bench, scoring: Scoring, tracer: Tracer) -> Scene:
    """What the scores may look at: the scorer's model judges, and strong and weak solve."""
    shop = bench.shop
    judge = shop.models.get("scorer") if wants_models(scoring) else None
    strong, weak = served(scoring.strong), served(scoring.weak)
    return Scene(
        scoring=scoring,
        accepted=bench.asked.latest,
        judges=[judge] if judge else (),
        strong=shop.solver(strong) if strong else judge,
        weak=shop.solver(weak) if weak else None,
        likely=judge,
        tracer=tracer,
        budget=shop.budget,
    )


def wants_models(scoring: Scoring) -> bool:
    """Whether any of the wanted scores calls a model."""
    return bool({"difficulty", "evidence_gain", "naturalness"} & set(scoring.compute))


def served(endpoint: Endpoint | None) -> Endpoint | None:
    """An endpoint that has an address.

    Raises:
        UsageError: If it is a model that mmkg would have to serve.
    """
    if endpoint is not None and endpoint.embedded:
        raise UsageError(
            "[scores] strong and weak: give them an address; to score with an embedded model, run "
            "`mmkg score` on the finished session"
        )
    return endpoint
