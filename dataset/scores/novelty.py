"""Novelty: how far a question is from those that are there already."""

from __future__ import annotations

from mmkg.dataset.likeness import likeness
from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values


class NoveltyScore:
    """One minus the likeness to the most similar question, in letters and in meaning."""

    name = "novelty"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`novelty` by MinHash and `novelty_meaning` by embeddings, each 0 to 1."""
        shared, cosine = likeness(sample.question, scene.accepted)
        return {"novelty": 1 - shared, "novelty_meaning": 1 - cosine}
