"""Calls one tool by hand, as an agent would."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from pydantic import ValidationError

from mmkg.app.folder import load_graph
from mmkg.dataset.exports.sources import source_files
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import Context, Tool, ToolBroke, ToolError, told
from mmkg.tools.reread import Rereader
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
    """What tools may look at: a session's graph and its documents' files, or an empty graph."""
    if session is None:
        return Context(Graph(), View(Graph()))
    graph, files = load_graph(session), source_files(session)
    return Context(graph, View(graph), reread=Rereader(files), files=files)


def call(tool: Tool, arguments: str, session: Path | None, seconds: float) -> object:
    """What the tool gives; `told` says what a model reads of it. What it prints goes to stderr.

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
            result = asyncio.run(tool.call(dict(given), context(session), seconds))
        told(result)  # what cannot be told is the tool's fault
        return result
    except ToolError as error:
        raise UsageError(f"{tool.name}: {error}") from None
    except TimeoutError:
        raise ToolBroke(tool.name, f"no answer in {seconds:g} s") from None
    except Exception as error:
        raise ToolBroke(tool.name, f"{type(error).__name__}: {error}") from error
