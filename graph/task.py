"""Tasks: what kinds of sample can be asked for. Each is a YAML file in `mmkg/graph/tasks`."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

import yaml
from pydantic import ValidationError

from mmkg.graph.mining.pattern import PATTERNS
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.provenance import Value


class TaskError(ValueError):
    """A task file is wrong."""


class Task(Value):
    """A kind of sample.

    Attributes:
        name: Its name; also the file's.
        bench: Name of the MMKG-RDS benchmark's part that it belongs to, if any.
        carriers: How many carriers of each type a sample must use.
        patterns: Names of the patterns that make its plans.
        description: What is asked for, in words for people and models.
    """

    name: str
    bench: str | None = None
    carriers: dict[Literal["table", "text", "formula", "chart"], int]
    patterns: tuple[str, ...]
    description: str


def load_tasks() -> dict[str, Task]:
    """All tasks by name, in alphabetical order.

    Raises:
        TaskError: If a file is not valid, or names a pattern that does not exist.
    """
    load_patterns()
    tasks = {}
    for file in sorted(files("mmkg.graph.tasks").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".yaml"):
            continue
        try:
            task = Task.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            raise TaskError(f"{file.name}: {error}") from None
        if missing := [name for name in task.patterns if name not in PATTERNS]:
            raise TaskError(f"{file.name}: no pattern is called {', '.join(missing)}")
        if f"{task.name}.yaml" != file.name:
            raise TaskError(f"{file.name}: holds a task called {task.name!r}")
        tasks[task.name] = task
    return tasks
