r"""How full a server's slots are kept by a session, and what a sample costs besides its calls.

    python benchmarks/endpoint.py --slots 32 64 --latency fixed lognormal --mean 1.5 --rounds 18 \
        --peer distilabel=/venvs/distilabel/bin/python --peer curator=/venvs/curator/bin/python

For each number of slots and kind of latency, mmkg makes samples of nine model calls with all traces
on, and each peer as many records of nine calls, one after the other against the same loopback
server in a process of its own (`endpoint_server.py`, `endpoint_clients.py`). Efficiency is the busy
slot-seconds over slots times seconds while the middle half of the calls begins: give `--rounds`
enough for several samples to each slot. Processor time is that of the client's process and its
ended children; mmkg's is that of samples once it is warm. The bare openai client, used as its own
documentation does, is measured once, at so many calls; what mmkg takes beyond it is told.
A peer is a Python with it installed, as `--peer NAME=PYTHON`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from endpoint_clients import CLIENTS, ROOT, STEPS

from mmkg.graph.plan import Answer

HERE = Path(__file__).parent
PLANS = 150  # of each task, whose answers the server knows


def prepare(folder: Path) -> Path:
    """A session folder with the graph of the example corpus; gives the file of right answers."""
    from mmkg.agents.grammar.grammar import note
    from mmkg.agents.session import SessionRequest, chosen_tasks, run_session
    from mmkg.agents.writer import plainly
    from mmkg.app.watching import Lines
    from mmkg.graph.mining.sampler import Sampler
    from mmkg.graph.mining.view import View
    from mmkg.graph.store import Graph
    from mmkg.runtime.settings import Settings

    settings = Settings.model_validate({"limits": {"accept": 0}})
    request = SessionRequest(folder, (ROOT / "examples" / "corpus",), settings)
    asyncio.run(run_session(request, Lines()))
    view = View(Graph.load(folder / "graph"), agreed_only=True)
    tasks = chosen_tasks(settings)
    sampler = Sampler(view, list(tasks.values()), settings.seed)
    plans = [plan for task in tasks for plan in sampler.candidates(task, PLANS)]
    answers = {
        plainly(plan).replace(note(plan), "").rstrip("?？"): _said(plan.answer) for plan in plans
    }
    file = folder / "answers.json"
    file.write_text(json.dumps(answers, ensure_ascii=False), "utf-8")
    return file


def _said(answer: Answer) -> str:
    return f"{answer.value} {answer.unit}" if answer.unit else answer.value


@contextmanager
def server(slots: int, latency: str, mean: float, answers: Path) -> Iterator[str]:
    """The URL of a server that runs meanwhile."""
    words = ["--slots", slots, "--latency", latency, "--mean", mean, "--answers", answers]
    command = [sys.executable, HERE / "endpoint_server.py", *words]
    with subprocess.Popen([str(w) for w in command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        finally:
            process.terminate()


def spans(url: str) -> list[tuple[float, float]]:
    """When slots were busy."""
    with urllib.request.urlopen(url.removesuffix("/v1") + "/spans") as reply:
        return sorted((began, ended) for began, ended in json.load(reply))


def efficiency(busy: list[tuple[float, float]], slots: int) -> float:
    """Busy slot-seconds over slots times seconds, in the steady state."""
    if len(busy) < 8:
        return float("nan")
    first, last = busy[len(busy) // 4][0], busy[3 * len(busy) // 4][0]
    within = sum(max(0.0, min(ended, last) - max(began, first)) for began, ended in busy)
    return within / (slots * (last - first))


def measure(name: str, python: str, url: str, slots: int, records: int) -> Any:
    """What a client comes to; a line of words if it does not."""
    command = [python, str(HERE / "endpoint_clients.py"), name, "--url", url]
    command += ["--records", str(records), "--at-once", str(slots)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    return json.loads(done.stdout.strip().splitlines()[-1])


def bare(answers: Path) -> float:
    """Milliseconds of processor time of the openai client alone for the calls of a record."""
    with server(32, "fixed", 0.1, answers) as url:
        found = measure("client", sys.executable, url, 32, 200)
    if isinstance(found, str):
        raise SystemExit(f"client {found}")
    per = 1000 * float(found["cpu"]) / found["records"]
    print(f"the openai client alone: {per:.1f} ms processor for {STEPS} calls", flush=True)
    return per


def told(
    name: str, slots: int, found: Any, busy: list[tuple[float, float]], client: float = 0.0
) -> str:
    """One line of the table; `client` is what a bare client takes for as many calls, in ms."""
    if isinstance(found, str):
        return f"{name:<14} {found}"
    calls, records = len(busy), max(1, int(found["records"]))
    per = 1000 * found["cpu"] / records
    more = ""
    if "ended" in found:
        beyond = f"{per - client:.1f} beyond the bare client"
        more = f", {beyond}; {found['ended']}; resident MB {found['resident MB']}"
    return (
        f"{name:<14} {efficiency(busy, slots):6.1%}  {found['wall']:6.1f} s  {calls:6} calls"
        f"  {records:5} records  {per:7.1f} ms processor a record{more}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slots", type=int, nargs="+", default=[32, 64])
    parser.add_argument("--latency", nargs="+", default=["fixed", "lognormal"])
    parser.add_argument("--mean", type=float, default=4.0, help="seconds of a call")
    parser.add_argument("--rounds", type=int, default=40, help="calls for each slot")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    said = parser.parse_args()
    peers = dict(peer.split("=", 1) for peer in said.peer)
    if unknown := peers.keys() - CLIENTS.keys():
        parser.error(f"no client is called {', '.join(unknown)}: there are {', '.join(CLIENTS)}")
    clients = {"mmkg": sys.executable} | peers
    with tempfile.TemporaryDirectory() as scratch:
        answers = prepare(Path(scratch) / "graph")
        client = bare(answers)
        for slots in said.slots:
            for latency in said.latency:
                records = round(said.rounds * slots / STEPS)
                print(f"\n{slots} slots, {latency} latency of {said.mean:g} s", flush=True)
                for name, python in clients.items():
                    with server(slots, latency, said.mean, answers) as url:
                        found = measure(name, python, url, slots, records)
                        print(told(name, slots, found, spans(url), client), flush=True)
    for name in CLIENTS.keys() - clients.keys() - {"client"}:
        print(f"{name}: not measured: give --peer {name}=PYTHON of an environment that has it")


if __name__ == "__main__":
    main()
