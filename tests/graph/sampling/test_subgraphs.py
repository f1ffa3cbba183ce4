"""Regions: as large as asked, of different nodes, the same for the same seed, and of their kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mmkg.graph.found import found
from mmkg.graph.sampling.arrays import GraphArrays
from mmkg.graph.sampling.path import PathSampler, path_samplers
from mmkg.graph.sampling.region import regions
from mmkg.graph.sampling.search import components
from mmkg.graph.sampling.subgraph import SubgraphSampler, subgraph_samplers
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Sampling

SAMPLERS = subgraph_samplers()


def draw(name: str, arrays: GraphArrays, size: int, seed: int = 1) -> list[int]:
    nodes: list[int] = SAMPLERS[name].draw(arrays, size, np.random.default_rng(seed)).tolist()
    return nodes


def joined(arrays: GraphArrays, nodes: list[int]) -> float:
    """Edges inside a region, for each of its nodes."""
    inside = np.isin(arrays.sources, nodes) & np.isin(arrays.targets, nodes)
    return float(inside.sum()) / len(nodes)


def test_all_eight_are_found():
    assert sorted(SAMPLERS) == [
        "augmented_chain",
        "breadth_first",
        "community",
        "degree_weighted",
        "long_tail_first",
        "personalised_pagerank",
        "random",
        "whole",
    ]


@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {"whole"}))
def test_a_region_has_the_size_asked_for_and_comes_again_with_its_seed(
    name: str, drawn: GraphArrays
):
    for size in (1, 50, 599, 1000):
        nodes = draw(name, drawn, size)
        assert len(nodes) == len(set(nodes)) == min(size, 600)
        assert nodes == draw(name, drawn, size)
    assert draw(name, drawn, 50) != draw(name, drawn, 50, seed=2)


def test_the_whole_is_the_whole(drawn: GraphArrays):
    assert draw("whole", drawn, 10) == list(range(600))


@pytest.mark.parametrize(
    "name", ["augmented_chain", "breadth_first", "community", "personalised_pagerank"]
)
def test_regions_that_grow_hang_together_better_than_random_ones(name: str, drawn: GraphArrays):
    means = {
        which: np.mean([joined(drawn, draw(which, drawn, 40, seed)) for seed in range(6)])
        for which in (name, "random")
    }
    assert means[name] > 2 * means["random"]


def test_degrees_lead_where_they_should(drawn: GraphArrays):
    def mean(name: str) -> float:
        return float(np.mean([drawn.degrees[draw(name, drawn, 50, s)].mean() for s in range(5)]))

    assert mean("degree_weighted") > 1.5 * mean("random")
    rarest = draw("long_tail_first", drawn, 20)
    assert np.median(drawn.degrees[rarest]) <= np.percentile(drawn.degrees, 10)


def test_a_chain_is_made_of_joined_nodes(drawn: GraphArrays):
    part = components(len(drawn), drawn.sources, drawn.targets)
    alone = set(np.flatnonzero(drawn.degrees == 0).tolist())
    for seed in range(20):
        chain = draw("augmented_chain", drawn, 8, seed)
        assert len({int(part[node]) for node in chain if node not in alone}) <= 2


def test_a_hub_does_not_fill_a_region(drawn: GraphArrays):
    hub = 580
    shares = []
    for seed in range(30):
        nodes = draw("breadth_first", drawn, 30, seed)
        if hub in nodes:
            shares.append(np.isin(nodes, drawn.around(hub)[0]).mean())
    assert shares and np.mean(shares) < 0.75


def test_a_session_gets_ids_of_its_regions_or_none_for_all(example_view: Any):
    graph = example_view.graph
    assert regions(graph, Sampling(), 1) == []
    some, other = regions(graph, Sampling(subgraph="community", subgraph_size=60, regions=2), 1)
    assert len(some) == len(other) == 60 and some | other <= graph.nodes.keys() and some != other
    sampling = Sampling(path="shortest_chain", least_hops=2, most_hops=2, subgraph_size=40)
    (on_paths,) = regions(graph, sampling, 1)
    assert 40 <= len(on_paths) <= 42
    types = {graph.nodes[node].type for node in on_paths}
    assert "entity" in types and types & {"table", "image", "formula"}


def test_a_sampler_of_no_known_name_is_refused_with_those_there_are(example_view: Any):
    with pytest.raises(UsageError, match="no subgraph sampler 'near': there are augmented_chain"):
        regions(example_view.graph, Sampling(subgraph="near"), 1)
    with pytest.raises(UsageError, match="no path sampler 'far'"):
        regions(example_view.graph, Sampling(path="far"), 1)


def test_a_file_that_holds_another_kind_of_sampler_is_an_error():
    assert found("mmkg.graph.sampling.subgraphs", SubgraphSampler)
    with pytest.raises(ValueError, match="is taken or is no PathSampler"):
        found("mmkg.graph.sampling.subgraphs", PathSampler)


def own_file(folder: Path, name: str, method: str) -> Path:
    file = folder / "mine.py"
    file.write_text(f"class Mine:\n    name = {name!r}\n\n    def {method}(self):\n        ...\n")
    return file


def test_a_users_own_sampler_is_found_under_its_protocol(tmp_path: Path):
    file = own_file(tmp_path, "mine", "ways")
    assert "mine" in path_samplers([tmp_path]) and "mine" not in path_samplers()
    assert subgraph_samplers([file]).keys() == SAMPLERS.keys()


def test_a_users_sampler_that_cannot_be_used_is_one_line(tmp_path: Path):
    with pytest.raises(UsageError, match=r"mine.py: there is a 'whole' already"):
        subgraph_samplers([own_file(tmp_path, "whole", "draw")])
    (broken := tmp_path / "broken.py").write_text("class Broken:\n    def draw(self\n")
    with pytest.raises(UsageError, match=r"broken.py, line 2: SyntaxError: '\(' was never closed"):
        subgraph_samplers([broken])
    (failing := tmp_path / "failing.py").write_text(
        "class F:\n    name = 'f'\n\n    def __init__(self, what):\n        ...\n"
    )
    with pytest.raises(UsageError, match="failing.py: F: TypeError: .*'what'"):
        subgraph_samplers([failing])
