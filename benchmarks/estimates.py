"""Holds what `mmkg run --estimate` tells against what the sessions then take.

    python benchmarks/estimates.py CORPUS CORPUS ... --accept 60 --seeds 3

Each session asks a scripted endpoint whose tokens follow from the length of what is asked, whose
latency is log-normal, and which words every fifth question so that the checks refuse it (drawn from
what is asked). The session is estimated, then resumed to its end. Prints a line for each: the range
told, what it came to, and how far outside the range that lies (0 % if inside).
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import math
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from kills import scripted
from offline import Watch

from mmkg.agents.session import SessionRequest, run_session
from mmkg.app.estimating import Estimate, estimate
from mmkg.app.ranges import Range
from mmkg.runtime.settings import Settings

REFUSED = 0.2  # share of the writer's replies that no check lets pass
LATENCY_S, SIGMA = 0.15, 0.5


def reply(server: Any, request: dict[str, Any]) -> Any:
    """What a model says that sometimes words a question badly."""
    text = repr(request["messages"])
    chance = Random(hashlib.sha256(text.encode()).hexdigest())
    more = {
        "tokens": (len(text) // 4, chance.randint(15, 60)),
        "seconds": chance.lognormvariate(math.log(LATENCY_S), SIGMA),
    }
    names = [tool["function"]["name"] for tool in request.get("tools", ())]
    if not names:
        return server.said("Hi")
    plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
    given: dict[str, Any] = {"facts": []}
    if "submit_choice" in names:
        given = {"number": 1, "reason": "the first"}
    elif "submit_question" in names and plain:
        good = chance.random() > REFUSED
        given = {"question": f"Please tell: {plain[1]}" if good else "What is it?"}
    message = server.called(names[0], given).message
    return server.Reply(message, finish="tool_calls", **more)


def settings(server: Any, accept: int, seed: int) -> Settings:
    """A session of which the miner and the writer are models."""
    endpoint = {"url": server.url, "model": "scripted", "price_in": 1.0, "price_out": 3.0}
    return Settings.model_validate(
        {
            "seed": seed,
            "limits": {"accept": accept},
            "wording": "reject_if_model_fails",
            "lazy_chunks": 0,
            "roster": {"roles": {"miner": endpoint, "writer": endpoint}},
        }
    )


async def held(corpus: Path, asked: Settings, folder: Path) -> dict[str, tuple[Range, float]]:
    """What a session was told to take, and what it took."""
    request = SessionRequest(folder, (corpus,), asked)
    told: Estimate = await estimate(request, Watch())
    began = time.monotonic()
    result = await run_session(request, Watch())
    spent, verdicts = result.totals.spend, result.totals.accepted + result.totals.rejected
    if not result.complete:
        raise SystemExit(f"{corpus}: {result.stop_reason}: ask for fewer samples")
    return {
        "samples": (told.samples, verdicts),
        "calls": (told.whole.calls, spent.calls),
        "tokens": (
            told.whole.tokens_in + told.whole.tokens_out,
            spent.tokens_in + spent.tokens_out,
        ),
        "cost": (told.whole.cost, spent.cost),
        "seconds": (told.seconds, time.monotonic() - began),
    }


def lines(name: str, found: dict[str, tuple[Range, float]]) -> Iterator[str]:
    """A line for each figure."""
    for what, (told, came) in found.items():
        off = max(0.0, 1 - came / told.low, came / told.high - 1)
        yield f"{name:24} {what:8} {told.low:10.4g} to {told.high:10.4g}: {came:10.4g}  {off:4.0%}"


def main() -> None:
    """Estimate and run all, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("corpora", type=Path, nargs="+")
    options.add_argument("--accept", type=int, default=60)
    options.add_argument("--seeds", type=int, default=3)
    given = options.parse_args()
    with scripted(reply) as server, tempfile.TemporaryDirectory() as room:
        for corpus in given.corpora:
            for seed in range(1, given.seeds + 1):
                asked = settings(server, given.accept, seed)
                folder = Path(tempfile.mkdtemp(dir=room)) / "session"
                found = asyncio.run(held(corpus, asked, folder))
                print("\n".join(lines(f"{corpus.name}, seed {seed}", found)), flush=True)


if __name__ == "__main__":
    main()
