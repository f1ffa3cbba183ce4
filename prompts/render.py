"""Renders the words that models read. Names that a template does not get are errors, not blanks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, Template

# A folder whose files are read instead of ours, for those who try other words.
_OTHER: ContextVar[Path | None] = ContextVar("other_prompts", default=None)
_MARKER = re.compile(r"<\s*/?\s*evidence[^>]*>?", re.IGNORECASE)


class Prompt(NamedTuple):
    """What a role is told: first what never changes, then what is special to this time."""

    system: str
    user: str


def render(name: str, /, **words: object) -> Prompt:
    """The prompt of a role or task.

    The file has a block `system`, which gets no words, so that it is the same for all samples and
    a server can keep it, and a block `user`, which gets all of them.

    Args:
        name: Name of the file without `.j2`.
        words: What the user block is filled with.

    Raises:
        jinja2.UndefinedError: If the template wants a word that was not given.
    """
    template = _template(name)
    system = "".join(template.blocks["system"](template.new_context()))
    user = "".join(template.blocks["user"](template.new_context(words)))
    return Prompt(system.strip(), user.strip())


def line(name: str, block: str, /, **words: object) -> str:
    """One of the other blocks of a prompt's file."""
    template = _template(name)
    return "".join(template.blocks[block](template.new_context(words))).strip()


@contextmanager
def other_prompts(folder: Path) -> Iterator[None]:
    """Within the block, files of a folder stand in for the prompts of the same name."""
    token = _OTHER.set(folder)
    try:
        yield
    finally:
        _OTHER.reset(token)


def prompt_hash(name: str) -> str:
    """The first 16 digits of the SHA-256 of a prompt's file."""
    return hashlib.sha256(_source(name).encode()).hexdigest()[:16]


def all_prompts() -> dict[str, str]:
    """The hash of every prompt's file, by name."""
    files = resources.files("mmkg.prompts").iterdir()
    names = sorted(file.name for file in files if file.name.endswith(".j2"))
    return {name.removesuffix(".j2"): prompt_hash(name.removesuffix(".j2")) for name in names}


def marked(text: str) -> str:
    """Words from a document between marks, which such words cannot end themselves."""
    return f"<evidence>\n{_MARKER.sub('[mark removed]', text).strip()}\n</evidence>"


def _source(name: str) -> str:
    return _read(name, _OTHER.get())


@cache
def _read(name: str, other: Path | None) -> str:
    mine = other / f"{name}.j2" if other else None
    file = mine if mine and mine.is_file() else resources.files("mmkg.prompts") / f"{name}.j2"
    return file.read_text("utf-8")


def _template(name: str) -> Template:
    return _compiled(_source(name))


@cache
def _compiled(source: str) -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["marked"] = marked
    return environment.from_string(source)
