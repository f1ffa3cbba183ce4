"""Selection from a session to a folder: contamination, repeats, choice and splits in one go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mmkg.dataset.contamination import contamination
from mmkg.dataset.exports.material import ORIGIN, read_material
from mmkg.dataset.publish import SAMPLES, write_lines
from mmkg.dataset.sample import Sample
from mmkg.dataset.select import Wanted, select, tally
from mmkg.dataset.split import split
from mmkg.graph.provenance import Value
from mmkg.runtime.errors import InputError

DROPPED = "dropped.jsonl"
FOUND = "selection.json"


@dataclass(frozen=True)
class Selecting:
    """What to select from where.

    Attributes:
        test: Share of the test split; none for no split.
        avoid: Files of benchmarks whose questions must not be among the samples.
    """

    place: Path
    to: Path
    wanted: Wanted
    test: float | None = None
    avoid: tuple[Path, ...] = ()
    seed: int = 1


class Selected(Value):
    """What came of a selection.

    Attributes:
        compared: What contamination was looked for in; empty if no file was named.
        overlap: Documents and entities that train and test share.
    """

    of: int
    chosen: int
    dropped: dict[str, int]
    counts: dict[str, dict[str, int]]
    parts: dict[str, int] = {}
    overlap: dict[str, int] = {}
    split_note: str = ""
    compared: str = ""

    def lines(self) -> Iterator[str]:
        """What came of it, for people."""
        yield f"{self.chosen} of {self.of} samples chosen"
        yield from (f"  {count} left out: {reason}" for reason, count in self.dropped.items())
        if self.parts:
            sizes = ", ".join(f"{name} {count}" for name, count in self.parts.items())
            shared = " and ".join(f"{n} {kind}" for kind, n in self.overlap.items())
            yield f"split: {sizes}; shared by both: {shared}"
            yield f"  {self.split_note}"
        if self.compared:
            yield self.compared


def write_selection(asked: Selecting) -> Selected:
    """Select, and write `samples.jsonl` or the splits, `dropped.jsonl` and `selection.json`.

    Raises:
        InputError: If there are no samples, none is left, or a file to avoid cannot be read.
    """
    material = read_material(asked.place)
    samples = material.samples
    if not samples:
        raise InputError(f"{asked.place}: there are no accepted samples to select from")
    dirty = contamination(samples, asked.avoid) if asked.avoid else None
    reasons = dict(dirty.found) if dirty else {}
    chosen = select([s for s in samples if s.id not in reasons], asked.wanted)
    reasons |= chosen.dropped
    parts: dict[str, list[Sample]] = {}
    divided = split(chosen.chosen, asked.test, asked.seed) if asked.test else None
    if divided:
        reasons |= divided.aside
        parts = divided.parts
    kept = [sample for sample in chosen.chosen if sample.id not in reasons]
    if not kept:
        raise InputError(f"{asked.place}: no sample is left: {', '.join(_counted(reasons))}")
    found = Selected(
        of=len(samples),
        chosen=len(kept),
        dropped=_counted(reasons),
        counts=tally(kept),
        parts={name: len(part) for name, part in parts.items()},
        overlap=divided.overlap if divided else {},
        split_note=divided.note if divided else "",
        compared=dirty.note if dirty else "",
    )
    _write(asked, found, parts or {SAMPLES.removesuffix(".jsonl"): kept}, reasons)
    if material.session:
        (asked.to / ORIGIN).write_text(str(material.session.resolve()) + "\n", "utf-8")
    return found


def _write(
    asked: Selecting, found: Selected, parts: dict[str, list[Sample]], reasons: dict[str, str]
) -> None:
    asked.to.mkdir(parents=True, exist_ok=True)
    for stale in ("samples", "train", "test"):
        (asked.to / f"{stale}.jsonl").unlink(missing_ok=True)
    for name, part in parts.items():
        write_lines(asked.to / f"{name}.jsonl", (sample.model_dump_json() for sample in part))
    write_lines(
        asked.to / DROPPED,
        (json.dumps({"id": name, "reason": why}) for name, why in sorted(reasons.items())),
    )
    write_lines(asked.to / FOUND, [found.model_dump_json(indent=2)])


def _counted(reasons: dict[str, str]) -> dict[str, int]:
    """How many were left out for each reason, whichever other sample a repeat repeats."""
    plain = ("repeats another" if why.startswith("repeats ") else why for why in reasons.values())
    return dict(Counter(plain).most_common())
