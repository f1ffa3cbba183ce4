"""Calls over several endpoints, through outages, and what an endpoint's limits come to."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError, EndpointLost, LimitReached
from mmkg.runtime.likelihood import log_probability
from mmkg.runtime.limits import Budget
from mmkg.runtime.patience import Patience
from mmkg.runtime.probing import probe
from mmkg.runtime.settings import Endpoint, Limits, Roster

QUICK = Patience(tries=6, first_s=0.01, most_s=0.05, outages=3, outage_s=0.4)
LASTING = replace(QUICK, outage_s=30)  # for what must succeed, on a busy machine too
HELLO = [SystemMessage("Be brief."), HumanMessage("Hello")]


@pytest.fixture
def second(scripted_endpoint: Any) -> Iterator[Any]:
    """Another server like the first."""
    server = type(scripted_endpoint)()
    yield server
    server.close()


def over(
    *endpoints: Endpoint, said: list[str] | None = None, patience: Patience = LASTING
) -> EndpointModel:
    whole = Endpoint.model_validate(list(endpoints))
    heard = [] if said is None else said
    return EndpointModel(endpoint=whole, patience=patience, notice=heard.append)


def dead(**settings: Any) -> Endpoint:
    return Endpoint.model_validate({"url": "http://127.0.0.1:9/v1", "model": "m", **settings})


def test_a_role_may_name_a_list_of_endpoints(scripted_endpoint: Any) -> None:
    here = scripted_endpoint.endpoint()
    roster = Roster.model_validate({"roles": {"writer": [here.model_dump(), "http://h/v1#m"]}})
    first, other = roster.roles["writer"].all()
    assert first == here and other.url == "http://h/v1" and len(roster.endpoints()) == 1
    again = Roster.model_validate_json(roster.model_dump_json())
    assert again == roster
    with pytest.raises(ValueError, match="embedded model has no stand-ins"):
        Endpoint.model_validate([here, "embedded"])


async def test_a_dead_endpoint_is_stood_in_for(scripted_endpoint: Any) -> None:
    scripted_endpoint.answer_by(lambda request: scripted_endpoint.said("ok"))
    said: list[str] = []
    async with over(dead(), scripted_endpoint.endpoint(price_in=1e6), said=said) as model:
        replies = [await model.ainvoke(HELLO) for _ in range(4)]
    assert {reply.text for reply in replies} == {"ok"}
    assert replies[0].response_metadata["asked_model"] == "scripted"
    assert replies[0].response_metadata["cost"] == 50
    assert len(said) == 1 and "127.0.0.1:9" in said[0] and "paused: cannot be reached" in said[0]


async def test_an_endpoint_that_serves_again_is_used_again(scripted_endpoint: Any) -> None:
    scripted_endpoint.answer_by(lambda request: scripted_endpoint.said("stand-in"))
    first = type(scripted_endpoint)()
    port = first.port
    first.close()
    preferred = first.endpoint(timeout_s=1)
    async with over(preferred, scripted_endpoint.endpoint(max_tokens=99)) as model:
        assert (await model.ainvoke(HELLO)).text == "stand-in"
        back = type(scripted_endpoint)(port)
        back.answer_by(lambda request: back.said("preferred"))
        try:
            for _ in range(100):
                await asyncio.sleep(0.02)
                if (await model.ainvoke(HELLO)).text == "preferred":
                    break
            else:
                raise AssertionError("never used again")
        finally:
            back.close()


async def test_endpoints_that_are_asked_for_the_same_share_the_calls(
    scripted_endpoint: Any, second: Any
) -> None:
    for server in (scripted_endpoint, second):
        server.answer_by(lambda request, s=server: s.said("ok", seconds=0.02))
    one, two = (server.endpoint(concurrency=2) for server in (scripted_endpoint, second))
    async with over(one, two) as model:
        await asyncio.gather(*(model.ainvoke(HELLO) for _ in range(12)))
    assert len(scripted_endpoint.requests) + len(second.requests) == 12
    assert len(scripted_endpoint.requests) == pytest.approx(6, abs=1)
    assert scripted_endpoint.busiest == second.busiest == 2


async def test_another_model_waits_until_it_is_needed(scripted_endpoint: Any, second: Any) -> None:
    for server in (scripted_endpoint, second):
        server.answer_by(lambda request, s=server: s.said("ok", seconds=0.01))
    first, other = scripted_endpoint.endpoint(concurrency=1), second.endpoint(temperature=0.5)
    async with over(first, other) as model:
        await asyncio.gather(*(model.ainvoke(HELLO) for _ in range(6)))
    assert (len(scripted_endpoint.requests), len(second.requests)) == (6, 0)


async def test_no_endpoint_in_service_is_said_with_what_is_wrong_with_each(second: Any) -> None:
    second.key = "right"
    async with over(dead(), second.endpoint(), patience=QUICK) as model:
        with pytest.raises(EndpointLost, match=r"no endpoint in service: .*reached.*; .*key"):
            await model.ainvoke(HELLO)
    assert EndpointLost.exit_code == 3


async def test_a_probe_passes_if_one_of_several_endpoints_serves(scripted_endpoint: Any) -> None:
    scripted_endpoint.say("hi")
    said: list[str] = []
    await probe(Endpoint.model_validate([dead(), scripted_endpoint.endpoint()]), said.append)
    assert len(said) == 1 and "cannot be reached" in said[0]
    with pytest.raises(EndpointError, match="cannot be reached"):
        await probe(Endpoint.model_validate([dead(), dead(model="n")]))


async def test_a_spell_of_nothing_but_429_pauses_all_calls_and_passes(
    scripted_endpoint: Any,
) -> None:
    began: list[float] = []

    def spell(request: dict[str, Any]) -> Any:
        began.append(time.monotonic())
        over = began[-1] - began[0] > 0.5
        return scripted_endpoint.said("ok") if over else scripted_endpoint.Reply(fault="429")

    scripted_endpoint.answer_by(spell)
    said: list[str] = []
    async with over(scripted_endpoint.endpoint(concurrency=8), said=said) as model:
        replies = await asyncio.gather(*(model.ainvoke(HELLO) for _ in range(16)))
    assert {reply.text for reply in replies} == {"ok"}
    assert "paused" in said[0] and "serves again" in said[-1]
    # While it is paused only probes go out: one every 0.025 s at most, where 8 calls would.
    assert len(scripted_endpoint.requests) < 80


async def test_429_for_too_long_gives_the_endpoint_up(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("429_forever")
    async with over(scripted_endpoint.endpoint(), patience=QUICK) as model:
        with pytest.raises(EndpointLost, match="allows no more calls now"):
            await asyncio.gather(*(model.ainvoke(HELLO) for _ in range(4)))


async def test_spent_quota_ends_at_once(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("429", text="You exceeded your current quota").say("never")
    async with over(scripted_endpoint.endpoint()) as model:
        with pytest.raises(EndpointLost, match="has no more quota"):
            await model.ainvoke(HELLO)
    assert len(scripted_endpoint.requests) == 1


async def test_a_limit_reached_meanwhile_ends_the_wait_for_an_endpoint() -> None:
    budget = Budget(Limits(max_minutes=0.001))
    async with over(dead()) as model:
        with pytest.raises(LimitReached, match="max_minutes"):
            await model.answer(HELLO, budget=budget)


async def test_what_unusable_replies_took_is_counted(scripted_endpoint: Any) -> None:
    scripted_endpoint.say(None, tokens=(7, 1)).say("ok", tokens=(7, 2))
    scripted_endpoint.add(*[scripted_endpoint.said(None, tokens=(1, 1))] * 6)
    async with over(scripted_endpoint.endpoint(price_out=1e6)) as model:
        reply = await model.ainvoke(HELLO)
        with pytest.raises(EndpointError) as caught:
            await model.ainvoke(HELLO)
    assert reply.usage_metadata["input_tokens"] == 14
    assert reply.response_metadata["cost"] == 3
    assert (caught.value.tokens, caught.value.cost) == ((6, 6), 6)


async def test_thoughts_that_take_all_the_room_get_more_once(scripted_endpoint: Any) -> None:
    scripted_endpoint.answer_by(
        lambda request: (
            scripted_endpoint.said("<think>hm", finish="length")
            if request["max_tokens"] < 900
            else scripted_endpoint.said("<think>hm</think>42")
        )
    )
    async with over(scripted_endpoint.endpoint(max_tokens=900)) as model:
        assert (await model.bind(max_tokens=80).ainvoke(HELLO)).text == "42"
    async with over(scripted_endpoint.endpoint(max_tokens=600)) as model:
        with pytest.raises(EndpointError, match="nothing within max_tokens = 600: allow it more"):
            await model.bind(max_tokens=80).ainvoke(HELLO)
    asked = [request["max_tokens"] for request in scripted_endpoint.requests]
    assert asked == [80, 900, 80, 600]


async def test_answers_are_weighed_with_the_patience_and_the_stand_ins_of_their_model(
    scripted_endpoint: Any,
) -> None:
    """As the first is dead, the stand-in is asked; it has no such service, which is no failure."""
    budget = Budget(Limits())
    async with over(dead(), scripted_endpoint.endpoint(), patience=QUICK) as model:
        assert await log_probability(model, HELLO, "Yes", budget) is None
        assert model.connections[1].breaker.closed and budget.calls == 1
    async with over(dead(), patience=QUICK) as alone:
        with pytest.raises(EndpointLost, match="no endpoint in service"):
            await asyncio.gather(*(log_probability(alone, HELLO, "Yes") for _ in range(4)))
