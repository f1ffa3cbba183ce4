"""A session's manifest: all that decides what it makes, so that it can be resumed and repeated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mmkg.prompts.render import all_prompts
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.replacing import replacing
from mmkg.runtime.settings import Settings
from mmkg.tools.parse.corpus_sources import find_sources

MANIFEST = "manifest.json"
# Limits that say when to stop, not what to make: another value goes on with the same session.
STOPS = (
    "max_calls",
    "max_tokens",
    "max_cost",
    "max_minutes",
    "consecutive_failures",
    "outage_minutes",
)
PARTS = ("mmkg", "langgraph", "langchain-core", "openai", "pymupdf", "sympy", "xllamacpp")


class SourceFile(BaseModel):
    """A file of the corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    sha256: str
    path: Path


class Manifest(BaseModel):
    """What a session was started with.

    Attributes:
        corpus: The files and folders that were named.
        sources: The files found there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = 1
    settings: Settings
    seed: int
    corpus: tuple[Path, ...]
    sources: tuple[SourceFile, ...]
    prompts: dict[str, str]
    versions: dict[str, str]

    @property
    def files(self) -> dict[str, Path]:
        """Where the sources lie, by their SHA-256."""
        return {source.sha256: source.path for source in self.sources}

    @classmethod
    def of(cls, corpus: Sequence[Path], settings: Settings) -> Manifest:
        """The manifest of a session that starts now.

        Raises:
            InputError: If there are no documents, or a file cannot be read.
        """
        return cls(
            settings=settings,
            seed=settings.seed,
            corpus=tuple(path.resolve() for path in corpus),
            sources=tuple(_source(path) for path in find_sources(corpus)),
            prompts=all_prompts(),
            versions={part: version(part) for part in PARTS},
        )

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """The manifest of a session folder; none if it holds no session.

        Raises:
            InputError: If it is damaged.
        """
        file = folder / MANIFEST
        try:
            return cls.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            first = str(error).splitlines()[0]
            raise InputError(f"{file}: cannot be read as a manifest: {first}") from None

    def write(self, folder: Path) -> None:
        """Write it to a session folder, in one step."""
        with replacing(folder / MANIFEST) as file:
            file.write_text(self.model_dump_json(indent=2) + "\n", "utf-8")

    def refuse_other(self, other: Manifest, folder: Path) -> None:
        """Make sure that a session may go on under another manifest.

        Raises:
            UsageError: If that would make other samples than before.
        """
        if what := self.difference(other):
            raise UsageError(f"{folder}: holds a session with {what}: use a new folder")

    def difference(self, other: Manifest) -> str:
        """In what a session under another manifest would make other samples; empty if it would not.

        Values are said as they are here (`there`, in the folder) and in the other (`now`).
        """
        for what, here, there in (
            ("another corpus", _hashes(self), _hashes(other)),
            ("other settings", identity(self.settings), identity(other.settings)),
            ("other prompts (another version of mmkg)", self.prompts, other.prompts),
        ):
            if here != there:
                return what + _first_difference(here, there)
        return ""


def identity(settings: Settings) -> dict[str, object]:
    """The settings that decide what a session makes, flat."""
    data = settings.model_dump(mode="json", exclude={"pause_on"})
    data["limits"] = {k: v for k, v in data["limits"].items() if k not in STOPS}
    return {f"{part}.{key}": value for part in data for key, value in _flat(data[part])}


def _flat(value: object) -> list[tuple[str, object]]:
    return sorted(value.items()) if isinstance(value, dict) else [("", value)]


def _first_difference(here: object, there: object) -> str:
    if not isinstance(here, Mapping) or not isinstance(there, Mapping):
        return ""
    for key in here.keys() | there.keys():
        if here.get(key) != there.get(key) and not isinstance(there.get(key), dict):
            old, new = json.dumps(here.get(key)), json.dumps(there.get(key))
            return f" ({str(key).rstrip('.')} is {old} there, {new} now)"
    return ""


def _hashes(manifest: Manifest) -> list[tuple[str, str]]:
    return sorted((source.name, source.sha256) for source in manifest.sources)


def _source(path: Path) -> SourceFile:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        sha256 = ""  # reading the corpus says what is wrong with it
    return SourceFile(name=path.name, sha256=sha256, path=path.resolve())
