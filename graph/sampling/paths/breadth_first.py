"""Shortest paths to everything around a start, near things first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.arrays import Mask
from mmkg.graph.sampling.path import Terrain, Way
from mmkg.graph.sampling.search import tree
from mmkg.graph.sampling.turns import in_turn


class BreadthFirst:
    """Each node is reached once from a start, over a shortest path of at least the fewest hops."""

    name = "breadth_first"

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """The nearest of each start, then the next of each."""
        everything = np.ones(len(terrain.arrays), bool)
        starts = terrain.starts(rng).tolist()
        return in_turn(shortest_ways(terrain, start, everything, rng) for start in starts)


def shortest_ways(
    terrain: Terrain, start: int, ends: Mask, rng: np.random.Generator
) -> Iterator[Way]:
    """A shortest path to each of some ends that is neither too near nor too far, nearest first."""
    if not len(terrain.around(start)[0]):
        return  # a search costs time that grows with the graph
    query, nodes, edges = terrain.query, terrain.nodes, terrain.followed
    ways = tree(terrain.arrays, start, query.most, rng, mode=query.mode, nodes=nodes, edges=edges)
    reached = rng.permutation(np.flatnonzero(ends & (ways.depth >= query.least)))
    for node in reached[np.argsort(ways.depth[reached], kind="stable")]:
        yield ways.way(int(node))
