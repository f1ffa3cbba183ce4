"""Calls one tool by hand, as an agent would."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from mmkg.app.folder import load_graph
from mmkg.dataset.exports.sources import source_files
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Settings
from mmkg.tools.base import Context, Tool, ToolBroke, ToolError, told
from mmkg.tools.confined_reread import ConfinedRereader
from mmkg.tools.mcp_servers import foreign_tools
from mmkg.tools.toolbox import load_tools


def all_tools(paths: Sequence[Path], settings: Settings) -> dict[str, Tool]:
    """The tools that there are, those of MCP servers as their servers describe them now.

    Raises:
        UsageError: If a file cannot be loaded, or a server does not answer.
    """

    async def told() -> dict[str, Tool]:
        async with foreign_tools(settings.mcp, known) as foreign:
            return known | foreign

    known = load_tools((*paths, *settings.tools))
    return asyncio.run(told())


def named(name: str, tools: Mapping[str, Tool]) -> Tool:
    """A tool by its name.

    Raises:
        UsageError: If there is none.
    """
    if name not in tools:
        raise UsageError(f"there is no tool {name!r}: see `mmkg tools list`")
    return tools[name]


def context(session: Path | None) -> Context:
    """What tools may look at: a session's graph and its documents' files, or an empty graph."""
    if session is None:
        return Context(Graph(), View(Graph()))
    graph, files = load_graph(session), source_files(session)
    return Context(graph, View(graph), reread=ConfinedRereader(files), files=files)


@dataclass(frozen=True)
class Call:
    """A call by hand.

    Attributes:
        name: The tool's.
        arguments: A JSON object.
        session: Folder whose graph the tool may look at; an empty graph if none is given.
        seconds: Longest that it may take.
        paths: Files and folders with tools of the user's own.
        settings: Name more of them, and MCP servers.
    """

    name: str
    arguments: str
    session: Path | None
    seconds: float
    paths: Sequence[Path]
    settings: Settings


def call(asked: Call) -> object:
    """What the tool gives; `told` says what a model reads of it. What it prints goes to stderr.

    Raises:
        UsageError: If there is no such tool, the arguments do not fit, or the tool refuses them.
        ToolBroke: If it fails otherwise.
    """

    async def answer() -> object:
        async with foreign_tools(asked.settings.mcp, known) as foreign:
            return await _result(named(asked.name, known | foreign), asked)

    known = load_tools((*asked.paths, *asked.settings.tools))
    with redirect_stdout(sys.stderr):
        return asyncio.run(answer())


async def _result(tool: Tool, asked: Call) -> object:
    if tool.wants_context and asked.session is None:
        raise UsageError(f"{tool.name} looks at a graph: give --session FOLDER")
    try:
        given = tool.arguments.model_validate_json(asked.arguments)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the arguments"
        what = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{tool.name}: {where}: {what}") from None
    try:
        result = await tool.call(dict(given), context(asked.session), asked.seconds)
        told(result)  # what cannot be told is the tool's fault
    except ToolError as error:
        raise UsageError(f"{tool.name}: {error}") from None
    except TimeoutError:
        raise ToolBroke(tool.name, f"no answer in {asked.seconds:g} s") from None
    except Exception as error:
        raise ToolBroke(tool.name, f"{type(error).__name__}: {error}") from error
    return result
