"""Export formats. Each is a class in a file of its own in this folder; `all_formats` finds them."""

from __future__ import annotations

import importlib
import json
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from pydantic import JsonValue

from mmkg.dataset.sample import Sample
from mmkg.graph.document import Document
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.replacing import replacing

Record = dict[str, JsonValue]


@dataclass(frozen=True)
class Options:
    """What a record holds besides question and answer.

    Attributes:
        evidence: State the evidence in the question.
        steps: Reason before the answer.
        licence: What the user says about the rights in the source documents.
    """

    evidence: bool = True
    steps: bool = True
    licence: str = ""


@dataclass(frozen=True)
class Material:
    """What there is to export.

    Attributes:
        parts: Samples by the name of their split; `train` alone where nothing was split.
        session: The session's folder; none if only a file of samples was given.
    """

    parts: dict[str, tuple[Sample, ...]]
    session: Path | None = None

    @property
    def samples(self) -> list[Sample]:
        """The samples of all splits."""
        return [sample for part in self.parts.values() for sample in part]

    @cached_property
    def graph(self) -> Graph | None:
        """The graph of the session; none if it is not here."""
        if self.session is None or not (self.session / "graph").is_dir():
            return None
        return Graph.load(self.session / "graph")

    @cached_property
    def view(self) -> View | None:
        """The graph as the patterns see it."""
        return View(self.graph) if self.graph else None

    @cached_property
    def ledger(self) -> Ledger | None:
        """The session's ledger, to be read; none if it is not here."""
        file = self.session / "ledger.sqlite" if self.session else None
        return Ledger.open(file, read_only=True) if file and file.is_file() else None

    def document(self, sha256: str) -> Document | None:
        """A document that evidence stands in."""
        return self.graph.documents.get(sha256) if self.graph else None


class Format(ABC):
    """One way to write samples; its docstring's first line says what it is for.

    Attributes:
        suffix: Of the file it writes; empty if it writes a folder.
    """

    name: ClassVar[str]
    suffix: ClassVar[str] = ".jsonl"

    @abstractmethod
    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write the samples; says how many records were made.

        Raises:
            InputError: If there is nothing that can be written in this format.
        """


class Lines(Format):
    """A format with one JSON object a line."""

    @abstractmethod
    def record(self, sample: Sample, material: Material, options: Options) -> Record | None:
        """A sample as a record; none if it has none in this format."""

    def lacking(self) -> str:
        """Why no sample has a record."""
        return "no sample can be written so"

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write a record a line."""
        count = 0
        with replacing(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
            for record in self.records(material, options):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
            if not count:
                raise InputError(f"{self.name}: {self.lacking()}")
        self.describe(to)
        return count

    def records(self, material: Material, options: Options) -> Iterator[Record]:
        """The records of all samples that have one."""
        for sample in material.samples:
            if record := self.record(sample, material, options):
                yield record

    def describe(self, file: Path) -> None:  # noqa: B027  (most formats need no description)
        """Write what a training tool wants to know about the file beside it."""


def all_formats() -> dict[str, Format]:
    """One instance of each class in this folder whose name ends in `Format`, by name."""
    package = importlib.import_module("mmkg.dataset.exports")
    found: dict[str, Format] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"mmkg.dataset.exports.{info.name}")
        for name, value in vars(module).items():
            if name.endswith("Format") and name != "Format" and value.__module__ == module.__name__:
                if value.name in found:
                    raise ValueError(f"there are two export formats {value.name!r}")
                found[value.name] = value()
    return found


def find_format(name: str) -> Format:
    """The format of a name.

    Raises:
        UsageError: If there is none.
    """
    known = all_formats()
    if name not in known:
        raise UsageError(f"there is no export format {name!r}: there are {', '.join(known)}")
    return known[name]


def export(material: Material, form: Format, to: Path, options: Options) -> int:
    """Write samples in a format; says how many records were made.

    Raises:
        InputError: If there are no samples, or none can be written in this format.
    """
    if not material.samples:
        raise InputError("there are no accepted samples to export")
    if to.is_dir() and form.suffix:
        raise UsageError(f"{to}: is a folder; {form.name} writes one file")
    if to.exists() and not form.suffix and (not to.is_dir() or any(to.iterdir())):
        raise UsageError(f"{to}: {form.name} writes a folder, and this is there already")
    (to.parent if form.suffix else to).mkdir(parents=True, exist_ok=True)
    return form.write(material, to, options)


def conversation(asked: str, answered: str) -> list[JsonValue]:
    """A user's message and an assistant's."""
    return [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]


def register(file: Path, entry: Record) -> None:
    """Describe a file in the `dataset_info.json` beside it, as LLaMA-Factory wants it."""
    info = file.with_name("dataset_info.json")
    known: Sequence[tuple[str, JsonValue]] = ()
    if info.is_file():
        known = list(json.loads(info.read_text("utf-8")).items())
    whole = dict(known) | {file.stem: {"file_name": file.name, **entry}}
    info.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
