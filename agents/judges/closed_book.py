"""Asks the question without any evidence: what is answered then proves no reading."""

from __future__ import annotations

from mmkg.agents.judges.judge import Case
from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.sample import Finding, opened


class ClosedBookJudge:
    """The open question, so that no option can be guessed."""

    name = "closed_book"
    wave = 1

    async def examine(self, case: Case) -> Finding:
        """Never fails: a sample that is answered from memory is marked as undecided."""
        sample = opened(case.sample)
        said = await case.attempt(sample.question, "")
        if said is not None and same_answer(said, sample.answer):
            return case.finds(self.name, None, "memorised: answered without the evidence")
        return case.finds(self.name, True)
