"""A chat model over any OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from openai.types.chat import ChatCompletion
from openai.types.chat.chat_completion import Choice
from pydantic import JsonValue, PrivateAttr

from mmkg.runtime.dialect import Dialect, constrain
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.likelihood import log_probability
from mmkg.runtime.native_tools import native_messages, native_reply
from mmkg.runtime.patience import Patience, UnusableReply, persist
from mmkg.runtime.settings import Endpoint, Role, Roster
from mmkg.runtime.tool_protocol import Json, Offer, read_back, render

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

__all__ = ["EndpointModel", "log_probability", "open_models", "probe"]

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)|\A(?:(?!<think>).)*</think>", re.DOTALL)


class EndpointModel(BaseChatModel):
    """Asks one endpoint; all roles that use it share one of these, and so its limit of calls.

    Failures that may pass are tried again with growing pauses; what remains is an EndpointError.
    Replies carry `usage_metadata`, and in `response_metadata` `finish_reason`, `model_name`,
    `retries` and `latency_s`. Besides tools, a call may bind `answer_schema`, a JSON schema which
    the reply's text must follow; never both.
    """

    endpoint: Endpoint
    patience: Patience = Patience()
    _client: openai.AsyncOpenAI | None = PrivateAttr(default=None)
    _slots: asyncio.Semaphore | None = PrivateAttr(default=None)
    _dialect: Dialect = PrivateAttr(default_factory=Dialect)

    @property
    def _llm_type(self) -> str:
        return "mmkg-endpoint"

    @property
    def _identifying_params(self) -> dict[str, JsonValue]:
        """All that decides a reply, besides the messages; the address does not."""
        wanted = {"model", "temperature", "max_tokens", "extra"}
        shape: dict[str, JsonValue] = {"schema_tools": self.endpoint.schema_tools}
        return {**self.endpoint.model_dump(mode="json", include=wanted), **shape}

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
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        began = time.monotonic()
        offer = self._offer(kwargs)
        body = self._body(messages, offer, stop, kwargs)

        async def once() -> tuple[ChatCompletion, AIMessage]:
            completion, choice = await self._post(body)
            return completion, self._message(choice, messages, offer)

        (completion, message), retries = await persist(once, self.endpoint, self.patience)
        message.usage_metadata = _usage(completion)
        message.response_metadata = {
            "finish_reason": completion.choices[0].finish_reason,
            "model_name": completion.model,
            "retries": retries,
            "latency_s": round(time.monotonic() - began, 4),
        }
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

    def _offer(self, options: dict[str, Any]) -> Offer | None:
        """The tools of this call when they are asked for as constrained JSON."""
        if options.get("tools") and options.get("answer_schema"):
            raise ValueError("a call has tools or an answer_schema, not both")
        if not self.endpoint.schema_tools:
            return None
        return Offer.of(options.get("tools") or [], options.get("tool_choice"))

    def _body(
        self,
        messages: Sequence[BaseMessage],
        offer: Offer | None,
        stop: list[str] | None,
        options: dict[str, Any],
    ) -> Json:
        endpoint = self.endpoint
        body: Json = {"max_tokens": endpoint.max_tokens, "temperature": endpoint.temperature}
        body |= endpoint.extra
        shaping = ("tools", "tool_choice", "answer_schema")
        body |= {key: value for key, value in options.items() if key not in shaping}
        if stop:
            body["stop"] = cast(JsonValue, stop)
        if endpoint.schema_tools:
            body["messages"] = cast(JsonValue, render(messages, offer))
        else:
            body["messages"] = cast(JsonValue, native_messages(messages))
            if options.get("tools"):
                body["tools"] = options["tools"]
                body["tool_choice"] = _native_choice(options.get("tool_choice"))
        if schema := offer.schema() if offer else options.get("answer_schema"):
            body |= constrain(schema, compact=endpoint.constraint == "llguidance")
        return body

    async def _post(self, body: Json) -> tuple[ChatCompletion, Choice]:
        """One try: the completion and its first choice.

        Raises:
            UnusableReply: If there is no choice in it.
        """
        reply = await self._send(body)
        # The client does not check what servers send.
        choices = reply.choices if isinstance(reply, ChatCompletion) else None
        if not isinstance(reply, ChatCompletion) or not choices or not choices[0].message:
            raise UnusableReply("answers without any choice")
        return reply, choices[0]

    async def _send(self, body: Json) -> object:
        while True:
            fields = self._dialect.spoken(body)
            try:
                return await self._create(fields)
            except openai.BadRequestError as error:
                if not self._dialect.learn(error.message, fields):
                    raise

    async def _create(self, fields: Json) -> object:
        messages = cast("list[ChatCompletionMessageParam]", fields["messages"])
        others = {name: value for name, value in fields.items() if name != "messages"}
        async with self._slot(), asyncio.timeout(self.endpoint.timeout_s):
            return await self._connected().chat.completions.create(
                model=self.endpoint.model, messages=messages, extra_body=others
            )

    def _message(
        self, choice: Choice, messages: Sequence[BaseMessage], offer: Offer | None
    ) -> AIMessage:
        refusal = getattr(choice.message, "refusal", None)
        if refusal or choice.finish_reason == "content_filter":
            why = " ".join(str(refusal or "filtered").split())
            where = f"{self.endpoint.url} (model {self.endpoint.model})"
            raise EndpointError("refused", f"{where} refuses to answer: {why}")
        text = _THOUGHT.sub("", choice.message.content or "").strip()
        if offer:
            message = read_back(text, messages) if text else AIMessage(content="")
        else:
            message = native_reply(choice.message, text)
        if not (message.text or message.tool_calls or message.invalid_tool_calls):
            cut = " (cut off by max_tokens)" if choice.finish_reason == "length" else ""
            raise UnusableReply(f"answers with an empty message{cut}")
        return message

    def _slot(self) -> asyncio.Semaphore:
        if self._slots is None:
            self._slots = asyncio.Semaphore(self.endpoint.concurrency)
        return self._slots

    def _connected(self) -> openai.AsyncOpenAI:
        if self._client is None:
            local = urlsplit(self.endpoint.url).hostname in ("127.0.0.1", "::1", "localhost")
            self._client = openai.AsyncOpenAI(
                base_url=self.endpoint.url,
                api_key=self.endpoint.key() or "none",
                timeout=self.endpoint.timeout_s,
                max_retries=0,
                # A proxy of the environment has no business on the loopback address.
                http_client=openai.DefaultAsyncHttpxClient(trust_env=not local),
            )
        return self._client


@asynccontextmanager
async def open_models(
    roster: Roster, patience: Patience | None = None
) -> AsyncIterator[dict[Role, EndpointModel]]:
    """A model for each role that has an endpoint; roles with equal endpoints share one."""
    roles: tuple[Role, ...] = ("extractor", "miner", "writer", "verifier", "scorer")
    shared = [
        EndpointModel(endpoint=endpoint, patience=patience or Patience())
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


async def probe(endpoint: Endpoint) -> None:
    """Find out with one tiny request whether an endpoint can be used, before any work.

    Raises:
        EndpointError: If it is dead, refuses the key, or does not know the model.
    """
    body: Json = {"max_tokens": 1, "messages": [{"role": "user", "content": "Hi"}]}
    async with EndpointModel(endpoint=endpoint) as model:
        await persist(lambda: model._post(body | endpoint.extra), endpoint, Patience(tries=3))


def _native_choice(choice: str | None) -> JsonValue:
    if choice in (None, "auto", "none", "required"):
        return choice or "auto"
    return {"type": "function", "function": {"name": choice}}


def _usage(completion: ChatCompletion) -> UsageMetadata | None:
    usage = completion.usage
    if usage is None:
        return None
    read, written = usage.prompt_tokens or 0, usage.completion_tokens or 0
    details = usage.prompt_tokens_details
    known = InputTokenDetails(cache_read=(details.cached_tokens or 0) if details else 0)
    return UsageMetadata(
        input_tokens=read,
        output_tokens=written,
        total_tokens=read + written,
        input_token_details=known,
    )
