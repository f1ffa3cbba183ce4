"""The verifier: runs every check on a draft, then lets judges ask a model about it.

The checks are code and decide. Judges come after every check has passed, the cheap ones first and
those of a wave at once, and stop at a settled verdict. No model's opinion alone accepts a sample.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from mmkg.agents.bench import Bench
from mmkg.agents.judges.judge import Case, Judge, chosen
from mmkg.dataset.checks.check import examine
from mmkg.dataset.sample import Finding, Sample, Verdict
from mmkg.runtime.events import CheckRan
from mmkg.runtime.trace import Tracer


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
        for judges in _waves(bench):
            if any(finding.passed is False for finding in findings):
                break
            for finding in await _judged(bench, sample, judges, tracer):
                tracer.event(_event(finding))
                findings.append(finding)
    return Verdict(attempt=bench.attempt, findings=tuple(findings))


def _waves(bench: Bench) -> Iterator[list[Judge]]:
    """The judges that the settings ask for, those that are asked at once together."""
    settings = bench.shop.settings
    endpoint = settings.roster.endpoint("verifier")
    judges = chosen(settings.judging, endpoint) if endpoint else []
    for _, wave in groupby(judges, key=lambda judge: judge.wave):
        yield list(wave)


async def _judged(
    bench: Bench, sample: Sample, judges: Sequence[Judge], tracer: Tracer
) -> list[Finding]:
    endpoint = bench.shop.settings.roster.endpoint("verifier")
    assert endpoint is not None
    case = Case(sample, bench, tracer, endpoint)
    return await _together([judge.examine(case) for judge in judges])


async def _together(work: Sequence[Coroutine[Any, Any, Finding]]) -> list[Finding]:
    """All findings, in order; if one fails to come about, the others are called off."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


@lru_cache(maxsize=256)  # most say of a check no more than that it passed
def _event(finding: Finding) -> CheckRan:
    undecided = "undecided: " if finding.passed is None else ""
    return CheckRan(
        name=finding.check,
        passed=finding.passed is not False,
        why=undecided + finding.why,
        route=finding.route if finding.passed is False else None,
    )
