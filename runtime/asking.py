"""The one place where models are asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import JsonValue

from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.events import ChatCalled
from mmkg.runtime.ledger import Ledger, canonical, reply_key
from mmkg.runtime.likelihood import Likelihood, log_probability
from mmkg.runtime.limits import Budget
from mmkg.runtime.native_tools import openai_form
from mmkg.runtime.trace import Tracer

Validate = Callable[[AIMessage], None]
FOLLOWED_S = 0.2  # how far those who follow a session may be behind
_WEIGHED = "log_probability"  # in the trace, where a reply would say how it ended


@dataclass(frozen=True)
class Request:
    """One question to a model.

    Attributes:
        messages: The conversation.
        tools: Tools the model may call, in OpenAI's form.
        tool_choice: required, auto, none, or the name of the one to call.
        answer_schema: JSON schema that the text of the reply must follow, instead of tools.
        options: Further fields, such as max_tokens or seed.
        step: Number of this question among those of the role in this attempt.
        prompt: Hash of the prompt's template, for the trace.
    """

    messages: Sequence[BaseMessage]
    tools: Sequence[dict[str, JsonValue]] = ()
    tool_choice: str = "required"
    answer_schema: Mapping[str, JsonValue] | None = None
    options: Mapping[str, JsonValue] = field(default_factory=dict)
    step: int = 0
    prompt: str | None = None


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
    tracer.ledger.flush(every_s=FOLLOWED_S)
    began = time.time()
    try:
        reply = await _answer(model, request, budget)
    except EndpointError as error:
        budget.spend(tokens=sum(error.tokens), cost=error.cost)
        budget.failed()
        tracer.event(call.failure(error, began))
        raise
    event = call.event(reply, began=began)
    budget.spend(tokens=event.tokens_in + event.tokens_out, cost=event.cost)
    try:
        validate(reply)
        kept = reply.model_dump_json(exclude_none=True)  # fails on half a character, too
    except ValueError as reason:
        budget.failed()
        unusable = EndpointError("bad_reply", f"{call.model} gave an unusable reply: {reason}")
        tracer.event(event.model_copy(update={"error": unusable.kind, "problem": str(unusable)}))
        raise unusable from reason
    budget.succeeded()
    tracer.ledger.keep_reply(call.key, kept, tracer.place(event))
    return reply


async def weigh(
    model: EndpointModel,
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
    name, turns = model.endpoint.model, _turns(messages)
    key = reply_key(
        sample=tracer.sample,
        role=tracer.role,
        attempt=None,
        step=0,
        model=name,
        parameters={"log_probability": answer},
        messages=turns,
        tools=None,
    )
    hashes = [tracer.ledger.keep_text(canonical(turn)) for turn in turns]
    blank = ChatCalled(model=name, messages=hashes, reply_key=key, finish=_WEIGHED)
    if (kept := tracer.ledger.reply(key)) is not None:
        tracer.event(blank.model_copy(update={"cached": True}))
        found = json.loads(kept)
        return None if found is None else Likelihood(*found)
    began = time.time()
    try:
        value = await log_probability(model, messages, answer, budget)
    except EndpointError as error:
        budget.failed()
        failed = {"error": error.kind, "problem": str(error)}
        tracer.event(blank.model_copy(update=failed | _took(began)))
        raise
    budget.succeeded()
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

    @classmethod
    def of(cls, model: BaseChatModel, request: Request, tracer: Tracer) -> _Call:
        parameters = dict(model._identifying_params)
        name = str(parameters.get("model") or parameters.get("model_name") or model._llm_type)
        turns = _turns(request.messages)
        shapes = list(request.tools)
        options = {**request.options, "answer_schema": request.answer_schema}
        key = reply_key(
            sample=tracer.sample,
            role=tracer.role,
            attempt=tracer.attempt,
            step=request.step,
            model=name,
            parameters=[parameters, options, request.tool_choice],
            messages=turns,
            tools=shapes,
        )
        keep = tracer.ledger.keep_text
        blank = ChatCalled(
            model=name,
            messages=[keep(canonical(turn)) for turn in turns],
            tools=keep(canonical(shapes)) if shapes else None,
            prompt=request.prompt,
            reply_key=key,
            step=request.step,
        )
        return cls(key, name, tracer.ledger, blank)

    def event(self, reply: AIMessage, *, began: float | None = None) -> ChatCalled:
        """The call as it went; without a beginning, as one whose reply was kept before."""
        usage = reply.usage_metadata
        read, written = (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)
        told = reply.response_metadata
        filled = {
            "model": told.get("asked_model") or self.model,
            "reply": self.ledger.keep_text(canonical(_turns([reply]))),
            "tokens_in": read,
            "tokens_out": written,
            "finish": told.get("finish_reason"),
            "cost": float(told.get("cost") or 0.0) if began is not None else 0.0,
            "cached": began is None,
            "retries": int(told.get("retries") or 0),
        }
        return self.blank.model_copy(update=filled | _took(began))

    def failure(self, error: EndpointError, began: float) -> ChatCalled:
        """The call as it failed."""
        read, written = error.tokens
        filled = {
            "error": error.kind,
            "problem": str(error),
            "tokens_in": read,
            "tokens_out": written,
            "cost": error.cost,
        }
        return self.blank.model_copy(update=filled | _took(began))


async def _answer(model: BaseChatModel, request: Request, budget: Budget) -> AIMessage:
    options: dict[str, Any] = dict(request.options)
    if request.answer_schema is not None:
        options["answer_schema"] = request.answer_schema
    if request.tools:
        options |= {"tools": list(request.tools), "tool_choice": request.tool_choice}
    if isinstance(model, EndpointModel):
        return await model.answer(request.messages, budget=budget, **options)
    budget.check()
    budget.spend(calls=1)
    shapes, choice = options.pop("tools", None), options.pop("tool_choice", None)
    if shapes:
        return await model.bind_tools(shapes, tool_choice=choice, **options).ainvoke(
            list(request.messages)
        )
    return await model.bind(**options).ainvoke(list(request.messages))


def _took(began: float | None) -> dict[str, float]:
    return {} if began is None else {"time": began, "seconds": max(0.0, time.time() - began)}


def _turns(messages: Sequence[BaseMessage]) -> list[dict[str, JsonValue]]:
    return [openai_form(message) for message in messages]
