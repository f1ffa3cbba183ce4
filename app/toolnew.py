"""Writes a file for a new tool to start from, and its test."""

from __future__ import annotations

import keyword
from pathlib import Path

from mmkg.runtime.errors import UsageError

_TOOL = '''"""A tool of our own."""

from mmkg.tools.base import ToolError, tool


@tool("{capability}")
def {name}(text: str) -> int:
    """Count the words of a text.

    The first sentence and the arguments are what a model reads: say what it gets and when to call.

    Args:
        text: The text.

    >>> {name}("three short words")
    3
    """
    if not text.strip():
        raise ToolError("the text is empty: give at least one word")  # what the model may mend
    return len(text.split())
'''

_TEST = """import sys
from pathlib import Path

import pytest

from mmkg.tools.base import ToolError

sys.path.insert(0, str(Path(__file__).parent))

from {name} import {name}  # noqa: E402


def test_it_does_what_its_docstring_says() -> None:
    assert {name}("three short words") == 3


def test_what_the_model_may_mend_is_a_tool_error() -> None:
    with pytest.raises(ToolError, match="empty"):
        {name}(" ")
"""


def write_tool(name: str, capability: str, folder: Path) -> tuple[Path, Path]:
    """Write `<name>.py` and `test_<name>.py`.

    Raises:
        UsageError: If the name cannot be a function's, or a file of that name is there.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"{name}: a tool is a function: use letters, digits and _")
    files = (folder / f"{name}.py", folder / f"test_{name}.py")
    for file in files:
        if file.exists():
            raise UsageError(f"{file}: is there already")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in zip(files, (_TOOL, _TEST), strict=True):
        file.write_text(text.format(name=name, capability=capability), encoding="utf-8")
    return files
