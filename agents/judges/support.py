"""Judges each reasoning step by nothing but what it cites and the steps before it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.judges.judge import Case
from mmkg.agents.role import Role
from mmkg.dataset.sample import Finding


class Unsupported(BaseModel):
    """Submit the steps that do not follow."""

    model_config = ConfigDict(extra="forbid")

    steps: list[int] = Field(description="numbers of the steps; none if all follow", max_length=40)
    why: str = Field(description="what is wrong with the first; empty if none", max_length=160)


FOLLOWS = Role(
    "verifier", "verifier_support", Unsupported, "submit_unsupported", max_turns=2, max_tokens=160
)


class SupportJudge:
    """Gets every step with its own evidence, one after the other."""

    name = "support"
    wave = 2

    async def examine(self, case: Case) -> Finding:
        """Fails if a step is not supported; the miner brings another plan."""
        known = {item.id: item for item in case.sample.evidence}
        steps = [
            {"text": step.text, "evidence": case.lines(known[name] for name in step.cites)}
            for step in case.sample.steps
        ]
        found = await case.ask(FOLLOWS, {"steps": steps})
        if found is None:
            return case.finds(self.name, None, "the judge gave up")
        wrong = [number for number in found.steps if 1 <= number <= len(steps)]
        if not wrong:
            return case.finds(self.name, True)
        return case.finds(self.name, False, f"step {wrong[0]}: {found.why}", "miner")
