"""A chat model over any OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, JsonValue, PrivateAttr

from mmkg.runtime.breaker import Notice
from mmkg.runtime.completion import Choice, Completion
from mmkg.runtime.connection import Connection
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.failover import Attempts
from mmkg.runtime.limits import Budget
from mmkg.runtime.native_tools import native_messages, native_reply
from mmkg.runtime.patience import CutOff, Patience, Refusal, UnusableReply
from mmkg.runtime.settings import Endpoint, Role, Roster
from mmkg.runtime.tool_protocol import Json, Offer, read_back, render

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)|\A(?:(?!<think>).)*</think>", re.DOTALL)


def _unheard(text: str) -> None:
    """Where notices go that nobody wants."""


class EndpointModel(BaseChatModel):
    """Asks one endpoint, or those that stand in for it; roles that use it share its limit of calls.

    Failures that may pass are tried again with growing pauses; what remains is an EndpointError, or
    an EndpointLost where no endpoint is in service any more. Replies carry `usage_metadata` over
    all tries, and in `response_metadata` `finish_reason`, `model_name`, `asked_model`, `cost` in
    USD, `retries` and `latency_s`. Besides tools, a call may bind `answer_schema`, a JSON schema
    that the reply's text must follow (the prompt must say it in words, too: some servers know
    nothing better), but never both; and `budget`, the session's limits.
    """

    endpoint: Endpoint
    patience: Patience = Patience()
    notice: Notice = Field(default=_unheard, exclude=True)
    _connections: list[Connection] | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "mmkg-endpoint"

    @property
    def _identifying_params(self) -> dict[str, JsonValue]:
        """All that decides a reply, besides the messages."""
        return self.connections[0].identity

    @property
    def connections(self) -> list[Connection]:
        """The endpoint, then those that stand in for it."""
        if self._connections is None:
            self._connections = [
                Connection(each, self.patience, self.notice) for each in self.endpoint.all()
            ]
        return self._connections

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools; `tool_choice` is auto, required (or any), none or a name."""
        shapes = [convert_to_openai_tool(tool) for tool in tools]
        choice = "required" if tool_choice == "any" else tool_choice
        return self.bind(tools=shapes, tool_choice=choice, **kwargs)

    async def __aenter__(self) -> EndpointModel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        for connection in self._connections or ():
            await connection.close()
        self._connections = None

    async def answer(
        self,
        messages: Sequence[BaseMessage],
        *,
        stop: list[str] | None = None,
        budget: Budget | None = None,
        **options: Any,
    ) -> AIMessage:
        """The reply to a conversation; what LangChain's `ainvoke` comes to, without its detours.

        Raises:
            EndpointError: If it cannot be had; tells what its tries took.
            EndpointLost: If no endpoint is in service.
            LimitReached: If the budget forbids a try.
        """
        if options.get("tools") and options.get("answer_schema"):
            raise ValueError("a call has tools or an answer_schema, not both")
        began = time.monotonic()
        call = _Call(messages, stop, options)
        attempts = Attempts(self.connections, self.patience, budget)
        try:
            message = await attempts.make(call.once)
        except EndpointError as error:
            error.tokens, error.cost = call.tokens, call.cost
            raise
        message.response_metadata |= {
            "cost": call.cost,
            "retries": attempts.failed,
            "latency_s": round(time.monotonic() - began, 4),
        }
        return message

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = await self.answer(messages, stop=stop, **kwargs)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async def alone() -> ChatResult:
            async with EndpointModel(endpoint=self.endpoint, patience=self.patience) as model:
                return await model._agenerate(messages, stop, None, **kwargs)

        return asyncio.run(alone())


