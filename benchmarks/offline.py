"""Measures an offline session: acceptance by task, speed, wording, reverification, repeatability.

    python benchmarks/offline.py CORPUS --accept 200 --seed 1

Runs `mmkg.agents.session` twice with the same seed, without any model. Speed counts the work from
the first plan to the last verdict, on one core; documents are read, and the graph is built, before,
and the session's calibration comes after. It counts what is done once, too: loading SymPy, and in
the first session reading what is cited with the second reader, which keeps what it found for the
next. Once warm, in the second half, nearly all of that is done.
An opening is the first five words of a question, of a Chinese one its first five characters.
"""

from __future__ import annotations

import argparse
import asyncio
import filecmp
import hashlib
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mmkg.agents.session import SessionRequest, SessionResult, run_session
from mmkg.dataset.checks.duplicate import fingerprint
from mmkg.dataset.publish import REJECTED, Rejected, read_samples
from mmkg.dataset.reverify import reverify
from mmkg.dataset.sample import Sample
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Limits, Settings
from mmkg.tools.kept_readings import SUFFIX
from mmkg.tools.parse.corpus_cache import default_cache
from mmkg.tools.parse.corpus_sources import find_sources


@dataclass
class Watch:
    """Notes when each stage began, by the clock and by the time that the processor has worked."""

    began: dict[str, float] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)
    half_at: tuple[int, float] = 0, math.nan  # accepted by then, and time worked

    def stage(self, name: str) -> None:
        """Start the clocks of a stage."""
        self.began[name] = time.monotonic()
        self.worked[name] = time.process_time()

    def ingested(self, done: int, total: int, name: str) -> None:
        """Nothing to note."""

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        """Note when half of the samples were accepted."""
        if accepted == wanted // 2:
            self.half_at = accepted, time.process_time()

    def note(self, text: str) -> None:
        """Pass on what the user should know."""
        print(text, file=sys.stderr)

    def seconds(self, stage: str) -> float:
        """How long a stage took, which ended when the next one began."""
        return _until_next(self.began, stage)

    def cpu_seconds(self, stage: str) -> float:
        """The processor's work on that; on a machine that does other things too, the truer one."""
        return _until_next(self.worked, stage)

    def warm_rate(self, accepted: int) -> float:
        """Samples accepted per second of work in the second half, when every page has been read."""
        half, since = self.half_at
        return (accepted - half) / (self.worked["samples"] + self.cpu_seconds("samples") - since)


def _until_next(clock: Mapping[str, float], stage: str) -> float:
    """From the beginning of a stage to that of the next one."""
    order = sorted(clock.values())
    return order[order.index(clock[stage]) + 1] - clock[stage]


def session(corpus: Path, folder: Path, accept: int, seed: int) -> tuple[SessionResult, Watch]:
    """Run an offline session in a folder."""
    watch = Watch()
    settings = Settings(seed=seed, limits=Limits(accept=accept))
    request = SessionRequest(folder, (corpus.resolve(),), settings)
    result = asyncio.run(run_session(request, watch))
    watch.stage("end")
    return result, watch


def forget_readings(corpus: Path) -> None:
    """Let the first session read all that it cites with the second reader, as on a new corpus."""
    for path in find_sources([corpus]):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        for kept in default_cache().rglob(f"{sha256}*{SUFFIX}"):
            kept.unlink()


def by_task(folder: Path, accepted: list[Sample]) -> Iterator[str]:
    """For each task, how many of its samples were accepted."""
    good = Counter(sample.task for sample in accepted)
    lines = (folder / REJECTED).read_text("utf-8").splitlines()
    given_up = [Rejected.model_validate_json(line).sample for line in lines]
    bad = Counter(sample.task for sample in given_up if sample is not None)
    for task in sorted(good | bad):
        yield f"  {task:<40} {good[task]} of {good[task] + bad[task]}"


def openings(accepted: list[Sample]) -> list[tuple[str, int]]:
    """How the questions begin, the most frequent first."""
    return Counter(
        sample.question[:5] if sample.language == "zh" else " ".join(sample.question.split()[:5])
        for sample in accepted
    ).most_common(3)


def main() -> int:
    """Print one figure a line; the exit code is 1 if one of them is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--accept", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        forget_readings(asked.corpus)
        folders = [Path(room) / "first", Path(room) / "second"]
        runs = [session(asked.corpus, f, asked.accept, asked.seed) for f in folders]
        result, watch = runs[0]
        files = [folder / "samples.jsonl" for folder in folders]
        samples = list(read_samples(files[0]))
        tasks = list(by_task(folders[0], samples))
        proven = reverify(samples, [asked.corpus])
        same = filecmp.cmp(*files, shallow=False)
    rejected = ", ".join(f"{why} {n}" for why, n in sorted(result.rejected_by_reason.items()))
    print(f"accepted           {result.accepted} of {result.wanted} ({result.stop_reason})")
    print(f"rejected           {rejected or 'none'}")
    for stage in list(watch.worked)[:-1]:
        worked, took = watch.cpu_seconds(stage), watch.seconds(stage)
        print(f"{stage:<18} {took:.1f} s, {worked:.1f} of work")
    for name, (made, seen) in zip(("first", "second"), runs, strict=True):
        rate = made.accepted / seen.cpu_seconds("samples")
        warm = seen.warm_rate(made.accepted)
        said = f"{rate:.1f} of work on one core, {warm:.1f} once warm"
        print(f"samples per second {said} ({name} session)")
    questions = {fingerprint(sample.question) for sample in samples}
    print(f"duplicates         {len(samples) - len(questions)}")
    for words, times in openings(samples):
        print(f"opening            {times / len(samples):.1%} {words!r}")
    print("accepted by task", *tasks, sep="\n")
    print("ended early", *(f"  {line}" for line in result.shortfall), sep="\n")
    print(f"reverified         {proven.passed} of {proven.checked}")
    for failure in proven.failed[:10]:
        print(f"  {failure.sample}: {failure.cause}: {failure.reason}")
    print(f"second run         {'the same, byte for byte' if same else 'DIFFERENT'}")
    return 0 if result.complete and same and not proven.failed else 1


if __name__ == "__main__":
    sys.exit(main())
