"""Where the nodes of a picture stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.sampling.search import components

ROUNDS = 120
GAP = 2.0  # between parts that no edge joins
PUSHING = 200  # nodes that push all others away in one round; all of them in small graphs


def layout(nodes: int, edges: Sequence[tuple[int, int]], seed: int = 1) -> NDArray[np.float64]:
    """Places of nodes, joined ones near each other: the same for the same graph and seed.

    Force-directed (Fruchterman and Reingold 1991), but in each round only a random part of the
    nodes pushes, so that the time grows with the number of nodes and not with its square. What is
    not connected is laid out by itself, the largest part first, in rows.

    Returns:
        One row a node: x and y. Joined nodes stand about one apart.
    """
    rng = np.random.default_rng(seed)
    ends = np.array(edges, np.int32).reshape(-1, 2)
    part = components(nodes, ends[:, 0], ends[:, 1])
    names, size = np.unique(part, return_counts=True)
    parts = []
    for name in names[np.argsort(-size, kind="stable")]:
        own = np.flatnonzero(part == name)
        inner = np.searchsorted(own, ends[part[ends[:, 0]] == name])
        parts.append((own, _connected(len(own), inner, rng)))
    return _in_rows(nodes, parts)


def _in_rows(
    nodes: int, parts: Sequence[tuple[NDArray[np.int64], NDArray[np.float64]]]
) -> NDArray[np.float64]:
    """The parts beside each other, in rows that make the whole wider than high."""
    places = np.zeros((nodes, 2))
    extents = [np.ptp(placed, axis=0) + GAP for _, placed in parts]
    width = 1.5 * np.sqrt(sum(extent.prod() for extent in extents))
    x = y = row = 0.0
    for (own, placed), extent in zip(parts, extents, strict=True):
        if x and x + extent[0] > width:
            x, y, row = 0.0, y + row, 0.0
        places[own] = placed - placed.min(axis=0) + (x, y)
        x, row = x + extent[0], max(row, extent[1])
    return places


def _connected(
    nodes: int, ends: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    reach = np.sqrt(nodes)
    places = rng.uniform(-reach, reach, (nodes, 2))
    crowd = np.sqrt(np.maximum(np.bincount(ends.ravel(), minlength=nodes), 1))
    for heat in np.linspace(reach / 4, 0.02, ROUNDS if nodes > 1 else 0):
        force = _pushed(places, rng) - 0.02 * places
        apart = places[ends[:, 1]] - places[ends[:, 0]]
        pull = apart * np.linalg.norm(apart, axis=1, keepdims=True)
        pull /= np.maximum(crowd[ends[:, 0]], crowd[ends[:, 1]])[:, None]  # or hubs swallow all
        for axis in (0, 1):
            force[:, axis] += np.bincount(ends[:, 0], pull[:, axis], minlength=nodes)
            force[:, axis] -= np.bincount(ends[:, 1], pull[:, axis], minlength=nodes)
        size = np.linalg.norm(force, axis=1, keepdims=True)
        places += force / np.maximum(size, 1e-9) * np.minimum(size, heat)
    return places


def _pushed(places: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """How strongly each node is pushed away by a part of the others, taken for all of them."""
    some = rng.permutation(len(places))[:PUSHING]
    x, y = (axis.astype(np.float32) for axis in places.T)
    right, up = x[:, None] - x[some], y[:, None] - y[some]
    weight = len(places) / len(some) / np.maximum(right * right + up * up, 0.01)
    pushes = np.einsum("ij,ij->i", right, weight), np.einsum("ij,ij->i", up, weight)
    return np.stack(pushes, axis=1).astype(np.float64)