@dataclass
class _Call:
    """One question, as it is put to whichever endpoint serves it, and what its tries took.

    Attributes:
        more_room: Whether a reply was cut off before it said anything, as by long thoughts: then
            it gets all the tokens that the endpoint's settings allow.
    """

    messages: Sequence[BaseMessage]
    stop: list[str] | None
    options: dict[str, Any]
    more_room: bool = False
    tokens: tuple[int, int] = (0, 0)
    cost: float = 0.0

    async def once(self, connection: Connection) -> AIMessage:
        """One try.

        Raises:
            UnusableReply, CutOff, Refusal: If the server answers, but not with a message.
        """
        endpoint = connection.endpoint
        offer = self._offer(endpoint)
        completion = await connection.post(self._body(endpoint, offer))
        self._pay(completion, endpoint)
        message = self._message(completion.choices[0], endpoint, offer)
        message.usage_metadata = _usage(completion, self.tokens)
        message.response_metadata = {
            "finish_reason": completion.choices[0].finish_reason,
            "model_name": completion.model,
            "asked_model": endpoint.model,
        }
        return message

    def _offer(self, endpoint: Endpoint) -> Offer | None:
        """The tools of this call when they are asked for as constrained JSON."""
        if not endpoint.schema_tools:
            return None
        return Offer.of(self.options.get("tools") or [], self.options.get("tool_choice"))

    def _body(self, endpoint: Endpoint, offer: Offer | None) -> Json:
        options = self.options
        body: Json = {"max_tokens": endpoint.max_tokens, "temperature": endpoint.temperature}
        body |= endpoint.extra
        shaping = ("tools", "tool_choice", "answer_schema")
        body |= {key: value for key, value in options.items() if key not in shaping}
        if self.more_room:
            body["max_tokens"] = endpoint.max_tokens
        if self.stop:
            body["stop"] = cast(JsonValue, self.stop)
        if endpoint.schema_tools:
            body["messages"] = cast(JsonValue, render(self.messages, offer))
        else:
            body["messages"] = cast(JsonValue, native_messages(self.messages))
            if options.get("tools"):
                body["tools"] = options["tools"]
                body["tool_choice"] = _native_choice(options.get("tool_choice"))
        if schema := offer.schema() if offer else options.get("answer_schema"):
            body["answer_schema"] = schema
        return body

    def _message(self, choice: Choice, endpoint: Endpoint, offer: Offer | None) -> AIMessage:
        refusal = choice.message.refusal
        if refusal or choice.finish_reason == "content_filter":
            raise Refusal(" ".join((refusal or "filtered").split()))
        text = plain_text(choice.message.content)
        if offer:
            message = read_back(text, self.messages) if text else AIMessage(content="")
        else:
            message = native_reply(choice.message, text)
        if message.text or message.tool_calls or message.invalid_tool_calls:
            return message
        if choice.finish_reason != "length":
            raise UnusableReply("answers with an empty message")
        allowed = self.options.get("max_tokens", endpoint.max_tokens)
        if not self.more_room and allowed < endpoint.max_tokens:
            self.more_room = True
            raise UnusableReply("answers with nothing before it is cut off")
        raise CutOff(f"says nothing within max_tokens = {endpoint.max_tokens}: allow it more")

    def _pay(self, completion: Completion, endpoint: Endpoint) -> None:
        if (usage := completion.usage) is not None:
            read, written = usage.prompt_tokens or 0, usage.completion_tokens or 0
            self.tokens = (self.tokens[0] + read, self.tokens[1] + written)
            self.cost += endpoint.cost(read, written)


def plain_text(content: str | None) -> str:
    """What a model said, without the thoughts that some servers leak."""
    return _THOUGHT.sub("", content or "").strip()


@asynccontextmanager
async def open_models(
    roster: Roster, patience: Patience | None = None, notice: Notice = _unheard
) -> AsyncIterator[dict[Role, EndpointModel]]:
    """A model for each role that has an endpoint; roles with equal endpoints share one."""
    roles: tuple[Role, ...] = ("extractor", "miner", "writer", "verifier", "scorer")
    shared = [
        EndpointModel(endpoint=endpoint, patience=patience or Patience(), notice=notice)
        for endpoint in roster.endpoints()
    ]
    try:
        yield {
            role: next(model for model in shared if model.endpoint == endpoint)
            for role in roles
            if (endpoint := roster.endpoint(role)) is not None
        }
    finally:
        for model in shared:
            await model.aclose()


def _native_choice(choice: str | None) -> JsonValue:
    if choice in (None, "auto", "none", "required"):
        return choice or "auto"
    return {"type": "function", "function": {"name": choice}}


def _usage(completion: Completion, tokens: tuple[int, int]) -> UsageMetadata | None:
    usage = completion.usage
    if usage is None:
        return None
    details = usage.prompt_tokens_details
    known = InputTokenDetails(cache_read=(details.cached_tokens or 0) if details else 0)
    return UsageMetadata(
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        total_tokens=sum(tokens),
        input_token_details=known,
    )
