"""Tool calls for servers that have none: replies are constrained to a JSON form, then read back.

Callers see the same messages as with native tool calls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import JsonValue

from mmkg.runtime.model_json import with_backslashes

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage, InvalidToolCall, ToolCall

Json = dict[str, JsonValue]
_NO_CONSTRAINT = ("title", "description", "default", "examples")


class _Words(Protocol):
    """The macros of prompts/tool_protocol.j2."""

    def offer(self, tools: list[dict[str, str]], may_speak: bool) -> str: ...
    def result(self, name: str, content: str) -> str: ...
    def failure(self, name: str, content: str) -> str: ...


@cache
def _words() -> _Words:
    from jinja2 import Environment, StrictUndefined

    text = (resources.files("mmkg.prompts") / "tool_protocol.j2").read_text("utf-8")
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    return cast(_Words, environment.from_string(text).module)


@dataclass(frozen=True)
class Offer:
    """The tools a model may call, in OpenAI's form, and whether it may answer without one."""

    tools: Sequence[Json]
    may_speak: bool = False

    @classmethod
    def of(cls, tools: Sequence[Json], choice: object) -> Offer | None:
        """What a request's tools and tool choice come to; None when no tool may be called."""
        if not tools or choice == "none":
            return None
        named = _named_choice(choice)
        chosen = [tool for tool in tools if named in (None, _function(tool)["name"])]
        return cls(chosen, may_speak=choice in (None, "auto"))

    def explanation(self) -> str:
        """The words that tell the model its tools."""
        shown = [_shown(_function(tool)) for tool in self.tools]
        return _words().offer(shown, self.may_speak).strip()

    def schema(self) -> Json:
        """The JSON schema of all allowed replies."""
        forms: list[JsonValue] = [_call_form(_function(tool)) for tool in self.tools]
        if self.may_speak:
            forms.append(_closed({"say": {"type": "string"}}))
        return {"anyOf": forms} if len(forms) > 1 else cast(Json, forms[0])


def render(messages: Sequence[BaseMessage], offer: Offer | None) -> list[Json]:
    """The conversation as plain system, user and assistant messages that strictly take turns."""
    turns: list[Json] = []
    explanation = offer.explanation() if offer else ""
    for role, text, shown in _turns(messages):
        if role == "system" and explanation:
            text, explanation = f"{text}\n\n{explanation}", ""
        said = turns.pop()["content"] if turns and turns[-1]["role"] == role else ""
        turns.append({"role": role, "content": _added(said, text, shown)})
    if explanation:
        turns.insert(0, {"role": "system", "content": explanation})
    return turns


def read_back(text: str, earlier: Sequence[BaseMessage]) -> AIMessage:
    """The model's reply as a message with tool calls; what cannot be read becomes an invalid one.

    Args:
        text: What the model wrote.
        earlier: The conversation so far; ids of calls go on from it, so they are repeatable.
    """
    from langchain_core.messages import AIMessage

    call_id = f"call_{1 + sum(_calls_in(message) for message in earlier)}"
    try:
        said = _json_in(text)
    except ValueError as error:
        return _unreadable(text, call_id, f"not valid JSON: {error}")
    if isinstance(said, dict) and isinstance(said.get("say"), str):
        return AIMessage(content=said["say"])
    if not isinstance(said, dict) or not isinstance(said.get("args"), dict) or "tool" not in said:
        return _unreadable(text, call_id, 'not of the form {"tool":NAME,"args":{...}}')
    call: ToolCall = {
        "name": str(said["tool"]),
        "args": said["args"],
        "id": call_id,
        "type": "tool_call",
    }
    return AIMessage(content="", tool_calls=[call])


def _json_in(text: str) -> object:
    """The JSON object in a reply; models that are not held to the form like to wrap it.

    Raises:
        ValueError: If there is none.
    """
    text = with_backslashes(text)
    try:
        whole: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        for start in (place for place, sign in enumerate(text) if sign == "{"):
            try:
                found: tuple[object, int] = json.JSONDecoder().raw_decode(text[start:])
            except (ValueError, RecursionError):
                continue
            return found[0]
        raise ValueError(error) from None
    return whole


def compact_grammar(schema: Json) -> str:
    """A llama.cpp grammar for the schema that leaves no room for white space."""
    guidance: Json = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}
    return "%llguidance {}\nstart: %json " + json.dumps({**schema, "x-guidance": guidance})


def _added(said: JsonValue, text: str, shown: list[Json]) -> JsonValue:
    """What a turn says, with more text and pictures; plain text as long as there is no picture."""
    if isinstance(said, str) and not shown:
        return f"{said}\n\n{text}" if said else text
    before: list[JsonValue] = said if isinstance(said, list) else []
    if isinstance(said, str) and said:
        before = [{"type": "text", "text": said}]
    return [*before, {"type": "text", "text": text}, *shown]


