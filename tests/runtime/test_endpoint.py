import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from mmkg.runtime.endpoint import EndpointModel, open_models
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.likelihood import log_probability
from mmkg.runtime.patience import Patience, _retry_after
from mmkg.runtime.probing import probe
from mmkg.runtime.settings import Endpoint, Roster

QUICK = Patience(tries=4, first_s=0.01, most_s=0.3, outage_s=20)
LOOK_UP = {
    "type": "function",
    "function": {
        "name": "look_up",
        "description": "Read one cell.",
        "parameters": {
            "type": "object",
            "properties": {"row": {"type": "string", "description": "Label of the row."}},
            "required": ["row"],
        },
    },
}
HELLO = [SystemMessage("Be brief."), HumanMessage("Hello")]


def opened(endpoint: Endpoint, patience: Patience = QUICK) -> EndpointModel:
    return EndpointModel(endpoint=endpoint, patience=patience)


async def test_a_plain_reply_carries_usage_and_how_it_went(scripted_endpoint: Any) -> None:
    scripted_endpoint.say("Hi there", tokens=(12, 3))
    async with opened(scripted_endpoint.endpoint(max_tokens=99, extra={"top_p": 0.5})) as model:
        reply = await model.ainvoke(HELLO)
    assert reply.text == "Hi there"
    assert reply.usage_metadata["input_tokens"] == 12
    assert reply.response_metadata["finish_reason"] == "stop"
    assert reply.response_metadata["retries"] == 0
    (request,) = scripted_endpoint.requests
    assert request["model"] == "scripted" and request["max_tokens"] == 99
    assert request["temperature"] == 0 and request["top_p"] == 0.5
    assert request["messages"][1] == {"role": "user", "content": "Hello"}


def test_it_also_answers_without_asyncio(scripted_endpoint: Any) -> None:
    scripted_endpoint.say("Hi")
    model = EndpointModel(endpoint=scripted_endpoint.endpoint())
    assert model.invoke(HELLO).text == "Hi"


async def test_native_tool_calls_over_two_turns(scripted_endpoint: Any) -> None:
    scripted_endpoint.call("look_up", {"row": "Peru"}).say("33 million")
    async with opened(scripted_endpoint.endpoint()) as model:
        bound = model.bind_tools([LOOK_UP], tool_choice="required")
        first = await bound.ainvoke(HELLO)
        (call,) = first.tool_calls
        result = ToolMessage("33", tool_call_id=call["id"])
        second = await bound.ainvoke([*HELLO, first, result])
    assert (call["name"], call["args"]) == ("look_up", {"row": "Peru"})
    assert second.text == "33 million"
    one, two = scripted_endpoint.requests
    assert one["tool_choice"] == "required" and one["tools"] == [LOOK_UP]
    assert "response_format" not in one
    assert [turn["role"] for turn in two["messages"]] == ["system", "user", "assistant", "tool"]


async def test_broken_arguments_become_an_invalid_call_that_can_be_answered(
    scripted_endpoint: Any,
) -> None:
    scripted_endpoint.call("look_up", '{"row": "Pe').call("look_up", {"row": "Peru"})
    async with opened(scripted_endpoint.endpoint()) as model:
        bound = model.bind_tools([LOOK_UP])
        first = await bound.ainvoke(HELLO)
        (bad,) = first.invalid_tool_calls
        told = ToolMessage("not valid JSON", tool_call_id=bad["id"], status="error")
        await bound.ainvoke([*HELLO, first, told])
    sent = scripted_endpoint.requests[1]["messages"][2]["tool_calls"]
    assert [call["id"] for call in sent] == [bad["id"]]


async def test_a_structured_answer_is_asked_for_by_schema_and_never_with_tools(
    scripted_endpoint: Any,
) -> None:
    scripted_endpoint.say('{"a":1}')
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    async with opened(scripted_endpoint.endpoint()) as model:
        await model.bind(answer_schema=schema).ainvoke(HELLO)
        with pytest.raises(ValueError, match="not both"):
            await model.bind_tools([LOOK_UP], answer_schema=schema).ainvoke(HELLO)
    sent = scripted_endpoint.requests[0]["response_format"]
    assert sent["json_schema"]["schema"] == schema


@pytest.mark.parametrize(
    "fault",
    [
        "429",
        "500",
        "503_html",
        "reset",
        "half_body",
        "broken_json",
        "html",
        "empty_choices",
        "null_content",
    ],
)
async def test_a_passing_fault_is_tried_again(scripted_endpoint: Any, fault: str) -> None:
    scripted_endpoint.fault(fault).fault(fault).say("at last")
    async with opened(scripted_endpoint.endpoint()) as model:
        reply = await model.ainvoke(HELLO)
    assert reply.text == "at last" and reply.response_metadata["retries"] == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("500", "server"),
        ("reset", "unreachable"),
        ("half_body", "unreachable"),
        ("broken_json", "bad_reply"),
        ("html", "bad_reply"),
        ("empty_choices", "bad_reply"),
        ("null_content", "bad_reply"),
    ],
)
async def test_a_lasting_fault_ends_typed_after_bounded_tries(
    scripted_endpoint: Any, fault: str, kind: str
) -> None:
    for _ in range(QUICK.tries):
        scripted_endpoint.fault(fault)
    async with opened(scripted_endpoint.endpoint()) as model:
        with pytest.raises(EndpointError, match="gave up after 4 tries") as caught:
            await model.ainvoke(HELLO)
    assert caught.value.kind == kind and "\n" not in str(caught.value)
    assert len(scripted_endpoint.requests) == QUICK.tries


