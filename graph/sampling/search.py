"""Breadth-first search over arrays, a level at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mmkg.graph.sampling.arrays import NOWHERE, GraphArrays, Ints, Mask, Mode


@dataclass(frozen=True)
class Tree:
    """Shortest ways from one node.

    Attributes:
        depth: By node: hops from the root; `NOWHERE` if it was not reached.
        parent: By node: the node before it.
        edge: By node: the edge from there.
    """

    depth: Ints
    parent: Ints
    edge: Ints

    def way(self, node: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Nodes and edges from the root to a node that was reached."""
        nodes, edges = [node], []
        while self.depth[nodes[-1]] > 0:
            edges.append(int(self.edge[nodes[-1]]))
            nodes.append(int(self.parent[nodes[-1]]))
        return tuple(reversed(nodes)), tuple(reversed(edges))


def tree(
    arrays: GraphArrays,
    root: int,
    most: int,
    rng: np.random.Generator,
    *,
    mode: Mode = "all",
    nodes: Mask | None = None,
    edges: Mask | None = None,
) -> Tree:
    """Shortest ways from a node, up to so many hops; chance decides among equally short ones.

    Args:
        arrays: The graph.
        root: Where all ways start.
        most: Most hops.
        rng: Decides.
        mode: Whether edges are followed forwards, backwards or both.
        nodes: Which nodes a way may visit; all if not given. The root always may be.
        edges: Which edges may be followed; all if not given.
    """
    depth, parent, via = (np.full(len(arrays), NOWHERE, np.int32) for _ in range(3))
    depth[root] = 0
    front = np.array([root], np.int32)
    for hops in range(1, most + 1):
        near, far, edge = spread(arrays, front, mode)
        fresh = depth[far] == NOWHERE
        if nodes is not None:
            fresh &= nodes[far]
        if edges is not None:
            fresh &= edges[edge]
        order = rng.permutation(np.flatnonzero(fresh))
        front, first = np.unique(far[order], return_index=True)
        if not len(front):
            break
        chosen = order[first]
        depth[front], parent[front], via[front] = hops, near[chosen], edge[chosen]
    return Tree(depth, parent, via)


def spread(arrays: GraphArrays, front: Ints, mode: Mode = "all") -> tuple[Ints, Ints, Ints]:
    """All edges at some nodes: the node, the one at the other end, and the edge."""
    sides = {"out": (arrays.out,), "in": (arrays.into,), "all": (arrays.out, arrays.into)}[mode]
    parts = []
    for side in sides:
        at = front.astype(np.int64) * side.width
        low, high = side.starts[at], side.starts[at + side.width]
        before = np.cumsum(high - low) - (high - low)
        places = np.repeat(low - before, high - low)
        places += np.arange(len(places))
        parts.append((np.repeat(front, high - low), side.far[places], side.edges[places]))
    near, far, edge = (np.concatenate(part) for part in zip(*parts, strict=True))
    return near, far, edge


def components(nodes: int, sources: Ints, targets: Ints) -> Ints:
    """By node: the least node of its connected component, directions aside."""
    least = np.arange(nodes, dtype=np.int32)
    while True:
        before = least.copy()
        np.minimum.at(least, sources, before[targets])
        np.minimum.at(least, targets, before[sources])
        while not np.array_equal(least, shorter := least[least]):
            least = shorter
        if np.array_equal(least, before):
            return least
