"""The settings of a session, from a settings file and what the command line says over it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from mmkg.agents.review import EVERY
from mmkg.graph.sampling.region import chosen_samplers
from mmkg.graph.task import load_tasks
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Endpoint, Roster, Sampling, Settings, load_settings


@dataclass(frozen=True)
class Choices:
    """What the command line said; none where it said nothing."""

    settings: Path | None = None
    offline: bool = False
    model: str | None = None
    accept: int | None = None
    workers: int | None = None
    max_minutes: float | None = None
    max_cost: float | None = None
    seed: int | None = None
    shard: str | None = None
    task: tuple[str, ...] = ()
    tasks: tuple[Path, ...] = ()
    language: str | None = None
    depth: str | None = None
    schema_name: str | None = None
    subgraph: str | None = None
    subgraph_size: int | None = None
    wording: str | None = None
    tools: tuple[Path, ...] = ()
    samplers: tuple[Path, ...] = ()
    pause_on: tuple[str, ...] = ()


_LIMITS = ("accept", "workers", "max_minutes", "max_cost")
_SAMPLING = ("subgraph", "subgraph_size")
_PLAIN = ("seed", "shard", "language", "depth", "wording", "schema_name")


def settle(choices: Choices) -> Settings:
    """The settings that the choices come to; with no word about models, the embedded one.

    Raises:
        UsageError: If they contradict each other, or name what does not exist.
    """
    if choices.offline and choices.model:
        raise UsageError("--offline and --model exclude each other")
    base = load_settings(choices.settings)
    values = base.model_dump()
    values["limits"] |= _said(choices, _LIMITS)
    values["sampling"] |= _said(choices, _SAMPLING)
    values |= _said(choices, _PLAIN)
    values["roster"] = _roster(choices, base.roster).model_dump()
    if choices.task:
        values["tasks"] = {name: 1.0 for name in choices.task}
    values["pause_on"] = (*base.pause_on, *choices.pause_on)
    own = tuple(path.resolve() for path in choices.samplers)
    values["sampling"]["files"] = (*base.sampling.files, *own)
    values["tools"] = (*base.tools, *(path.resolve() for path in choices.tools))
    values["task_files"] = (*base.task_files, *(path.resolve() for path in choices.tasks))
    paused = {name: 1.0 for name in values["pause_on"] if name != EVERY}
    _check_tasks(values["tasks"] | paused, values["task_files"])
    chosen_samplers(Sampling.model_construct(**values["sampling"]))
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        what = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"--{str(first['loc'][-1]).replace('_', '-')}: {what}") from None
    return _own_part(settings)


def _own_part(settings: Settings) -> Settings:
    """The settings of a shard, which has to make its part of the samples that were asked for."""
    part = {"accept": settings.shard.part(settings.limits.accept)}
    return settings.model_copy(update={"limits": settings.limits.model_copy(update=part)})


def fresh_folder(paths: tuple[Path, ...], now: datetime) -> Path:
    """The default folder of a session: `runs/<corpus>-<time>`."""
    name = paths[0].resolve().stem or "session"
    return Path("runs") / f"{name}-{now:%Y%m%d-%H%M%S}"


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something already.

    Raises:
        UsageError: If it is a file or is not empty.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file; --out names a folder")
    if (folder / "ledger.sqlite").exists():
        raise UsageError(
            f"{folder}: holds a session already: go on with it by `mmkg resume {folder}`, "
            "or give another --out"
        )
    if any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty: give another --out")


def _said(choices: Choices, names: tuple[str, ...]) -> dict[str, object]:
    assert set(names) <= {field.name for field in fields(choices)}
    return {name: value for name in names if (value := getattr(choices, name)) is not None}


def _roster(choices: Choices, roster: Roster) -> Roster:
    if choices.offline:
        return Roster()
    if choices.model:
        return Roster(default=Endpoint.parse(choices.model))
    return roster if roster.endpoints() else Roster(default=Endpoint.parse("embedded"))


def _check_tasks(tasks: Mapping[str, float], own: Collection[Path]) -> None:
    known = load_tasks(own)
    for name in tasks:
        if name not in known:
            near = difflib.get_close_matches(name, known, 2)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise UsageError(f"there is no task {name!r}{meant} (see `mmkg tasks`)")
