"""Graphs to sample from: the example corpus, and one drawn by chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mmkg.graph.sampling.arrays import EdgeKind, GraphArrays


@pytest.fixture(scope="session")
def example_arrays(example_view: Any) -> GraphArrays:
    """The example corpus; edge i is edge i of its graph."""
    return GraphArrays.of(example_view.graph)


@pytest.fixture(scope="session")
def drawn() -> GraphArrays:
    """Entities in chunks and tables: 600 nodes, 1800 edges, one table a hub, some nodes alone."""
    rng = np.random.default_rng(11)
    types = np.repeat([0, 1, 2], [400, 180, 20])
    to_chunk = rng.integers(0, 380, 1000), rng.integers(400, 580, 1000)
    to_table = rng.integers(0, 380, 600), rng.integers(581, 600, 600)
    to_hub = rng.permutation(380)[:200], np.full(200, 580)
    sources, targets = (
        np.concatenate(part).astype(np.int32)
        for part in zip(to_chunk, to_table, to_hub, strict=True)
    )
    kinds = np.repeat([0, 1], [1000, 800]).astype(np.uint8)
    return GraphArrays.build(
        [f"n{at}" for at in range(600)],
        types,
        (sources, targets, kinds),
        ("entity", "chunk", "table"),
        (EdgeKind("entity", "locate", "chunk"), EdgeKind("entity", "relate_to", "table")),
    )
