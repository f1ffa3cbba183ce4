"""Finds tools: those that ship with mmkg, and those in files of the user's own."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from mmkg.runtime.errors import UsageError
from mmkg.tools.base import REGISTRY, BadTool, Tool


def load_tools(paths: Sequence[Path] = ()) -> dict[str, Tool]:
    """All tools by name: those of `mmkg.tools.*_tools` and of files or folders given.

    Args:
        paths: Python files, or folders of them, that hold tools of the user's own.

    Raises:
        UsageError: If a file cannot be loaded or holds something that cannot be a tool.
    """
    package = importlib.import_module("mmkg.tools")
    for info in pkgutil.iter_modules(package.__path__):
        if info.name.endswith("_tools"):
            importlib.import_module(f"mmkg.tools.{info.name}")
    for path in paths:
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            _load(file)
    return dict(sorted(REGISTRY.items()))


def tools_for(capabilities: Collection[str], tools: dict[str, Tool]) -> list[Tool]:
    """The tools that some capabilities grant, in order of their names."""
    return [tool for tool in tools.values() if tool.capability in capabilities]


def _load(file: Path) -> None:
    """Run a user's file once; its decorators fill the registry."""
    name = f"mmkg_user_tools_{file.resolve().as_posix().replace('/', '_').replace('.', '_')}"
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UsageError(f"{file}: no Python file to load tools from")
    before = set(REGISTRY)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (BadTool, SyntaxError, ImportError, NameError) as error:
        del sys.modules[name]
        for added in set(REGISTRY) - before:
            del REGISTRY[added]
        raise UsageError(f"{file}: {error}") from None
