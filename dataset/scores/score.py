"""What a score is. Each score is a small class in a file of its own; `all_scores` finds them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.judgement import Judgement, judge
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Scoring
from mmkg.runtime.trace import Tracer

Values = Mapping[str, float]


@dataclass
class Scene:
    """What scores may look at besides the sample.

    Attributes:
        accepted: Questions accepted so far, and those of the user's own data.
        judges: Models that judge, each once.
        strong: The stronger of the two solvers; none if there is no such model.
        weak: The weaker one.
        likely: The model whose probabilities of answers are asked for.
    """

    scoring: Scoring
    accepted: Sequence[str] = ()
    judges: Sequence[EndpointModel] = ()
    strong: EndpointModel | None = None
    weak: EndpointModel | None = None
    likely: EndpointModel | None = None
    tracer: Tracer | None = None
    budget: Budget | None = None
    _judged: dict[str, tuple[Judgement, ...]] = field(default_factory=dict)

    def at_work(self) -> tuple[Tracer, Budget]:
        """Who writes calls down and counts them; there is one wherever there are models."""
        assert self.tracer is not None and self.budget is not None
        return self.tracer, self.budget

    async def judgements(self, sample: Sample) -> tuple[Judgement, ...]:
        """What each judge says of a sample; asked once for all scores that want to know."""
        if sample.id not in self._judged:
            tracer, budget = self.at_work()
            found = [await judge(model, sample, tracer, budget) for model in self.judges]
            self._judged[sample.id] = tuple(one for one in found if one is not None)
        return self._judged[sample.id]


class Score(Protocol):
    """One way to say how good a sample is.

    Attributes:
        name: What settings call it.
    """

    name: str

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """Its values by name; none where it cannot be had."""
        ...


@cache
def all_scores() -> dict[str, Score]:
    """One instance of each class in this folder whose name ends in `Score`, by name."""
    package = importlib.import_module("mmkg.dataset.scores")
    found: dict[str, Score] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"mmkg.dataset.scores.{info.name}")
        for name, value in vars(module).items():
            if name.endswith("Score") and value is not Score:
                if value.__module__ != module.__name__:
                    continue
                if value.name in found:
                    raise ValueError(f"there are two scores {value.name!r}")
                found[value.name] = value()
    return found


async def measure(sample: Sample, scene: Scene) -> dict[str, float]:
    """All scores that the settings want, rounded so that machines agree."""
    known = all_scores()
    values: dict[str, float] = {}
    for name in scene.scoring.compute:
        values |= await known[name].measure(sample, scene)
    return {name: round(value, 3) for name, value in values.items()}


def below(values: Values, scoring: Scoring) -> str:
    """Which threshold a sample fails, in words; empty if it fails none.

    A score that could not be had fails nothing.
    """
    for name, least in scoring.least.items():
        if name in values and values[name] < least:
            return f"{name} below {least:g}"
    for name, most in scoring.most.items():
        if name in values and values[name] > most:
            return f"{name} above {most:g}"
    return ""
