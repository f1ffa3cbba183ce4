"""Kills a session with SIGKILL at many instants; holds its end against that of an unkilled one.

    python benchmarks/kills.py CORPUS --accept 30 --kills 12 --seed 1

Both sessions ask a scripted endpoint, which answers each question always alike. The instants are
drawn by seed: after some time (while it starts, reads documents, builds the graph, makes samples),
in the middle of a commit (as soon as the ledger's log grows), or while samples are published (as
soon as `samples.jsonl.partial` is there). Prints samples lost and doubled, and calls repeated
beyond those under way when the process died, which nobody could have kept. Exit code 1 if there
is any of these, or a byte differs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mmkg.runtime.errors import LedgerError
from mmkg.runtime.ledger import Ledger

SCRIPTED = Path(__file__).parents[1] / "tests" / "scripted_endpoint.py"
FILES = ("samples.jsonl", "rejected.jsonl")
Moment = Callable[[Path], bool]
SETTINGS = """
seed = {seed}
[limits]
accept = {accept}
workers = 3
[roster.roles.miner]
url = "{url}"
model = "scripted"
[roster.roles.writer]
url = "{url}"
model = "scripted"
"""


@contextmanager
def endpoint() -> Iterator[Any]:
    """A scripted endpoint: the first plan is chosen, two words come before the plain question."""
    spec = importlib.util.spec_from_file_location("scripted_endpoint", SCRIPTED)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["scripted_endpoint"] = module
    spec.loader.exec_module(module)
    server = module.ScriptedEndpoint()

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return server.said("Hi")
        name = request["tools"][0]["function"]["name"]
        if name == "submit_choice":
            return server.called(name, {"number": 1, "reason": "the first"})
        plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        assert plain
        return server.called(name, {"question": f"Please tell: {plain[1]}"})

    try:
        yield server.answer_by(reply)
    finally:
        server.close()


def after(seconds: float) -> Moment:
    """So long after the start."""
    end = time.monotonic() + seconds
    return lambda folder: time.monotonic() > end


def committing(times: int) -> Moment:
    """While the ledger's log grows for this time."""
    sizes: set[int] = set()

    def now(folder: Path) -> bool:
        log = folder / "ledger.sqlite-wal"
        sizes.add(log.stat().st_size if log.exists() else 0)
        return len(sizes) > times + 1

    return now


def publishing(folder: Path) -> bool:
    """While samples are published."""
    return (folder / "samples.jsonl.partial").exists()


@dataclass
class Trial:
    """A session that is killed again and again.

    Attributes:
        unkept: Replies given, but not kept when the process died.
    """

    folder: Path
    command: list[str]
    environment: dict[str, str]
    server: Any
    died: list[str] = field(default_factory=list)
    unkept: int = 0

    def run(self, moment: Moment | None = None, name: str = "") -> None:
        """Run the session until a moment comes, or to its end."""
        going_on = (self.folder / "manifest.json").exists()
        words = ["resume", str(self.folder)] if going_on else self.command
        before = self.kept(), self.paid()
        with subprocess.Popen(
            [sys.executable, "-m", "mmkg.app", *words],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            while moment and process.poll() is None:
                if moment(self.folder):
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                time.sleep(0.0005)
            assert process.stderr
            said = process.stderr.read().decode()
        if process.returncode == -signal.SIGKILL:
            self.died.append(name)
            self.unkept += (self.paid() - before[1]) - (self.kept() - before[0])
        elif process.returncode:
            raise SystemExit(f"the session ended with {process.returncode}: {said[-2000:]}")

    def paid(self) -> int:
        """Replies that the endpoint gave so far, without those to probes."""
        return sum("tools" in request for request in self.server.requests)

    def kept(self) -> int:
        """Replies in the ledger."""
        try:
            with Ledger.open(self.folder / "ledger.sqlite") as ledger:
                return sum(1 for _ in ledger.replies())
        except LedgerError:
            return 0

    def ids(self) -> list[str]:
        """Ids of the samples published."""
        lines = (self.folder / FILES[0]).read_text("utf-8").splitlines()
        return [json.loads(line)["id"] for line in lines]


def moments(
    rng: random.Random, count: int, seconds: float
) -> Iterator[tuple[str, Callable[[], Moment]]]:
    """Instants to kill at, half of them by the clock."""
    for number in range(count):
        match number % 4:
            case 1:
                times = rng.randrange(1, 12)
                yield "in a commit", lambda times=times: committing(times)  # type: ignore[misc]
            case 3:
                yield "while publishing", lambda: publishing
            case _:
                wait = rng.uniform(0.1, seconds)
                yield f"after {wait:.1f} s", lambda wait=wait: after(wait)  # type: ignore[misc]


def main() -> int:
    """Run both sessions, compare."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--accept", type=int, default=30)
    options.add_argument("--kills", type=int, default=12)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as made, endpoint() as server:
        trials = []
        settings = Path(made) / "settings.toml"
        text = SETTINGS.format(seed=given.seed, accept=given.accept, url=server.url)
        settings.write_text(text, "utf-8")
        for name in ("whole", "killed"):
            folder = Path(made) / name
            command = ["run", str(given.corpus), "--settings", str(settings), "--out", str(folder)]
            environment = {**os.environ, "MMKG_CACHE": str(Path(made) / f"cache-{name}")}
            trials.append(Trial(folder, command, environment, server))
        return compare(*trials, given.kills, random.Random(given.seed))


def compare(whole: Trial, killed: Trial, kills: int, rng: random.Random) -> int:
    """Run one session to its end, the other with kills; the exit code."""
    began = time.monotonic()
    whole.run()
    seconds, calls = time.monotonic() - began, whole.paid()
    for name, moment in moments(rng, kills, seconds):
        killed.run(moment(), name)
    killed.run()
    wanted, got = whole.ids(), killed.ids()
    lost, doubled = len(set(wanted) - set(got)), len(got) - len(set(got))
    again = killed.paid() - 2 * calls - killed.unkept
    same = all((whole.folder / f).read_bytes() == (killed.folder / f).read_bytes() for f in FILES)
    print(f"killed {len(killed.died)} times: {'; '.join(killed.died)}")
    print(
        f"{len(wanted)} samples, {calls} calls; lost {lost}, doubled {doubled}, calls repeated"
        f" although kept {again}, under way when killed {killed.unkept};"
        f" files {'the same byte for byte' if same else 'DIFFER'}"
    )
    return 0 if same and not (lost or doubled or again > 0) else 1


if __name__ == "__main__":
    raise SystemExit(main())
