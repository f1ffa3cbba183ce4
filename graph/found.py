"""Finds the classes that a package is made of, such as samplers: one class with a `name` a file."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from typing import TypeVar

from mmkg.runtime.errors import UsageError

T = TypeVar("T")


def found(package: str, of: type[T]) -> dict[str, T]:
    """One object of each class of a package, by name.

    Raises:
        ValueError: If a name is taken, or a class does not do what `of` says.
    """
    things: dict[str, T] = {}
    path = importlib.import_module(package).__path__
    for info in pkgutil.iter_modules(path):
        module = importlib.import_module(f"{package}.{info.name}")
        for kind in vars(module).values():
            if not (inspect.isclass(kind) and kind.__module__ == module.__name__):
                continue
            if (name := getattr(kind, "name", None)) is None:
                continue
            thing = kind()
            if name in things or not isinstance(thing, of):
                raise ValueError(f"{module.__name__}: {name!r} is taken or is no {of.__name__}")
            things[name] = thing
    return things


def chosen(name: str, things: Mapping[str, T], what: str) -> T:
    """The one of a name.

    Raises:
        UsageError: If there is none; the message lists those there are.
    """
    if name not in things:
        raise UsageError(f"there is no {what} {name!r}: there are {', '.join(things)}")
    return things[name]
