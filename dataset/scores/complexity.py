"""Complexity: how much has to be put together."""

from __future__ import annotations

from statistics import fmean

from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values
from mmkg.graph.derivation import Collect, Given, Label, Read, walk

LEAVES = (Read, Label, Given, Collect)


class ComplexityScore:
    """Hops, operations and modalities, counted; and a judge's grades of language, task, parts."""

    name = "complexity"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`hops`, `operations`, `modalities`, and `complexity_…` from 1 to 5 with judges."""
        counted = {
            "hops": float(sample.hops),
            "operations": float(operations(sample)),
            "modalities": float(len(modalities(sample))),
        }
        judged = await scene.judgements(sample) if scene.judges else ()
        if not judged:
            return counted
        return counted | {
            "complexity_language": fmean(one.language for one in judged),
            "complexity_task": fmean(one.task for one in judged),
            "complexity_structure": fmean(one.structure for one in judged),
        }


def operations(sample: Sample) -> int:
    """Operations of the derivation, readings not counted."""
    return sum(not isinstance(node, LEAVES) for node in walk(sample.derivation))