async def test_a_slow_reply_is_a_timeout(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("slow", seconds=0.5).fault("slow", seconds=0.5)
    async with opened(scripted_endpoint.endpoint(timeout_s=0.1), Patience(2, 0.01)) as model:
        with pytest.raises(EndpointError, match=r"no answer within 0\.1 s") as caught:
            await model.ainvoke(HELLO)
    assert caught.value.kind == "timeout"


async def test_retry_after_is_heeded(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("429", retry_after=0.25).say("now")
    began = time.monotonic()
    async with opened(scripted_endpoint.endpoint()) as model:
        await model.ainvoke(HELLO)
    assert 0.25 <= time.monotonic() - began < 2


def test_retry_after_may_be_a_number_a_date_or_nonsense() -> None:
    assert _retry_after("3") == 3
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert _retry_after("soon") is None and _retry_after(None) is None


async def test_a_wrong_key_is_never_tried_again_and_never_shown(
    scripted_endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_endpoint.key = "right"
    monkeypatch.setenv("MY_KEY", "wrong-but-secret")
    endpoint = scripted_endpoint.endpoint(key_env="MY_KEY")
    async with opened(endpoint) as model:
        for attempt in (probe(endpoint), model.ainvoke(HELLO)):
            with pytest.raises(EndpointError, match=r"refuses the key in \$MY_KEY") as caught:
                await attempt
            assert caught.value.kind == "wrong_key" and "secret" not in str(caught.value)
    assert scripted_endpoint.keys == ["wrong-but-secret"] * 2


async def test_an_absent_key_is_said_to_be_absent(
    scripted_endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_endpoint.key = "right"
    monkeypatch.delenv("MY_KEY", raising=False)
    with pytest.raises(EndpointError, match=r"wants a key, and none is in \$MY_KEY"):
        await probe(scripted_endpoint.endpoint(key_env="MY_KEY"))


async def test_an_unknown_model_is_never_tried_again(scripted_endpoint: Any) -> None:
    with pytest.raises(EndpointError, match="model `other` does not exist") as caught:
        await probe(scripted_endpoint.endpoint(model="other"))
    assert caught.value.kind == "unknown_model" and len(scripted_endpoint.keys) == 1


@pytest.mark.parametrize("fault", ["400", "refusal"])
async def test_a_refusal_is_never_tried_again(scripted_endpoint: Any, fault: str) -> None:
    scripted_endpoint.fault(fault)
    async with opened(scripted_endpoint.endpoint()) as model:
        with pytest.raises(EndpointError) as caught:
            await model.ainvoke(HELLO)
    assert caught.value.kind == "refused" and len(scripted_endpoint.requests) == 1


async def test_a_dead_endpoint_is_found_out_before_any_work() -> None:
    endpoint = Endpoint.parse("http://127.0.0.1:9/v1#m")
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9/v1 .*cannot be reached") as caught:
        await probe(endpoint)
    assert caught.value.kind == "unreachable"


async def test_a_living_endpoint_passes_the_probe(scripted_endpoint: Any) -> None:
    scripted_endpoint.say("")
    await probe(scripted_endpoint.endpoint())
    assert scripted_endpoint.requests[0]["max_tokens"] == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<think>hm</think>\n42", "42"),
        ("leaked thought</think>42", "42"),
        ("42 <think>cut off", "42"),
        ("4<think>hm</think>2", "42"),
        ("no thoughts", "no thoughts"),
    ],
)
async def test_leaked_thoughts_are_dropped(scripted_endpoint: Any, text: str, kept: str) -> None:
    scripted_endpoint.say(text)
    async with opened(scripted_endpoint.endpoint()) as model:
        assert (await model.ainvoke(HELLO)).text == kept


async def test_roles_with_one_endpoint_share_its_limit_of_calls(scripted_endpoint: Any) -> None:
    scripted_endpoint.answer_by(lambda request: scripted_endpoint.said("ok", seconds=0.03))
    roster = Roster(default=scripted_endpoint.endpoint(concurrency=2))
    async with open_models(roster) as models:
        assert set(models) == {"extractor", "miner", "writer", "verifier", "scorer"}
        await asyncio.gather(
            *(models[role].ainvoke(HELLO) for role in ("miner", "writer", "scorer") * 3)
        )
    assert scripted_endpoint.busiest == 2


def schema_endpoint(scripted_endpoint: Any, **settings: Any) -> Endpoint:
    return scripted_endpoint.endpoint(tool_mode="schema", **settings)


async def test_schema_mode_gives_the_same_messages_as_native_mode(scripted_endpoint: Any) -> None:
    scripted_endpoint.say('{"tool":"look_up","args":{"row":"Peru"}}').say('{"say":"33"}')
    async with opened(schema_endpoint(scripted_endpoint)) as model:
        first = await model.bind_tools([LOOK_UP], tool_choice="required").ainvoke(HELLO)
        result = ToolMessage("33", tool_call_id=first.tool_calls[0]["id"])
        again = [*HELLO, first, result]
        second = await model.bind_tools([LOOK_UP], tool_choice="auto").ainvoke(again)
    assert first.tool_calls[0]["name"] == "look_up" and second.text == "33"
    one, two = scripted_endpoint.requests
    assert "tools" not in one
    form = one["response_format"]["json_schema"]["schema"]
    assert form["properties"]["tool"] == {"const": "look_up"}
    assert '{"tool":"look_up","args":{"row":"<Label of the row>"}}' in one["messages"][0]["content"]
    assert two["messages"][2:] == [
        {"role": "assistant", "content": '{"tool":"look_up","args":{"row":"Peru"}}'},
        {"role": "user", "content": "Result of look_up: 33"},
    ]


async def test_llama_servers_get_a_compact_grammar(scripted_endpoint: Any) -> None:
    scripted_endpoint.say('{"tool":"look_up","args":{"row":"Peru"}}')
    endpoint = schema_endpoint(scripted_endpoint, constraint="llguidance")
    async with opened(endpoint) as model:
        await model.bind_tools([LOOK_UP], tool_choice="required").ainvoke(HELLO)
    grammar = scripted_endpoint.requests[0]["grammar"]
    assert grammar.startswith("%llguidance {}\nstart: %json {") and '"x-guidance"' in grammar


async def test_a_server_may_want_fields_by_other_names(scripted_endpoint: Any) -> None:
    def picky(request: dict[str, Any]) -> Any:
        if "max_tokens" in request:
            text = "Unsupported parameter: use max_completion_tokens instead"
        elif "grammar" in request:
            text = "failed to parse grammar"
        else:
            return scripted_endpoint.said('{"tool":"look_up","args":{"row":"Peru"}}')
        return scripted_endpoint.Reply(fault="400", text=text)

    scripted_endpoint.answer_by(picky)
    async with opened(schema_endpoint(scripted_endpoint, constraint="llguidance")) as model:
        bound = model.bind_tools([LOOK_UP], tool_choice="required")
        replies = await asyncio.gather(bound.ainvoke(HELLO), bound.ainvoke(HELLO))
        last = await bound.ainvoke(HELLO)
    for reply in (*replies, last):
        assert reply.tool_calls[0]["args"] == {"row": "Peru"}
    assert len(scripted_endpoint.requests) <= 7
    assert scripted_endpoint.requests[-1]["max_completion_tokens"] == 512


@pytest.mark.parametrize("text", ['{"tool":"look_up","ar', '{"name":"look_up"}', "Peru"])
async def test_an_unreadable_schema_reply_can_be_answered(
    scripted_endpoint: Any, text: str
) -> None:
    scripted_endpoint.say(text).say('{"tool":"look_up","args":{"row":"Peru"}}')
    async with opened(schema_endpoint(scripted_endpoint)) as model:
        bound = model.bind_tools([LOOK_UP], tool_choice="required")
        first = await bound.ainvoke(HELLO)
        (bad,) = first.invalid_tool_calls
        told = ToolMessage("not valid", tool_call_id=bad["id"], status="error")
        second = await bound.ainvoke([*HELLO, first, told])
    assert second.tool_calls[0]["id"] == "call_2"
    turns = scripted_endpoint.requests[1]["messages"][2:]
    assert [turn["content"] for turn in turns] == [text, "the reply failed: not valid"]


async def test_log_probabilities_are_absent_where_the_server_has_none(
    scripted_endpoint: Any,
) -> None:
    async with opened(scripted_endpoint.endpoint()) as model:
        assert await log_probability(model, HELLO, "42") is None


async def test_a_failing_call_frees_its_slot(scripted_endpoint: Any) -> None:
    scripted_endpoint.fault("400").say("ok")
    async with opened(scripted_endpoint.endpoint(concurrency=1)) as model:
        with pytest.raises(EndpointError):
            await model.ainvoke(HELLO)
        assert isinstance(await model.ainvoke(HELLO), AIMessage)


def test_waits_grow_and_stay_bounded() -> None:
    patience = Patience(tries=9, first_s=1, most_s=8)
    wait: Callable[[int], float] = lambda tried: patience.wait(tried, None)  # noqa: E731
    assert 0.5 <= wait(1) <= 1 and 4 <= wait(9) <= 8
    assert patience.wait(1, 100) == 8
