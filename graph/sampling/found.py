"""Finds samplers: every class with a `name` in a package of samplers, one class a file."""

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
    samplers: dict[str, T] = {}
    path = importlib.import_module(package).__path__
    for info in pkgutil.iter_modules(path):
        module = importlib.import_module(f"{package}.{info.name}")
        for kind in vars(module).values():
            if not (inspect.isclass(kind) and kind.__module__ == module.__name__):
                continue
            if (name := getattr(kind, "name", None)) is None:
                continue
            sampler = kind()
            if name in samplers or not isinstance(sampler, of):
                raise ValueError(f"{module.__name__}: {name!r} is taken or is no {of.__name__}")
            samplers[name] = sampler
    return samplers


def chosen(name: str, samplers: Mapping[str, T], what: str) -> T:
    """The sampler of a name.

    Raises:
        UsageError: If there is none; the message lists those there are.
    """
    if name not in samplers:
        raise UsageError(f"there is no {what} sampler {name!r}: there are {', '.join(samplers)}")
    return samplers[name]
