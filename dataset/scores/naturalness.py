"""Naturalness: does the question read as a person would ask it?"""

from __future__ import annotations

from statistics import fmean

from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values


class NaturalnessScore:
    """What judges say; none without a judge, for code cannot tell."""

    name = "naturalness"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`naturalness`, 0 (broken) to 1 (as a person writes)."""
        judged = await scene.judgements(sample) if scene.judges else ()
        return {"naturalness": (fmean(one.natural for one in judged) - 1) / 4} if judged else {}
