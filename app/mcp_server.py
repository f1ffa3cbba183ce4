"""Serves a session by the Model Context Protocol: parsing, graph, evidence, reverification."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from mmkg.app.session_tools import session_tools
from mmkg.app.toolcall import context as session_context
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import Context, Shown, Tool, ToolError
from mmkg.tools.toolbox import load_tools

if TYPE_CHECKING:
    from mcp.server import ServerRequestContext
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult
    from mcp.types import PaginatedRequestParams as Page

HIDDEN = ("plans", "evidence")  # capabilities that make sense only while a sample is made
CALL_S = 300.0


def mcp_server(session: Path, folders: Sequence[Path] = ()) -> Server:
    """A server of a session's tools: those of agents that look at the graph, and its own.

    Args:
        session: The session.
        folders: Where documents may be read beside its own corpus.

    Raises:
        UsageError: If the extra `mcp` is missing.
        InputError: If the folder holds no session with a graph.
    """
    try:
        from mcp import types
        from mcp.server.lowlevel import Server
    except ImportError:
        raise UsageError("`mmkg mcp` needs `pip install mmkg[mcp]`") from None
    context = session_context(session)
    shared = [tool for tool in load_tools().values() if tool.capability not in HIDDEN]
    tools = {tool.name: tool for tool in (*shared, *session_tools(session, folders))}

    async def list_tools(_: ServerRequestContext, page: Page | None) -> ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    description=tool.description,
                    input_schema=tool.arguments.model_json_schema(),
                )
                for tool in tools.values()
            ]
        )

    async def call_tool(_: ServerRequestContext, call: CallToolRequestParams) -> CallToolResult:
        result, failed = await _answer(tools.get(call.name), call, context)
        content: list[types.ContentBlock] = [types.TextContent(type="text", text=_text(result))]
        if isinstance(result, Shown):
            png = base64.b64encode(result.png).decode()
            content.append(types.ImageContent(type="image", data=png, mime_type="image/png"))
        return types.CallToolResult(content=content, is_error=failed)

    return Server("mmkg", on_list_tools=list_tools, on_call_tool=call_tool)


async def _answer(
    tool: Tool | None, call: CallToolRequestParams, context: Context
) -> tuple[object, bool]:
    """What a client gets, and whether that is an error which it may mend."""
    if tool is None:
        return f"there is no tool {call.name!r}", True
    try:
        given = dict(tool.arguments.model_validate(call.arguments or {}))
        return await tool.call(given, context, CALL_S), False
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}", True
    except ToolError as error:
        return str(error), True
    except TimeoutError:
        return f"no answer in {CALL_S:g} s", True


def _text(result: object) -> str:
    result = result.words if isinstance(result, Shown) else result
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def serve_stdio(server: Server) -> None:
    """Serve until the other side hangs up; nothing else may write to standard output."""
    from mcp.server.stdio import stdio_server

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            with redirect_stdout(sys.stderr):
                await server.run(incoming, outgoing, server.create_initialization_options())

    asyncio.run(serve())


def serve_http(server: Server, port: int) -> None:
    """Serve on the loopback address, at `/mcp`, until interrupted."""
    import uvicorn

    uvicorn.run(server.streamable_http_app(), host="127.0.0.1", port=port, log_level="warning")
