"""What shards save, and what they cost: each mines all plans and keeps its own.

    python benchmarks/shards.py CORPUS --accept 300 --shards 3

Makes the samples offline in one session, then in shards, then merges these. Prints the processor
seconds of each from its first plan to its last verdict, and how many samples are asked alike.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from offline import Watch

from mmkg.agents.merging import merge
from mmkg.agents.session import SessionRequest, run_session
from mmkg.runtime.settings import Settings


def seconds(corpus: Path, folder: Path, accept: int, shard: str) -> float:
    """Processor seconds of one session's samples."""
    watch = Watch()
    asked = Settings.model_validate({"shard": shard, "limits": {"accept": accept}})
    result = asyncio.run(run_session(SessionRequest(folder, (corpus,), asked), watch))
    took = watch.worked["publish"] - watch.worked["samples"]
    print(f"{shard}: {result.accepted} of {accept} accepted, {took:.1f} s", flush=True)
    return took


def main() -> None:
    """Run all, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("corpus", type=Path)
    options.add_argument("--accept", type=int, default=300)
    options.add_argument("--shards", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as room:
        seconds(given.corpus, Path(room) / "warm", 20, "1/1")  # imports, and reading
        whole = seconds(given.corpus, Path(room) / "whole", given.accept, "1/1")
        folders = [Path(room) / str(number) for number in range(1, given.shards + 1)]
        part = given.accept // given.shards
        each = [
            seconds(given.corpus, folder, part, f"{folder.name}/{given.shards}")
            for folder in folders
        ]
        alike = merge(folders, Path(room) / "merged")
    print(
        f"longest shard {max(each) / whole:.0%} of one session, all {sum(each) / whole:.0%};",
        end="",
    )
    print(f" {alike} of {given.accept} asked alike")


if __name__ == "__main__":
    main()
