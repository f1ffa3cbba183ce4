"""One session out of the shards of one: their verdicts in the order of their numbers.

The order in which the shards are named changes nothing. What two shards ask alike is kept once: the
sample with the lower number stays, as if one session had made both.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from mmkg.agents.asked import Questions, plain_question
from mmkg.agents.calibration import calibrate_small
from mmkg.agents.manifest import Manifest
from mmkg.agents.production import MERGED
from mmkg.dataset.calibrate import META as CALIBRATION
from mmkg.dataset.checks.duplicate import DuplicateCheck, fingerprint
from mmkg.dataset.findings import how_it_ended
from mmkg.dataset.publish import publish
from mmkg.dataset.sample import Sample
from mmkg.graph.joining import joined
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.runtime.events import CheckRan, SampleEnded, SessionEnded, SessionStarted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.ledger_merge import gather
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.replacing import replacing
from mmkg.runtime.settings import WHOLE, Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.reread import Rereader

LEDGER = "ledger.sqlite"
ENDS = ("accepted ", "no more plans")  # how the reason of a shard begins that has done its part


@dataclass(frozen=True)
class Part:
    """A shard's folder and manifest."""

    folder: Path
    manifest: Manifest

    @property
    def ledger(self) -> Path:
        """Its ledger's file."""
        return self.folder / LEDGER


def merge(folders: Sequence[Path], out: Path, *, incomplete: bool = False) -> int:
    """Merge shards into a new session's folder; says how many of their samples asked the same.

    Args:
        folders: The shards' folders.
        out: The folder to make; it appears once it is whole.
        incomplete: Whether shards may be missing, or not have come to their end.

    Raises:
        UsageError: If they are not the shards of one session, or one of them is not done.
        LedgerError: If a ledger cannot be read, or the new one not be written.
    """
    parts = _parts(folders, incomplete=incomplete)
    wanted = sum(part.manifest.settings.limits.accept for part in parts)
    manifest = _whole(parts[0].manifest, wanted)  # its corpus is where the first shard found it
    with replacing(out) as folder:
        manifest.write(folder)
        gather(folder / LEDGER, [part.ledger for part in parts])
        graph = joined([part.folder / "graph" for part in parts])
        graph.save(folder / "graph")
        with Ledger.open(folder / LEDGER) as ledger, ExitStack() as stack:
            shards = [stack.enter_context(Ledger.open(p.ledger, read_only=True)) for p in parts]
            repeated = _settle(ledger, shards, manifest.settings)
            publish(ledger, folder)
            _calibrate(ledger, manifest, graph)
    return repeated


def _parts(folders: Sequence[Path], *, incomplete: bool) -> list[Part]:
    """The shards by their numbers, once it is sure that they belong together."""
    found: dict[int, Part] = {}
    for folder in folders:
        part = _part(folder)
        shard = part.manifest.settings.shard
        if shard.number in found:
            other = found[shard.number].folder
            raise UsageError(f"{other} and {folder} are both shard {shard}: give each one once")
        found[shard.number] = part
        _refuse_stranger(next(iter(found.values())), part)
        if not incomplete:
            _refuse_unfinished(part)
    of = next(iter(found.values())).manifest.settings.shard.of
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in found]
    if missing and not incomplete:
        raise UsageError(f"shard {', '.join(missing)} is missing: give it too, or --incomplete")
    return [found[number] for number in sorted(found)]


def _part(folder: Path) -> Part:
    manifest = Manifest.read(folder)
    if manifest is None or not (folder / LEDGER).is_file():
        raise UsageError(f"{folder}: holds no session")
    if manifest.settings.shard == WHOLE:
        raise UsageError(f"{folder}: is a whole session, not made with --shard")
    if not (folder / "graph").is_dir():
        raise UsageError(f"{folder}: has no graph yet: `mmkg resume {folder}` first")
    return Part(folder, manifest)


