"""Export of samples in the formats that training tools read.

Each format is a file `export_<name>.py` in this folder with a function
`render(sample: Sample, options: Options) -> dict`, and a docstring that says what it is for.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from mmkg.dataset.sample import Sample

_PREFIX = "export_"


@dataclass(frozen=True)
class Options:
    """What a record holds besides question and answer."""

    evidence: bool = True
    steps: bool = True


Render = Callable[[Sample, Options], dict[str, JsonValue]]


@dataclass(frozen=True)
class Format:
    """One way to write samples."""

    name: str
    about: str
    render: Render


def formats() -> dict[str, Format]:
    """All formats by name."""
    package = importlib.import_module("mmkg.dataset")
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    found = {}
    for name in sorted(name for name in names if name.startswith(_PREFIX)):
        module = importlib.import_module(f"mmkg.dataset.{name}")
        about = (module.__doc__ or "").splitlines()[0]
        short = name.removeprefix(_PREFIX)
        found[short] = Format(short, about, module.render)
    return found


def export(samples: Iterable[Sample], form: Format, options: Options) -> Iterator[str]:
    """One line of JSON for each sample."""
    for sample in samples:
        yield json.dumps(form.render(sample, options), ensure_ascii=False)
