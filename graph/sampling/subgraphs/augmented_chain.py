"""Chains with what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints
from mmkg.graph.sampling.search import tree
from mmkg.graph.sampling.subgraph import filled

BESIDE = 2  # most neighbours that a node of the chain gets
LONGEST = 12  # hops


class AugmentedChain:
    """Shortest paths between random nodes of one component, each node given 1–2 neighbours."""

    name = "augmented_chain"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """Chain after chain, each from a node not yet taken, until there are enough."""
        return filled(self._chains(arrays, rng), size)

    def _chains(self, arrays: GraphArrays, rng: np.random.Generator) -> Iterator[list[int]]:
        taken: set[int] = set()
        for start in rng.permutation(len(arrays)):
            if start in taken:
                continue
            ways = tree(arrays, start, LONGEST, rng)
            backbone, _ = ways.way(int(rng.choice(np.flatnonzero(ways.depth >= 0))))
            chain = list(backbone)
            for node in backbone:
                beside, _ = arrays.around(node)
                chain += rng.permutation(np.unique(beside))[: rng.integers(1, BESIDE + 1)].tolist()
            taken.update(chain)
            yield chain
