"""Paths: what may be asked of them, what a path sampler is, and how answers are kept honest."""

from __future__ import annotations

import pathlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Protocol, runtime_checkable

import numpy as np

from mmkg.graph.found import found
from mmkg.graph.sampling.arrays import GraphArrays, Ints, Mask, Mode
from mmkg.graph.schema import NodeType

PATIENCE = 2000  # paths in a row that are known or unfit, after which a sampler is through
CARRIER_TYPES: tuple[NodeType, ...] = ("table", "image", "formula")

Way = tuple[tuple[int, ...], tuple[int, ...]]  # nodes, and the edges between them


@dataclass(frozen=True)
class Path:
    """Different nodes, each joined to the next by an edge; by number, as the arrays have them.

    Attributes:
        joined: Required carriers beside the path, each with the edge that joins it to a node of it.
    """

    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    joined: tuple[tuple[int, int], ...] = ()

    @property
    def hops(self) -> int:
        """Edges from end to end."""
        return len(self.edges)


@dataclass(frozen=True)
class PathQuery:
    """What paths are wanted.

    Attributes:
        least: Fewest hops.
        most: Most hops.
        mode: Whether edges are followed forwards, backwards or both.
        degrees: Fewest and most edges of each node on the path.
        node_types: Types of nodes on the path; all if empty.
        starts: Nodes to start from; every node if empty.
        carriers: How many of which type the path must hold, or be joined to by an edge.
        pattern: For `meta_path`: the type of each node.
    """

    least: int = 1
    most: int = 4
    mode: Mode = "all"
    degrees: tuple[int, int] = (0, 200)
    node_types: frozenset[NodeType] = frozenset()
    starts: tuple[int, ...] = ()
    carriers: Mapping[NodeType, int] = field(default_factory=dict)
    pattern: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terrain:
    """The part of a graph that a query lets paths go through.

    Attributes:
        within: Nodes of the region; all if not given. Carriers beside a path lie in it too.
        followed: Edges that may be followed; all if not given.
    """

    arrays: GraphArrays
    query: PathQuery
    within: Mask | None = None
    followed: Mask | None = None

    @cached_property
    def nodes(self) -> Mask:
        """Which nodes may lie on a path."""
        fewest, most = self.query.degrees
        degrees = self.arrays.degrees
        allowed: Mask = (degrees >= fewest) & (degrees <= most)
        if self.query.node_types:
            allowed &= self.arrays.of_types(sorted(self.query.node_types))
        return allowed if self.within is None else allowed & self.within

    def starts(self, rng: np.random.Generator) -> Ints:
        """Where paths may start, in random order."""
        wanted = np.array(self.query.starts or np.arange(len(self.arrays)), np.int32)
        return rng.permutation(wanted[self.nodes[wanted]])

    def around(self, node: int) -> tuple[Ints, Ints]:
        """Where a path may go on from a node, and the edges there."""
        far, edges = self.arrays.around(node, self.query.mode)
        passes = (
            self.nodes[far] if self.followed is None else self.nodes[far] & self.followed[edges]
        )
        return far[passes], edges[passes]

    def joined(self, way: Way, rng: np.random.Generator) -> tuple[tuple[int, int], ...] | None:
        """Carriers beside a path that it lacks, with edges to them; None if there are too few."""
        found: list[tuple[int, int]] = []
        for many, wanted in zip(self.query.carriers.values(), self._carriers, strict=True):
            missing = many - int(wanted[list(way[0])].sum())
            if missing <= 0:
                continue
            beside = self._beside(way, wanted, rng)
            if len(beside) < missing:
                return None
            found += list(beside.items())[:missing]
        return tuple(found)

    @cached_property
    def _carriers(self) -> list[Mask]:
        return [self.arrays.of_types([kind]) for kind in self.query.carriers]

    def _beside(self, way: Way, wanted: Mask, rng: np.random.Generator) -> dict[int, int]:
        pairs: list[tuple[int, int]] = []
        for node in way[0]:
            far, edges = self.arrays.around(node)
            fits = wanted[far] if self.within is None else wanted[far] & self.within[far]
            if self.followed is not None:
                fits &= self.followed[edges]
            pairs += zip(far[fits].tolist(), edges[fits].tolist(), strict=True)
        order = rng.permutation(len(pairs))
        return {pairs[at][0]: pairs[at][1] for at in order if pairs[at][0] not in way[0]}


@runtime_checkable
class PathSampler(Protocol):
    """Draws paths. It may repeat itself: `paths` takes each path once and checks it."""

    name: str

    def ways(self, terrain: Terrain, rng: np.random.Generator) -> Iterator[Way]:
        """Paths over nodes and edges that the terrain allows; may be without end."""


def path_samplers(own: Collection[pathlib.Path] = ()) -> dict[str, PathSampler]:
    """All path samplers by name, with those of a user's files."""
    return found("mmkg.graph.sampling.paths", PathSampler, own)  # type: ignore[type-abstract]


def paths(sampler: PathSampler, terrain: Terrain, seed: int) -> Iterator[Path]:
    """Different paths, each as the query wants it; the same for the same seed.

    Two paths over the same nodes are one, also backwards where edges are followed both ways.
    """
    rng = np.random.default_rng(seed)
    query, seen, idle = terrain.query, set(), 0
    for nodes, edges in sampler.ways(terrain, rng):
        idle += 1
        if idle > PATIENCE:
            return
        key = min(nodes, nodes[::-1]) if query.mode == "all" else nodes
        if key in seen or not query.least <= len(edges) <= query.most:
            continue
        seen.add(key)
        if (joined := terrain.joined((nodes, edges), rng)) is not None:
            idle = 0
            yield Path(nodes, edges, joined)


def some(sampler: PathSampler, terrain: Terrain, seed: int, most: int) -> list[Path]:
    """At most so many paths."""
    return list(islice(paths(sampler, terrain, seed), most))
