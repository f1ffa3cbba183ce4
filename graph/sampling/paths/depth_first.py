"""Paths as deep as they go, from every start in turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.path import Terrain, Way
from mmkg.graph.sampling.turns import in_turn

EXPANSIONS = 5000  # most nodes looked around from for one start


class DepthFirst:
    """Each path is drawn out to the most hops before shorter ones with the same beginning."""

    name = "depth_first"

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """One path of each start, then the next of each, so that starts vary most."""
        return in_turn(
            _Search(terrain, rng).extended((n,), ()) for n in terrain.starts(rng).tolist()
        )


class _Search:
    def __init__(self, terrain: Terrain, rng: np.random.Generator) -> None:
        self.terrain, self.rng = terrain, rng
        self.left = EXPANSIONS

    def extended(self, nodes: tuple[int, ...], edges: tuple[int, ...]) -> Iterator[Way]:
        if len(edges) < self.terrain.query.most and self.left > 0:
            self.left -= 1
            far, via = self.terrain.around(nodes[-1])
            for at in self.rng.permutation(len(far)):
                if far[at] not in nodes:
                    yield from self.extended((*nodes, int(far[at])), (*edges, int(via[at])))
        if len(edges) >= self.terrain.query.least:
            yield nodes, edges