def _turns(messages: Sequence[BaseMessage]) -> Iterator[tuple[str, str, list[Json]]]:
    """Who says what, and the pictures that go with it."""
    from langchain_core.messages import AIMessage, SystemMessage, ToolMessage

    from mmkg.runtime.pictures import pictures

    names: dict[str, str] = {}
    for message in messages:
        text = message.text
        if isinstance(message, AIMessage):
            names.update({call["id"] or "": call["name"] for call in message.tool_calls})
            yield "assistant", _as_said(message), []
        elif isinstance(message, ToolMessage):
            name = names.get(message.tool_call_id) or message.name or "the reply"
            words = _words().failure if message.status == "error" else _words().result
            yield "user", words(name, text), pictures(message)
        else:
            role = "system" if isinstance(message, SystemMessage) else "user"
            yield role, text, pictures(message)


def _as_said(message: AIMessage) -> str:
    """An earlier reply as the model wrote it."""
    calls = [
        json.dumps(
            {"tool": c["name"], "args": c["args"]}, ensure_ascii=False, separators=(",", ":")
        )
        for c in message.tool_calls
    ]
    return "\n".join(calls) if calls else message.text


def _unreadable(text: str, call_id: str, why: str) -> AIMessage:
    from langchain_core.messages import AIMessage

    bad: InvalidToolCall = {
        "name": None,
        "args": text,
        "id": call_id,
        "error": why,
        "type": "invalid_tool_call",
    }
    return AIMessage(content=text, invalid_tool_calls=[bad])


def _calls_in(message: BaseMessage) -> int:
    calls = getattr(message, "tool_calls", None) or []
    return len(calls) + len(getattr(message, "invalid_tool_calls", None) or [])


def _function(tool: Json) -> Json:
    return cast(Json, tool["function"])


def _named_choice(choice: object) -> str | None:
    if isinstance(choice, Mapping):
        return str(choice["function"]["name"])
    return None if choice in (None, "auto", "any", "required") else str(choice)


def _call_form(function: Json) -> Json:
    arguments = _constraint(function.get("parameters") or {"type": "object", "properties": {}})
    return _closed({"tool": {"const": function["name"]}, "args": arguments})


def _closed(properties: Json) -> Json:
    names: list[JsonValue] = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


def _constraint(schema: JsonValue) -> JsonValue:
    """The schema without words, and with objects closed to properties they do not name."""
    if isinstance(schema, list):
        return [_constraint(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: Json = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):
            kept[key] = {name: _constraint(part) for name, part in value.items()}
        elif key not in _NO_CONSTRAINT:
            kept[key] = _constraint(value)
    if "properties" in kept:
        kept.setdefault("additionalProperties", False)
    return kept


def _shown(function: Json) -> dict[str, str]:
    """A tool as the literal JSON a call has, with placeholders that say what goes there."""
    parameters = function.get("parameters")
    arguments = _placeholder(parameters if isinstance(parameters, dict) else {}, "")
    description = " ".join(str(function.get("description") or "").split())
    form = f'{{"tool":{json.dumps(function["name"])},"args":{arguments}}}'
    return {"form": form, "description": description[:1].lower() + description[1:].rstrip(".")}


def _placeholder(schema: Json, note: str) -> str:
    what = " ".join(str(schema.get("description") or "").split()).rstrip(".")
    hint = ", ".join(filter(None, [note, what]))
    match schema:
        case {"const": value}:
            return json.dumps(value)
        case {"enum": [*values]}:
            return "|".join(json.dumps(value, ensure_ascii=False) for value in values)
        case {"anyOf": [*options]}:
            kinds = [o for o in options if isinstance(o, dict) and o.get("type") != "null"]
            shown = [_placeholder({**_words_of(schema), **kind}, note) for kind in kinds]
            return "|".join(dict.fromkeys(shown))
        case {"type": "array"}:
            items = schema.get("items")
            return f"[{_placeholder(items if isinstance(items, dict) else {}, hint)},...]"
        case {"properties": dict(properties)}:
            return _object_placeholder(schema, properties)
        case {"type": "string"}:
            return f'"<{hint or "text"}>"'
    kind = str(schema.get("type", "value"))
    return "{}" if kind == "object" else f"<{', '.join(filter(None, [kind, hint]))}>"


def _object_placeholder(schema: Json, properties: Json) -> str:
    required = schema.get("required")
    needed = required if isinstance(required, list) else []
    parts = [
        f"{json.dumps(name)}:{_placeholder(part, '' if name in needed else 'optional')}"
        for name, part in properties.items()
        if isinstance(part, dict)
    ]
    return "{" + ",".join(parts) + "}"


def _words_of(schema: Json) -> Json:
    """Only the description of a schema, for the options of a union to inherit."""
    return {"description": schema["description"]} if "description" in schema else {}
