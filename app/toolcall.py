"""Calls one tool by hand, as an agent would."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from pydantic import ValidationError

from mmkg.app.folder import load_graph
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import Context, Tool, ToolBroke, ToolError, told
from mmkg.tools.toolbox import load_tools


def named(name: str, paths: Sequence[Path]) -> Tool:
    """A tool by its name.

    Raises:
        UsageError: If there is none.
    """
    tools = load_tools(paths)
    if name not in tools:
        raise UsageError(f"there is no tool {name!r}: see `mmkg tools list`")
    return tools[name]


def context(session: Path | None) -> Context:
    """What tools may look at: a session's graph, or an empty one."""
    graph = load_graph(session) if session else Graph()
    return Context(graph, View(graph))


def call(tool: Tool, arguments: str, session: Path | None, seconds: float) -> str:
    """What the model would read as the tool's result. What the tool prints goes to stderr.

    Args:
        tool: The tool.
        arguments: A JSON object.
        session: Folder whose graph the tool may look at; an empty graph if none is given.
        seconds: Longest that it may take.

    Raises:
        UsageError: If the arguments do not fit, or the tool refuses them.
        ToolBroke: If it fails otherwise.
    """
    if tool.wants_context and session is None:
        raise UsageError(f"{tool.name} looks at a graph: give --session FOLDER")
    try:
        given = tool.arguments.model_validate_json(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the arguments"
        raise UsageError(f"{tool.name}: {where}: {first['msg']}") from None
    try:
        with redirect_stdout(sys.stderr):
            return told(asyncio.run(tool.call(dict(given), context(session), seconds)))
    except ToolError as error:
        raise UsageError(f"{tool.name}: {error}") from None
    except TimeoutError:
        raise ToolBroke(tool.name, f"no answer in {seconds:g} s") from None
    except Exception as error:
        raise ToolBroke(tool.name, f"{type(error).__name__}: {error}") from error
