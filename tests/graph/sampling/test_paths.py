"""Paths: different ones, of the hops asked for, over edges that are there, carriers joined."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from mmkg.graph.sampling.arrays import EdgeKind, GraphArrays
from mmkg.graph.sampling.path import Path, PathQuery, Terrain, path_samplers, some
from mmkg.runtime.errors import UsageError

SAMPLERS = path_samplers()
CHAIN = ("table", "entity", "table")


def draw(
    name: str, arrays: GraphArrays, query: PathQuery, many: int = 250, **limits: Any
) -> list[Path]:
    return some(SAMPLERS[name], Terrain(arrays, query, **limits), 1, many)


def ends(arrays: GraphArrays, edge: int) -> tuple[int, int]:
    return int(arrays.sources[edge]), int(arrays.targets[edge])


def types(arrays: GraphArrays, nodes: Sequence[int]) -> list[str]:
    return [arrays.node_types[arrays.types[node]] for node in nodes]


@pytest.mark.parametrize("name", sorted(SAMPLERS))
@pytest.mark.parametrize("hops", [(1, 1), (2, 2), (2, 3), (4, 4)])
def test_every_path_is_new_simple_and_has_the_hops_asked_for(
    name: str, hops: tuple[int, int], example_arrays: GraphArrays
):
    pattern = ("entity", "table", "entity", "image", "entity")[: hops[0] + 1]
    query = PathQuery(least=hops[0], most=hops[1], pattern=pattern)
    found = draw(name, example_arrays, query)
    assert len(found) > 20 or name in ("shortest_chain", "meta_path") and hops != (2, 2)
    assert len({min(path.nodes, path.nodes[::-1]) for path in found}) == len(found)
    for path in found:
        assert hops[0] <= path.hops <= hops[1] and len(set(path.nodes)) == path.hops + 1
        for one, two, edge in zip(path.nodes, path.nodes[1:], path.edges, strict=False):
            assert ends(example_arrays, edge) in ((one, two), (two, one))
    assert found == draw(name, example_arrays, query)


@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {"shortest_chain"}))
def test_modes_say_which_way_edges_are_followed(name: str, example_arrays: GraphArrays):
    for mode, pattern in (
        ("out", ("assertion", "chunk", "document")),
        ("in", ("document", "chunk", "assertion")),
    ):
        query = PathQuery(least=2, most=2, mode=mode, pattern=pattern)  # type: ignore[arg-type]
        found = draw(name, example_arrays, query)
        assert found
        for path in found:
            for one, two, edge in zip(path.nodes, path.nodes[1:], path.edges, strict=False):
                assert ends(example_arrays, edge) == ((one, two) if mode == "out" else (two, one))


@pytest.mark.parametrize("name", sorted(SAMPLERS))
@pytest.mark.parametrize("carriers", [{"table": 1}, {"table": 2, "chunk": 1}, {"formula": 1}])
def test_required_carriers_are_on_the_path_or_joined_to_it_by_a_given_edge(
    name: str, carriers: dict[Any, int], example_arrays: GraphArrays
):
    query = PathQuery(least=2, most=3, carriers=carriers, pattern=("chunk", "entity", "formula"))
    found = draw(name, example_arrays, query, 50)
    for path in found:
        beside = [carrier for carrier, _ in path.joined]
        held = types(example_arrays, [*path.nodes, *beside])
        assert all(held.count(kind) >= many for kind, many in carriers.items())
        assert len({*path.nodes, *beside}) == len(held)
        for carrier, edge in path.joined:
            one, two = ends(example_arrays, edge)
            assert (one in path.nodes and two == carrier) or (two in path.nodes and one == carrier)
    assert found or name in ("meta_path", "shortest_chain")


def test_node_types_degrees_regions_and_edges_are_limits(
    example_view: Any, example_arrays: GraphArrays
):
    every = {"least": 1, "most": 3}
    query = PathQuery(**every, node_types=frozenset({"entity", "table"}), degrees=(3, 20))
    degrees = example_arrays.degrees
    for path in draw("depth_first", example_arrays, query):
        assert {*types(example_arrays, path.nodes)} <= {"entity", "table"}
        assert all(3 <= degrees[node] <= 20 for node in path.nodes)
    within = np.zeros(len(example_arrays), bool)
    within[:150] = True
    query = PathQuery(**every, carriers={"table": 1})
    for path in draw("random_walk", example_arrays, query, within=within):
        assert max(*path.nodes, *(carrier for carrier, _ in path.joined)) < 150
    cites = np.array([edge.label == "refer_to" for edge in example_view.graph.edges])
    for name in ("breadth_first", "meta_path"):
        query = PathQuery(**every, pattern=("chunk", "table"))
        found = draw(name, example_arrays, query, followed=cites)
        assert found and all(cites[edge] for path in found for edge in path.edges)


def test_starts_are_kept_to_and_meta_paths_keep_their_pattern(example_arrays: GraphArrays):
    start = example_arrays.index["entity:mars"]
    for name in ("depth_first", "breadth_first", "random_walk"):
        found = draw(name, example_arrays, PathQuery(starts=(start,)))
        assert found and {path.nodes[0] for path in found} == {start}
    found = draw("meta_path", example_arrays, PathQuery(pattern=CHAIN))
    assert len(found) > 20
    assert all(tuple(types(example_arrays, path.nodes)) == CHAIN for path in found)
    with pytest.raises(UsageError, match="pattern of 1 to 4 hops"):
        draw("meta_path", example_arrays, PathQuery())
    with pytest.raises(UsageError, match="no type of node 'tables': there are document"):
        draw("meta_path", example_arrays, PathQuery(pattern=("tables", "entity")))


def test_a_shortest_chain_joins_two_carriers_as_shortly_as_can_be(example_arrays: GraphArrays):
    found = draw("shortest_chain", example_arrays, PathQuery(least=1, most=4))
    kinds = [types(example_arrays, (path.nodes[0], path.nodes[-1])) for path in found]
    assert kinds and all({*pair} <= {"table", "image", "formula"} for pair in kinds)
    assert {path.hops for path in found} <= {2, 3, 4}  # no edge joins two such carriers


def test_starts_and_answers_vary_as_much_as_the_graph_lets_them(drawn: GraphArrays):
    for name in ("depth_first", "breadth_first", "random_walk"):
        found = draw(name, drawn, PathQuery(least=2, most=3), 250)
        assert len(found) == 250 and len({path.nodes[-1] for path in found}) > 100


def test_parallel_edges_are_one_path_and_either_may_state_it():
    kinds = (EdgeKind("entity", "", "entity"),)
    pairs = np.array([0, 0, 0], np.int32), np.array([1, 1, 1], np.int32), np.zeros(3, np.uint8)
    twice = GraphArrays.build(["a", "b"], [0, 0], pairs, ("entity",), kinds)
    terrain, walk = Terrain(twice, PathQuery(most=1)), SAMPLERS["random_walk"]
    found = [some(walk, terrain, seed, 9) for seed in range(8)]
    assert all(len(paths) == 1 for paths in found)
    assert {paths[0].edges[0] for paths in found} == {0, 1, 2}


def test_a_hub_of_ten_thousand_edges_takes_bounded_time():
    many = 10_000
    sources = np.arange(1, many + 1, dtype=np.int32)
    edges = sources, np.zeros(many, np.int32), np.zeros(many, np.uint8)
    kinds = (EdgeKind("entity", "relate_to", "table"),)
    types = np.array([1, *[0] * many], np.uint8)
    star = GraphArrays.build(
        [str(n) for n in range(many + 1)], types, edges, ("entity", "table"), kinds
    )
    began = time.monotonic()
    for name in SAMPLERS:
        query = PathQuery(
            least=2, most=4, degrees=(0, many), starts=(1,), pattern=("entity", "table", "entity")
        )
        assert len(draw(name, star, query, 20)) == (0 if name == "shortest_chain" else 20)
        query = PathQuery(least=2, most=4, pattern=query.pattern)
        assert not draw(name, star, query, 20)  # the hub has more edges than a path may pass
    assert time.monotonic() - began < 30
