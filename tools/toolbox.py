"""Finds tools: those that ship with mmkg, of installed packages, and of the user's own files."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

from mmkg.runtime.errors import UsageError
from mmkg.tools.base import REGISTRY, BadTool, Tool

ENTRY_POINTS = "mmkg.tools"
_TESTING = re.compile(r"test_|conftest\.py$")


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
        with _undone_on_failure(f"entry point {entry.value!r}"):
            entry.load()
    for path in paths:
        for file in _files(path):
            _load(file)
    return dict(sorted(REGISTRY.items()))


def tools_for(capabilities: Collection[str], tools: Mapping[str, Tool]) -> list[Tool]:
    """The tools that some capabilities grant, in order of their names."""
    return [tool for tool in tools.values() if tool.capability in capabilities]


def _files(path: Path) -> list[Path]:
    """The file itself; of a folder, its Python files but for those that test."""
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.glob("*.py")) if not _TESTING.match(file.name)]


def _load(file: Path) -> None:
    """Run a user's file once; its decorators fill the registry."""
    name = f"mmkg_user_tools_{file.resolve().as_posix().replace('/', '_').replace('.', '_')}"
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UsageError(f"{file}: no Python file to load tools from")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _undone_on_failure(str(file)):
            spec.loader.exec_module(module)
    except UsageError:
        del sys.modules[name]
        raise


@contextmanager
def _undone_on_failure(where: str) -> Iterator[None]:
    """Takes back the tools that foreign code defined before it failed, whatever way it failed."""
    before = set(REGISTRY)
    try:
        yield
    except (Exception, SystemExit) as error:
        for added in set(REGISTRY) - before:
            del REGISTRY[added]
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        kind = "" if isinstance(error, BadTool) else f"{type(error).__name__}: "
        what = error.msg if isinstance(error, SyntaxError) else error
        raise UsageError(f"{where}{line}: {kind}{what}") from None
