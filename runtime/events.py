"""What a session writes down while it works: one typed class per kind of event.

Names of stored fields follow the OpenTelemetry conventions for generative AI where these have one.
A span (`session`, `sample`, `agent`, `chat`, `tool`) is written when it ends; its children name it
as their parent and may be written before it.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter
from pydantic_core import PydanticSerializationError

from mmkg.runtime.frozen import Frozen

EVENT_VERSION = 1
SERVICE = "service"  # the text of a note whose detail says how an endpoint serves
DRAFT = "draft refused"  # the text of a note whose detail is a draft that failed a check


class BaseEvent(Frozen):
    """What all events have; the tracer fills these in.

    `time` is when it began, in seconds since 1970; `seconds` is how long it took.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    version: int = EVENT_VERSION
    kind: str
    span: str = ""
    parent: str | None = None
    time: float = 0.0
    seconds: float = 0.0
    sample: str | None = None
    attempt: int | None = None
    role: str | None = Field(default=None, alias="gen_ai.agent.name")


class SessionStarted(BaseEvent):
    """A process began to work on the session."""

    kind: Literal["session_started"] = "session_started"
    settings: str = Field(description="fingerprint of the settings")
    resumed: bool = False


class SessionEnded(BaseEvent):
    """A process stopped working on the session."""

    kind: Literal["session_ended"] = "session_ended"
    reason: str


class SampleStarted(BaseEvent):
    """An attempt at a sample began."""

    kind: Literal["sample_started"] = "sample_started"
    task: str = ""


class SampleEnded(BaseEvent):
    """A sample has its verdict."""

    kind: Literal["sample_ended"] = "sample_ended"
    accepted: bool
    reason: str = ""


class AgentRan(BaseEvent):
    """A role did its part (OTel `invoke_agent`)."""

    kind: Literal["agent"] = "agent"
    operation: Literal["invoke_agent"] = Field(
        default="invoke_agent", alias="gen_ai.operation.name"
    )
    error: str | None = Field(default=None, alias="error.type")


class ChatCalled(BaseEvent):
    """A model was asked (OTel `chat`). Messages are kept once each, by hash."""

    kind: Literal["chat"] = "chat"
    operation: Literal["chat"] = Field(default="chat", alias="gen_ai.operation.name")
    model: str = Field(alias="gen_ai.request.model")
    messages: list[str] = Field(description="hashes, in order")
    tools: str | None = Field(default=None, description="hash of the tools offered")
    prompt: str | None = Field(default=None, description="hash of the prompt's template")
    reply: str | None = Field(default=None, description="hash of the reply")
    reply_key: str = Field(description="where the ledger keeps the reply")
    step: int = 0
    tokens_in: int = Field(default=0, alias="gen_ai.usage.input_tokens")
    tokens_out: int = Field(default=0, alias="gen_ai.usage.output_tokens")
    finish: str | None = Field(default=None, alias="gen_ai.response.finish_reason")
    cost: float = 0.0
    cached: bool = False
    retries: int = 0
    error: str | None = Field(default=None, alias="error.type")
    problem: str | None = Field(default=None, description="the error in words")


class ToolCalled(BaseEvent):
    """A tool was run (OTel `execute_tool`)."""

    kind: Literal["tool"] = "tool"
    operation: Literal["execute_tool"] = Field(
        default="execute_tool", alias="gen_ai.operation.name"
    )
    tool: str = Field(alias="gen_ai.tool.name")
    args: JsonValue = Field(default=None, alias="gen_ai.tool.call.arguments")
    result: JsonValue = Field(default=None, alias="gen_ai.tool.call.result")
    call: str | None = Field(default=None, alias="gen_ai.tool.call.id")
    error: str | None = Field(default=None, alias="error.type")


class CheckRan(BaseEvent):
    """A check looked at a sample."""

    kind: Literal["check"] = "check"
    name: str
    passed: bool
    why: str = ""
    route: str | None = Field(default=None, description="where a failure sends the sample")


class Routed(BaseEvent):
    """The workflow went on from one step to another."""

    kind: Literal["route"] = "route"
    origin: str
    target: str
    why: str = ""


class Scored(BaseEvent):
    """A score of a sample."""

    kind: Literal["score"] = "score"
    name: str
    value: float | None = None
    detail: JsonValue = None


class Noted(BaseEvent):
    """Anything else worth knowing later."""

    kind: Literal["note"] = "note"
    text: str
    detail: JsonValue = None


Event = (
    SessionStarted
    | SessionEnded
    | SampleStarted
    | SampleEnded
    | AgentRan
    | ChatCalled
    | ToolCalled
    | CheckRan
    | Routed
    | Scored
    | Noted
)
_READER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def event_to_json(event: BaseEvent) -> str:
    """The event as stored: OTel names, absent values left out, half a character as `?`."""
    try:
        return event.model_dump_json(by_alias=True, exclude_none=True)
    except PydanticSerializationError:
        told = event.model_dump(by_alias=True, exclude_none=True)
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()


def event_from_json(text: str) -> Event:
    """Read a stored event.

    Raises:
        pydantic.ValidationError: If it is not an event of this version.
    """
    return _READER.validate_json(text)
