"""Nodes that hang together more than with the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmkg.graph.sampling.arrays import GraphArrays, Ints
from mmkg.graph.sampling.subgraph import filled


class Community:
    """Whole communities (Louvain, Blondel et al. 2008) in random order.

    Of the last one, the nodes with the most edges. For graphs of up to some 1e5 edges.
    """

    name = "community"

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """Take communities until there are enough nodes."""
        return filled(self._communities(arrays, rng), size)

    def _communities(self, arrays: GraphArrays, rng: np.random.Generator) -> Iterator[list[int]]:
        import networkx

        graph = networkx.Graph()
        graph.add_nodes_from(range(len(arrays)))
        graph.add_edges_from(zip(arrays.sources.tolist(), arrays.targets.tolist(), strict=True))
        found = networkx.community.louvain_communities(graph, seed=int(rng.integers(2**31)))
        ordered = sorted(sorted(community) for community in found)
        for at in rng.permutation(len(ordered)):
            yield sorted(ordered[at], key=lambda node: (-arrays.degrees[node], node))
