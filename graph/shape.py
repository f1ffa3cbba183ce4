"""The shape of a graph in numbers."""

from __future__ import annotations

import numpy as np

from mmkg.graph.provenance import Value
from mmkg.graph.sampling.arrays import GraphArrays
from mmkg.graph.sampling.search import components
from mmkg.graph.store import Graph


class Degrees(Value):
    """How many edges the nodes of a type have, in both directions; quartiles by linear cuts."""

    least: int
    lower: float
    median: float
    upper: float
    most: int


class Shape(Value):
    """What a graph looks like.

    Attributes:
        components: Parts that no edge joins.
        largest: Nodes of the largest part.
        degrees: By type of node.
        long_tail: Entities with at most one edge.
        merges: Entities that were found to be another one and went into it.
    """

    components: int
    largest: int
    degrees: dict[str, Degrees]
    long_tail: int
    merges: int


def shape(graph: Graph) -> Shape:
    """Measure a graph."""
    arrays = GraphArrays.of(graph)
    _, sizes = np.unique(
        components(len(arrays), arrays.sources, arrays.targets), return_counts=True
    )
    entities = arrays.of_types(["entity"])
    return Shape(
        components=len(sizes),
        largest=int(sizes.max(initial=0)),
        degrees={
            kind: _degrees(arrays.degrees[arrays.of_types([kind])]) for kind in arrays.node_types
        },
        long_tail=int((arrays.degrees[entities] <= 1).sum()),
        merges=len(graph.merges),
    )


def _degrees(degrees: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Degrees:
    least, lower, median, upper, most = np.percentile(degrees, [0, 25, 50, 75, 100])
    return Degrees(least=int(least), lower=lower, median=median, upper=upper, most=int(most))
