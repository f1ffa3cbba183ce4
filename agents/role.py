"""The loop in which a role's model calls tools until it submits an answer of the role's type."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar, cast

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
)
from langchain_core.utils.json_schema import dereference_refs
from pydantic import BaseModel, JsonValue, ValidationError

from mmkg.prompts.render import line, marked, prompt_hash, render
from mmkg.runtime import settings
from mmkg.runtime.asking import Request, ask
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.events import ToolCalled
from mmkg.runtime.limits import Budget
from mmkg.runtime.pictures import with_picture
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context, Shown, Tool, ToolBroke, ToolError, ToolGone, kept, told
from mmkg.tools.toolbox import tools_for

Output = TypeVar("Output", bound=BaseModel)


MORE_TURNS = 3  # for a role that has more to look around with


class GaveUp(Exception):
    """A role's model did not come to an answer within its turns."""


@dataclass(frozen=True)
class Role(Generic[Output]):
    """Who acts.

    Attributes:
        name: One of the five roles.
        prompt: Name of the file in `prompts/`.
        output: What it must come to; its docstring tells the model what submitting means.
        submit: Name of the tool that submits it.
        capabilities: What its model may do besides.
        wider: What it may do, too, where its endpoint calls tools natively: small models that are
            asked for constrained JSON choose badly among many tools.
        max_turns: Replies it has; the last one must submit.
        max_tokens: Longest reply.
    """

    name: settings.Role
    prompt: str
    output: type[Output]
    submit: str
    capabilities: frozenset[str] = frozenset()
    wider: frozenset[str] = frozenset()
    max_turns: int = 4
    max_tokens: int = 256

    @cached_property
    def submission(self) -> dict[str, JsonValue]:
        """The output type as a tool."""
        schema = cast(dict[str, JsonValue], dereference_refs(self.output.model_json_schema()))
        about = " ".join((inspect.getdoc(self.output) or "").split())
        shape = {key: schema[key] for key in ("type", "properties", "required") if key in schema}
        function = {"name": self.submit, "description": about, "parameters": shape}
        return {"type": "function", "function": cast(JsonValue, function)}


@dataclass(frozen=True)
class Desk:
    """What a role works with, and who writes down what happens.

    Attributes:
        tools: All tools there are; one that hangs is taken out of it.
        granted: Capabilities that the settings give to the role besides its own.
        tool_seconds: Longest that one call of a tool may take.
        answered: Is told the name of the model behind each reply, which a stand-in may have given.
    """

    model: BaseChatModel
    tools: MutableMapping[str, Tool]
    context: Context
    tracer: Tracer
    budget: Budget
    granted: frozenset[str] = frozenset()
    tool_seconds: float = 30
    answered: Callable[[str], None] = lambda name: None

    @property
    def calls_natively(self) -> bool:
        """Whether the model calls tools itself, rather than filling in a constrained form."""
        return not (isinstance(self.model, EndpointModel) and self.model.endpoint.schema_tools)

    def content(self, result: object) -> str | list[str | dict[str, object]]:
        """A tool's result as the model gets it: a picture only where its endpoint's settings say.

        Raises:
            TypeError: If it cannot be written as JSON.
        """
        text = marked(told(result))
        if not isinstance(result, Shown):
            return text
        if isinstance(self.model, EndpointModel) and self.model.endpoint.vision:
            return with_picture(text, result.png)
        return f"{text}\n{line('loop', 'unseen')}"


