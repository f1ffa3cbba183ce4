"""No limit is overshot by more than the calls under way, however many wait for their turn."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mmkg.runtime.asking import Request, ask
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError, LimitReached
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.patience import Patience
from mmkg.runtime.settings import Limits
from mmkg.runtime.trace import Tracer

AT_ONCE = 3
WAITING = 40


@pytest.mark.parametrize(
    ("limits", "fault", "allowed"),
    [
        (Limits(max_calls=7), "", 7),
        (Limits(max_tokens=7 * 60), "", 7 + AT_ONCE),
        (Limits(max_cost=7 * 60 / 1e6), "", 7 + AT_ONCE),
        (Limits(max_minutes=0.15 / 60), "", 15 + AT_ONCE),
        (Limits(consecutive_failures=7), "400", 7 + AT_ONCE),
    ],
    ids=["calls", "tokens", "cost", "minutes", "failures"],
)
async def test_a_limit_holds_back_all_that_wait(
    scripted_endpoint: Any, tmp_path: Path, limits: Limits, fault: str, allowed: int
) -> None:
    def reply(request: dict[str, Any]) -> Any:
        if fault:
            return scripted_endpoint.Reply(fault=fault)
        return scripted_endpoint.said("ok", seconds=0.03)

    scripted_endpoint.answer_by(reply)
    endpoint = scripted_endpoint.endpoint(concurrency=AT_ONCE, price_in=1, price_out=1)
    budget = Budget(limits)
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        tracer = Tracer(ledger, sample="s1", role="writer")
        async with EndpointModel(endpoint=endpoint, patience=Patience(2, 0.01)) as model:
            asked = [
                ask(model, Request([], step=step), tracer=tracer, budget=budget)
                for step in range(WAITING)
            ]
            found = await asyncio.gather(*asked, return_exceptions=True)
        stopped = sum(isinstance(each, LimitReached) for each in found)
        assert all(
            not isinstance(e, Exception) or isinstance(e, LimitReached | EndpointError)
            for e in found
        )
        made = len(scripted_endpoint.requests)
        assert made <= allowed and made + stopped == WAITING
        assert made or limits.max_minutes  # on a busy machine, time is up before the first call
        assert ledger.totals().spend.calls == budget.calls == made


async def test_another_try_of_the_last_call_is_allowed(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("500").say("ok")
    budget = Budget(Limits(max_calls=1))
    async with EndpointModel(
        endpoint=scripted_endpoint.endpoint(), patience=Patience(2, 0.01)
    ) as model:
        assert (await model.answer([], budget=budget)).text == "ok"
        with pytest.raises(LimitReached, match="max_calls: 1 of 1"):
            await model.answer([], budget=budget)
    assert budget.calls == 1
