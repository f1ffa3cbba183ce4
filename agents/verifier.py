"""The verifier: runs every check on a draft, and lets a model try to answer the question blind.

The checks are code and decide. A model's attempt decides only where the model is not the embedded
one, which is too small to judge: where that one disagrees, the finding is kept as undecided, unless
it answers the plain wording right and the model's wording wrong. No model's opinion alone ever
accepts a sample: it comes after every check has passed.
"""

from __future__ import annotations

from random import Random

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.evidence_lines import evidence_lines
from mmkg.agents.role import GaveUp, Role, act
from mmkg.agents.writer import plainly
from mmkg.dataset.answers.compare import same_answer as agrees
from mmkg.dataset.checks.check import examine
from mmkg.dataset.sample import Finding, Sample, Verdict
from mmkg.graph.derivation import Calculate, Combine, Substitute, Total, walk
from mmkg.runtime.events import CheckRan
from mmkg.runtime.settings import Endpoint
from mmkg.runtime.trace import Tracer

COMPUTING = (Calculate, Combine, Substitute, Total)


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


async def verify(bench: Bench) -> Verdict:
    """Check the draft in work.

    Raises:
        ToolBroke, EndpointError, LimitReached: As `act` does.
    """
    sample = bench.sample()
    assert sample is not None
    with bench.tracer.agent("verifier") as tracer:
        findings = []
        for finding in examine(sample, bench.ground(), bench.shop.checks):
            tracer.event(_event(finding))
            findings.append(finding)
        if all(finding.passed is not False for finding in findings):
            for finding in await _by_model(bench, sample, tracer):
                tracer.event(_event(finding))
                findings.append(finding)
    return Verdict(attempt=bench.attempt, findings=tuple(findings))


async def _by_model(bench: Bench, sample: Sample, tracer: Tracer) -> list[Finding]:
    endpoint = bench.shop.settings.roster.endpoint("verifier")
    if endpoint is None:
        return []
    solved = await _solve(bench, sample, tracer, endpoint)
    if endpoint.embedded or solved.passed is False:
        return [solved]
    return [solved, await _recalled(bench, sample, tracer)]


async def _solve(bench: Bench, sample: Sample, tracer: Tracer, endpoint: Endpoint) -> Finding:
    """Whether a model that sees the evidence, but not the answer, comes to the answer."""
    rng = Random(f"{bench.shop.settings.seed} {bench.id} solve")
    shown = evidence_lines(sample.evidence, bench.shop.graph, rng)
    said = await _attempt(bench, tracer, sample, sample.question, shown)
    by = bench.models["verifier"]
    if said is not None and agrees(said, sample.answer):
        return Finding(check="solved", passed=True, by=by)
    why = "the solver gave up" if said is None else f"with all the evidence, the solver says {said}"
    mend = f"{why}: leave nothing open about what is asked, of which data, in which unit"
    failed = Finding(check="solved", passed=False, why=mend, route="writer", by=by)
    undecided = Finding(check="solved", passed=None, why=why, by=by)
    if said is None:
        return undecided
    if not endpoint.embedded:
        return failed
    if sample.wording == "grammar":
        return undecided
    # The small model proves something only by contrast: it can answer the plain wording, and from
    # the same evidence not this one.
    plain = await _attempt(bench, tracer, sample, plainly(bench.chosen), shown)
    if plain is None or not agrees(plain, sample.answer):
        return undecided
    changed = "it asks something else than the plain words: stay closer to them"
    return failed.model_copy(update={"why": changed})


async def _recalled(bench: Bench, sample: Sample, tracer: Tracer) -> Finding:
    """Whether the answer can be given without any evidence, so that it proves no reading."""
    said = await _attempt(bench, tracer, sample, sample.question, "")
    known = said is not None and agrees(said, sample.answer)
    why = "memorised: answered without the evidence" if known else ""
    by = bench.models["verifier"]
    return Finding(check="needs_evidence", passed=None if known else True, why=why, by=by)


async def _attempt(
    bench: Bench, tracer: Tracer, sample: Sample, question: str, evidence: str
) -> str | None:
    """What a model answers; it gets the tools that compute only where something is computed."""
    role = SOLVER if any(isinstance(n, COMPUTING) for n in walk(sample.derivation)) else READER
    desk = bench.desk("verifier", tracer)
    assert desk is not None
    try:
        solution = await act(role, desk, {"question": question, "evidence": evidence})
    except GaveUp:
        return None
    return solution.answer


def _event(finding: Finding) -> CheckRan:
    undecided = "undecided: " if finding.passed is None else ""
    return CheckRan(
        name=finding.check,
        passed=finding.passed is not False,
        why=undecided + finding.why,
        route=finding.route if finding.passed is False else None,
    )
