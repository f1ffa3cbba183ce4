"""Solves the question blind: from the evidence in shuffled order, without the gold answer."""

from __future__ import annotations

import asyncio

from mmkg.agents.judges.judge import Case
from mmkg.agents.writer import plainly
from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.sample import Finding, in_full, opened


class SolveJudge:
    """Several attempts, each with the evidence in another order; most of them must be right."""

    name = "solve"
    wave = 1

    async def examine(self, case: Case) -> Finding:
        """Fails if most attempts come to another answer than the gold one."""
        if case.endpoint.embedded:
            return await _by_contrast(case)
        question, answer = in_full(case.sample), case.sample.answer
        times = case.bench.shop.settings.judging.solve_times
        orders = dict.fromkeys(case.shown(case.rng(f"solve {n}")) for n in range(times))
        said = await asyncio.gather(*(case.attempt(question, shown) for shown in orders))
        given = [answer for answer in said if answer is not None]
        right = sum(same_answer(one, answer) for one in given)
        if not given:
            return case.finds(self.name, None, "the solver gave up")
        if 2 * right > len(said):
            return case.finds(self.name, True)
        wrong = next(one for one in given if not same_answer(one, answer))
        return case.finds(self.name, False, _mend(wrong))


async def _by_contrast(case: Case) -> Finding:
    """A small model proves something only if it can answer the plain wording, and not this one."""
    sample = opened(case.sample)
    shown = case.shown(case.rng("solve 0"))
    said = await case.attempt(sample.question, shown)
    if said is not None and same_answer(said, sample.answer):
        return case.finds("solve", True)
    undecided = "the solver gave up" if said is None else f"the solver says {said}"
    if said is not None and sample.wording == "model":
        plain = await case.attempt(plainly(case.bench.chosen), shown)
        if plain is not None and same_answer(plain, sample.answer):
            why = "it asks something else than the plain words: stay closer to them"
            by = case.bench.models["verifier"]
            return Finding(check="solve", passed=False, why=why, route="writer", by=by)
    return case.finds("solve", None, undecided)


def _mend(said: str) -> str:
    return (
        f"with all the evidence, the solver says {said}: leave nothing open about what is asked, "
        "of which data, in which unit"
    )
