"""The one place where models are asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import JsonValue

from mmkg.runtime.endpoint import EndpointModel, log_probability
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.events import ChatCalled
from mmkg.runtime.ledger import Ledger, reply_key
from mmkg.runtime.likelihood import Likelihood
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Endpoint
from mmkg.runtime.trace import Tracer

Validate = Callable[[AIMessage], None]
_WEIGHED = "log_probability"  # in the trace, where a reply would say how it ended


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Attributes:
        messages: The conversation.
        tools: Tools the model may call.
        tool_choice: required, auto, none, or the name of the one to call.
        answer_schema: JSON schema that the text of the reply must follow, instead of tools.
        options: Further fields, such as max_tokens or seed.
        step: Number of this question among those of the role in this attempt.
        prompt: Hash of the prompt's template, for the trace.
    """

    messages: Sequence[BaseMessage]
    tools: Sequence[BaseTool | dict[str, JsonValue]] = ()
    tool_choice: str = "required"
    answer_schema: Mapping[str, JsonValue] | None = None
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    step: int = 0
    prompt: str | None = None

    def shapes(self) -> list[dict[str, JsonValue]]:
        """The tools in OpenAI's form."""
        return [convert_to_openai_tool(tool) for tool in self.tools]


def has_substance(reply: AIMessage) -> None:
    """Accept a reply that says or calls something.

    Raises:
        ValueError: If it does not.
    """
    if not (reply.tool_calls or reply.invalid_tool_calls or reply.text.strip()):
        raise ValueError("an empty reply")


async def ask(
    model: BaseChatModel,
    request: Request,
    *,
    tracer: Tracer,
    budget: Budget,
    validate: Validate = has_substance,
) -> AIMessage:
    """Ask a model, or give the reply that the ledger kept from the same question.

    A kept reply costs nothing. A new one is traced, and kept before it is used, but only if
    `validate` accepts it: what is kept will be used again whenever the session is resumed.

    Args:
        model: Any LangChain chat model.
        request: What to ask.
        tracer: Says which sample, attempt and role this is for, and writes it down.
        budget: Is checked before the call.
        validate: Raises ValueError on a reply that must not be used.

    Raises:
        LimitReached: If a limit of the session forbids the call.
        EndpointError: If the endpoint gives no usable reply.
    """
    call = _Call.of(model, request, tracer)
    if (kept := tracer.ledger.reply(call.key)) is not None:
        reply = AIMessage.model_validate_json(kept)
        tracer.event(call.event(reply))
        return reply
    budget.check()
    budget.spend(calls=1)
    tracer.ledger.flush()
    began = time.time()
    try:
        reply = await _answer(model, request)
    except EndpointError as error:
        budget.failed()
        tracer.event(call.failure(error, began))
        raise
    event = call.event(reply, began=began)
    budget.spend(tokens=event.tokens_in + event.tokens_out, cost=event.cost)
    try:
        validate(reply)
    except ValueError as reason:
        budget.failed()
        unusable = EndpointError("bad_reply", f"{call.model} gave an unusable reply: {reason}")
        tracer.event(event.model_copy(update={"error": unusable.kind, "problem": str(unusable)}))
        raise unusable from reason
    budget.succeeded()
    kept = reply.model_dump_json(exclude_none=True)
    tracer.ledger.keep_reply(call.key, kept, tracer.place(event))
    return reply


