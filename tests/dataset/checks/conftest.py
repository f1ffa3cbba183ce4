"""A sample that passes every check, and the ground it stands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import asks, word
from mmkg.dataset.checks.check import Ground, all_checks
from mmkg.dataset.sample import Finding, Sample, assemble
from mmkg.graph.build import build
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.task import load_tasks


@dataclass(frozen=True)
class Case:
    """A sample with its ground; `check` says what one check finds."""

    sample: Sample
    ground: Ground

    def check(self, name: str) -> Finding:
        (check,) = [check for check in all_checks() if check.name == name]
        return check.examine(self.sample, self.ground)

    def failing(self) -> list[str]:
        findings = [check.examine(self.sample, self.ground) for check in all_checks()]
        return [finding.check for finding in findings if finding.passed is False]

    def with_sample(self, **update: Any) -> Case:
        return replace(self, sample=self.sample.model_copy(update=update))

    def with_asked(self, **update: Any) -> Case:
        return self.with_sample(asked=self.sample.asked.model_copy(update=update))

    def asking(self, question: str) -> Case:
        return self.with_sample(question=question)


def made(view: View, plan: Plan) -> Case:
    sample = assemble(plan, word(plan, Random(3)), ordinal=1, seed=3, sources=())
    return Case(sample, Ground(view, reread=lambda evidence: None, asks=asks))


def case(view: View, task: str, pattern: str, language: str = "en") -> Case:
    sampler = Sampler(view, [load_tasks()[task]], 5)
    plans = sampler.candidates(task, 400)
    wanted = (p for p in plans if p.pattern == pattern and p.language == language)
    return made(view, next(wanted))


@pytest.fixture
def find(example_view: View) -> Any:
    """Makes the sample of a pattern from the example corpus."""
    return lambda task, pattern, language="en": case(example_view, task, pattern, language)


@pytest.fixture
def in_documents() -> Any:
    """Makes the sample of a pattern from documents written by hand."""
    return lambda task, pattern, *papers: case(
        View(build([paper.document() for paper in papers])), task, pattern
    )


@pytest.fixture
def unproposed() -> Any:
    """Makes the sample of a plan that a pattern draws and the sampler must not hand out."""

    def sample(task: str, pattern: str, paper: Any) -> Case:
        view = View(build([paper.document()]))
        proposed = Sampler(view, [load_tasks()[task]], 5).candidates(task, 400)
        assert pattern not in {plan.pattern for plan in proposed}
        return made(view, next(load_patterns()[pattern].plans(view, task, Random(5))))

    return sample
