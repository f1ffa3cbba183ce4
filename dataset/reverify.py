"""Proves samples again: source files are hashed and re-read, and every derivation is run again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mmkg.dataset.sample import Sample, Source
from mmkg.graph.derivation import (
    run,
)
from mmkg.graph.plan import Answer, answer_of
from mmkg.graph.results import DerivationError
from mmkg.runtime.errors import InputError
from mmkg.tools.reread import Rereader

Cause = Literal["missing_source", "altered_source", "evidence", "derivation", "answer"]


@dataclass(frozen=True)
class Failure:
    """Why one sample does not hold any more."""

    sample: str
    cause: Cause
    reason: str


@dataclass
class Reverified:
    """What reverification found.

    Attributes:
        weaker: Ids of samples whose evidence holds but whose answer rests on text that only a
            person or a model can judge: no program recomputes it.
    """

    checked: int = 0
    passed: int = 0
    failed: list[Failure] = field(default_factory=list)
    weaker: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """Files by hash, and by name for those whose hash has changed."""

    by_hash: Mapping[str, Path]
    by_name: Mapping[str, Path]

    @classmethod
    def of(cls, places: Iterable[Path]) -> Shelf:
        """All files at some places; folders are searched to any depth, hidden files left out."""
        by_hash: dict[str, Path] = {}
        by_name: dict[str, Path] = {}
        for path in sorted(_files(places)):
            with path.open("rb") as file:
                by_hash.setdefault(hashlib.file_digest(file, "sha256").hexdigest(), path)
            by_name.setdefault(path.name, path)
        return cls(by_hash, by_name)

    def lacks(self, source: Source) -> tuple[Cause, str] | None:
        """Why a source cannot be read again, or nothing if it can."""
        if source.sha256 in self.by_hash:
            return None
        if here := self.by_name.get(source.name):
            return "altered_source", f"{here}: has changed since it was read (another SHA-256)"
        return "missing_source", f"{source.name}: no file with its SHA-256 was found"


def reverify(
    samples: Iterable[Sample],
    places: Iterable[Path],
    progress: Callable[[int], None] | None = None,
) -> Reverified:
    """Check every sample against the source files.

    Args:
        samples: Accepted samples.
        places: Files and folders that hold the sources; they are found by hash.
        progress: Called with the number of samples checked so far.
    """
    shelf = Shelf.of(places)
    found = Reverified()
    with closing(Rereader(shelf.by_hash)) as rereader:
        for sample in samples:
            fault = _fault(sample, shelf, rereader)
            found.checked += 1
            if fault:
                found.failed.append(Failure(sample.id, *fault))
            else:
                found.passed += 1
                if sample.proof != "derivation":
                    found.weaker.append(sample.id)
            if progress:
                progress(found.checked)
    return found


def _fault(sample: Sample, shelf: Shelf, rereader: Rereader) -> tuple[Cause, str] | None:
    for source in sample.sources:
        if lacking := shelf.lacks(source):
            return lacking
    names = {source.sha256: source.name for source in sample.sources}
    for item in sample.evidence:
        if item.address.document not in names:
            return "evidence", f"{item.id} stands in a document that the sample does not list"
        try:
            differs = rereader(item)
        except InputError as error:
            return "evidence", str(error)
        if differs:
            return "evidence", f"{names[item.address.document]}: {item.id}: {differs}"
    return _recomputed(sample)


def _recomputed(sample: Sample) -> tuple[Cause, str] | None:
    try:
        again = answer_of(run(sample.derivation, sample.evidence))
    except DerivationError as error:
        return "derivation", str(error)
    if _core(again) != _core(sample.answer):
        return "answer", f"the derivation gives {_said(again)}, not {_said(sample.answer)}"
    return None


def _core(answer: Answer) -> tuple[object, ...]:
    return answer.kind, answer.value, answer.unit, answer.items


def _said(answer: Answer) -> str:
    return f"{answer.value} {answer.unit}" if answer.unit else answer.value


def _files(places: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for place in places:
        inside = place.rglob("*") if place.is_dir() else [place]
        found.update(p for p in inside if p.is_file() and not p.name.startswith("."))
    return found
