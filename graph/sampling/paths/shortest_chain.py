"""Shortest paths from carrier to carrier."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.path import CARRIER_TYPES, Terrain, Way
from mmkg.graph.sampling.paths.breadth_first import shortest_ways
from mmkg.graph.sampling.turns import in_turn


class ShortestChain:
    """What joins two tables, figures or formulas most shortly.

    Where the query asks for carriers, these types are joined instead, passages too.
    """

    name = "shortest_chain"

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """From each carrier to each other one that is neither too near nor too far."""
        ends = terrain.arrays.of_types([*(terrain.query.carriers or CARRIER_TYPES)])
        starts = terrain.starts(rng)
        own = starts[ends[starts]].tolist()
        return in_turn(shortest_ways(terrain, start, ends, rng) for start in own)
