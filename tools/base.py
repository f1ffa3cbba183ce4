"""What a tool is: a typed function with a docstring and one capability."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar, get_type_hints

from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan
from mmkg.graph.store import Graph
from mmkg.runtime.errors import MmkgError, UsageError

LONGEST_RESULT = 2000  # characters
LONGEST_REFUSAL = 1000
LARGEST_PICTURE = 4_000_000  # bytes
INJECTED = "runtime"

F = TypeVar("F", bound=Callable[..., object])


class ToolError(Exception):
    """A call that the model may mend; the text says what was wrong and what would be right.

    Of a long text, such as one that quotes what was given, only the beginning and the end are kept.
    """

    def __init__(self, text: str) -> None:
        half = LONGEST_REFUSAL // 2
        long = len(text) > LONGEST_REFUSAL
        super().__init__(f"{text[:half]} … {text[-half:]}" if long else text)


class ToolGone(ToolError):
    """A tool is not there any more, such as one of a server that ended; others can be used."""


class ToolBroke(MmkgError):
    """A tool failed in a way that no model can mend: it ends the sample, not the session.

    Attributes:
        tool: Its name.
    """

    def __init__(self, tool: str, why: str) -> None:
        super().__init__(f"tool {tool}: {why}")
        self.tool = tool


class BadTool(UsageError):
    """A function that cannot be a tool; the text says why and where."""


@dataclass(frozen=True)
class Shown:
    """What a tool shows as a picture: models that see get both, others the words alone.

    Raises:
        ToolError: If it is no PNG, or one that is too large to send.
    """

    words: str
    png: bytes

    def __post_init__(self) -> None:
        if not self.png.startswith(b"\x89PNG") or len(self.png) > LARGEST_PICTURE:
            size = f"{len(self.png):,} bytes"
            raise ToolError(f"the picture is not a PNG of at most {LARGEST_PICTURE:,}: {size}")


@dataclass(frozen=True)
class Context:
    """What a tool may look at; given to a parameter named `runtime`, hidden from models.

    Attributes:
        graph: The whole graph.
        view: The same graph with measures, formulas and rules worked out.
        evidence: The evidence of the sample in work, by id.
        plans: The plans that the miner may choose from, with what each asks.
        reread: Says what differs when evidence is read again, or nothing if it is the same.
        files: The documents' files by their SHA-256, where they are at hand.
    """

    graph: Graph
    view: View
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    plans: Sequence[tuple[Plan, str]] = ()
    reread: Callable[[Evidence], str | None] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    """A function that agents may call.

    Attributes:
        name: The function's name.
        capability: What a role must be granted to get it.
        description: What it does, from the docstring.
        arguments: The arguments a model gives.
        function: The plain function.
        wants_context: Whether it has the hidden parameter.
    """

    name: str
    capability: str
    description: str
    arguments: type[BaseModel]
    function: Callable[..., object]
    wants_context: bool

    def run(self, arguments: Mapping[str, object], context: Context) -> object:
        """What the function gives for arguments that fit.

        Raises:
            ToolError: If the model asked for something that cannot be done.
        """
        hidden = {INJECTED: context} if self.wants_context else {}
        return self.function(**arguments, **hidden)

    async def call(
        self, arguments: Mapping[str, object], context: Context, seconds: float
    ) -> object:
        """As `run`, for a limited time.

        Raises:
            TimeoutError: If it took longer than `seconds`.
            ToolError: As `run` does.
        """
        result = await in_time(partial(self.run, arguments, context), seconds)
        if inspect.isawaitable(result):
            return await asyncio.wait_for(result, seconds)
        return result

    @cached_property
    def shape(self) -> dict[str, JsonValue]:
        """The tool in OpenAI's form, as models are told it."""
        return convert_to_openai_tool(self.bind(None))

    def bind(self, context: Context | None) -> StructuredTool:
        """The tool as LangChain has it, with the hidden parameter filled in."""
        run = partial(self.function, runtime=context) if self.wants_context else self.function
        fields = self.arguments.model_fields  # a foreign tool has a schema, but no fields
        return StructuredTool(
            name=self.name,
            description=self.description,
            args_schema=self.arguments if fields else self.arguments.model_json_schema(),
            func=run,
            metadata={"capability": self.capability},
        )


