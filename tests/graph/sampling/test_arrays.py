"""The arrays hold what the graph holds, on disk too, and walks follow edges of the kind asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest

from mmkg.graph.sampling.arrays import NOWHERE, GraphArrays, Step
from mmkg.graph.sampling.arrays_file import load_arrays, save_arrays
from mmkg.graph.sampling.search import components, spread, tree
from mmkg.graph.schema import Edge, Node
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError


def test_neighbours_and_degrees_are_those_of_the_graph(
    example_view: Any, example_arrays: GraphArrays
):
    graph = example_view.graph
    for at, node in enumerate(graph.nodes):
        leaving, into = graph.out(node), graph.into(node)
        far, edges = example_arrays.around(at)
        assert Counter(example_arrays.ids[n] for n in far) == Counter(
            [edge.target for edge in leaving] + [edge.source for edge in into]
        )
        assert {id(graph.edges[edge]) for edge in edges} == {id(e) for e in (*leaving, *into)}
        assert example_arrays.degrees[at] == len(leaving) + len(into)
        assert len(example_arrays.around(at, "out")[0]) == len(leaving)
        assert len(example_arrays.around(at, "in")[0]) == len(into)


def test_walks_follow_edges_of_the_kind_asked_for_and_only_those(drawn: GraphArrays):
    steps = [Step(1), Step(1, forward=False), Step(0)]
    edges = [set(), set()]
    for one, two, kind in zip(drawn.sources, drawn.targets, drawn.kinds, strict=True):
        edges[kind].add((int(one), int(two)))
    starts = np.arange(600, dtype=np.int32)
    walks = drawn.walk(starts, steps, np.random.default_rng(1))
    whole = walks[(walks != NOWHERE).all(axis=1)]
    assert len(whole) > 200
    for a, b, c, d in whole.tolist():
        assert (a, b) in edges[1] and (c, b) in edges[1] and (c, d) in edges[0]
    sources = {one for one, _ in edges[1]}
    assert {int(row[0]) for row in walks if row[1] != NOWHERE} == sources
    assert (walks[400:] == NOWHERE).all()  # chunks and tables are no entities to start from


def test_a_walk_chooses_every_edge_about_as_often(drawn: GraphArrays):
    node = int(np.argmax(np.bincount(drawn.sources[drawn.kinds == 0], minlength=600)))
    many = np.full(5_000, node, np.int32)
    reached = drawn.walk(many, [Step(0)], np.random.default_rng(2))[:, 1]
    ends = drawn.targets[(drawn.sources == node) & (drawn.kinds == 0)]
    share = 5_000 / len(ends)
    for end, edges in Counter(ends.tolist()).items():
        assert abs((reached == end).sum() - edges * share) < 6 * (edges * share) ** 0.5


def test_steps_that_do_not_fit_together_are_refused(drawn: GraphArrays):
    with pytest.raises(ValueError, match="chunk is reached, a entity wanted"):
        drawn.walk(np.zeros(1, np.int32), [Step(0), Step(0)], np.random.default_rng(1))


def test_saved_arrays_are_mapped_and_the_same(example_arrays: GraphArrays, tmp_path: Path):
    for _ in range(2):  # the second replaces the first
        save_arrays(example_arrays, tmp_path / "arrays")
    again = load_arrays(tmp_path / "arrays")
    assert isinstance(again.out.far, np.memmap) and not list(tmp_path.glob("*.partial"))
    assert list(again.ids) == list(example_arrays.ids) and again.ids[-3:] == list(again.ids)[-3:]
    assert (again.node_types, again.edge_kinds) == (
        example_arrays.node_types,
        example_arrays.edge_kinds,
    )
    starts = np.arange(len(again), dtype=np.int32)
    step = [Step(0), Step(0, forward=False)]
    walks = (a.walk(starts, step, np.random.default_rng(4)) for a in (example_arrays, again))
    assert np.array_equal(*walks)
    (tmp_path / "arrays" / "kinds.npy").unlink()
    with pytest.raises(InputError, match="holds no arrays"):
        load_arrays(tmp_path / "arrays")


def test_a_graph_without_edges_has_arrays_too():
    empty = GraphArrays.of(Graph())
    assert len(empty) == 0 and len(components(len(empty), empty.sources, empty.targets)) == 0
    graph = Graph()
    graph.add(Node(id="a", type="entity", name="A"))
    graph.add(Node(id="b", type="entity", name="B"))
    arrays = GraphArrays.of(graph)
    assert arrays.degrees.tolist() == [0, 0] and components(
        len(arrays), arrays.sources, arrays.targets
    ).tolist() == [0, 1]
    graph.connect(Edge(source="a", target="a", label="is"))
    assert GraphArrays.of(graph).degrees.tolist() == [2, 0]


def test_shortest_ways_and_components_are_those_of_networkx(drawn: GraphArrays):
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(drawn)))
    graph.add_edges_from(zip(drawn.sources.tolist(), drawn.targets.tolist(), strict=True))
    found = components(len(drawn), drawn.sources, drawn.targets)
    parts = {frozenset(np.flatnonzero(found == least).tolist()) for least in np.unique(found)}
    assert parts == {frozenset(part) for part in networkx.connected_components(graph)}
    ways = tree(drawn, 0, 4, np.random.default_rng(1))
    lengths = networkx.single_source_shortest_path_length(graph, 0, cutoff=4)
    assert {n: int(d) for n, d in enumerate(ways.depth) if d != NOWHERE} == lengths
    for node, hops in lengths.items():
        nodes, edges = ways.way(node)
        assert (nodes[0], nodes[-1], len(edges)) == (0, node, hops)
        for one, two, edge in zip(nodes, nodes[1:], edges, strict=False):
            assert {one, two} == {int(drawn.sources[edge]), int(drawn.targets[edge])}


def test_spreading_gives_every_edge_at_the_front(drawn: GraphArrays):
    front = np.array([5, 580, 399], np.int32)
    near, far, edges = spread(drawn, front)
    assert len(edges) == drawn.degrees[front].sum()
    ends = np.sort(np.stack([near, far]), axis=0)
    assert np.array_equal(ends, np.sort([drawn.sources[edges], drawn.targets[edges]], axis=0))
