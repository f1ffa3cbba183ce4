"""Tools of MCP servers (Model Context Protocol) as tools that agents may call."""

from __future__ import annotations

import asyncio
import os
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_validator

from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import McpServer
from mmkg.tools.base import Shown, Tool, ToolError, ToolGone

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters
    from mcp.types import CallToolResult
    from mcp.types import Tool as Offer

CONNECT_S = 30.0  # a server that is started has to load first
CLOSE_S = 10.0


@asynccontextmanager
async def foreign_tools(
    servers: Mapping[str, McpServer], known: Mapping[str, Tool]
) -> AsyncIterator[dict[str, Tool]]:
    """The tools of some servers by name, for as long as the connections are open.

    Args:
        servers: How each is reached, by the name that settings give it.
        known: Tools there are already; their names are taken.

    Raises:
        UsageError: If the extra `mcp` is missing, a server does not answer, or a name is taken.
    """
    if servers and find_spec("mcp") is None:
        raise UsageError("tools of MCP servers need `pip install mmkg[mcp]`")
    found: dict[str, Tool] = {}
    async with AsyncExitStack() as stack:
        for name, server in servers.items():
            client = await stack.enter_async_context(_connected(name, server))
            for offer in (await client.list_tools()).tools:
                if offer.name in known or offer.name in found:
                    raise UsageError(f"mcp.{name}: there is a tool {offer.name!r} already")
                found[offer.name] = _tool(offer, client, name, server.capability)
        yield found


@asynccontextmanager
async def _connected(name: str, server: McpServer) -> AsyncIterator[Client]:
    """A connection, held open by a task of its own.

    The SDK wraps every error that passes through an open connection into a group; this way none
    of the session's own does.
    """
    ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    finished = asyncio.Event()
    holder = asyncio.create_task(_hold(server, ready, finished))
    await asyncio.wait((ready, holder), return_when=asyncio.FIRST_COMPLETED)
    if not ready.done():
        where = server.url or " ".join(server.command)
        why = _first(holder.exception() or ConnectionError("it hung up"))
        raise UsageError(f"mcp.{name}: {where}: no MCP server answers ({why})")
    try:
        yield ready.result()
    finally:
        finished.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(holder, return_exceptions=True), CLOSE_S)


async def _hold(server: McpServer, ready: asyncio.Future[Client], finished: asyncio.Event) -> None:
    from mcp import Client

    target = server.url or _process(server)
    async with Client(target, read_timeout_seconds=CONNECT_S) as client:
        ready.set_result(client)
        await finished.wait()


def _process(server: McpServer) -> StdioServerParameters:
    from mcp.client.stdio import StdioServerParameters, get_default_environment

    granted = {name: os.environ[name] for name in server.env if name in os.environ}
    command, *arguments = server.command
    return StdioServerParameters(
        command=command, args=arguments, env={**get_default_environment(), **granted}
    )


def _tool(offer: Offer, client: Client, server: str, capability: str) -> Tool:
    about = " ".join((offer.description or offer.title or offer.name).split())
    arguments = _arguments(offer.name, offer.input_schema)
    function = _calling(offer.name, client, server)
    return Tool(offer.name, capability, about, arguments, function, wants_context=False)


def _calling(name: str, client: Client, server: str) -> Callable[..., Awaitable[str | Shown]]:
    async def call(**arguments: object) -> str | Shown:
        try:
            result = await client.call_tool(name, arguments)
        except Exception as error:
            raise ToolGone(f"the MCP server {server} failed: {_first(error)}") from error
        text = _text(result)
        if result.is_error:
            raise ToolError(text)
        png = _picture(result)
        return Shown(text, png) if png else text

    return call


def _text(result: CallToolResult) -> str:
    """What a model can read of a result."""
    parts = (
        getattr(block, "text", None) or f"({block.type}, which cannot be shown here)"
        for block in result.content
    )
    return "\n".join(parts)


def _picture(result: CallToolResult) -> bytes | None:
    """The first picture of a result that is a PNG."""
    found = (block for block in result.content if block.type == "image")
    return next((b64decode(one.data) for one in found if one.mime_type == "image/png"), None)


def _arguments(name: str, schema: dict[str, Any]) -> type[BaseModel]:
    """A model that accepts what a JSON schema accepts, and shows that schema as its own."""
    from jsonschema import ValidationError
    from jsonschema.validators import validator_for

    validator = validator_for(schema)(schema)

    class Arguments(BaseModel):
        model_config = ConfigDict(extra="allow", title=name)

        @model_validator(mode="before")
        @classmethod
        def _fits(cls, data: Any) -> Any:
            try:
                validator.validate(data)
            except ValidationError as error:
                where = ".".join(map(str, error.absolute_path))
                raise ValueError(f"{where}: {error.message}" if where else error.message) from None
            return data

        @classmethod
        def model_json_schema(cls, *args: Any, **more: Any) -> dict[str, Any]:
            return schema

    Arguments.__name__ = name
    return Arguments


def _first(error: BaseException) -> str:
    """The first error of a group, in one line."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
