"""Scores the samples of a finished session again, with other models; nothing is made anew."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from mmkg.dataset.exports.material import ORIGIN, read_material
from mmkg.dataset.own_texts import read_texts
from mmkg.dataset.publish import REJECTED, SAMPLES, Rejected, write_lines
from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, below, measure
from mmkg.dataset.solvers import Solvers, solvers
from mmkg.runtime.errors import InputError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.outcomes import Spend
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Endpoint, Limits, Scoring
from mmkg.runtime.trace import Tracer

LEDGER = "scores.sqlite"
LATEST = 2000  # accepted questions that a new one is compared with for novelty
AT_ONCE = 8


@dataclass(frozen=True)
class Rescoring:
    """What to score, and how.

    Attributes:
        place: A session's folder, or a file of samples.
        to: Folder for the samples with their scores.
        judge: The model that judges and weighs answers; none for the scores made by code.
        own: Files of the user's own data, for novelty.
    """

    place: Path
    to: Path
    scoring: Scoring
    judge: Endpoint | None = None
    own: tuple[Path, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True)
class Rescored:
    """What came of it: samples kept, rejected by reason, the mean of each score, what it took."""

    kept: int
    rejected: dict[str, int]
    means: dict[str, float]
    spend: Spend


async def rescore(asked: Rescoring, progress: Callable[[int], None]) -> Rescored:
    """Score all samples, and write those that pass and those that fail a threshold.

    Replies are kept in the folder: a run that was stopped goes on where it was, and repeating one
    costs nothing.

    Raises:
        InputError: If there are no samples.
        EndpointError, LimitReached: As `ask` does.
    """
    material = read_material(asked.place)
    if not material.samples:
        raise InputError(f"{asked.place}: there are no accepted samples to score")
    own = [text for path in asked.own for text in read_texts(path)]
    asked.to.mkdir(parents=True, exist_ok=True)
    endpoints = [e for e in (asked.judge, asked.scoring.strong, asked.scoring.weak) if e]
    with Ledger.open(asked.to / LEDGER, create=True, redact=Redactor.of(endpoints)) as ledger:
        async with solvers(endpoints) as models:
            scene = _scene(asked, models, ledger)
            scored = await _all(material.samples, scene, own, progress)
        spend = ledger.totals().spend
    if material.session:
        (asked.to / ORIGIN).write_text(str(material.session.resolve()) + "\n", "utf-8")
    return _written(scored, asked, spend)


def _scene(asked: Rescoring, models: Solvers, ledger: Ledger) -> Scene:
    judge = models.get(asked.judge)
    strong = models.get(asked.scoring.strong) or judge
    return Scene(
        scoring=asked.scoring,
        judges=[judge] if judge else (),
        strong=strong,
        weak=models.get(asked.scoring.weak),
        likely=judge,
        tracer=Tracer(ledger, role="scorer"),
        budget=Budget(asked.limits, ledger.totals()),
    )


async def _all(
    samples: Sequence[Sample], scene: Scene, own: list[str], progress: Callable[[int], None]
) -> list[Sample]:
    slots, done = asyncio.Semaphore(AT_ONCE), Counter[str]()
    questions = [sample.question for sample in samples]

    async def one(place: int) -> Sample:
        sample = samples[place]
        async with slots:
            mine = replace(
                scene,
                accepted=[*own, *questions[max(0, place - LATEST) : place]],
                tracer=scene.at_work()[0].for_sample(sample.id, 1),
            )
            values = await measure(sample, mine)
        done["samples"] += 1
        progress(done["samples"])
        return sample.model_copy(update={"scores": {**sample.scores, **values}})

    return list(await asyncio.gather(*map(one, range(len(samples)))))


def _written(scored: Sequence[Sample], asked: Rescoring, spend: Spend) -> Rescored:
    """Write what passes and what does not; a rejected sample is kept with its reason."""
    reasons = {sample.id: below(sample.scores, asked.scoring) for sample in scored}
    kept = [sample for sample in scored if not reasons[sample.id]]
    gone = [
        Rejected(
            id=sample.id,
            reason=reasons[sample.id],
            attempts=len(sample.verdicts),
            sample=sample.model_copy(update={"reason": reasons[sample.id]}),
        )
        for sample in scored
        if reasons[sample.id]
    ]
    write_lines(asked.to / SAMPLES, (sample.model_dump_json() for sample in kept))
    write_lines(asked.to / REJECTED, (one.model_dump_json() for one in gone))
    values: defaultdict[str, list[float]] = defaultdict(list)
    for sample in scored:
        for name, value in sample.scores.items():
            if ":" not in name:
                values[name].append(value)
    means = {name: round(fmean(found), 4) for name, found in values.items()}
    return Rescored(len(kept), dict(Counter(one.reason for one in gone)), means, spend)
