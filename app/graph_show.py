"""`mmkg graph show`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, json_option, plain, print_json
from mmkg.runtime.replacing import replacing

if TYPE_CHECKING:
    from mmkg.graph.neighbourhood import Sight
    from mmkg.graph.schema import Node
    from mmkg.graph.store import Graph

MOST_NODES = 5000  # drawn; a page with more is slow
MOST_LISTED = 15  # neighbours and addresses of a node in the terminal


@click.command("show", short_help="A zoomable picture of the graph; what is known of a node.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("node", required=False)
@click.option(
    "--hops", default=2, show_default=True, type=click.IntRange(0, 12), help="Around NODE."
)
@click.option("--entities", "sight", flag_value="entities", help="Only entities and relations.")
@click.option(
    "--carriers", "sight", flag_value="carriers", help="Only documents and what they hold."
)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="[SESSION/graph.html]")
@click.option("--no-browser", is_flag=True, help="Write the file, open nothing.")
@json_option
def command(
    session: Path,
    node: str | None,
    hops: int,
    sight: Sight | None,
    to: Path | None,
    no_browser: bool,
    as_json: bool,
) -> None:
    r"""Draw the graph of SESSION, or what lies around NODE, into one HTML file and open it.

    NODE is an id, a name or an alias; what is known of it is printed too: its other names, what
    was merged into it and why, its neighbours, and where it stands. Outside a terminal no browser
    is opened.

    \b
    Examples:
      mmkg graph show runs/first
      mmkg graph show runs/first Ceres --hops 1
      mmkg graph show runs/first --carriers --to carriers.html --no-browser
    """
    from mmkg.app.folder import load_graph
    from mmkg.app.graph_picture import picture
    from mmkg.app.graph_words import find_node

    graph = load_graph(session)
    known = find_node(graph, node) if node is not None else None
    nodes = _drawn(graph, known, hops, sight or "all")
    page = to or session / "graph.html"
    title = f"{known.name if known else 'Graph'} · {session.resolve().name}"
    _write(page, picture(graph, nodes, title, known.id if known else ""))
    if as_json:
        print_json({"page": str(page), "node": known and _as_json(graph, known)})
        return
    if known is not None:
        console().print(plain(_told(graph, known)))
    click.echo(page)
    if sys.stdout.isatty() and not no_browser:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _drawn(graph: Graph, known: Node | None, hops: int, sight: Sight) -> list[str]:
    """Ids of the nodes that the page shows."""
    from mmkg.graph.neighbourhood import most_joined, neighbourhood

    if known is None:
        nodes = most_joined(graph, sight, len(graph.nodes))
    else:
        nodes = neighbourhood(graph, known.id, hops, sight)
    if len(nodes) > MOST_NODES:
        which = "nearest" if known else "most joined"
        click.echo(f"mmkg: the {MOST_NODES:,} {which} of {len(nodes):,} nodes are drawn", err=True)
    return nodes[:MOST_NODES]


def _write(page: Path, html: str) -> None:
    with replacing(page) as file:
        file.write_text(html, encoding="utf-8")


def _told(graph: Graph, node: Node) -> str:
    """All that is known of a node, in lines."""
    from mmkg.app.graph_picture import merge_words
    from mmkg.app.graph_words import edge_words, place_words

    kind = f", {node.kind}" if node.kind and node.kind != node.type else ""
    merged = [merge_words(graph, merge) for merge in graph.merges if merge.kept == node.id]
    edges = [*graph.out(node.id), *graph.into(node.id)]
    parts = {
        "also": list(node.aliases),
        "merged": merged,
        "edges": [edge_words(graph, edge, node.id) for edge in edges],
        "at": [place_words(graph, address) for address in dict.fromkeys(node.addresses)],
    }
    lines = [f"{node.name}  ({node.type}{kind})  {node.id}"]
    lines += [f"  {node.description}"] if node.description else []
    for title, rows in parts.items():
        for number, row in enumerate(rows[:MOST_LISTED]):
            lines.append(f"  {'' if number else title:8}{row}")
        if len(rows) > MOST_LISTED:
            lines.append(f"  {'':8}and {len(rows) - MOST_LISTED} more")
    return "\n".join(lines)


def _as_json(graph: Graph, node: Node) -> dict[str, object]:
    """The node as it is stored, with what was merged into it and the edges at it."""
    edges = [*graph.out(node.id), *graph.into(node.id)]
    return node.model_dump(mode="json", exclude_defaults=True) | {
        "merges": [m.model_dump(mode="json") for m in graph.merges if m.kept == node.id],
        "edges": [edge.model_dump(mode="json", exclude_defaults=True) for edge in edges],
    }
