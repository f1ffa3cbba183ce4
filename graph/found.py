"""Finds the classes that a package is made of, such as samplers: one class with a `name` a file."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from mmkg.runtime.errors import UsageError
from mmkg.runtime.own_code import faults_told, python_files, run_file

T = TypeVar("T")


def found(package: str, of: type[T], own: Collection[Path] = ()) -> dict[str, T]:
    """One object of each class of a package that has a `name`, by it; then of a user's files.

    Args:
        package: Where ours are.
        of: The protocol that all classes of the package follow.
        own: Python files, and folders of them; classes there that follow another protocol of the
            same kind are passed over.

    Raises:
        ValueError: If a name of ours is taken, or a class does not do what `of` says.
        UsageError: If a user's file cannot be run, or a name is taken there.
    """
    things: dict[str, T] = {}
    path = importlib.import_module(package).__path__
    for info in pkgutil.iter_modules(path):
        module = importlib.import_module(f"{package}.{info.name}")
        for name, thing in _named(module):
            if name in things or not isinstance(thing, of):
                raise ValueError(f"{module.__name__}: {name!r} is taken or is no {of.__name__}")
            things[name] = thing
    for file in (file for place in own for file in python_files(place)):
        for name, thing in _named(run_file(file)):
            if isinstance(thing, of):
                if name in things:
                    raise UsageError(f"{file}: there is a {name!r} already; give it another name")
                things[name] = thing
    return things


def _named(module: ModuleType) -> Iterator[tuple[str, object]]:
    """An object of each class that a module itself defines with a name."""
    for kind in vars(module).values():
        own = inspect.isclass(kind) and kind.__module__ == module.__name__
        if own and isinstance(name := getattr(kind, "name", None), str):
            with faults_told(f"{module.__file__}: {kind.__name__}"):
                thing = kind()
            yield name, thing


def chosen(name: str, things: Mapping[str, T], what: str) -> T:
    """The one of a name.

    Raises:
        UsageError: If there is none; the message lists those there are.
    """
    if name not in things:
        raise UsageError(f"there is no {what} {name!r}: there are {', '.join(things)}")
    return things[name]
