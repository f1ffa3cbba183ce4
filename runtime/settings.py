"""What a session is told to do, read from TOML and the command line."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, ValidationError, field_validator

from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings_models import Endpoint, McpServer, Role, Roster
from mmkg.runtime.settings_part import Part, first_fault
from mmkg.runtime.settings_work import WHOLE, Forms, Judging, Limits, Sampling, Scoring, Shard

__all__ = [
    "WHOLE",
    "Endpoint",
    "Forms",
    "Judging",
    "Limits",
    "McpServer",
    "Role",
    "Roster",
    "Sampling",
    "Scoring",
    "Settings",
    "Shard",
    "load_settings",
]


class Settings(Part):
    """All that decides what a session makes of a corpus."""

    roster: Roster = Field(default_factory=Roster, description="who uses which model")
    limits: Limits = Field(default_factory=Limits, description="where to stop")
    seed: int = Field(default=1, description="the same seed and settings draw the same samples")
    shard: Shard = Field(
        default=WHOLE, description="which part of the plans is this session's: i/n, such as 1/4"
    )
    wording: Literal["grammar_if_model_fails", "reject_if_model_fails"] = Field(
        default="grammar_if_model_fails",
        description="what happens when the writer's wording fails its checks",
    )
    depth: Literal["lazy", "full"] = Field(
        default="lazy", description="full lets the extractor read each chunk with a model"
    )
    lazy_chunks: int = Field(
        default=40,
        ge=0,
        description="most passages that a lazy extractor reads where text runs short of plans",
    )
    schema_name: str = Field(
        default="",
        validation_alias=AliasChoices("schema", "schema_name"),
        description="types of entities and relations: a name that `mmkg graph schema --list` "
        "shows, or a YAML file",
    )
    links: str = Field(
        default="", description="YAML file with names of one thing (merge) and of two (split)"
    )
    sampling: Sampling = Field(default_factory=Sampling, description="where samples are mined")
    tasks: dict[str, float] = Field(
        default_factory=dict, description="wanted share of each task; empty means all alike"
    )
    task_files: tuple[Path, ...] = Field(
        default=(), description="YAML files, or folders of such, with tasks of your own"
    )
    forms: Forms = Field(default_factory=Forms, description="open, multiple choice, true/false")
    fuzziness: float = Field(
        default=0, ge=0, le=1, description="share of names that are put as descriptions instead"
    )
    judging: Judging = Field(default_factory=Judging, description="what the verifier's model does")
    language: Literal["auto", "en", "zh"] = Field(
        default="auto", description="language of the questions; auto follows the evidence"
    )
    scores: Scoring = Field(
        default_factory=Scoring, description="which scores, and what they decide"
    )
    exact_cells: Literal["agreed", "all"] = Field(
        default="agreed", description="agreed uses only cells that two readers read alike"
    )
    tools: tuple[Path, ...] = Field(
        default=(), description="files and folders with tools of the user's own"
    )
    capabilities: dict[Role, tuple[str, ...]] = Field(
        default_factory=dict, description="capabilities of tools that a role gets besides its own"
    )
    mcp: dict[str, McpServer] = Field(
        default_factory=dict, description="servers whose tools agents may call, by any name"
    )
    pause_on: tuple[str, ...] = Field(
        default=(), description="samples that wait for a person: `accept` for all, or tasks"
    )
    tool_seconds: float = Field(default=30, gt=0, description="most seconds for one call of a tool")
    respect_pdf_permissions: Literal["flag", "refuse"] = Field(
        default="flag", description="what to do with a PDF that forbids extraction"
    )

    @field_validator("tasks")
    @classmethod
    def _positive_shares(cls, tasks: dict[str, float]) -> dict[str, float]:
        for name, share in tasks.items():
            if share <= 0:
                raise ValueError(f"the share of {name} must be above 0")
        return tasks

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON; take it before embedded endpoints get their port."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def load_settings(path: Path | None) -> Settings:
    """Read settings from a TOML file; None gives the defaults. Its paths start at its folder.

    Raises:
        UsageError: One line naming the file, the key and what is wrong with it.
    """
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise UsageError(f"{path}: {first_fault(error)}") from None

    def beside(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple((path.parent / one).resolve() for one in paths)

    own = {name: beside(getattr(settings, name)) for name in ("tools", "task_files")}
    samplers = settings.sampling.model_copy(update={"files": beside(settings.sampling.files)})
    return settings.model_copy(update={**own, "sampling": samplers})
