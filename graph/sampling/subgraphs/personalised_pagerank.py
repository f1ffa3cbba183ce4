"""What a random surfer who keeps coming back to one node sees most."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.sampling.arrays import GraphArrays, Ints
from mmkg.graph.sampling.subgraph import filled

DAMPING = 0.85
ROUNDS = 40  # 0.85^40 < 0.002 of the surfers are not yet where they belong


class PersonalisedPageRank:
    """The nodes of highest PageRank that is personalised to a random node (Haveliwala 2002)."""

    name = "personalised_pagerank"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """The best ranked of one node, then of another where its component was too small."""
        return filled(self._ranked(arrays, rng), size)

    def _ranked(self, arrays: GraphArrays, rng: np.random.Generator) -> Iterator[list[int]]:
        taken = np.zeros(len(arrays), bool)
        for seed in rng.permutation(len(arrays)):
            if taken[seed]:
                continue
            rank = self._rank(arrays, seed)
            order = np.argsort(-rank, kind="stable")
            reached = order[rank[order] > 0]
            taken[reached] = True
            yield reached.tolist()

    def _rank(self, arrays: GraphArrays, seed: int) -> NDArray[np.float64]:
        per_edge = DAMPING / np.maximum(arrays.degrees, 1)
        rank: NDArray[np.float64] = np.zeros(len(arrays))
        rank[seed] = 1.0
        for _ in range(ROUNDS):
            flow = rank * per_edge
            rank = np.zeros(len(arrays))
            rank += np.bincount(arrays.targets, flow[arrays.sources], minlength=len(arrays))
            rank += np.bincount(arrays.sources, flow[arrays.targets], minlength=len(arrays))
            rank[seed] += 1 - DAMPING
        return rank
