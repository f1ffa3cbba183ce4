"""Code of the user's own: Python files outside mmkg, run once, their faults told in one line."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from mmkg.runtime.errors import MmkgError, UsageError

_TESTING = re.compile(r"test_|conftest\.py$")


def python_files(path: Path) -> list[Path]:
    """The file itself; of a folder, its Python files but for those that test."""
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.glob("*.py")) if not _TESTING.match(file.name)]


def run_file(file: Path) -> ModuleType:
    """The module that a file is; it is run when it is asked for first.

    Raises:
        UsageError: If it is no Python file, or fails, in whatever way.
    """
    name = f"mmkg_user_{file.resolve().as_posix().replace('/', '_').replace('.', '_')}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UsageError(f"{file}: no Python file to load from")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        with faults_told(str(file)):
            spec.loader.exec_module(module)
    except UsageError:
        del sys.modules[name]
        raise
    return module


@contextmanager
def faults_told(where: str) -> Iterator[None]:
    """Turns whatever foreign code raises into one line.

    Raises:
        UsageError: Instead of any other exception.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        kind = "" if isinstance(error, MmkgError) else f"{type(error).__name__}: "
        what = error.msg if isinstance(error, SyntaxError) else error
        raise UsageError(f"{where}{line}: {kind}{what}") from None
