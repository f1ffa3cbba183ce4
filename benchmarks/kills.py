"""Kills sessions with SIGKILL at random instants; holds their ends against that of an unkilled one.

    python benchmarks/kills.py CORPUS --accept 10 --sessions 25 --seed 1

Processes are forked from one that has imported everything, which is most of what a start takes. All
sessions ask a scripted endpoint, which answers each question always alike. One runs undisturbed
and tells how long each of its stages takes. Every other one, in a folder and with a cache of its
own, is killed once in each stage of its life, at an instant drawn by seed, and resumed after each
death: while it starts, reads documents, builds the graph, waits for its first replies, in the
middle of commits (as soon as the ledger's log has grown so often), while it makes samples,
publishes and reports. Then what it made is exported and selected, and these die as well before they
are let finish. Prints the deaths by stage; samples lost and doubled; calls paid twice, beyond those
under way when the process died, which nobody could have kept. Exit code 1 if there is any of these,
or a byte differs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any

from mmkg.runtime.errors import LedgerError
from mmkg.runtime.ledger import Ledger

SCRIPTED = Path(__file__).parents[1] / "tests" / "scripted_endpoint.py"
START = "starting"
STAGES = ("reading documents", "building the graph", "making samples", "writing samples")
FILES = ("*.jsonl", "graph/graph.zip", "selected/*.jsonl")
LOOK_S = 0.0005
FORKS = multiprocessing.get_context("forkserver")
PRELOADED = [f"mmkg.{name}" for name in ("app.working", "agents.workflow", "dataset.selecting")]
Moment = Callable[["Life"], bool]
SETTINGS = """
seed = 1
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
def scripted(reply: Callable[[Any, dict[str, Any]], Any]) -> Iterator[Any]:
    """An endpoint that answers as a function of itself and the request says."""
    spec = importlib.util.spec_from_file_location("scripted_endpoint", SCRIPTED)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["scripted_endpoint"] = module
    spec.loader.exec_module(module)
    server = module.ScriptedEndpoint()
    try:
        yield server.answer_by(partial(reply, server))
    finally:
        server.close()


def reply(server: Any, request: dict[str, Any]) -> Any:
    """The first plan is chosen; two words come before the plain question."""
    if "tools" not in request:
        return server.said("Hi")
    name = request["tools"][0]["function"]["name"]
    if name == "submit_choice":
        return server.called(name, {"number": 1, "reason": "the first"})
    plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
    assert plain
    return server.called(name, {"question": f"Please tell: {plain[1]}"})


def paid(server: Any) -> int:
    """Replies that the endpoint gave so far, without those to probes."""
    return sum("tools" in request for request in server.requests)


