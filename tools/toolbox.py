"""Finds tools: those that ship with mmkg, of installed packages, and of the user's own files."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

from mmkg.runtime.errors import UsageError
from mmkg.runtime.own_code import faults_told, python_files, run_file
from mmkg.tools.base import REGISTRY, Tool

ENTRY_POINTS = "mmkg.tools"


def load_tools(paths: Sequence[Path] = ()) -> dict[str, Tool]:
    """All tools by name: those of `mmkg.tools.*_tools`, of installed packages, of paths given.

    An installed package offers a module of tools by an entry point of the group `mmkg.tools`.

    Args:
        paths: Python files, or folders of them, that hold tools of the user's own.

    Raises:
        UsageError: If a file cannot be loaded or holds something that cannot be a tool.
    """
    package = importlib.import_module("mmkg.tools")
    for info in pkgutil.iter_modules(package.__path__):
        if info.name.endswith("_tools"):
            importlib.import_module(f"mmkg.tools.{info.name}")
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        with _undone_on_failure(), faults_told(f"entry point {entry.value!r}"):
            entry.load()
    for path in paths:
        for file in python_files(path):
            with _undone_on_failure():
                run_file(file)  # its decorators fill the registry
    return dict(sorted(REGISTRY.items()))


def tools_for(capabilities: Collection[str], tools: Mapping[str, Tool]) -> list[Tool]:
    """The tools that some capabilities grant, in order of their names."""
    return [tool for tool in tools.values() if tool.capability in capabilities]


@contextmanager
def _undone_on_failure() -> Iterator[None]:
    """Takes back the tools that foreign code defined before it failed."""
    before = set(REGISTRY)
    try:
        yield
    except UsageError:
        for added in set(REGISTRY) - before:
            del REGISTRY[added]
        raise
