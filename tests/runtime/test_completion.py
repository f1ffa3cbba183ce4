"""Servers send much that is nearly a chat completion."""

import json
from typing import Any

import pytest

from mmkg.runtime.completion import Completion
from mmkg.runtime.native_tools import native_reply
from mmkg.runtime.patience import UnusableReply


def sent(message: object, **more: object) -> bytes:
    return json.dumps({"choices": [{"message": message}], **more}).encode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'{"choices": [{"mess', "not JSON"),
        (b"<html>Log in</html>", "not JSON"),
        (b'"hello"', "without any choice"),
        (b'{"error": {"message": "overloaded"}}', "without any choice"),
        (b'{"choices": []}', "without any choice"),
        (b'{"choices": null}', "without any choice"),
        (b'{"choices": [{}]}', r"wrong choices\.0\.message"),
        (sent({"content": [{"type": "text"}]}), r"wrong choices\.0\.message\.content"),
        (sent({"tool_calls": "look_up()"}), r"wrong choices\.0\.message\.tool_calls"),
    ],
)
def test_what_is_no_completion_is_told(text: bytes, told: str) -> None:
    with pytest.raises(UnusableReply, match=told):
        Completion.read(text)


def test_what_servers_add_or_leave_out_is_passed_over() -> None:
    usage = {"prompt_tokens": 7.0, "completion_tokens": None, "watts": 3}
    found = Completion.read(sent({"content": "hi", "reasoning": "…"}, usage=usage, vendor=[1]))
    assert found.choices[0].message.content == "hi" and found.choices[0].finish_reason is None
    assert found.usage and (found.usage.prompt_tokens, found.usage.completion_tokens) == (7, None)


@pytest.mark.parametrize("arguments", ['{"row": "Peru"}', {"row": "Peru"}])
def test_arguments_may_come_as_text_or_as_an_object(arguments: Any) -> None:
    call = {"function": {"name": "look_up", "arguments": arguments}}
    message = Completion.read(sent({"content": None, "tool_calls": [call]})).choices[0].message
    (read,) = native_reply(message, "").tool_calls
    assert (read["name"], read["args"], read["id"]) == ("look_up", {"row": "Peru"}, "call_0")
