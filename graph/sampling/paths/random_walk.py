"""Random walks that never come back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.path import Terrain, Way


class RandomWalk:
    """From a random start over random edges to nodes not yet visited; parallel edges count each.

    The number of hops is drawn first; a walk that cannot go on ends sooner.
    """

    name = "random_walk"

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """Walks without end."""
        starts = terrain.starts(rng)
        query = terrain.query
        while len(starts):
            hops = int(rng.integers(query.least, query.most + 1))
            yield self._walk(terrain, int(rng.choice(starts)), hops, rng)

    def _walk(self, terrain: Terrain, start: int, hops: int, rng: np.random.Generator) -> Way:
        nodes, edges = [start], list[int]()
        for _ in range(hops):
            far, via = terrain.around(nodes[-1])
            fresh = np.flatnonzero(~np.isin(far, nodes))
            if not len(fresh):
                break
            at = rng.choice(fresh)
            nodes.append(int(far[at]))
            edges.append(int(via[at]))
        return tuple(nodes), tuple(edges)