async def weigh(
    endpoint: Endpoint,
    messages: Sequence[BaseMessage],
    answer: str,
    *,
    tracer: Tracer,
    budget: Budget,
) -> Likelihood | None:
    """`log_probability` of an answer, kept in the ledger and traced like a reply.

    Raises:
        LimitReached: If a limit of the session forbids the call.
        EndpointError: If the server fails.
    """
    turns = _turns(messages)
    key = reply_key(
        sample=tracer.sample,
        role=tracer.role,
        attempt=None,
        step=0,
        model=endpoint.model,
        parameters={"log_probability": answer},
        messages=turns,
        tools=None,
    )
    hashes = [tracer.ledger.keep_text(_canonical(turn)) for turn in turns]
    blank = ChatCalled(model=endpoint.model, messages=hashes, reply_key=key, finish=_WEIGHED)
    if (kept := tracer.ledger.reply(key)) is not None:
        tracer.event(blank.model_copy(update={"cached": True}))
        found = json.loads(kept)
        return None if found is None else Likelihood(*found)
    budget.check()
    budget.spend(calls=1)
    began = time.time()
    value = await log_probability(endpoint, messages, answer)
    event = blank.model_copy(update=_took(began))
    tracer.ledger.keep_reply(key, json.dumps(value), tracer.place(event))
    return value


@dataclass(frozen=True)
class _Call:
    """A question with all that the ledger must know about it."""

    key: str
    model: str
    ledger: Ledger
    blank: ChatCalled
    endpoint: Endpoint | None

    @classmethod
    def of(cls, model: BaseChatModel, request: Request, tracer: Tracer) -> _Call:
        parameters = dict(model._identifying_params)
        name = str(parameters.get("model") or parameters.get("model_name") or model._llm_type)
        turns = _turns(request.messages)
        shapes = request.shapes()
        options = {**request.options, "answer_schema": request.answer_schema}
        key = reply_key(
            sample=tracer.sample,
            role=tracer.role,
            attempt=tracer.attempt,
            step=request.step,
            model=name,
            parameters=[_plain(parameters), options, request.tool_choice],
            messages=turns,
            tools=shapes,
        )
        keep = tracer.ledger.keep_text
        blank = ChatCalled(
            model=name,
            messages=[keep(_canonical(turn)) for turn in turns],
            tools=keep(_canonical(shapes)) if shapes else None,
            prompt=request.prompt,
            reply_key=key,
            step=request.step,
        )
        endpoint = model.endpoint if isinstance(model, EndpointModel) else None
        return cls(key, name, tracer.ledger, blank, endpoint)

    def event(self, reply: AIMessage, *, began: float | None = None) -> ChatCalled:
        """The call as it went; without a beginning, as one whose reply was kept before."""
        usage = reply.usage_metadata
        read, written = (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)
        priced = self.endpoint is not None and began is not None
        filled = {
            "reply": self.ledger.keep_text(_canonical(_turns([reply]))),
            "tokens_in": read,
            "tokens_out": written,
            "finish": reply.response_metadata.get("finish_reason"),
            "cost": self.endpoint.cost(read, written) if self.endpoint and priced else 0.0,
            "cached": began is None,
            "retries": int(reply.response_metadata.get("retries") or 0),
        }
        return self.blank.model_copy(update=filled | _took(began))

    def failure(self, error: EndpointError, began: float) -> ChatCalled:
        """The call as it failed."""
        filled = {"error": error.kind, "problem": str(error)}
        return self.blank.model_copy(update=filled | _took(began))


async def _answer(model: BaseChatModel, request: Request) -> AIMessage:
    options: dict[str, object] = dict(request.options)
    if request.answer_schema is not None:
        options["answer_schema"] = request.answer_schema
    if request.tools:
        bound = model.bind_tools(request.shapes(), tool_choice=request.tool_choice, **options)
    else:
        bound = model.bind(**options)
    return await bound.ainvoke(list(request.messages))


def _took(began: float | None) -> dict[str, float]:
    return {} if began is None else {"time": began, "seconds": max(0.0, time.time() - began)}


def _turns(messages: Sequence[BaseMessage]) -> list[dict[str, JsonValue]]:
    return [cast(dict[str, JsonValue], convert_to_openai_messages(message)) for message in messages]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(parameters: dict[str, object]) -> JsonValue:
    """Parameters of any model as JSON; what is no JSON counts by its text."""
    return cast(JsonValue, json.loads(json.dumps(parameters, sort_keys=True, default=str)))
