"""Writes a session's samples to files, and reads them back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from mmkg.dataset.sample import FORMAT, Sample
from mmkg.graph.provenance import Value
from mmkg.runtime.errors import InputError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.replacing import replacing

SAMPLES = "samples.jsonl"
REJECTED = "rejected.jsonl"
NUMBER = re.compile(r'"format": ?(\d{1,9})\b')


class Rejected(Value):
    """A sample that was given up.

    Attributes:
        reason: The check or limit that ended it.
        sample: The last draft with all its verdicts; none if it never came to a draft.
    """

    id: str
    reason: str
    attempts: int
    sample: Sample | None = None


def publish(ledger: Ledger, folder: Path) -> tuple[Path, Path]:
    """Write `samples.jsonl` and `rejected.jsonl`, each replaced in one step.

    One sample a line, in the order of the session. The bytes follow from the verdicts alone: the
    files of two sessions that decided alike are the same.

    Returns:
        The two files.
    """
    samples, rejected = folder / SAMPLES, folder / REJECTED
    write_lines(samples, (o.sample for o in ledger.outcomes() if o.accepted))
    lines = (_rejected(o).model_dump_json() for o in ledger.outcomes() if not o.accepted)
    write_lines(rejected, lines)
    return samples, rejected


def read_samples(path: Path) -> Iterator[Sample]:
    """The accepted samples of a session folder or of a `samples.jsonl`.

    Raises:
        InputError: If there is none, or a line is not a sample.
    """
    file = path / SAMPLES if path.is_dir() else path
    if not file.is_file():
        hint = f": resume the session to write {SAMPLES}" if path.is_dir() else ""
        raise InputError(f"{file}: there are no samples here{hint}")
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _sample(line, f"{file}, line {number}")


def _sample(line: str, place: str) -> Sample:
    try:
        return Sample.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        newer = NUMBER.search(line)
        if newer and int(newer[1]) > FORMAT:
            raise InputError(
                f"{place}: is of format {newer[1]}; this mmkg reads up to {FORMAT}: update mmkg"
            ) from None
        raise InputError(f"{place}: not a sample: {where} {first['msg']}") from None


def _rejected(outcome: Outcome) -> Rejected:
    there = _is_sample(outcome.sample)
    last = _sample(outcome.sample, f"ledger, {outcome.sample_id}") if there else None
    return Rejected(
        id=outcome.sample_id, reason=outcome.reason, attempts=outcome.attempts, sample=last
    )


def _is_sample(text: str) -> bool:
    return text.strip() not in ("", "null", "{}")


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of lines, replaced in one step."""
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(line + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
