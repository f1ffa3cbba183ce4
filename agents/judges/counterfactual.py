"""Changes one cited value: an answer that is read from the evidence follows it."""

from __future__ import annotations

from mmkg.agents.judges.judge import Case
from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.sample import Finding, opened
from mmkg.dataset.twins import changed


class CounterfactualJudge:
    """Shows the evidence of a twin of the sample, and asks the same question."""

    name = "counterfactual"
    wave = 2

    async def examine(self, case: Case) -> Finding:
        """Fails if the model gives the document's answer against the evidence that it sees."""
        sample = opened(case.sample)
        twin = changed(sample, case.rng("counterfactual"))
        if twin is None:
            return case.finds(self.name, None, "no cited value changes the answer")
        shown = case.shown(case.rng("counterfactual order"), twin.evidence)
        said = await case.attempt(sample.question, shown)
        if said is not None and same_answer(said, twin.answer):
            return case.finds(self.name, True)
        if said is not None and same_answer(said, sample.answer):
            why = "answered from memory: the answer does not follow a changed value"
            return case.finds(self.name, False, why, "miner")
        return case.finds(self.name, None, "the solver gave up" if said is None else f"says {said}")
