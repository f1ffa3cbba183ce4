"""The miner: chooses which of the sampler's plans becomes a sample."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.role import Role, act
from mmkg.agents.writer import plainly
from mmkg.graph.plan import Plan
from mmkg.graph.task import load_tasks
from mmkg.tools.base import ToolError


class Choice(BaseModel):
    """Choose a plan."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(description="number of the plan")
    reason: str = Field(description="why, in a few words", max_length=80)


MINER = Role(
    "miner",
    "miner",
    Choice,
    "submit_choice",
    frozenset({"graph"}),
    frozenset({"plans", "text", "tables", "figures", "formulas"}),
    max_tokens=96,
)


async def mine(bench: Bench) -> Plan | None:
    """Choose a plan among those not given up; none if none is left.

    Without a model, or without a choice to make, it is the sampler's best.

    Raises:
        GaveUp, ToolBroke, EndpointError, LimitReached: As `act` does.
    """
    plans = bench.open_plans
    if not plans:
        return None
    with bench.tracer.agent("miner") as tracer:
        desk = bench.desk("miner", tracer) if len(plans) > 1 else None
        if desk is None:
            return plans[0]

        def examine(choice: Choice) -> None:
            if not 1 <= choice.number <= len(plans):
                raise ToolError(f"no plan {choice.number}: there are plans 1 to {len(plans)}")

        wanted = _asked_for(plans[0].task, bench.shop.settings.task_files)
        listed = [f"{n}. {plainly(plan)}" for n, plan in enumerate(plans, start=1)]
        choice = await act(MINER, desk, {"wanted": wanted, "plans": "\n".join(listed)}, examine)
        return plans[choice.number - 1]


@cache
def _asked_for(task: str, own: tuple[Path, ...]) -> str:
    """What a kind of sample is, in words."""
    known = load_tasks(own).get(task)
    return known.description if known else ""
