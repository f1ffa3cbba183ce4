"""The regions of a session: parts of the graph that its settings let plans be looked for in."""

from __future__ import annotations

import numpy as np

from mmkg.graph.found import chosen
from mmkg.graph.sampling.arrays import GraphArrays, Mask
from mmkg.graph.sampling.path import PathQuery, PathSampler, Terrain, path_samplers, paths
from mmkg.graph.sampling.subgraph import SubgraphSampler, subgraph_samplers
from mmkg.graph.store import Graph
from mmkg.runtime.settings import Sampling


def chosen_samplers(sampling: Sampling) -> tuple[SubgraphSampler, PathSampler | None]:
    """The samplers that settings name.

    Raises:
        UsageError: If one does not exist, or a file of the user's own cannot be run.
    """
    subgraph = chosen(sampling.subgraph, subgraph_samplers(sampling.files), "subgraph sampler")
    if sampling.path is None:
        return subgraph, None
    return subgraph, chosen(sampling.path, path_samplers(sampling.files), "path sampler")


def regions(graph: Graph, sampling: Sampling, seed: int) -> list[frozenset[str]]:
    """Ids of the nodes of each of a session's regions; none if it mines the whole graph.

    The subgraph sampler draws it. With a path sampler, paths through it are drawn until they
    hold `subgraph_size` nodes, and only what lies on them is kept.
    """
    subgraph, path = chosen_samplers(sampling)
    if subgraph.name == "whole" and path is None:
        return []
    arrays = GraphArrays.of(graph)
    rng = np.random.default_rng(seed)
    found = []
    for number in range(sampling.regions):
        drawn = np.zeros(len(arrays), bool)
        drawn[subgraph.draw(arrays, sampling.subgraph_size, rng)] = True
        if path is not None:
            drawn = _on_paths(arrays, path, drawn, sampling, seed + number)
        found.append(frozenset(arrays.ids[at] for at in np.flatnonzero(drawn).tolist()))
    return found


def _on_paths(
    arrays: GraphArrays, sampler: PathSampler, within: Mask, sampling: Sampling, seed: int
) -> Mask:
    query = PathQuery(least=sampling.least_hops, most=sampling.most_hops, pattern=sampling.pattern)
    kept = np.zeros(len(arrays), bool)
    for path in paths(sampler, Terrain(arrays, query, within), seed):
        kept[list(path.nodes)] = True
        if kept.sum() >= sampling.subgraph_size:
            break
    return kept
