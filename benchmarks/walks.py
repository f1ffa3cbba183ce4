"""Typed three-hop walks a second, and memory, on graphs shaped like those of documents.

    python benchmarks/walks.py --edges 100000 1000000

Every walk goes entity -locate> chunk <locate- entity -relate_to> table, each edge chosen with the
same chance; a walk that comes to an end counts too. `mmkg` is `GraphArrays.walk`, `mapped` the same
on files that another process has written, `networkx` scans the edges of a node in a MultiDiGraph,
`igraph` (if it is installed) those it calls incident. `reference` draws depth-first traces of up to
four hops with a filter on types, one relation a pair, as the sampling of MMKG-RDS is described; it
is our code, written from that description. Every method runs in a process of its own; MB is what
the process holds in memory after building the graph more than before, so it needs Linux.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mmkg.graph.sampling.arrays import EdgeKind, GraphArrays, Ints, Step
from mmkg.graph.sampling.arrays_file import load_arrays, save_arrays

TYPES = ("document", "chunk", "table", "entity")
KINDS = (
    EdgeKind("chunk", "belongs_to", "document"),
    EdgeKind("chunk", "next", "chunk"),
    EdgeKind("table", "locate", "document"),
    EdgeKind("chunk", "refer_to", "table"),
    EdgeKind("entity", "locate", "chunk"),
    EdgeKind("entity", "relate_to", "table"),
    EdgeKind("entity", "", "entity"),
)
SHARES = (0.1, 0.1, 0.01, 0.02, 0.47, 0.2, 0.1)  # of all edges, by kind
LOCATE, RELATE = 4, 5
LARGEST = {"networkx": 1_000_000, "reference": 1_000_000}  # more takes too long or too much memory
SECONDS = 5.0


@dataclass(frozen=True)
class Shape:
    """A graph in numbers: a type for each node; source, target and kind of each edge."""

    types: np.ndarray[tuple[int], np.dtype[np.uint8]]
    sources: Ints
    targets: Ints
    kinds: np.ndarray[tuple[int], np.dtype[np.uint8]]


def shape(edges: int, seed: int = 1) -> Shape:
    """A document of 60 chunks and 6 tables for 600 edges; few entities are in many places."""
    rng = np.random.default_rng(seed)
    many = {"document": edges // 600, "chunk": edges // 10, "table": edges // 100}
    many["entity"] = edges // 5
    first = dict(zip(many, np.cumsum([0, *many.values()]).tolist(), strict=False))
    sources, targets, kinds = [], [], []
    for number, (kind, share) in enumerate(zip(KINDS, SHARES, strict=True)):
        count = int(edges * share)
        for end, side in ((kind.source, sources), (kind.target, targets)):
            skew = 3 if end == "entity" else 1
            side.append(first[end] + (many[end] * rng.random(count) ** skew).astype(np.int32))
        kinds.append(np.full(count, number, np.uint8))
    types = np.repeat(np.arange(len(TYPES), dtype=np.uint8), list(many.values()))
    joined = (np.concatenate(part).astype(np.int32) for part in (sources, targets))
    return Shape(types, *joined, np.concatenate(kinds))


Draw = Callable[[int], int]


def with_mmkg(graph: Shape) -> Draw:
    """Walks on our arrays, batched."""
    edges = graph.sources, graph.targets, graph.kinds
    return batched(GraphArrays.build([], graph.types, edges, TYPES, KINDS))


def with_files(graph: Shape) -> Draw:
    """The same on arrays that another process has written, mapped from disk."""
    folder = Path(tempfile.mkdtemp())
    order = [sys.executable, __file__, "--save", str(folder), "--edges", str(len(graph.kinds))]
    subprocess.run(order, check=True)
    draw = batched(load_arrays(folder))
    shutil.rmtree(folder)  # what is mapped stays until it is let go
    return draw


def batched(arrays: GraphArrays) -> Draw:
    """Walks from entities, as many at once as are asked for."""
    rng = np.random.default_rng(1)
    entities = np.flatnonzero(arrays.of_types(["entity"])).astype(np.int32)
    steps = [Step(LOCATE), Step(LOCATE, forward=False), Step(RELATE)]

    def draw(count: int) -> int:
        return len(arrays.walk(rng.choice(entities, count), steps, rng))

    return draw


def with_networkx(graph: Shape) -> Draw:
    """Walks on a MultiDiGraph, a scan of the edges at each node."""
    import networkx

    view = networkx.MultiDiGraph()
    view.add_nodes_from(range(len(graph.types)))
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), graph.kinds.tolist(), strict=True)
    view.add_edges_from((one, two, {"kind": kind}) for one, two, kind in edges)
    entities = np.flatnonzero(graph.types == TYPES.index("entity")).tolist()
    rng = random.Random(1)

    def step(node: int | None, kind: int, *, forward: bool) -> int | None:
        if node is None:
            return None
        found = view.out_edges(node, "kind") if forward else view.in_edges(node, "kind")
        ends = [two if forward else one for one, two, label in found if label == kind]
        return rng.choice(ends) if ends else None

    def draw(count: int) -> int:
        for node in rng.choices(entities, k=count):
            chunk = step(node, LOCATE, forward=True)
            step(step(chunk, LOCATE, forward=False), RELATE, forward=True)
        return count

    return draw


def with_igraph(graph: Shape) -> Draw:
    """Walks on igraph, a scan of the incident edges of each node."""
    import igraph

    view = igraph.Graph(
        len(graph.types), np.stack([graph.sources, graph.targets], 1), directed=True
    )
    kinds, sources, targets = (a.tolist() for a in (graph.kinds, graph.sources, graph.targets))
    entities = np.flatnonzero(graph.types == TYPES.index("entity")).tolist()
    rng = random.Random(1)

    def step(node: int | None, kind: int, *, forward: bool) -> int | None:
        if node is None:
            return None
        far = targets if forward else sources
        found = view.incident(node, mode="out" if forward else "in")
        ends = [far[edge] for edge in found if kinds[edge] == kind]
        return rng.choice(ends) if ends else None

    def draw(count: int) -> int:
        for node in rng.choices(entities, k=count):
            chunk = step(node, LOCATE, forward=True)
            step(step(chunk, LOCATE, forward=False), RELATE, forward=True)
        return count

    return draw


def with_reference(graph: Shape) -> Draw:
    """Depth-first traces with a filter on types, on a map of pairs; a trace counts as a walk."""
    joined: dict[int, dict[int, int]] = defaultdict(dict)
    edges = zip(graph.sources.tolist(), graph.targets.tolist(), graph.kinds.tolist(), strict=True)
    for one, two, kind in edges:
        joined[one][two] = kind
        joined[two][one] = kind
    types = graph.types.tolist()
    allowed = {TYPES.index(name) for name in ("chunk", "table", "entity")}
    entities = [node for node, kind in enumerate(types) if kind == TYPES.index("entity")]
    rng = random.Random(1)

    def trace(node: int) -> None:
        path, stack = [node], [node]
        while stack and len(path) <= 4:
            around = [other for other in joined[stack.pop()] if types[other] in allowed]
            fresh = [other for other in around if other not in path and len(joined[other]) <= 200]
            rng.shuffle(fresh)
            stack += fresh
            path += fresh[-1:]

    def draw(count: int) -> int:
        for node in rng.choices(entities, k=count):
            trace(node)
        return count

    return draw


METHODS = {
    "mmkg": with_mmkg,
    "mapped": with_files,
    "igraph": with_igraph,
    "networkx": with_networkx,
    "reference": with_reference,
}


def resident_mb() -> float:
    """Memory of this process that is in RAM now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measured(method: str, edges: int) -> dict[str, float]:
    """Seconds to build, MB that the graph takes, and walks a second, in this process."""
    graph = shape(edges)
    before = resident_mb()
    began = time.monotonic()
    draw = METHODS[method](graph)
    built = time.monotonic() - began
    memory = resident_mb() - before
    batch = 200_000 if method in ("mmkg", "mapped") else 200
    draw(batch)
    began, done = time.monotonic(), 0
    while time.monotonic() - began < SECONDS:
        done += draw(batch)
    rate = done / (time.monotonic() - began)
    return {"build_s": built, "memory_mb": memory, "walks_per_s": rate}


def main() -> int:
    """Print a line a method and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edges", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--save", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--one", choices=METHODS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.save:
        graph = shape(asked.edges[0])
        edges = graph.sources, graph.targets, graph.kinds
        save_arrays(GraphArrays.build([], graph.types, edges, TYPES, KINDS), asked.save)
        return 0
    if asked.one:
        print(json.dumps(measured(asked.one, asked.edges[0])))
        return 0
    print(f"{'edges':>10}  {'method':10}{'build s':>9}{'MB':>9}{'walks/s':>12}")
    for edges in asked.edges:
        for method in METHODS:
            if edges > LARGEST.get(method, edges):
                print(f"{edges:>10,}  {method:10}not tried")
                continue
            order = [sys.executable, __file__, "--one", method, "--edges", str(edges)]
            done = subprocess.run(order, capture_output=True, text=True)
            if done.returncode:
                print(f"{edges:>10,}  {method:10}{done.stderr.strip().splitlines()[-1]}")
                continue
            found = json.loads(done.stdout)
            print(
                f"{edges:>10,}  {method:10}{found['build_s']:>9.1f}{found['memory_mb']:>9,.0f}"
                f"{found['walks_per_s']:>12,.0f}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
