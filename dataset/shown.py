"""The order in which a reader gets to see evidence: one that tells nothing about the answer."""

from __future__ import annotations

from random import Random

from mmkg.dataset.sample import Sample
from mmkg.graph.evidence import Evidence


def shown(sample: Sample) -> list[Evidence]:
    """A sample's evidence as exports state it: carriers shuffled, and what stands in each.

    Plans cite what leads to the answer in the order of reading; that order stays in
    `Sample.evidence`. This one depends on the sample's id alone.
    """
    rng = Random(f"{sample.id} shown")
    by_carrier: dict[str, list[Evidence]] = {}
    for item in sample.evidence:
        by_carrier.setdefault(item.carrier, []).append(item)
    groups = list(by_carrier.values())
    rng.shuffle(groups)
    return [item for group in groups for item in rng.sample(group, len(group))]
