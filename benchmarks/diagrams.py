"""Draw flow charts and mind maps from known graphs, read them back: `benchmarks/diagrams.py`.

They are drawn by TikZ and in SVG in the manners of several programs, from a seed. Prints for each
the nodes and edges asserted and how many of them are right, then precision and recall. A node is
right by its text; an edge by the texts of both ends, its direction and its label.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from diagram_sets import svg, tikz
from diagram_sets.graphs import DrawnGraph, Graph, flow_chart, mind_map

from mmkg.graph.document import Figure
from mmkg.tools.parse.figure_read import find_figures
from mmkg.tools.parse.pages import Pdf

Link = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Outcome:
    """What became of a diagram: true, asserted and right nodes, and the same of edges."""

    name: str
    kind: str
    nodes: tuple[int, int, int]
    edges: tuple[int, int, int]
    wrong: tuple[Link, ...]


def make(seed: int, folder: Path) -> list[DrawnGraph]:
    """Draw one graph in every manner, every third one in Chinese."""
    random, drawn = Random(seed), []
    for room, draw in ((tikz, tikz.draw_tikz), (svg, svg.draw_svg)):
        if not shutil.which("xelatex" if room is tikz else "chromium"):
            continue
        flows = [(name, flow_chart(random, n % 3 == 2)) for n, name in enumerate(room.FLOWS)]
        maps = [(name, mind_map(random, n % 3 == 2)) for n, name in enumerate(room.MAPS)]
        drawn += draw([*flows, *maps], random, folder)
    return drawn


def measure(drawn: DrawnGraph, figures: list[Figure]) -> Outcome:
    """Compare the diagrams that were read on a page with the one drawn on it."""
    nodes, edges = _true(drawn.graph)
    found = [figure for figure in figures if figure.kind in ("flowchart", "mindmap")]
    read_nodes = Counter(_plain(node.text) for figure in found for node in figure.nodes)
    read_edges = Counter(edge for figure in found for edge in _edges(figure))
    right = (nodes & read_nodes).total(), (edges & read_edges).total()
    return Outcome(
        drawn.name,
        found[0].kind if found else "picture",
        (nodes.total(), read_nodes.total(), right[0]),
        (edges.total(), read_edges.total(), right[1]),
        tuple((read_edges - edges).elements()),
    )


def _true(graph: Graph) -> tuple[Counter[str], Counter[Link]]:
    directed = graph.kind == "flowchart"
    edges = [
        _link(graph.nodes[e.source].text, graph.nodes[e.target].text, e.label, directed)
        for e in graph.edges
    ]
    return Counter(_plain(node.text) for node in graph.nodes), Counter(edges)


def _edges(figure: Figure) -> list[Link]:
    texts = [node.text for node in figure.nodes]
    return [_link(texts[e.source], texts[e.target], e.text, e.directed) for e in figure.links]


def _link(source: str, target: str, label: str, directed: bool) -> Link:
    a, b = _plain(source), _plain(target)
    a, b = (a, b) if directed else (min(a, b), max(a, b))
    return a, b, _plain(label), directed


def _plain(text: str) -> str:
    return "".join(text.split()).replace("？", "?")


def main() -> int:
    """Measure and print; 1 where an asserted node or edge is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="one set each")
    parser.add_argument("--keep", type=Path, help="folder that keeps the PDFs")
    options = parser.parse_args()
    outcomes = []
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.keep or Path(temporary)) / str(seed)
            folder.mkdir(parents=True, exist_ok=True)
            outcomes += _measured(make(seed, folder))
    return _print(outcomes)


def _measured(drawn: list[DrawnGraph]) -> list[Outcome]:
    found: dict[tuple[Path, int | None], list[Figure]] = {}
    for path in dict.fromkeys(one.path for one in drawn):
        with Pdf(path) as pdf:
            for one in find_figures(pdf, "0" * 64):
                found.setdefault((path, one.figure.address.page), []).append(one.figure)
    return [measure(one, found.get((one.path, one.page), [])) for one in drawn]


def _print(outcomes: list[Outcome]) -> int:
    for one in outcomes:
        counts = (
            "nodes {2}/{1} of {0}".format(*one.nodes),
            "edges {2}/{1} of {0}".format(*one.edges),
        )
        print(f"{one.name:34} {one.kind:10} {counts[0]:18} {counts[1]:18}", *one.wrong[:2])
    for kind in ("flowchart", "mindmap"):
        chosen = [one for one in outcomes if one.name.startswith(kind)]
        for what, counts in (
            ("nodes", [o.nodes for o in chosen]),
            ("edges", [o.edges for o in chosen]),
        ):
            true, read, right = (sum(column) for column in zip(*counts, strict=True))
            share = f"precision {right / max(read, 1):.3f}  recall {right / max(true, 1):.3f}"
            print(f"{kind:10} {what}: {right} right of {read} asserted, {true} drawn  {share}")
        clean = sum(one.kind != "picture" for one in chosen)
        print(f"{kind:10} asserted as diagrams: {clean} of {len(chosen)}")
    return int(any(o.nodes[1] > o.nodes[2] or o.edges[1] > o.edges[2] for o in outcomes))


if __name__ == "__main__":
    sys.exit(main())