async def act(
    role: Role[Output],
    desk: Desk,
    words: Mapping[str, object],
    examine: Callable[[Output], None] = lambda output: None,
) -> Output:
    """Let a role's model work until it submits.

    Args:
        role: Who acts.
        desk: What it works with.
        words: What its prompt is filled with.
        examine: Raises ToolError on a submission that the model should mend.

    Raises:
        GaveUp: If it has used its turns without a submission that holds.
        ToolBroke: If a tool failed in a way that no model can mend.
        EndpointError: If its endpoint gives no usable reply.
        LimitReached: If a limit of the session forbids the next call.
    """
    prompt = render(role.prompt, **words)
    messages: list[BaseMessage] = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
    wider = role.wider if desk.calls_natively else frozenset()
    tools = tools_for(role.capabilities | wider | desk.granted, desk.tools)
    turns = role.max_turns + (MORE_TURNS if wider else 0)
    offer = [tool.shape for tool in tools]
    for turn in range(1, turns + 1):
        request = Request(
            messages=messages,
            tools=[role.submission, *offer],
            tool_choice=role.submit if turn == turns else "required",
            options={"max_tokens": role.max_tokens},
            step=turn,
            prompt=prompt_hash(role.prompt),
        )
        reply = await ask(desk.model, request, tracer=desk.tracer, budget=desk.budget)
        if name := reply.response_metadata.get("asked_model"):
            desk.answered(name)
        messages = [*messages, reply, *_complaints(reply, role.submit)]
        for call in reply.tool_calls:
            try:
                if call["name"] == role.submit:
                    output = role.output.model_validate(call["args"])
                    examine(output)
                    return output
                messages.append(await _run(call, {tool.name for tool in tools}, desk))
            except (ToolError, ValidationError) as error:
                messages.append(_refused(call["id"], _said(error)))
    raise GaveUp(f"no {role.submit} that holds in {turns} turns")


async def _run(call: ToolCall, offered: Collection[str], desk: Desk) -> ToolMessage:
    """A tool's answer as a message; the trace gets it, too.

    Raises:
        ToolError: If the model called it wrongly.
        ToolBroke: If it failed otherwise.
    """
    name, args = call["name"], call["args"]
    event = ToolCalled(tool=name, args=args, call=call["id"])
    try:
        tool = desk.tools.get(name) if name in offered else None
        if tool is None:
            names = sorted(desk.tools.keys() & offered)
            raise ToolError(line("loop", "unknown_tool", name=name, names=names))
        given = dict(tool.arguments.model_validate(args))
        result = await tool.call(given, desk.context, desk.tool_seconds)
        content = desk.content(result)
    except (TimeoutError, ToolGone) as error:
        desk.tools.pop(name, None)
        slow = isinstance(error, TimeoutError)
        why = f"it gave no answer in {desk.tool_seconds:g} s" if slow else str(error)
        kind = "timeout" if slow else "tool_gone"
        desk.tracer.event(event.model_copy(update={"error": kind, "result": why}))
        raise ToolError(line("loop", "out_of_use", name=name, why=why)) from None
    except (ToolError, ValidationError) as error:
        desk.tracer.event(event.model_copy(update={"error": "tool_error", "result": _said(error)}))
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        desk.tracer.event(event.model_copy(update={"error": "tool_broke", "result": why}))
        raise ToolBroke(name, why) from error
    desk.tracer.event(event.model_copy(update={"result": kept(result)}))
    return ToolMessage(content, tool_call_id=call["id"], name=name)


def _complaints(reply: AIMessage, submit: str) -> Iterator[BaseMessage]:
    """What to say to a reply that calls nothing, or whose calls cannot be read."""
    for call in reply.invalid_tool_calls:
        yield _refused(call["id"], str(call["error"]))
    if not reply.tool_calls and not reply.invalid_tool_calls:
        yield HumanMessage(line("loop", "no_call", submit=submit))


def _refused(call_id: str | None, why: str) -> ToolMessage:
    return ToolMessage(why, tool_call_id=call_id or "call_0", status="error")


def _said(error: ToolError | ValidationError) -> str:
    """What was wrong, for the model: one line."""
    if isinstance(error, ToolError):
        return str(error)
    faults = [
        f"{'.'.join(map(str, fault['loc'])) or 'all'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)
    ]
    return line("loop", "bad_arguments", why="; ".join(faults[:3]))
