"""Tries a user's tools: whether they load, and do what the examples of their docstrings say."""

from __future__ import annotations

import asyncio
import doctest
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mmkg.runtime.errors import UsageError
from mmkg.tools.base import Context, Tool, in_time
from mmkg.tools.toolbox import load_tools


@dataclass(frozen=True)
class Trial:
    """How the example of one tool came out; `why` says what went wrong."""

    tool: Tool
    example: Literal["right", "wrong", "none", "hangs"]
    why: str = ""


def try_tools(paths: Sequence[Path], context: Context, seconds: float) -> list[Trial]:
    """Load the tools of some files and folders, and run the example in each docstring.

    An example is a doctest; in it, `runtime` is the context.

    Raises:
        UsageError: If a file cannot be loaded, holds something that cannot be a tool, or no tool.
    """
    shipped = load_tools()
    tools = [tool for name, tool in load_tools(paths).items() if name not in shipped]
    if not tools:
        raise UsageError(f"{', '.join(map(str, paths))}: no function is marked with @tool")
    return [_try(tool, context, seconds) for tool in tools]


def _try(tool: Tool, context: Context, seconds: float) -> Trial:
    test = doctest.DocTestParser().get_doctest(
        tool.function.__doc__ or "",
        {**tool.function.__globals__, "runtime": context},
        tool.name,
        tool.function.__code__.co_filename,
        tool.function.__code__.co_firstlineno,
    )
    if not test.examples:
        return Trial(tool, "none", "no example in the docstring: add one, >>> " + tool.name + "(…)")
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    stdout = sys.stdout  # doctest takes it; a test that hangs would keep it
    try:
        asyncio.run(in_time(lambda: runner.run(test, out=said.append), seconds))
    except TimeoutError:
        return Trial(tool, "hangs", f"no answer in {seconds:g} s")
    finally:
        sys.stdout = stdout
    return Trial(tool, "wrong", "".join(said)) if said else Trial(tool, "right")
