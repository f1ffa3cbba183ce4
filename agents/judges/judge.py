"""What a judge is: one question to the verifier's model about a sample that all checks passed.

Each judge is a small class in a file of its own; `all_judges` finds them. No judge that answers the
question is told the gold answer. The embedded model is too small to judge: what it finds wrong is
kept as undecided, but for what it can prove by contrast (see `solve`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.evidence_lines import evidence_lines
from mmkg.agents.role import GaveUp, Role, act
from mmkg.dataset.sample import Finding, Route, Sample
from mmkg.graph.derivation import Calculate, Combine, Substitute, Total, walk
from mmkg.graph.evidence import Evidence
from mmkg.runtime.settings import Endpoint, Judging
from mmkg.runtime.trace import Tracer

COMPUTING = (Calculate, Combine, Substitute, Total)
Output = TypeVar("Output", bound=BaseModel)


class Solution(BaseModel):
    """Submit the answer."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field(description="answer", min_length=1, max_length=300)


READER = Role("verifier", "reader", Solution, "submit_answer", max_turns=2, max_tokens=120)
SOLVER = Role(
    "verifier",
    "solver",
    Solution,
    "submit_answer",
    frozenset({"compute"}),
    max_turns=4,
    max_tokens=160,
)


@dataclass(frozen=True)
class Case:
    """A sample before its judges, with what they work with."""

    sample: Sample
    bench: Bench
    tracer: Tracer
    endpoint: Endpoint

    def rng(self, what: str) -> Random:
        """Draws that depend on the session's seed and the sample alone."""
        return Random(f"{self.bench.shop.settings.seed} {self.bench.id} {what}")

    def shown(self, rng: Random, instead: Iterable[Evidence] = ()) -> str:
        """All evidence as lines in random order, some of it replaced."""
        described = (item for one in self.sample.described for item in one.evidence)
        every = {item.id: item for item in (*self.sample.evidence, *described, *instead)}
        return evidence_lines(every.values(), self.bench.shop.graph, rng)

    def lines(self, evidence: Iterable[Evidence]) -> str:
        """Some evidence as lines."""
        return evidence_lines(evidence, self.bench.shop.graph, self.rng("lines"))

    async def attempt(self, question: str, evidence: str) -> str | None:
        """What the model answers; none if it gives up.

        It gets the tools that compute only where something is computed.
        """
        computed = any(isinstance(node, COMPUTING) for node in walk(self.sample.derivation))
        role = SOLVER if computed else READER
        solution = await self.ask(role, {"question": question, "evidence": evidence})
        return solution.answer if solution else None

    async def ask(self, role: Role[Output], words: Mapping[str, object]) -> Output | None:
        """What the model submits; none if it gives up."""
        desk = self.bench.desk("verifier", self.tracer)
        assert desk is not None
        try:
            return await act(role, desk, words)
        except GaveUp:
            return None

    def finds(
        self, judge: str, passed: bool | None, why: str = "", route: Route = "writer"
    ) -> Finding:
        """A finding of the model; the embedded one's failures are undecided."""
        weak = passed is False and self.endpoint.embedded
        by = self.bench.models["verifier"]
        return Finding(check=judge, passed=None if weak else passed, why=why, route=route, by=by)


class Judge(Protocol):
    """One thing that a model judges.

    Attributes:
        name: Its name in settings, verdicts and reports.
        wave: Judges of a wave are asked at once; the next wave only if none of them failed.
    """

    name: str
    wave: int

    async def examine(self, case: Case) -> Finding:
        """What the judge finds.

        Raises:
            ToolBroke, EndpointError, LimitReached: As `act` does.
        """
        ...


@cache
def all_judges() -> tuple[Judge, ...]:
    """One instance of each class in this folder whose name ends in `Judge`, cheap ones first."""
    package = importlib.import_module("mmkg.agents.judges")
    found: list[Judge] = []
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"mmkg.agents.judges.{info.name}")
        for name, value in vars(module).items():
            if (
                name.endswith("Judge")
                and value is not Judge
                and value.__module__ == module.__name__
            ):
                found.append(value())
    return tuple(sorted(found, key=lambda judge: (judge.wave, judge.name)))


def chosen(judging: Judging, endpoint: Endpoint) -> Sequence[Judge]:
    """The judges that the settings ask for; by `auto`, those that the model is able for."""
    every = all_judges()
    if judging.judges != "auto":
        return [judge for judge in every if judge.name in judging.judges]
    return [judge for judge in every if not endpoint.embedded or judge.name == "solve"]
