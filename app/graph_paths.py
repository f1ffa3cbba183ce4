"""`mmkg graph paths`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from mmkg.app.output import console, json_option, plain, print_json, samplers_option

if TYPE_CHECKING:
    from mmkg.graph.sampling.path import Path as GraphPath
    from mmkg.graph.sampling.path import Terrain
    from mmkg.graph.schema import Edge, NodeType
    from mmkg.graph.store import Graph

TYPES = ("document", "chunk", "entity", "assertion", "table", "image", "formula")
CARRIERS = ("chunk", "table", "image", "formula")


class Asked(TypedDict):
    """The options that say which paths are wanted."""

    starts: tuple[str, ...]
    least_hops: int
    most_hops: int
    mode: Literal["out", "in", "all"]
    types: tuple[NodeType, ...]
    labels: tuple[str, ...]
    degree: tuple[int, int]
    carriers: tuple[NodeType, ...]
    pattern: str
    subgraph: str
    subgraph_size: int
    samplers: tuple[Path, ...]


@click.command("paths", short_help="Draw paths through the graph.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--from", "starts", multiple=True, metavar="NODE", help="Start here (repeatable).")
@click.option("--sampler", default="random_walk", show_default=True, help="See graph samplers.")
@click.option("--least-hops", default=1, show_default=True, type=click.IntRange(1, 12))
@click.option("--most-hops", default=3, show_default=True, type=click.IntRange(1, 12))
@click.option("--mode", default="all", show_default=True, type=click.Choice(["out", "in", "all"]))
@click.option("--type", "types", multiple=True, type=click.Choice(TYPES), help="Only such nodes.")
@click.option("--label", "labels", multiple=True, metavar="LABEL", help="Only such edges.")
@click.option("--degree", type=(int, int), default=(0, 200), show_default=True, help="Of a node.")
@click.option(
    "--carrier",
    "carriers",
    multiple=True,
    type=click.Choice(CARRIERS),
    help="On the path or joined to it; twice for two.",
)
@click.option("--pattern", default="", metavar="T,T,…", help="For meta_path: types in order.")
@click.option("--subgraph", default="whole", show_default=True, help="Region that paths lie in.")
@click.option("--subgraph-size", default=100, show_default=True, type=click.IntRange(1))
@click.option("--count", default=10, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@samplers_option
@json_option
def command(
    session: Path, sampler: str, count: int, seed: int, as_json: bool, **said: Unpack[Asked]
) -> int:
    r"""Draw different paths through the graph of SESSION, with where each edge is stated.

    NODE is an id, a name or an alias. The exit code is 1 if no path fits.

    \b
    Examples:
      mmkg graph paths runs/first --from Ceres --most-hops 3
      mmkg graph paths runs/first --sampler meta_path --pattern table,entity,table
      mmkg graph paths runs/first --carrier table --carrier image --least-hops 2
    """
    from mmkg.app.folder import load_graph
    from mmkg.graph.found import chosen
    from mmkg.graph.sampling.path import path_samplers, some

    graph = load_graph(session)
    draws = chosen(sampler, path_samplers(said["samplers"]), "path sampler")
    found = some(draws, _terrain(graph, seed, **said), seed, count)
    if as_json:
        print_json({"paths": [_as_json(graph, path) for path in found]})
    for number, path in enumerate([] if as_json else found, start=1):
        console().print(_told(graph, number, path))
    if not found and not as_json:
        console(stderr=True).print("no path fits")
    return 0 if found else 1


def _terrain(graph: Graph, seed: int, **asked: Unpack[Asked]) -> Terrain:
    import numpy as np

    from mmkg.app.graph_words import find_node
    from mmkg.graph.found import chosen
    from mmkg.graph.sampling.arrays import GraphArrays
    from mmkg.graph.sampling.path import PathQuery, Terrain
    from mmkg.graph.sampling.subgraph import subgraph_samplers
    from mmkg.runtime.errors import UsageError

    if asked["least_hops"] > asked["most_hops"]:
        raise UsageError("--least-hops is more than --most-hops")
    arrays = GraphArrays.of(graph)
    query = PathQuery(
        least=asked["least_hops"],
        most=asked["most_hops"],
        mode=asked["mode"],
        degrees=asked["degree"],
        node_types=frozenset(asked["types"]),
        starts=tuple(arrays.index[find_node(graph, said).id] for said in asked["starts"]),
        carriers=Counter(asked["carriers"]),
        pattern=tuple(asked["pattern"].replace(",", " ").split()),
    )
    draws = chosen(asked["subgraph"], subgraph_samplers(asked["samplers"]), "subgraph sampler")
    within = np.zeros(len(arrays), bool)
    within[draws.draw(arrays, asked["subgraph_size"], np.random.default_rng(seed))] = True
    labels = asked["labels"]
    followed = np.array([edge.label in labels for edge in graph.edges]) if labels else None
    return Terrain(arrays, query, within, followed)


def _told(graph: Graph, number: int, path: GraphPath) -> str:
    """A path on one line, and below it each edge with the places that state it."""
    from mmkg.app.graph_words import edge_words, node_words

    ids = list(graph.nodes)
    line = node_words(graph, graph.nodes[ids[path.nodes[0]]])
    lines = []
    for node, number_of_edge in zip(path.nodes, path.edges, strict=False):
        edge = graph.edges[number_of_edge]
        words = edge_words(graph, edge, ids[node])
        line += words.removeprefix(node_words(graph, graph.nodes[ids[node]]))
        lines.append(_stated(graph, edge, words))
    for carrier, number_of_edge in path.joined:
        edge = graph.edges[number_of_edge]
        lines.append(_stated(graph, edge, f"and {edge_words(graph, edge, ids[carrier])}"))
    hops = f"{path.hops} hop{'s' if path.hops > 1 else ''}"
    return plain("\n".join([f"{number:>3}  {line}  ({hops})", *lines]))


def _stated(graph: Graph, edge: Edge, words: str) -> str:
    from mmkg.app.graph_words import place_words

    places = [place_words(graph, address) for address in edge.addresses]
    text = f" “{edge.text}”" if edge.text else ""
    return f"       {words}{text}   {places[0] if places else 'by structure'}"


def _as_json(graph: Graph, path: GraphPath) -> dict[str, object]:
    ids = list(graph.nodes)

    def node(at: int) -> dict[str, str]:
        known = graph.nodes[ids[at]]
        return {"id": known.id, "type": known.type, "name": known.name}

    def edge(at: int) -> dict[str, object]:
        return graph.edges[at].model_dump(mode="json", exclude_defaults=True)

    return {
        "hops": path.hops,
        "nodes": [node(at) for at in path.nodes],
        "edges": [edge(at) for at in path.edges],
        "joined": [{"carrier": node(at), "edge": edge(via)} for at, via in path.joined],
    }
