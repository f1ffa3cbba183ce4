"""Judges the question alone: does it read naturally, and does it ask one thing?"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.judges.judge import Case
from mmkg.agents.role import Role
from mmkg.dataset.sample import Finding, in_full


class Reading(BaseModel):
    """Submit how the question reads."""

    model_config = ConfigDict(extra="forbid")

    natural: bool = Field(description="whether a person might have written it")
    asks_one_thing: bool = Field(description="whether exactly one thing is asked")
    fault: str = Field(description="what is wrong; empty if nothing", max_length=160)


READS = Role("verifier", "verifier_natural", Reading, "submit_reading", max_turns=2, max_tokens=120)


class NaturalJudge:
    """Sees neither evidence nor answer."""

    name = "natural"
    wave = 1

    async def examine(self, case: Case) -> Finding:
        """Fails if the question does not read well, or asks more than one thing."""
        read = await case.ask(READS, {"question": in_full(case.sample)})
        if read is None:
            return case.finds(self.name, None, "the judge gave up")
        if read.natural and read.asks_one_thing:
            return case.finds(self.name, True)
        fault = read.fault or ("ask one thing only" if read.natural else "it reads unnaturally")
        return case.finds(self.name, False, fault)
