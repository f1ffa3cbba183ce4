"""How time and memory grow with documents and with samples.

    python benchmarks/growth.py --documents 10 100 1000 --samples 100 1000 10000 --chart growth.svg

For each number of generated documents (`growth_documents.py`): reading them with an empty cache,
the graph, writing and loading it, and the plans of all tasks. For each number of samples: an
offline session on the middle corpus, without its reading, to its verdicts and published files, its
report, and the size of its ledger. Each is measured in a process of its own: processor time with
that of its children, and the most memory that the process held. A slope is the exponent of growth
from one size to the next: 1 is linear.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from growth_documents import write

Figures = dict[str, float]
STOPS = (1000, 5000, 10_000)  # verdicts after which memory is told
EVERY = 500  # verdicts between two lines of progress


@contextmanager
def timed(figures: Figures, stage: str) -> Iterator[None]:
    """Add the processor seconds of a block, its ended children's included."""
    before = _cpu()
    yield
    figures[f"{stage}, cpu s"] = _cpu() - before


def _cpu() -> float:
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def reading(corpus: Path, count: int) -> Figures:
    """Read a corpus, from generated files."""
    from mmkg.tools.parse.corpus import read_corpus

    figures: Figures = {}
    began = time.monotonic()
    with timed(figures, "reading"):
        found = read_corpus([corpus])
    assert len(found.documents) == count, found.failures[:3]
    return figures | {"reading, wall s": time.monotonic() - began, "reading, peak MiB": _peak()}


def graph(corpus: Path, count: int) -> Figures:
    """The graph of a corpus that was read, kept and loaded, and a few plans of each task."""
    from mmkg.graph.build import build
    from mmkg.graph.mining.sampler import Sampler
    from mmkg.graph.mining.view import View
    from mmkg.graph.store import Graph
    from mmkg.graph.task import load_tasks
    from mmkg.tools.parse.corpus import read_corpus

    figures: Figures = {}
    documents = read_corpus([corpus]).documents
    figures["documents alone, MiB"] = _peak()
    with timed(figures, "graph"):
        built = build(documents)
    figures |= {"graph, nodes": len(built.nodes), "graph, edges": len(built.edges)}
    with timed(figures, "graph kept"):
        built.save(corpus.parent / f"graph{count}")
    figures["graph on disk, MiB"] = _size(corpus.parent / f"graph{count}") / 2**20
    with timed(figures, "graph loaded"):
        built = Graph.load(corpus.parent / f"graph{count}")
    with timed(figures, "tasks"):
        tasks = list(load_tasks().values())
        sampler = Sampler(View(built), tasks, 1)
        figures["plans"] = sum(len(sampler.candidates(task.name, 20)) for task in tasks)
    figures["graph and tasks, peak MiB"] = _peak()
    tracemalloc.start()
    held = Graph.load(corpus.parent / f"graph{count}")
    figures["graph held, MiB"] = tracemalloc.get_traced_memory()[0] / 2**20
    assert len(held.documents) == count
    return figures


