"""Nodes at random, those with many edges more often."""

from __future__ import annotations

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints


class DegreeWeighted:
    """The chance grows with the number of edges.

    Weighted draws without putting back, by exponential clocks (Efraimidis and Spirakis 2006).
    """

    name = "degree_weighted"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """The nodes whose clocks ring first; one without edges counts as with half of one."""
        rings = rng.exponential(size=len(arrays)) / np.maximum(arrays.degrees, 0.5)
        return np.argsort(rings, kind="stable")[:size].astype(np.int32)
