"""Nodes at random."""

from __future__ import annotations

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints


class RandomNodes:
    """Every node with the same chance, whatever it is joined to."""

    name = "random"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """Draw without putting back."""
        return rng.permutation(len(arrays))[:size].astype(np.int32)