def _refuse_stranger(first: Part, other: Part) -> None:
    one, two = first.manifest, other.manifest
    what = _whole(one).difference(_whole(two))
    if not what and one.versions != two.versions:
        what = "other versions of mmkg or of what it stands on"
    if not what and one.settings.shard.of != two.settings.shard.of:
        what = f"{two.settings.shard.of} shards, not {one.settings.shard.of}"
    if what:
        raise UsageError(f"{other.folder} is no shard of the session of {first.folder}: {what}")


def _refuse_unfinished(part: Part) -> None:
    with Ledger.open(part.ledger, read_only=True) as ledger:
        end = how_it_ended(ledger)
    reason = end.reason if end else "it was killed, or is at work"
    if not reason.startswith(ENDS):
        raise UsageError(
            f"{part.folder}: shard {part.manifest.settings.shard} has not done its part ({reason}):"
            f" `mmkg resume {part.folder}` first, or give --incomplete"
        )


def _whole(manifest: Manifest, accept: int = 0) -> Manifest:
    """A shard's manifest as that of the whole session, for so many samples."""
    limits = manifest.settings.limits.model_copy(update={"accept": accept})
    settings = manifest.settings.model_copy(update={"shard": WHOLE, "limits": limits})
    return manifest.model_copy(update={"settings": settings})


def _settle(ledger: Ledger, shards: Sequence[Ledger], settings: Settings) -> int:
    """Write all verdicts, those on what is asked already as rejections; says how many these are."""
    tracer = Tracer(ledger)
    started = SessionStarted(settings=settings.fingerprint())
    tracer.event(started.model_copy(update={"span": tracer.span}))
    questions, repeated, last = Questions(), 0, 0
    for verdict in _in_order(shards):
        last = max(last, verdict.ordinal)
        twin = _twin(verdict, questions)
        if twin:
            repeated += 1
            verdict = _refused(verdict, twin, tracer)
        elif verdict.accepted:
            questions.add(verdict.sample_id, plain_question(verdict))
        ledger.settle(verdict)
    minutes = sum(float(shard.meta.get("minutes", "0")) for shard in shards)
    unread = {line: None for shard in shards for line in json.loads(shard.meta.get("unread", "[]"))}
    known = {"minutes": f"{minutes:.3f}", "unread": json.dumps(list(unread)), "graph": "whole"}
    for name, value in (known | {MERGED: str(last)}).items():
        ledger.set_meta(name, value)
    tracer.event(SessionEnded(reason=f"merged from {len(shards)} shards"))
    return repeated


def _in_order(shards: Sequence[Ledger]) -> Iterator[Outcome]:
    return heapq.merge(*(shard.outcomes() for shard in shards), key=lambda each: each.ordinal)


def _twin(verdict: Outcome, questions: Questions) -> str | None:
    if not verdict.accepted:
        return None
    return questions.so_far().get(fingerprint(plain_question(verdict)))


def _refused(verdict: Outcome, twin: str, tracer: Tracer) -> Outcome:
    check = DuplicateCheck.name
    here = tracer.for_sample(verdict.sample_id, verdict.attempts)
    here.event(CheckRan(name=check, passed=False, why=f"{twin}, of another shard, asks the same"))
    here.event(SampleEnded(accepted=False, reason=check))
    sample = Sample.model_validate_json(verdict.sample).model_copy(update={"reason": check})
    return replace(verdict, accepted=False, reason=check, sample=sample.model_dump_json())


def _calibrate(ledger: Ledger, manifest: Manifest, graph: Graph) -> None:
    """Measure the checks anew where the documents are on this machine; else it is left out."""
    files = manifest.files
    if all(path.is_file() for path in files.values()):
        settings = manifest.settings
        view = View(graph, agreed_only=settings.exact_cells == "agreed")
        with closing(Rereader(files)) as reread:
            found = calibrate_small(ledger, view, reread, settings.seed, settings.task_files)
        ledger.set_meta(CALIBRATION, found.model_dump_json())
