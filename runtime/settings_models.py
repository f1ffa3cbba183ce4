"""Settings of who speaks to what: endpoints, the roles that use them, servers of tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, ValidationError, field_validator, model_validator

from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings_part import Part, first_fault

Role = Literal["extractor", "miner", "writer", "verifier", "scorer"]
ToolMode = Literal["auto", "native", "schema"]
EMBEDDED = "embedded:"
EMBEDDED_DEFAULT = "qwen2.5-coder-1.5b"


class Endpoint(Part):
    """One OpenAI-compatible address and the model used there. The key itself is never kept.

    The URL `embedded:NAME` stands for a model that mmkg serves itself; `serve_embedded` turns it
    into a real address.
    """

    name: str = Field(default="", description="what reports call it; the model's name if not given")
    url: str = Field(description="base URL up to and with /v1, or embedded:NAME or embedded:FILE")
    model: str = Field(min_length=1, description="the model's name at that address")
    key_env: str = Field(default="OPENAI_API_KEY", description="variable which holds the key")
    price_in: float = Field(default=0, ge=0, description="USD for 1e6 tokens read")
    price_out: float = Field(default=0, ge=0, description="USD for 1e6 tokens written")
    concurrency: int = Field(default=4, ge=1, description="most calls at once")
    timeout_s: float = Field(default=120, gt=0, description="most seconds for one try of a call")
    max_tokens: int = Field(default=512, ge=1, description="most tokens of one reply")
    temperature: float = Field(default=0, ge=0, description="0 takes the likeliest word each time")
    tool_mode: ToolMode = Field(
        default="auto",
        description="native: the server's own tool calls; schema: replies constrained to a JSON "
        "form, for servers without them; auto: schema for the embedded model, else native",
    )
    constraint: Literal["json_schema", "llguidance"] = Field(
        default="json_schema",
        description="how schema mode states the form; llguidance is llama.cpp's compact one",
    )
    vision: bool = Field(default=False, description="whether the model can be shown pictures")
    extra: dict[str, JsonValue] = Field(
        default_factory=dict, description="further fields of each request, as they are"
    )
    instead: tuple[Endpoint, ...] = Field(
        default=(),
        description="endpoints that stand in while this one is out of service, and share its calls "
        "if they are asked for the same; a list of endpoints means its first, and these",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        if isinstance(data, str):
            return cls._parts(data)
        if isinstance(data, list | tuple) and data:
            first = cls.model_validate(data[0])
            return {**first.model_dump(), "instead": (*first.instead, *data[1:])}
        if not isinstance(data, dict):
            return data
        url = data.get("url")
        if isinstance(url, str) and url.startswith(EMBEDDED):
            data = cls._parts(url) | data
        return data if data.get("name") else {**data, "name": data.get("model", "")}

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: str) -> str:
        if url.startswith(EMBEDDED):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http(s) address such as http://host:8000/v1")
        if parts.username or parts.password:
            raise ValueError("a key does not belong into the URL: name its variable in key_env")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _stand_ins_are_addresses(self) -> Self:
        if self.instead and any(each.embedded for each in self.all()):
            raise ValueError("the embedded model has no stand-ins and is none: leave it out")
        return self

    def all(self) -> tuple[Endpoint, ...]:
        """This endpoint, then those that stand in for it."""
        alone = self.model_copy(update={"instead": ()}) if self.instead else self
        return (alone, *(one for each in self.instead for one in each.all()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `URL#MODEL`, `embedded`, `embedded:NAME` or `embedded:FILE.gguf`.

        Raises:
            UsageError: If the text has none of these forms.
        """
        try:
            return cls.model_validate(text)
        except ValidationError as error:
            raise UsageError(f"--model {text}: {first_fault(error)}") from None

    @staticmethod
    def _parts(text: str) -> dict[str, JsonValue]:
        if text == "embedded" or text.startswith(EMBEDDED):
            name = text.removeprefix("embedded").removeprefix(":") or EMBEDDED_DEFAULT
            return {
                "name": "embedded",
                "url": EMBEDDED + name,
                "model": Path(name).stem if name.endswith(".gguf") else name,
                "concurrency": 2,
                "timeout_s": 600,
                "tool_mode": "schema",
                "constraint": "llguidance",
            }
        url, mark, model = text.partition("#")
        if not mark or not model:
            raise ValueError("wanted URL#MODEL such as http://host:8000/v1#qwen3, or embedded")
        return {"name": model, "url": url, "model": model}

    @property
    def embedded(self) -> str | None:
        """Name or file of the model that mmkg has to serve itself; None for a real address."""
        return self.url.removeprefix(EMBEDDED) if self.url.startswith(EMBEDDED) else None

    @property
    def schema_tools(self) -> bool:
        """Whether tool calls are asked for as constrained JSON."""
        if self.tool_mode == "auto":
            return self.url.startswith(EMBEDDED)
        return self.tool_mode == "schema"

    def key(self) -> str | None:
        """The key from the environment, read at the moment of use."""
        return os.environ.get(self.key_env) if self.key_env else None

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """USD for one call."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6


class Roster(Part):
    """Which role uses which endpoint. A role without one works by code alone."""

    default: Endpoint | None = Field(default=None, description="for roles not named")
    roles: dict[Role, Endpoint] = Field(default_factory=dict, description="by role")

    def endpoint(self, role: Role) -> Endpoint | None:
        """The endpoint of a role, or None if the role works by code."""
        return self.roles.get(role, self.default)

    def endpoints(self) -> list[Endpoint]:
        """Each endpoint that is in use, once."""
        found: list[Endpoint] = []
        for endpoint in [self.default, *self.roles.values()]:
            if endpoint is not None and endpoint not in found:
                found.append(endpoint)
        return found

    def with_endpoint(self, old: Endpoint, new: Endpoint) -> Roster:
        """The same roster with one endpoint replaced wherever it is used."""
        roles = {role: new if used == old else used for role, used in self.roles.items()}
        return Roster(default=new if self.default == old else self.default, roles=roles)


class McpServer(Part):
    """A server of the Model Context Protocol whose tools agents may call."""

    command: tuple[str, ...] = Field(default=(), description="starts it, to talk over its stdio")
    url: str = Field(default="", description="where it listens, for streamable HTTP")
    capability: str = Field(description="what a role must be granted to get its tools")
    env: tuple[str, ...] = Field(
        default=(), description="names of the variables handed on to the command"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command or url")
        return self
