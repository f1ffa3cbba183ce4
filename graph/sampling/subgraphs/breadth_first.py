"""What lies around a node, level by level."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints
from mmkg.graph.sampling.subgraph import filled

FAN = 3  # most neighbours taken of one node, so that a hub does not fill the region


class BreadthFirst:
    """From a random node outwards, at most three neighbours a node; then from another one."""

    name = "breadth_first"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """Grow until there are enough."""
        return filled(self._grow(arrays, rng), size)

    def _grow(self, arrays: GraphArrays, rng: np.random.Generator) -> Iterator[list[int]]:
        taken: set[int] = set()
        for start in rng.permutation(len(arrays)).tolist():
            if start in taken:
                continue
            taken.add(start)
            queue = deque([start])
            yield [start]
            while queue:
                far, _ = arrays.around(queue.popleft())
                new = [n for n in rng.permutation(np.unique(far)).tolist() if n not in taken][:FAN]
                taken.update(new)
                queue.extend(new)
                yield new
