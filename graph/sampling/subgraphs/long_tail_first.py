"""What is seldom spoken of, first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints
from mmkg.graph.sampling.subgraph import filled


class LongTailFirst:
    """Nodes by rising number of edges, each with its least joined neighbour to hang on."""

    name = "long_tail_first"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """The rarest; chance decides among equally rare ones."""
        return filled(self._rarest(arrays, rng), size)

    def _rarest(self, arrays: GraphArrays, rng: np.random.Generator) -> Iterator[list[int]]:
        shuffled = rng.permutation(len(arrays))
        for node in shuffled[np.argsort(arrays.degrees[shuffled], kind="stable")]:
            far, _ = arrays.around(node)
            least = [int(far[np.argmin(arrays.degrees[far])])] if len(far) else []
            yield [int(node), *least]
