"""Tasks: what kinds of sample can be asked for. Each is a YAML file in `mmkg/graph/tasks`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, NonNegativeInt, PositiveInt, ValidationError, model_validator

from mmkg.graph.derivation import walk
from mmkg.graph.mining.pattern import PATTERNS
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.plan import AnswerKind, Plan
from mmkg.graph.provenance import Value
from mmkg.graph.schema import NodeType
from mmkg.runtime.errors import UsageError

CarrierKind = Literal["table", "text", "formula", "chart"]
Form = Literal["open", "multiple_choice", "true_false"]
Steps = Literal["reading", "listings", "arithmetic", "formulas"]
ALSO = {"orders": "listings", "dimensions": "formulas"}  # of the same kind of step
NODES: dict[CarrierKind, NodeType] = {
    "table": "table",
    "text": "chunk",
    "formula": "formula",
    "chart": "image",
}


class TaskError(UsageError):
    """A task file is wrong."""


class Hops(Value):
    """Least and most steps from reading to reading."""

    least: PositiveInt = 1
    most: PositiveInt = 4

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError(f"least ({self.least}) is more than most ({self.most})")
        return self


class Task(Value):
    """A kind of sample.

    Attributes:
        name: Its name; also the file's.
        bench: Name of the MMKG-RDS benchmark's part that it belongs to, if any.
        carriers: How many carriers of each type a sample must use; of types not named, any number.
        hops: How many steps a sample may take.
        answers: Kinds of answer it may have.
        forms: Forms in which it may be asked.
        scenario: Whether a question is put as what somebody in a situation needs to know.
        operations: Kinds of operation its derivations may use: the modules of `graph/derivation`.
        patterns: Names of the patterns that make its plans.
        description: What is asked for, in words for people and models.
    """

    name: str
    bench: str | None = None
    carriers: dict[CarrierKind, NonNegativeInt]
    hops: Hops = Hops()
    answers: tuple[AnswerKind, ...] = Field(min_length=1)
    forms: tuple[Form, ...] = Field(default=("open", "multiple_choice", "true_false"), min_length=1)
    scenario: bool = False
    operations: tuple[Steps, ...] = Field(min_length=1)
    patterns: tuple[str, ...] = Field(min_length=1)
    description: str

    def allows(self, plan: Plan, types: Iterable[NodeType]) -> bool:
        """Whether a plan, whose carriers are of some types, is of this kind."""
        used = Counter(types)
        return (
            all(used[NODES[kind]] == count for kind, count in self.carriers.items())
            and self.hops.least <= plan.hops <= self.hops.most
            and plan.answer.kind in self.answers
            and kinds_of(plan) <= set(self.operations)
        )


def kinds_of(plan: Plan) -> set[str]:
    """The kinds of operation that a plan's derivation uses."""
    modules = {type(node).__module__.rpartition(".")[2] for node in walk(plan.derivation)}
    return {ALSO.get(module, module) for module in modules}


@cache
def known_tasks(own: tuple[Path, ...]) -> Mapping[str, Task]:
    """As `load_tasks`, read once: for what is asked of each sample."""
    return load_tasks(own)


def load_tasks(own: Collection[Path] = ()) -> dict[str, Task]:
    """All tasks by name: ours in alphabetical order, then a user's.

    Args:
        own: YAML files of a user, and folders with such files.

    Raises:
        TaskError: If a file is not valid, names a pattern that does not exist, or a name is taken.
    """
    tasks = dict(_ours())
    for file in _files(own):
        task = _read(file)
        if task.name in tasks:
            raise TaskError(f"{file}: there is a task {task.name!r} already; give it another name")
        tasks[task.name] = task
    return tasks


@cache
def _ours() -> Mapping[str, Task]:
    """The tasks that ship, by name."""
    load_patterns()
    tasks = map(_read, _sorted(files("mmkg.graph.tasks").iterdir()))
    return {task.name: task for task in tasks}


def _files(places: Iterable[Path]) -> Iterator[Traversable]:
    for place in places:
        if not place.exists():
            raise TaskError(f"{place}: there is no such task file or folder")
        found = _sorted(place.iterdir()) if place.is_dir() else [place]
        if not found:
            raise TaskError(f"{place}: there is no task (NAME.yaml) in this folder")
        yield from found


def _sorted(files: Iterable[Traversable]) -> list[Traversable]:
    return sorted((f for f in files if f.name.endswith(".yaml")), key=lambda file: file.name)


def _read(file: Traversable) -> Task:
    try:
        task = Task.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise TaskError(f"{file}: {place}: {first['msg']}") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        reason = " ".join(str(error).split())
        raise TaskError(f"{file}: this is no task: {reason}") from None
    if missing := [name for name in task.patterns if name not in PATTERNS]:
        raise TaskError(f"{file}: no pattern is called {', '.join(missing)}")
    if f"{task.name}.yaml" != file.name:
        raise TaskError(
            f"{file}: holds a task called {task.name!r}; name the file {task.name}.yaml"
        )
    return task
