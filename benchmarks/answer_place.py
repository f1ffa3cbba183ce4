"""Where the answer stands in the evidence: as samples cite it, and as exports show it.

    python benchmarks/answer_place.py SESSION

Counted are open samples with two or more pieces of evidence, some of which state the answer as it
is: a cell's text, a point's value, the row or label that is asked for, or what a text says. Each
sample counts once, shared among the pieces that state it. Printed are the share of samples whose
answer stands in each fifth of the evidence, and at its end, beside what chance gives there (1/n for
n pieces).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mmkg.dataset.publish import SAMPLES, read_samples
from mmkg.dataset.sample import Sample, opened
from mmkg.dataset.shown import shown
from mmkg.graph.evidence import CellEvidence, EdgeEvidence, Evidence, PointEvidence, TextEvidence

FIFTHS = 5
Order = Callable[[Sample], Sequence[Evidence]]


def main() -> int:
    """Print a line for each order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("session", type=Path)
    asked = parser.parse_args()
    samples = [opened(sample) for sample in read_samples(asked.session / SAMPLES)]
    orders: dict[str, Order] = {"as cited": lambda sample: sample.evidence, "as shown": shown}
    for name, order in orders.items():
        found = [(places, len(s.evidence)) for s in samples if (places := standing(s, order(s)))]
        shares = sum(fifths(places, many) for places, many in found) / len(found)
        last = np.mean([places.count(many - 1) / len(places) for places, many in found])
        chance = np.mean([1 / many for _, many in found])
        print(
            f"{name}: {len(found)} of {len(samples)} samples; fifths "
            + " ".join(f"{share:.1%}" for share in shares)
            + f"; last {last:.1%} (by chance {chance:.1%})"
        )
    return 0


def standing(sample: Sample, evidence: Sequence[Evidence]) -> list[int]:
    """Places of what states the answer; none if nothing does, or nothing else is cited."""
    stated = [at for at, item in enumerate(evidence) if sample.answer.value in said(item)]
    return stated if len(evidence) > 1 else []


def fifths(places: Sequence[int], many: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How much of each fifth of the evidence some pieces of it cover, 1 in all."""
    edges = np.linspace(0, many, FIFTHS + 1)
    low, high = edges[:-1], edges[1:]
    covered = [np.clip(np.minimum(high, at + 1) - np.maximum(low, at), 0, None) for at in places]
    share: np.ndarray[tuple[int], np.dtype[np.float64]] = np.mean(covered, axis=0)
    return share


def said(item: Evidence) -> tuple[str, ...]:
    """What a piece of evidence states that may be asked for."""
    match item:
        case CellEvidence():
            return (item.text, *item.row_path)
        case PointEvidence():
            return (str(item.y), item.x, item.series)
        case EdgeEvidence():
            return (item.source, item.target)
        case TextEvidence():
            return (item.head, item.tail, item.date or "", str(item.number))
    return ()


if __name__ == "__main__":
    sys.exit(main())
