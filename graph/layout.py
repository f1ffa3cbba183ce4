"""Where the nodes of a picture stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 120
PUSHING = 200  # nodes that push all others away in one round; all of them in small graphs


def layout(nodes: int, edges: Sequence[tuple[int, int]], seed: int = 1) -> NDArray[np.float64]:
    """Places of nodes, joined ones near each other: the same for the same graph and seed.

    Force-directed (Fruchterman and Reingold 1991), but in each round only a random part of the
    nodes pushes, so that the time grows with the number of nodes and not with its square.

    Returns:
        One row a node: x and y. Joined nodes stand about one apart.
    """
    rng = np.random.default_rng(seed)
    reach = np.sqrt(max(nodes, 1))
    places = rng.uniform(-reach, reach, (nodes, 2))
    if nodes < 2:
        return places
    ends = np.array(edges, np.int64).reshape(-1, 2)
    crowd = np.sqrt(np.maximum(np.bincount(ends.ravel(), minlength=nodes), 1))
    for heat in np.linspace(reach / 4, 0.02, ROUNDS):
        force = _pushed(places, rng) - 0.02 * places
        apart = places[ends[:, 1]] - places[ends[:, 0]]
        pull = apart * np.linalg.norm(apart, axis=1, keepdims=True)
        pull /= np.maximum(crowd[ends[:, 0]], crowd[ends[:, 1]])[:, None]  # hubs do not swallow all
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
