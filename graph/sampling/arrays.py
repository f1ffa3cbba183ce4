"""The graph as typed arrays: what sampling runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.schema import NodeType
from mmkg.graph.store import Graph

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Mode = Literal["out", "in", "all"]
NOWHERE = -1  # where a walk is that could not go on


@dataclass(frozen=True)
class EdgeKind:
    """What joins what: `entity -relate_to> table`. An empty label stands for any predicate."""

    source: NodeType
    label: str
    target: NodeType


@dataclass(frozen=True)
class Step:
    """A hop over edges of one kind, by its number, with or against its direction."""

    kind: int
    forward: bool = True


@dataclass(frozen=True)
class Adjacency:
    """Edges in one direction in CSR form, keyed by node and by the kind's slot at its near end.

    Attributes:
        slots: By kind: its place among the kinds that meet the same type of node there.
        width: Slots a node has.
        starts: Where the edges of key `node * width + slot` begin; the next entry is their end.
        far: By place: the node at the other end.
        edges: By place: the number of the edge.
    """

    slots: tuple[int, ...]
    width: int
    starts: NDArray[np.int64]
    far: Ints
    edges: Ints

    @classmethod
    def build(
        cls, near: Ints, far: Ints, kinds: NDArray[np.uint8], ends: Sequence[str], nodes: int
    ) -> Adjacency:
        """Sort edges by their near ends; `ends` names the type of node each kind meets there."""
        slots = tuple(ends[:at].count(end) for at, end in enumerate(ends))
        width = max(slots, default=0) + 1
        keys = near.astype(np.int64) * width
        keys += np.array(slots or (0,), np.int64)[kinds]
        order = np.argsort(keys, kind="stable").astype(np.int32)
        starts = np.zeros(nodes * width + 1, np.int64)
        np.cumsum(np.bincount(keys, minlength=nodes * width), out=starts[1:])
        return cls(slots, width, starts, far[order], order)

    def of(self, node: int) -> slice:
        """The places of all edges of a node."""
        return slice(int(self.starts[node * self.width]), int(self.starts[(node + 1) * self.width]))

    def step(self, nodes: Ints, kind: int, rng: np.random.Generator) -> Ints:
        """One hop of many walks at once over edges of one kind; `NOWHERE` where there is none."""
        keys = np.maximum(nodes, 0).astype(np.int64) * self.width + self.slots[kind]
        low = self.starts[keys]
        many = np.where(nodes == NOWHERE, 0, self.starts[keys + 1] - low)
        low += (rng.random(len(nodes)) * many).astype(np.int64)
        reached = np.full(len(nodes), NOWHERE, np.int32)
        alive = many > 0
        reached[alive] = self.far[low[alive]]
        return reached


@dataclass(frozen=True)
class GraphArrays:
    """A typed multigraph over the numbers 0 … n-1; both directions are kept.

    Attributes:
        ids: By node: its id in the graph.
        node_types: Names of the types that `types` numbers.
        edge_kinds: What `kinds` numbers.
        types: By node: its type.
        kinds: By edge: its kind.
        sources: By edge: the node it leaves.
        targets: By edge: the node it reaches.
        out: Edges by the node they leave.
        into: Edges by the node they reach.
    """

    ids: Sequence[str]
    node_types: tuple[NodeType, ...]
    edge_kinds: tuple[EdgeKind, ...]
    types: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    sources: Ints
    targets: Ints
    out: Adjacency
    into: Adjacency

    @classmethod
    def build(
        cls,
        ids: Sequence[str],
        types: Sequence[int] | NDArray[np.uint8],
        edges: tuple[Ints, Ints, NDArray[np.uint8]],
        node_types: tuple[NodeType, ...],
        edge_kinds: tuple[EdgeKind, ...],
    ) -> GraphArrays:
        """From plain numbers: a type for each node; sources, targets and kinds of edges."""
        sources, targets, kinds = edges
        near, far = [kind.source for kind in edge_kinds], [kind.target for kind in edge_kinds]
        return cls(
            ids=ids,
            node_types=node_types,
            edge_kinds=edge_kinds,
            types=np.asarray(types, np.uint8),
            kinds=kinds,
            sources=sources,
            targets=targets,
            out=Adjacency.build(sources, targets, kinds, near, len(types)),
            into=Adjacency.build(targets, sources, kinds, far, len(types)),
        )

    @classmethod
    def of(cls, graph: Graph) -> GraphArrays:
        """The arrays of a graph; edge i is `graph.edges[i]`, nodes keep their order too."""
        index = {node: at for at, node in enumerate(graph.nodes)}
        types: dict[NodeType, int] = {}
        kinds: dict[EdgeKind, int] = {}
        numbers = [types.setdefault(n.type, len(types)) for n in graph.nodes.values()]
        kind_of = []
        for edge in graph.edges:
            ends = graph.nodes[edge.source].type, graph.nodes[edge.target].type
            label = "" if ends == ("entity", "entity") else edge.label
            kind_of.append(kinds.setdefault(EdgeKind(ends[0], label, ends[1]), len(kinds)))
        sources = np.array([index[edge.source] for edge in graph.edges], np.int32)
        targets = np.array([index[edge.target] for edge in graph.edges], np.int32)
        edges = sources, targets, np.array(kind_of, np.uint8)
        return cls.build(tuple(index), numbers, edges, tuple(types), tuple(kinds))

    def __len__(self) -> int:
        return len(self.types)

    @cached_property
    def index(self) -> dict[str, int]:
        """The number of each node's id."""
        return {node: at for at, node in enumerate(self.ids)}

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """By node: the number of its edges, those in both directions."""
        leaving = np.bincount(self.sources, minlength=len(self))
        return leaving + np.bincount(self.targets, minlength=len(self))

    def around(self, node: int, mode: Mode = "all") -> tuple[Ints, Ints]:
        """Neighbours of a node that a mode lets a path go to, and the edges, one entry an edge."""
        out, into = self.out.of(node), self.into.of(node)
        if mode == "out":
            return self.out.far[out], self.out.edges[out]
        if mode == "in":
            return self.into.far[into], self.into.edges[into]
        far = np.concatenate([self.out.far[out], self.into.far[into]])
        return far, np.concatenate([self.out.edges[out], self.into.edges[into]])

    def of_types(self, wanted: Sequence[str]) -> Mask:
        """Which nodes are of one of some types."""
        return np.isin(self.types, [at for at, t in enumerate(self.node_types) if t in wanted])

    def near(self, step: Step) -> NodeType:
        """The type of node that a step starts from."""
        kind = self.edge_kinds[step.kind]
        return kind.source if step.forward else kind.target

    def far(self, step: Step) -> NodeType:
        """The type of node that a step leads to."""
        return self.near(Step(step.kind, not step.forward))

    def walk(self, starts: Ints, steps: Sequence[Step], rng: np.random.Generator) -> Ints:
        """Typed random walks, all at once; parallel edges count each.

        Returns:
            One row a walk, one column a node; `NOWHERE` from where a walk could not go on.

        Raises:
            ValueError: If a step does not start from the type of node the last one leads to.
        """
        for one, two in pairwise(steps):
            if self.far(one) != self.near(two):
                raise ValueError(f"a {self.far(one)} is reached, a {self.near(two)} wanted")
        trail = np.full((len(steps) + 1, len(starts)), NOWHERE, np.int32)
        right = self.of_types([self.near(steps[0])])[starts] if steps else slice(None)
        trail[0, right] = starts[right]
        for at, step in enumerate(steps):
            side = self.out if step.forward else self.into
            trail[at + 1] = side.step(trail[at], step.kind, rng)
        return trail.T
