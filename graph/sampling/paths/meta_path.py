"""Paths over given types of nodes, such as table – entity – table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import numpy as np

from mmkg.graph.sampling.arrays import NOWHERE, GraphArrays, Mode, Step
from mmkg.graph.sampling.path import PathQuery, Terrain, Way
from mmkg.graph.schema import NodeType
from mmkg.runtime.errors import UsageError

BATCH = 512


class MetaPath:
    """Typed random walks, many at once; every way to read the pattern gets as many.

    A meta-path as in metapath2vec (Dong et al. 2017), but over different nodes only.
    """

    name = "meta_path"

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """Walks without end.

        Raises:
            UsageError: If the pattern is missing, names no type, or has too few or too many hops.
        """
        readings = _readings(terrain.arrays, terrain.query)
        starts = terrain.starts(rng)
        starts = starts[terrain.arrays.of_types(terrain.query.pattern[:1])[starts]]
        while len(starts) and readings:
            for steps in readings:
                for nodes in terrain.arrays.walk(rng.choice(starts, BATCH), steps, rng):
                    way = self._way(terrain, nodes[nodes != NOWHERE].tolist(), rng)
                    yield way if len(way[1]) == len(steps) else ((), ())

    def _way(self, terrain: Terrain, nodes: list[int], rng: np.random.Generator) -> Way:
        """The walk with its edges, as far as the terrain lets it go without coming back."""
        edges: list[int] = []
        for place, (one, two) in enumerate(zip(nodes, nodes[1:], strict=False), start=1):
            far, via = terrain.around(one)
            between = via[far == two]
            if not len(between) or two in nodes[:place]:
                return tuple(nodes[:place]), tuple(edges)
            edges.append(int(rng.choice(between)))
        return tuple(nodes), tuple(edges)


def _readings(arrays: GraphArrays, query: PathQuery) -> list[tuple[Step, ...]]:
    """All ways to go from type to type as the pattern says."""
    hops = len(query.pattern) - 1
    if not query.least <= hops <= query.most:
        raise UsageError(
            f"meta_path wants a pattern of {query.least} to {query.most} hops, such as "
            f"table,entity,table for two: {','.join(query.pattern) or 'none was given'}"
        )
    if unknown := [kind for kind in query.pattern if kind not in get_args(NodeType)]:
        raise UsageError(
            f"meta_path: there is no type of node {unknown[0]!r}: "
            f"there are {', '.join(get_args(NodeType))}"
        )
    pairs = zip(query.pattern, query.pattern[1:], strict=False)
    return list(product(*(_steps(arrays, one, two, query.mode) for one, two in pairs)))


def _steps(arrays: GraphArrays, one: str, two: str, mode: Mode) -> list[Step]:
    found = []
    for at, kind in enumerate(arrays.edge_kinds):
        if mode != "in" and (kind.source, kind.target) == (one, two):
            found.append(Step(at))
        if mode != "out" and (kind.target, kind.source) == (one, two):
            found.append(Step(at, forward=False))
    return found