def _held() -> float:
    """MiB that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


@dataclass
class _Clock:
    """Notes the processor time of stages, and on the way that of verdicts, with the memory held."""

    began: Figures = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)
    settled_by: int = 0
    last: float = 0.0

    def stage(self, name: str) -> None:
        self.began[name] = self.last = _cpu()

    def ingested(self, done: int, total: int, name: str) -> None: ...

    def note(self, text: str) -> None: ...

    def settled(self, outcome: object, accepted: int, wanted: int) -> None:
        self.settled_by += 1
        if self.settled_by in STOPS:
            self.figures[f"held after {self.settled_by}, MiB"] = _held()
        if self.settled_by % EVERY == 0:
            per, self.last = 1000 * (_cpu() - self.last) / EVERY, _cpu()
            told = f"{self.settled_by} verdicts: {per:.1f} ms each, {_held():.0f} MiB held"
            print(f"  {told}", file=sys.stderr, flush=True)


def samples(corpus: Path, count: int) -> Figures:
    """An offline session for so many samples, and its report."""
    from mmkg.agents.session import SessionRequest, run_session
    from mmkg.dataset.report import write_report
    from mmkg.runtime.settings import Limits, Settings

    folder, watch = corpus.parent / f"session{count}", _Clock()
    figures = watch.figures
    request = SessionRequest(folder, (corpus,), Settings(limits=Limits(accept=count)))
    result = asyncio.run(run_session(request, watch))
    end = _cpu()
    figures["accepted"] = result.accepted
    figures["samples, cpu s"] = watch.began["publish"] - watch.began["samples"]
    figures["publishing, cpu s"] = end - watch.began["publish"]
    figures["samples, peak MiB"] = _peak()
    with timed(figures, "report"):
        write_report(folder)
    figures["report, peak MiB"] = _peak()
    figures["ledger, MiB"] = (folder / "ledger.sqlite").stat().st_size / 2**20
    return figures


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


STEPS: dict[str, Callable[[Path, int], Figures]] = {
    "reading": reading,
    "graph": graph,
    "samples": samples,
}


def measured(step: str, corpus: Path, count: int) -> Figures:
    """The figures of a step, from a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--corpus", str(corpus)]
    environment = os.environ | {"MMKG_CACHE": str(corpus.parent / "cache")}
    done = subprocess.run(
        [*command, "--count", str(count)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    print(f"{step} {count}: {_line(figures)}", file=sys.stderr, flush=True)
    return figures


def _line(figures: Figures) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def grow(room: Path, documents: Sequence[int], wanted: Sequence[int]) -> dict[str, Figures]:
    """All figures, by what there were so many of."""
    found: dict[str, Figures] = {}
    for count in documents:
        corpus = room / f"of{count}" / "corpus"
        write(corpus, count)
        figures = measured("reading", corpus, count) | measured("graph", corpus, count)
        found[f"{count} documents"] = figures
    corpus = room / f"of{documents[len(documents) // 2]}" / "corpus"
    for count in wanted:
        found[f"{count} samples"] = measured("samples", corpus, count)
    return found


def table(found: dict[str, Figures]) -> Iterator[str]:
    """A line for each figure: its values, and the slopes from size to size."""
    for unit in ("documents", "samples"):
        sizes = [int(name.split()[0]) for name in found if name.endswith(unit)]
        rows = [found[f"{size} {unit}"] for size in sizes]
        yield f"{unit:28}" + "".join(f"{size:>12,}" for size in sizes) + "   slopes"
        for name in dict.fromkeys(name for row in rows for name in row):
            values = [row.get(name, math.nan) for row in rows]
            slopes = " ".join(f"{slope:.2f}" for slope in _slopes(sizes, values))
            yield f"{name:28}" + "".join(f"{value:12.4g}" for value in values) + f"   {slopes}"


def _slopes(sizes: Sequence[float], values: Sequence[float]) -> Iterator[float]:
    for (size, value), (larger, more) in pairwise(zip(sizes, values, strict=True)):
        if value > 0 and more > 0:
            yield math.log(more / value) / math.log(larger / size)


def draw(found: dict[str, Figures], to: Path) -> None:
    """Times against sizes, both as powers of ten, in one SVG; a linear one rises 45°."""
    import leather

    grid = leather.Grid()
    for unit in ("documents", "samples"):
        chart = leather.Chart(f"processor seconds (power of ten) by {unit} (power of ten)")
        sizes = [int(name.split()[0]) for name in found if name.endswith(unit)]
        for name in found[f"{sizes[0]} {unit}"]:
            pairs = [(size, found[f"{size} {unit}"][name]) for size in sizes]
            if name.endswith("cpu s") and all(value > 0 for _, value in pairs):
                line = [(math.log10(x), math.log10(y)) for x, y in pairs]
                chart.add_line(line, name=name.removesuffix(", cpu s"))
        grid.add_one(chart)
    to.write_text(grid.to_svg(), "utf-8")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--samples", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--chart", type=Path, help="an SVG file to draw")
    parser.add_argument("--keep", type=Path, help="figures as JSON, for another chart")
    for hidden, kind in (("--step", str), ("--corpus", Path), ("--count", int)):
        parser.add_argument(hidden, type=kind, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(STEPS[asked.step](asked.corpus, asked.count)))
        return 0
    with tempfile.TemporaryDirectory() as room:
        found = grow(Path(room), asked.documents, asked.samples)
    print("\n".join(table(found)))
    if asked.keep:
        asked.keep.write_text(json.dumps(found, indent=1), "utf-8")
    if asked.chart:
        draw(found, asked.chart)
    return 0


if __name__ == "__main__":
    sys.exit(main())
