"""Measures the viewer on a session of many samples, in a real Chromium.

    python benchmarks/viewer.py SESSION --samples 50000

Copies a session and fills the copy's ledger with altered copies of its samples and their events,
serves it by `mmkg view` as a process of its own, and opens each view in a new browser with a new
server, so that nothing is warm. `first paint` and `first rows` are counted by the browser from the
moment it asks for the page; `all rows` is when the server has read the whole ledger; filters,
sorts and pages are counted from the event to the changed table. The limit is for what a person
waits for: everything but `all rows` and `drawn`. Of several tries the quickest counts, for what
else this machine does can only add to it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from mmkg.runtime.events import CheckRan, SampleEnded, SampleStarted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import Browser  # noqa: E402

ROWS = "document.querySelectorAll('.samples tbody a').length"
CHECKS = 2  # of a sample; with its beginning and its end 4 spans, 200,000 for 50,000 samples
WATCH = (
    "addEventListener('DOMContentLoaded', () => new MutationObserver(() => {"
    f" if (!globalThis.rowsAt && {ROWS}) globalThis.rowsAt = performance.now();"
    "}).observe(document, { childList: true, subtree: true }))"
)
CHANGED = """new Promise(done => {
  const began = performance.now();
  const table = document.querySelector('.samples tbody');
  new MutationObserver((_, seen) => { seen.disconnect(); done(performance.now() - began); })
    .observe(table, { childList: true });
  (() => { %s })();
})"""
ACTS = {
    "filter by outcome": "const s = document.querySelector('[name=outcome]');"
    " s.value = 'rejected'; s.dispatchEvent(new Event('change'))",
    "filter off": "const s = document.querySelector('[name=outcome]');"
    " s.value = ''; s.dispatchEvent(new Event('change'))",
    "text search": "const s = document.querySelector('[name=text]');"
    " s.value = 's04999'; s.dispatchEvent(new Event('input'))",
    "text search off": "const s = document.querySelector('[name=text]');"
    " s.value = ''; s.dispatchEvent(new Event('input'))",
    "sort by cost": "document.querySelector('th.of-cost button').click()",
    "sort by question": "document.querySelector('th.of-question button').click()",
    "last page": "document.querySelector('.pager button:last-child').click()",
}


def grown(session: Path, folder: Path, samples: int) -> None:
    """Write a copy of a session that has so many samples."""
    shutil.copytree(session, folder, ignore=shutil.ignore_patterns("ledger.sqlite*", "*.jsonl"))
    with Ledger.open(session / "ledger.sqlite", read_only=True) as ledger:
        made = [json.loads(outcome.sample) for outcome in ledger.outcomes() if outcome.accepted]
    dice = random.Random(1)
    with Ledger.open(folder / "ledger.sqlite", create=True) as ledger:
        for number, sample in enumerate(islice(cycle(made), samples), 1):
            name = f"s{number:05d}-{dice.getrandbits(64):016x}"
            cost = sample.get("cost", {}) | {"usd": round(dice.random() / 50, 6)}
            scores = sample["scores"] | {"novelty": round(dice.random(), 3)}
            text = json.dumps(sample | {"id": name, "cost": cost, "scores": scores})
            accepted, tracer = dice.random() < 0.8, Tracer(ledger).for_sample(name, 1)
            tracer.event(SampleStarted(task=sample["task"]))
            for check in range(CHECKS):
                tracer.event(CheckRan(name=f"check {check}", passed=accepted, why="as it is"))
            reason = "" if accepted else f"check {number % 5}"
            tracer.event(SampleEnded(accepted=accepted, reason=reason))
            ledger.settle(Outcome(name, number, accepted, reason, text, 1))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a viewer, a new process."""
    command = [sys.executable, "-m", "mmkg.app", "view", str(folder), "--no-browser"]
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}  # as users have it
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=compiled) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def until(page: Any, script: str, seconds: float = 120) -> None:
    """Wait until an expression is true in the page."""
    end = time.monotonic() + seconds
    while not page.run(script):
        if time.monotonic() > end:
            raise SystemExit(f"never true: {script}")
        time.sleep(0.05)


@contextmanager
def opened(folder: Path, view: str) -> Iterator[Any]:
    """A view in a new browser, from a new server, watched from its first moment."""
    with served(folder) as address, Browser("about:blank") as page:
        page.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        page.send("Page.navigate", url=f"{address}#/{view}")
        until(page, "document.querySelector('main:not([aria-busy]) > *') !== null")
        yield page


def painted(page: Any) -> float:
    """Milliseconds to the first contentful paint."""
    script = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    until(page, f"{script} > 0")
    return float(page.run(script))


def transferred(page: Any) -> int:
    """Bytes that came over the wire."""
    script = (
        "[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')"
        "[0]].reduce((sum, one) => sum + one.transferSize, 0)"
    )
    return int(page.run(script))


def measured(folder: Path, samples: int) -> Iterator[tuple[str, float, bool]]:
    """What was measured: a name, milliseconds, and whether somebody waits for it."""
    with opened(folder, "samples") as page:
        yield "samples: first paint", painted(page), True
        until(page, ROWS)
        yield "samples: first rows", float(page.run("rowsAt")), True
        yield "samples: bytes for the first rows", transferred(page), False
        said = f"document.querySelector('[role=status]').textContent === '{samples:,} samples'"
        until(page, said)
        yield "samples: all rows", float(page.run("performance.now()")), False
        for name, act in ACTS.items():
            yield f"samples: {name}", float(page.run(CHANGED % act)), True
    for view in ("overview", "sample/s00777", "documents", "graph"):
        with opened(folder, view) as page:
            shown = painted(page)
            yield f"{view}: first paint", shown, True
            until(page, "document.querySelector('main h1') !== null")
            yield f"{view}: drawn", max(shown, float(page.run("performance.now()"))), False


def main() -> None:
    """Print a line a measurement; exit code 1 if one takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("session", type=Path)
    parser.add_argument("--samples", type=int, default=50_000)
    parser.add_argument("--limit", type=float, default=1000.0, help="milliseconds")
    parser.add_argument("--tries", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "grown"
        grown(given.session, folder, given.samples)
        size = (folder / "ledger.sqlite").stat().st_size / 1e6
        print(f"{given.samples:,} samples, a ledger of {size:.0f} MB; limit {given.limit:.0f} ms")
        tries = [list(measured(folder, given.samples)) for _ in range(given.tries)]
    slow = False
    for again in zip(*tries, strict=True):
        name, took, waited = min(again, key=lambda one: one[1])
        slow |= (over := waited and took > given.limit)
        unit = "bytes" if "bytes" in name else "ms"
        print(f"{name:34}{took:10,.0f} {unit}{'  over the limit' if over else ''}")
    sys.exit(slow)


if __name__ == "__main__":
    main()
