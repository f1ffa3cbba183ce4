"""One address where a model is served: how it is spoken to, how fast, and whether it serves."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import orjson
from pydantic import JsonValue

from mmkg.prompts.render import line
from mmkg.runtime.breaker import Breaker, Notice
from mmkg.runtime.completion import Completion
from mmkg.runtime.dialect import Dialect
from mmkg.runtime.pace import Pace
from mmkg.runtime.patience import Fault, Patience, diagnose
from mmkg.runtime.settings import Endpoint
from mmkg.runtime.tool_protocol import Json

if TYPE_CHECKING:
    import openai  # half a second of work, which a session without a model need not wait for

_PROBE_S = 30.0


class Connection:
    """One address with its pace, its breaker, and what was learnt about its dialect.

    Attributes:
        identity: All that decides a reply besides the question; the address does not.
    """

    def __init__(self, endpoint: Endpoint, patience: Patience, notice: Notice) -> None:
        self.endpoint = endpoint
        self.dialect = Dialect("grammar" if endpoint.constraint == "llguidance" else "json_schema")
        wanted = {"model", "temperature", "max_tokens", "extra"}
        self.identity: dict[str, JsonValue] = {
            **endpoint.model_dump(mode="json", include=wanted),
            "schema_tools": endpoint.schema_tools,
        }
        self.pace = Pace(endpoint.concurrency)
        where = f"{endpoint.url} (model {endpoint.model})"
        self.breaker = Breaker(patience, self.probe, lambda text: notice(f"{where} {text}"))
        self._client: openai.AsyncOpenAI | None = None

    @property
    def tiny(self) -> Json:
        """The smallest request there is."""
        said: Json = {"role": "user", "content": line("probe", "hi")}
        return {"max_tokens": 1, "messages": [said], **self.endpoint.extra}

    async def close(self) -> None:
        """Probe no longer, and close the connections."""
        await self.breaker.stop()
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def post(self, body: Json) -> Completion:
        """Ask once; a server that complains of the wording is asked again in its own.

        Raises:
            UnusableReply: If the answer is no completion.
            openai.OpenAIError, TimeoutError: If there is no answer; see `diagnose`.
        """
        async with asyncio.timeout(self.endpoint.timeout_s):
            return Completion.read(await self._spoken(body))

    async def probe(self) -> Fault | None:
        """With one tiny request, what keeps the endpoint from serving; None if it serves."""
        try:
            async with asyncio.timeout(_PROBE_S):
                await self.post(self.tiny)
        except Exception as error:
            fault = diagnose(error, self.endpoint)
            if fault is None:
                raise
            return fault if fault.remedy in ("pause", "leave") else None
        return None

    async def _spoken(self, body: Json) -> bytes:
        import openai

        while True:
            form = self.dialect.form
            try:
                return await self._create(self.dialect.spoken(body))
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self.dialect.learn(error.message, form, body):
                    raise

    async def _create(self, fields: Json) -> bytes:
        # The client's own `create` walks through each message, and through each part of the reply
        # without checking it: twice the time of this.
        content = _written({"model": self.endpoint.model, **fields})
        response = await self._connected().post(
            "/chat/completions", content=content, cast_to=httpx2.Response
        )
        return response.content

    def _connected(self) -> openai.AsyncOpenAI:
        import openai

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


def _written(body: Json) -> bytes:
    """JSON in the order of its fields, which servers keep to when they make replies by a schema."""
    try:
        return orjson.dumps(body)
    except TypeError:  # half a character, or a number of more than 64 bits
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
