"""Selection and removal of near-duplicates on many samples: time, memory, and how both grow.

python benchmarks/selection.py --samples 100000
"""

from __future__ import annotations

import argparse
import resource
import time
from random import Random

from mmkg.dataset.sample import Asked, Sample, Source, Step
from mmkg.dataset.select import Wanted, duplicates, select
from mmkg.graph.derivation import Read
from mmkg.graph.document import Reading
from mmkg.graph.evidence import CellEvidence
from mmkg.graph.plan import Answer
from mmkg.graph.provenance import Address

REPEATED = 0.1  # share of samples that repeat an earlier one but for a word or its case
MEASURES = ("mass", "radius", "mean density", "orbital period", "surface temperature", "albedo")
CARRIERS = ("table", "figure", "formula", "chunk")


def made(number: int, rng: Random) -> Sample:
    """A sample about one of many things, in one of many documents."""
    thing = f"{rng.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}{rng.randrange(10_000):04d}"
    measure, document = rng.choice(MEASURES), f"{rng.randrange(500):064d}"
    carrier = f"{document[:12]}:{rng.choice(CARRIERS)}:{rng.randrange(30)}"
    cell = CellEvidence(
        id="e1",
        carrier=carrier,
        address=Address(document=document),
        text="1",
        reading=Reading(kind="text"),
        row_path=(thing,),
        column_path=(measure,),
    )
    other = rng.randrange(100_000)
    return Sample(
        id=f"s{number:06d}",
        task=f"task {rng.randrange(32)}",
        pattern="look",
        language="en",
        question=f"In survey {other}, what is the {measure} of {thing}, from {document[-3:]}?",
        asked=Asked(names=(thing,)),
        answer=Answer(kind="number", value=str(other % 977)),
        steps=(Step(text="Read it.", cites=("e1",)),),
        derivation=Read(evidence="e1"),
        evidence=(cell,),
        path=(),
        carriers=(carrier,),
        hops=rng.randrange(1, 5),
        sources=(Source(sha256=document, name="d", title="d"),),
        wording="grammar",
        scores={"support": 1.0, "novelty": rng.random(), "hops": float(rng.randrange(1, 5))},
        seed=1,
    )


def samples(count: int, seed: int = 1) -> tuple[list[Sample], int]:
    """Samples of which some repeat an earlier one, and how many do."""
    rng, found, repeats = Random(seed), list[Sample](), 0
    for number in range(count):
        if found and rng.random() < REPEATED:
            twin = rng.choice(found)
            question = twin.question.replace("what is", "What is").replace("?", " ?")
            found.append(twin.model_copy(update={"id": f"s{number:06d}", "question": question}))
            repeats += 1
        else:
            found.append(made(number, rng))
    return found, repeats


def main() -> None:
    """Time both on a tenth, a third and all of the samples."""
    parser = argparse.ArgumentParser(description="Time selection on many made-up samples.")
    parser.add_argument("--samples", type=int, default=100_000)
    most = parser.parse_args().samples
    print("  samples  repeats    found  repeats alone s  selection s  peak MB")
    duplicates(samples(10)[0])  # loads the libraries
    for count in (most // 10, most // 3, most):
        given, repeats = samples(count)
        began = time.process_time()
        found = len(duplicates(given))
        alone = time.process_time() - began
        quotas = {"task": count // 40, "entity": 20}
        began = time.process_time()
        select(given, Wanted(count // 4, quotas, {"novelty": 1.0, "hops": 0.2}))  # type: ignore[arg-type]
        whole = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count:9,} {repeats:8,} {found:8,} {alone:16.1f} {whole:12.1f} {peak:8.0f}")


if __name__ == "__main__":
    main()
