from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from mmkg.runtime.asking import Request, ask
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError, LimitReached
from mmkg.runtime.events import ChatCalled
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.outcomes import Spend, Totals
from mmkg.runtime.patience import Patience
from mmkg.runtime.settings import Limits
from mmkg.runtime.trace import Tracer

ASKED = Request([SystemMessage("Be brief."), HumanMessage("Hello")], prompt="abc")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        yield ledger


@pytest.fixture
async def model(scripted_endpoint: Any) -> Any:
    endpoint = scripted_endpoint.endpoint(price_in=1000, price_out=10_000)
    async with EndpointModel(endpoint=endpoint, patience=Patience(2, 0.01)) as model:
        yield model


def writer(ledger: Ledger, attempt: int = 1) -> Tracer:
    return Tracer(ledger, sample="s1", attempt=attempt, role="writer")


async def test_a_kept_reply_is_used_again_and_costs_nothing(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    scripted_endpoint.call("look_up", {"row": "Peru"})
    budget = Budget(Limits())
    first = await ask(model, ASKED, tracer=writer(ledger), budget=budget)
    again = await ask(model, ASKED, tracer=writer(ledger), budget=budget)
    assert again == first and len(scripted_endpoint.requests) == 1
    assert budget.calls == 1 and budget.tokens == 60
    assert budget.cost == pytest.approx(0.15)
    assert ledger.totals().spend == Spend(1, 1, 0, 50, 10, pytest.approx(0.15))


async def test_the_trace_tells_what_was_asked_and_answered(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    scripted_endpoint.fault("500").say("Hi")
    await ask(model, ASKED, tracer=writer(ledger), budget=Budget(Limits()))
    (event,) = ledger.events(sample="s1", kind="chat")
    assert isinstance(event, ChatCalled)
    assert (event.role, event.model, event.retries, event.finish) == (
        "writer",
        "scripted",
        1,
        "stop",
    )
    assert event.seconds > 0 and event.prompt == "abc"
    assert [ledger.text(key) for key in event.messages] == [
        '{"content":"Be brief.","role":"system"}',
        '{"content":"Hello","role":"user"}',
    ]
    assert event.reply and '"Hi"' in str(ledger.text(event.reply))
    assert ledger.reply(event.reply_key) is not None


async def test_another_attempt_asks_anew(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    scripted_endpoint.say("one").say("two")
    budget = Budget(Limits())
    replies = [
        await ask(model, ASKED, tracer=writer(ledger, attempt), budget=budget) for attempt in (1, 2)
    ]
    assert [reply.text for reply in replies] == ["one", "two"]


async def test_a_reply_that_does_not_validate_is_paid_and_traced_but_not_kept(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    scripted_endpoint.say("nonsense").say("fine")

    def fine(reply: AIMessage) -> None:
        if reply.text != "fine":
            raise ValueError("not fine")

    budget = Budget(Limits())
    with pytest.raises(EndpointError, match="unusable reply: not fine"):
        await ask(model, ASKED, tracer=writer(ledger), budget=budget, validate=fine)
    assert budget.tokens == 60 and budget.failures_in_a_row == 1
    reply = await ask(model, ASKED, tracer=writer(ledger), budget=budget, validate=fine)
    assert reply.text == "fine" and budget.failures_in_a_row == 0
    assert [event.error for event in ledger.events(kind="chat")] == ["bad_reply", None]


async def test_a_limit_stops_the_next_call_but_not_kept_replies(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    scripted_endpoint.say("Hi")
    budget = Budget(Limits(max_calls=1))
    await ask(model, ASKED, tracer=writer(ledger), budget=budget)
    await ask(model, ASKED, tracer=writer(ledger), budget=budget)
    with pytest.raises(LimitReached, match="max_calls: 1 of 1"):
        await ask(model, ASKED, tracer=writer(ledger, 2), budget=budget)
    assert len(scripted_endpoint.requests) == 1


async def test_failed_calls_in_a_row_stop_the_session(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger
) -> None:
    budget = Budget(Limits(consecutive_failures=2))
    for step in range(2):
        scripted_endpoint.fault("400")
        with pytest.raises(EndpointError):
            await ask(model, ASKED, tracer=writer(ledger, step), budget=budget)
    with pytest.raises(LimitReached, match="consecutive_failures: 2"):
        await ask(model, ASKED, tracer=writer(ledger), budget=budget)
    assert ledger.totals().spend.failed == 2


async def test_any_chat_model_of_langchain_can_be_asked(ledger: Ledger) -> None:
    model = FakeListChatModel(responses=["from elsewhere", "again"])
    for _ in range(2):
        reply = await ask(model, ASKED, tracer=writer(ledger), budget=Budget(Limits()))
        assert reply.text == "from elsewhere"


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(max_tokens=100), "max_tokens: 100 of 100"),
        (Limits(max_cost=0.5), "max_cost: 0.5000 of 0.5000 USD"),
        (Limits(max_minutes=3), "max_minutes: 3.0 of 3"),
        (Limits(), None),
    ],
)
def test_the_first_limit_reached_is_named(limits: Limits, said: str | None) -> None:
    before = Totals(spend=Spend(calls=5, tokens_in=80, tokens_out=20, cost=0.5))
    reason = Budget(limits, before, minutes_before=3.0).stop_reason()
    assert reason is None if said is None else said in str(reason)


@pytest.mark.parametrize("how", ["said", "called"])
async def test_half_a_character_in_a_reply_is_an_unusable_reply(
    scripted_endpoint: Any, model: EndpointModel, ledger: Ledger, how: str
) -> None:
    broken = scripted_endpoint.said("\ud83d")
    if how == "called":
        broken = scripted_endpoint.called("look_up", {"row": "\ud83d"})
    scripted_endpoint.answer_by(lambda request: broken)
    with pytest.raises(EndpointError, match="unusable reply|not JSON") as raised:
        await ask(model, ASKED, tracer=writer(ledger), budget=Budget(Limits()))
    assert raised.value.kind == "bad_reply" and not list(ledger.replies())
