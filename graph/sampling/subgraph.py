"""What a subgraph sampler is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from mmkg.graph.found import found
from mmkg.graph.sampling.arrays import GraphArrays, Ints


@runtime_checkable
class SubgraphSampler(Protocol):
    """Draws a region: the nodes in which plans are looked for."""

    name: str

    def draw(self, arrays: GraphArrays, size: int, rng: np.random.Generator) -> Ints:
        """Different nodes, exactly `size` of them where the graph has as many."""


def subgraph_samplers(own: Collection[Path] = ()) -> dict[str, SubgraphSampler]:
    """All subgraph samplers by name, with those of a user's files."""
    return found("mmkg.graph.sampling.subgraphs", SubgraphSampler, own)  # type: ignore[type-abstract]


def filled(groups: Iterable[Iterable[int]], size: int) -> Ints:
    """The first `size` different nodes of some groups, in their order; no group more is made."""
    nodes: dict[int, None] = {}
    for group in groups:
        nodes.update((int(node), None) for node in group)
        if len(nodes) >= size:
            break
    return np.fromiter(islice(nodes, size), np.int32)