def born(words: list[str], cache: str, told: Connection) -> None:
    """In a process of its own: run a command, telling through a pipe what it says."""
    from mmkg.app.cli import main

    os.dup2(told.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.environ["MMKG_CACHE"] = cache
    sys.exit(main(words))


@dataclass
class Life:
    """One process of a session, from its start to its death or end.

    Attributes:
        stages: When each stage that it told of began, in seconds since the start.
        calls: Replies paid when it began.
    """

    folder: Path
    server: Any
    process: BaseProcess
    told: IO[str]
    began: float = field(default_factory=time.monotonic)
    stages: dict[str, float] = field(default_factory=dict)
    calls: int = 0
    said: list[str] = field(default_factory=list)
    sizes: set[int] = field(default_factory=set)

    @property
    def age(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def listen(self) -> None:
        """Take note of what it says, until it is gone."""
        self.stages[START] = 0.0
        for line in self.told:
            self.said.append(line)
            if (told := line.removeprefix("mmkg: ").strip()) in STAGES:
                self.stages.setdefault(told, self.age)

    def until(self, moment: Moment | None) -> bool:
        """Let it live until a moment comes; says whether it was killed then."""
        listening = threading.Thread(target=self.listen)
        listening.start()
        while moment and self.process.is_alive():
            if moment(self):
                self.process.kill()
            time.sleep(LOOK_S)
        listening.join()
        self.process.join()
        code = self.process.exitcode
        assert code is not None
        if code > 0:
            raise SystemExit(f"it ended with {code}: {''.join(self.said)[-2000:]}")
        return code < 0


def within(stage: str, seconds: float) -> Moment:
    """So long after a stage began."""
    return lambda life: stage in life.stages and life.age > life.stages[stage] + seconds


def committing(times: int) -> Moment:
    """When the ledger's log has grown so often."""

    def now(life: Life) -> bool:
        log = life.folder / "ledger.sqlite-wal"
        life.sizes.add(log.stat().st_size if log.exists() else 0)
        return len(life.sizes) > times + 1

    return now


def asking(times: int, seconds: float) -> Moment:
    """Soon after so many calls were made."""
    ended: list[float] = []

    def now(life: Life) -> bool:
        if not ended and paid(life.server) >= life.calls + times:
            ended.append(life.age + seconds)
        return bool(ended) and life.age > ended[0]

    return now


@dataclass
class Trial:
    """A session, with all its lives.

    Attributes:
        died: How often it died, by stage.
        paid: Replies that it paid for.
        unkept: Those among them that were given but not kept when the process died.
        lengths: Seconds that each stage of its last life took.
    """

    folder: Path
    settings: Path
    corpus: Path
    server: Any
    died: Counter[str] = field(default_factory=Counter)
    paid: int = 0
    unkept: int = 0
    lengths: dict[str, float] = field(default_factory=dict)

    def make(self, moment: Moment | None = None, name: str = "") -> None:
        """Begin the session, or go on with it, until a moment comes, or to its end."""
        going_on = (self.folder / "manifest.json").exists()
        begin = ["run", self.corpus, "--settings", self.settings, "--out", self.folder]
        kept, before = self.kept(), paid(self.server)
        if self.live(["resume", self.folder] if going_on else begin, moment, name):
            self.unkept += (paid(self.server) - before) - (self.kept() - kept)
        self.paid += paid(self.server) - before

    def live(self, words: Sequence[object], moment: Moment | None = None, name: str = "") -> bool:
        """Run a command until a moment comes, or to its end; says whether it died."""
        ours, theirs = FORKS.Pipe(duplex=False)
        cache = str(self.folder.with_suffix(".cache"))
        process = FORKS.Process(target=born, args=([*map(str, words)], cache, theirs))
        process.start()
        theirs.close()
        with os.fdopen(os.dup(ours.fileno())) as told:
            life = Life(self.folder, self.server, process, told, calls=paid(self.server))
            died = life.until(moment)
        if died:
            self.died[name] += 1
            return True
        ends = [*list(life.stages.values())[1:], life.age]
        self.lengths = {
            name: end - began for (name, began), end in zip(life.stages.items(), ends, strict=True)
        }
        return False

    def kept(self) -> int:
        """Replies in the ledger."""
        try:
            with Ledger.open(self.folder / "ledger.sqlite", read_only=True) as ledger:
                return sum(1 for _ in ledger.replies())
        except LedgerError:
            return 0

    def used(self) -> tuple[list[object], list[object]]:
        """The commands that use what was made."""
        to = self.folder / "to.jsonl"
        return ["export", self.folder, "--to", to], ["select", self.folder, "--test", "0.3"]

    def files(self) -> dict[str, bytes]:
        """What it left."""
        found = [file for name in FILES for file in self.folder.glob(name)]
        return {str(file.relative_to(self.folder)): file.read_bytes() for file in found}

    def ids(self) -> list[str]:
        """Ids of the samples published."""
        lines = (self.folder / "samples.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line)["id"] for line in lines]


def moments(rng: random.Random, lengths: dict[str, float]) -> Iterator[tuple[str, Moment]]:
    """Instants to die at, one in each stage."""

    def some(stage: str) -> tuple[str, Moment]:
        return stage, within(stage, rng.uniform(0, lengths[stage]))

    yield some(START)
    yield some(STAGES[0])
    yield some(STAGES[1])
    yield "first replies", asking(rng.randint(1, 4), rng.uniform(0, 0.05))
    yield "in a commit", committing(rng.randrange(1, 12))
    yield some(STAGES[2])
    yield "in a commit", committing(rng.randrange(1, 12))
    yield some(STAGES[3])


def lost(whole: Trial, killed: Trial) -> list[str]:
    """What went wrong with a session that was killed, a line each."""
    wanted, got = whole.ids(), killed.ids()
    one, other = whole.files(), killed.files()
    counts = {
        "samples lost": len(set(wanted) - set(got)),
        "samples doubled": len(got) - len(set(got)),
        "calls paid twice": killed.paid - whole.paid - killed.unkept,
    }
    differing = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
    found = [f"{number} {what}" for what, number in counts.items() if number]
    return found + [f"{name} differs" for name in sorted(differing)]


def main() -> int:
    """Run all sessions, compare."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--accept", type=int, default=10)
    options.add_argument("--sessions", type=int, default=1)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--deaths", type=int, default=99, help="most of one session, drawn by seed"
    )
    given = options.parse_args()
    FORKS.set_forkserver_preload(PRELOADED)
    with tempfile.TemporaryDirectory() as made, scripted(reply) as server:
        settings = Path(made) / "settings.toml"
        settings.write_text(SETTINGS.format(accept=given.accept, url=server.url), "utf-8")
        whole = Trial(Path(made) / "whole", settings, given.corpus, server)
        whole.make()
        lengths = dict(whole.lengths)
        for words in whole.used():
            whole.live(words)
        faulty, died = 0, Counter[str]()
        for number in range(given.sessions):
            killed = Trial(Path(made) / str(number), settings, given.corpus, server)
            run(killed, random.Random(given.seed * 1000 + number), lengths, given.deaths)
            died += killed.died
            for fault in (faults := lost(whole, killed)):
                print(f"session {number}: {fault}", flush=True)
            faulty += bool(faults)
            print(f"{number + 1} sessions, {died.total()} deaths, {faulty} faulty", flush=True)
        print(f"{len(whole.ids())} samples and {whole.paid} calls each; died: {told(died)}")
        if not faulty:
            print("nothing lost, doubled or paid twice; the same byte for byte")
        return 1 if faulty else 0


def told(died: Counter[str]) -> str:
    """How often it died in each stage."""
    return ", ".join(f"{stage} {count}" for stage, count in died.items())


def run(killed: Trial, rng: random.Random, lengths: dict[str, float], deaths: int) -> None:
    """Take a session through its deaths to its end, and use what it made."""
    ways = list(moments(rng, lengths))
    chosen = sorted(rng.sample(range(len(ways)), min(deaths, len(ways))))
    for name, moment in [ways[number] for number in chosen]:
        killed.make(moment, name)
    killed.make()
    for words in killed.used():
        for _ in range(2 if deaths > len(ways) else 0):
            killed.live(words, within(START, rng.uniform(0.5, 4.0)), str(words[0]))
        killed.live(words)


if __name__ == "__main__":
    raise SystemExit(main())
