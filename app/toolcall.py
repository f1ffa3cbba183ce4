"""Calls one tool by hand, as an agent would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from mmkg.app.folder import load_graph
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import Context, Tool, ToolError, told
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


def call(tool: Tool, arguments: str, session: Path | None) -> str:
    """What the model would read as the tool's result.

    Args:
        tool: The tool.
        arguments: A JSON object.
        session: Folder whose graph the tool may look at; an empty graph if none is given.

    Raises:
        UsageError: If the arguments do not fit, or the tool refuses them.
    """
    if tool.wants_context and session is None:
        raise UsageError(f"{tool.name} looks at a graph: give --session FOLDER")
    graph = load_graph(session) if session else Graph()
    try:
        given = tool.arguments.model_validate_json(arguments)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the arguments"
        raise UsageError(f"{tool.name}: {where}: {first['msg']}") from None
    values = {name: getattr(given, name) for name in type(given).model_fields}
    if tool.wants_context:
        values["runtime"] = Context(graph, View(graph))
    try:
        return told(tool.function(**values))
    except ToolError as error:
        raise UsageError(f"{tool.name}: {error}") from None
