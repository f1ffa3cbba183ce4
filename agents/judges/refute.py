"""Tries to refute the answer, once the model has given its own without seeing it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.judges.judge import Case
from mmkg.agents.role import Role
from mmkg.dataset.answers.compare import same_answer
from mmkg.dataset.sample import Finding, in_full
from mmkg.graph.units import written


class Refutation(BaseModel):
    """Submit whether the answer can be refuted."""

    model_config = ConfigDict(extra="forbid")

    refuted: bool = Field(description="whether the evidence shows the answer to be wrong")
    instead: str = Field(description="the right answer; empty if not refuted", max_length=300)
    why: str = Field(description="the flaw, in a few words; empty if none", max_length=160)


REFUTES = Role(
    "verifier",
    "verifier_refute",
    Refutation,
    "submit_refutation",
    frozenset({"compute"}),
    max_turns=4,
    max_tokens=200,
)


class RefuteJudge:
    """A refutation must name another answer; one that names the same refutes nothing."""

    name = "refute"
    wave = 2

    async def examine(self, case: Case) -> Finding:
        """Fails if the model names another answer that it holds to be right."""
        answer = case.sample.answer
        told = f"{answer.value} {written(answer.unit)}" if answer.unit else answer.value
        shown = case.shown(case.rng("refute"))
        words = {"question": in_full(case.sample), "evidence": shown, "answer": told}
        found = await case.ask(REFUTES, words)
        if found is None:
            return case.finds(self.name, None, "the judge gave up")
        if not found.refuted or not found.instead or same_answer(found.instead, answer):
            return case.finds(self.name, True)
        why = f"it may also be answered by {found.instead}: {found.why}"
        return case.finds(self.name, False, why)
