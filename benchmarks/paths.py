"""Paths for each task: how many are new, have the hops asked for, and end differently.

    python benchmarks/paths.py CORPUS --count 250 --sampler random_walk

For each task, paths from entities are drawn that hold, or are joined to, the carriers it asks for.
`raw unique` is the share of different ones among what the sampler drew, before repeats were left
out; `unique` and `hops` are of what is returned and must be 100 %. `answers` counts the different
last nodes, `eligible` the nodes that a path could end at.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from mmkg.graph.build import build
from mmkg.graph.sampling.arrays import GraphArrays
from mmkg.graph.sampling.path import (
    PathQuery,
    PathSampler,
    Terrain,
    Way,
    path_samplers,
    paths,
)
from mmkg.graph.task import NODES, Task, load_tasks
from mmkg.tools.parse.corpus import read_corpus


@dataclass
class Counted:
    """A sampler that counts what it draws of the right number of hops."""

    sampler: PathSampler
    name: str = "counted"
    drawn: int = 0
    different: set[tuple[int, ...]] = field(default_factory=set)

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """As the sampler draws them."""
        for nodes, edges in self.sampler.ways(terrain, rng):
            if terrain.query.least <= len(edges) <= terrain.query.most:
                self.drawn += 1
                self.different.add(min(nodes, nodes[::-1]))
            yield nodes, edges


def query(arrays: GraphArrays, task: Task) -> PathQuery:
    """What a task asks of a path that starts at an entity."""
    return PathQuery(
        least=task.hops.least,
        most=task.hops.most,
        starts=tuple(np.flatnonzero(arrays.of_types(["entity"])).tolist()),
        carriers={NODES[kind]: many for kind, many in task.carriers.items() if many},
    )


def main() -> int:
    """Print a line a task; the exit code is 1 if a path is repeated or has too many hops."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sampler", default="random_walk", choices=path_samplers())
    asked = parser.parse_args()
    arrays = GraphArrays.of(build(read_corpus(asked.corpus).documents))
    print(f"{len(arrays)} nodes, {len(arrays.sources)} edges; {asked.sampler}")
    columns = (("paths", 6), ("raw unique", 11), ("unique", 8), ("hops", 6))
    columns = (*columns, ("answers", 8), ("eligible", 9), ("s", 6))
    print(f"{'task':44}" + "".join(f"{name:>{width}}" for name, width in columns))
    whole = True
    for task in load_tasks().values():
        terrain = Terrain(arrays, query(arrays, task))
        counted, began = Counted(path_samplers()[asked.sampler]), time.monotonic()
        found = list(islice(paths(counted, terrain, asked.seed), asked.count))
        seconds = time.monotonic() - began
        many = max(len(found), 1)
        unique = len({min(path.nodes, path.nodes[::-1]) for path in found})
        right = sum(task.hops.least <= path.hops <= task.hops.most for path in found)
        whole &= unique == right == len(found)
        print(
            f"{task.name:44}{len(found):>6}{len(counted.different) / max(counted.drawn, 1):>11.1%}"
            f"{unique / many:>8.0%}{right / many:>6.0%}{len({path.nodes[-1] for path in found}):>8}"
            f"{int(terrain.nodes.sum()):>9}{seconds:>6.1f}"
        )
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