REGISTRY: dict[str, Tool] = {}


def tool(capability: str) -> Callable[[F], F]:
    """Make a function a tool; it stays the plain function it was.

    Args:
        capability: One word; roles that have it get the tool.

    Raises:
        BadTool: If the docstring is missing, an argument is untyped or not described, or the name
            is taken.
    """

    def register(function: F) -> F:
        made = as_tool(function, capability)
        if made.name in REGISTRY:
            other = REGISTRY[made.name].function.__module__
            raise BadTool(f"there are two tools {made.name!r}: in {other} and {_where(function)}")
        REGISTRY[made.name] = made
        return function

    return register


async def in_time(work: Callable[[], object], seconds: float) -> object:
    """What some foreign code gives, run in a thread of its own for a limited time.

    A thread cannot be stopped: one that hangs is left behind, and ends with the process.

    Raises:
        TimeoutError: If it takes longer than `seconds`.
    """
    done: Future[object] = Future()
    done.set_running_or_notify_cancel()  # what comes after the time limit is dropped quietly

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # whatever it is, the caller has to see it
            done.set_exception(error)

    Thread(target=run, name="tool", daemon=True).start()
    return await asyncio.wait_for(asyncio.wrap_future(done), seconds)


def told(result: object) -> str:
    """A tool's result as the text a model reads, of bounded length; of a picture, its words.

    Raises:
        TypeError: If it cannot be written as JSON.
    """
    result = result.words if isinstance(result, Shown) else result
    text = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    if len(text) <= LONGEST_RESULT:
        return text
    return f"{text[:LONGEST_RESULT]} … (cut: {len(text)} characters in all; ask for less)"


def kept(result: object) -> JsonValue:
    """A tool's result as the trace keeps it; of a picture, its words and its size."""
    if isinstance(result, Shown):
        return f"{told(result)} (a picture of {len(result.png)} bytes)"
    return told(result) if not isinstance(result, bool | int | float | None) else result


def as_tool(function: Callable[..., object], capability: str) -> Tool:
    """What the decorator makes of a function, without registering it.

    Raises:
        BadTool: As `tool` does.
    """
    name = getattr(function, "__name__", "")
    summary, described = _docstring(function)
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise BadTool(f"{_where(function)}: {error}; import it where it runs") from None
    fields: dict[str, Any] = {}
    parameters = inspect.signature(function).parameters
    for parameter in parameters.values():
        if parameter.name == INJECTED:
            continue
        if parameter.name not in hints:
            raise BadTool(f"{_where(function)}: argument {parameter.name!r} has no type")
        if not described.get(parameter.name):
            raise BadTool(f"{_where(function)}: the docstring does not describe {parameter.name!r}")
        default = ... if parameter.default is parameter.empty else parameter.default
        about = Field(default, description=described[parameter.name])
        fields[parameter.name] = (hints[parameter.name], about)
    if extra := set(described) - set(fields) - {INJECTED}:
        raise BadTool(f"{_where(function)}: there is no argument {min(extra)!r} to describe")
    arguments = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return Tool(name, capability, summary, arguments, function, INJECTED in parameters)


def _docstring(function: Callable[..., object]) -> tuple[str, dict[str, str]]:
    """The first paragraph of a Google docstring, and what it says about each argument."""
    text = inspect.getdoc(function)
    if not text or not text.strip():
        raise BadTool(f"{_where(function)}: a tool needs a docstring, which the model reads")
    summary = " ".join(text.split("\n\n")[0].split())
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", text, re.MULTILINE)
    described: dict[str, str] = {}
    current = ""
    for line in section[1].splitlines() if section else ():
        if match := re.match(r" {2,4}(\w+)(?: \([^)]*\))?:\s*(.*)", line):
            current = match[1]
            described[current] = match[2].strip()
        elif current and line.strip():
            described[current] = f"{described[current]} {line.strip()}".strip()
    return summary, described


def _where(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', function)}"
