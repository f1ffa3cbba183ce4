"""The whole graph as its own region."""

from __future__ import annotations

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints


class Whole:
    """Every node; the size that was asked for does not count."""

    name = "whole"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """All nodes."""
        return np.arange(len(arrays), dtype=np.int32)
