"""Proves samples again: source files are hashed and re-read, and every derivation is run again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mmkg.dataset.checks.derivation import too_wide
from mmkg.dataset.forms.proof import faults
from mmkg.dataset.sample import Sample, Source, opened
from mmkg.dataset.sources import Sources, sha256_of
from mmkg.dataset.twins import as_in_sources, twin_fault
from mmkg.graph.derivation import run
from mmkg.graph.evidence import Evidence
from mmkg.graph.plan import answer_of
from mmkg.graph.results import DerivationError
from mmkg.runtime.errors import InputError
from mmkg.tools.confined_reread import ConfinedRereader

LONGEST = 60  # characters of a value that a reason quotes
Cause = Literal["missing_source", "evidence", "derivation", "answer", "form", "twin"]


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
        altered: Sources whose file is not the one that was read (another SHA-256). Samples whose
            evidence reads the same in it hold all the same.
    """

    checked: int = 0
    passed: int = 0
    failed: list[Failure] = field(default_factory=list)
    weaker: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """Files by hash, and by name for those whose hash has changed."""

    by_hash: Mapping[str, Path]
    by_name: Mapping[str, Mapping[str, Path]]  # name, then hash

    @classmethod
    def of(cls, places: Iterable[Path]) -> Shelf:
        """All files at some places; folders are searched to any depth, hidden files left out."""
        by_hash: dict[str, Path] = {}
        by_name = defaultdict[str, dict[str, Path]](dict)
        for path in sorted(_files(places)):
            sha256 = sha256_of(path)
            by_hash.setdefault(sha256, path)
            by_name[path.name].setdefault(sha256, path)
        return cls(by_hash, by_name)

    def find(self, source: Source, others: Container[str]) -> Path | None:
        """The file of a source: the one that was read, else one of its name that has changed.

        Args:
            source: What is looked for.
            others: Hashes of all sources; a file of the same name that is another one's is not it.
        """
        if source.sha256 in self.by_hash:
            return self.by_hash[source.sha256]
        named = self.by_name.get(source.name, {})
        return next((path for sha256, path in named.items() if sha256 not in others), None)


def reverify(
    samples: Iterable[Sample],
    places: Iterable[Path],
    progress: Callable[[int], None] | None = None,
) -> Reverified:
    """Check every sample against the source files.

    Args:
        samples: Accepted samples, and twins of such.
        places: Files and folders that hold the sources; they are found by hash, else by name.
        progress: Called with the number of samples checked so far.
    """
    every, shelf = list(samples), Shelf.of(places)
    sources = {source.sha256: source for sample in every for source in sample.sources}
    files = {sha256: path for sha256, s in sources.items() if (path := shelf.find(s, sources))}
    found = Reverified()
    found.altered = [sources[sha].name for sha in files if sha not in shelf.by_hash]
    with closing(ConfinedRereader(files)) as rereader:
        proof = _Proof(files, rereader, Sources(files))
        for sample in every:
            fault = proof.fault(sample)
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


@dataclass(frozen=True)
class _Proof:
    """What samples are held against: a reader of single places, and the sources read as a whole."""

    files: Mapping[str, Path]
    rereader: ConfinedRereader
    sources: Sources

    def fault(self, sample: Sample) -> tuple[Cause, str] | None:
        names = {source.sha256: source.name for source in sample.sources}
        for sha256, name in names.items():
            if sha256 not in self.files:
                return "missing_source", f"{name}: no such file was found, by SHA-256 or by name"
        if fault := _mistold(sample):
            return fault
        for item in rested_on(sample):
            if item.address.document not in names:
                return "evidence", f"{item.id} stands in a document that the sample does not list"
            if differs := self._differs(item):
                return "evidence", f"{names[item.address.document]}: {item.id}: {differs}"
        return _recomputed(sample) or _contradiction(sample)

    def _differs(self, item: Evidence) -> str | None:
        try:
            return self.rereader(item) or self.sources.differs(item)
        except InputError as error:
            return str(error)


def rested_on(sample: Sample) -> Iterator[Evidence]:
    """All that a sample cites, as its documents have it: also for its options and descriptions."""
    yield from as_in_sources(sample)
    for option in (*sample.options, *([sample.claim] if sample.claim else [])):
        yield from option.evidence
    for one in sample.described:
        yield from one.evidence


def _mistold(sample: Sample) -> tuple[Cause, str] | None:
    """A `value` beside some evidence that is not what it states; also of what a twin changed."""
    for item in (*rested_on(sample), *sample.evidence):
        if item.told is not None:
            told, states = _said(*item.told), _said(*item.states)
            return "evidence", f"{item.id}: its value is given as {told}, its reading is {states}"
    return None


def _contradiction(sample: Sample) -> tuple[Cause, str] | None:
    """What of a question's form, or of a twin, does not fit the rest of the sample."""
    for why in faults(sample):
        return "form", why
    fault = twin_fault(sample) if sample.altered else None
    return ("twin", fault) if fault else None


def _recomputed(sample: Sample) -> tuple[Cause, str] | None:
    sample = opened(sample)
    if sample.answer.kind == "unanswerable":
        return None  # what it lacks is for `twin_fault`
    try:
        again = answer_of(run(sample.derivation, sample.evidence))
    except DerivationError as error:
        return "derivation", str(error)
    if again.core != sample.answer.core:
        gives, given = (
            _said(again.value, again.unit),
            _said(sample.answer.value, sample.answer.unit),
        )
        return "answer", f"the derivation gives {gives}, not {given}"
    wide = too_wide(sample)
    return ("answer", wide) if wide else None


def _said(value: str, unit: str | None) -> str:
    return " ".join(part[:LONGEST] for part in (value, unit) if part)


def _files(places: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for place in places:
        inside = place.rglob("*") if place.is_dir() else [place]
        found.update(p for p in inside if p.is_file() and not p.name.startswith("."))
    return found
