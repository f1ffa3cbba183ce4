"""Conversations in OpenAI's own form, for servers with tool calls of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    InvalidToolCall,
    ToolCall,
    ToolMessage,
    convert_to_openai_messages,
)
from pydantic import JsonValue

from mmkg.runtime.completion import Message
from mmkg.runtime.model_json import loads
from mmkg.runtime.pictures import Part, pictures
from mmkg.runtime.tool_protocol import Json

_PLAIN = {"system": "system", "human": "user"}


def native_messages(messages: Sequence[BaseMessage]) -> list[Json]:
    """The conversation in OpenAI's form; also calls that could not be read keep their place.

    Results of tools may only be text there, so pictures in them follow as a message of the user.
    """
    turns: list[Json] = []
    shown: list[Part] = []
    for message in messages:
        turn = openai_form(message)
        if isinstance(message, ToolMessage):
            shown += pictures(message)
            turn["content"] = message.text
        elif shown:
            turns.append(_showing(shown))
            shown = []
        if isinstance(message, AIMessage) and message.invalid_tool_calls:
            known = cast(list[Json], turn.get("tool_calls") or [])
            bad = [_unread(call) for call in message.invalid_tool_calls]
            turn = {**turn, "tool_calls": [*known, *bad]}
        turns.append(turn)
    return [*turns, _showing(shown)] if shown else turns


def openai_form(message: BaseMessage) -> Json:
    """A message in OpenAI's form, as LangChain has it."""
    if message.type in _PLAIN and isinstance(message.content, str) and not message.name:
        return {"role": _PLAIN[message.type], "content": message.content}  # what it comes to
    return cast(Json, convert_to_openai_messages(message))


def native_reply(message: Message, text: str) -> AIMessage:
    """The server's message; a call whose arguments are not a JSON object becomes an invalid one."""
    good: list[ToolCall] = []
    bad: list[InvalidToolCall] = []
    for place, call in enumerate(message.tool_calls or []):
        name = call.function and call.function.name or ""
        raw = call.function and call.function.arguments or "{}"
        call_id = call.id or f"call_{place}"
        try:
            arguments = loads(raw) if isinstance(raw, str) else raw
            if not isinstance(arguments, dict):
                raise ValueError("not a JSON object")
            good.append({"name": name, "args": arguments, "id": call_id, "type": "tool_call"})
        except ValueError as error:
            bad.append(
                {
                    "name": name,
                    "args": str(raw),
                    "id": call_id,
                    "error": f"not valid JSON: {error}",
                    "type": "invalid_tool_call",
                }
            )
    return AIMessage(content=text, tool_calls=good, invalid_tool_calls=bad)


def _showing(shown: Sequence[Part]) -> Json:
    return {"role": "user", "content": cast(JsonValue, list(shown))}


def _unread(call: InvalidToolCall) -> Json:
    # Servers read the arguments of earlier calls as JSON, so the broken text goes in as a string.
    arguments = json.dumps({"unreadable": call["args"] or ""}, ensure_ascii=False)
    function: Json = {"name": call["name"] or "unknown", "arguments": arguments}
    return {"id": call["id"], "type": "function", "function": function}
