"""`mmkg graph`: the knowledge graph of a session."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import console, json_option, plain, print_json, table


@click.group(short_help="The knowledge graph of a session.")
def command() -> None:
    r"""The knowledge graph of a session.

    \b
    Example:
      mmkg graph stats runs/first
    """


@command.command("stats")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def stats(session: Path, as_json: bool) -> None:
    """Count the nodes of SESSION's graph by type, and its edges by the types they join."""
    from mmkg.app.folder import load_graph

    graph = load_graph(session)
    counts = graph.counts()
    if as_json:
        documents = [
            {"sha256": document.sha256, "name": document.name, "title": document.title}
            for document in graph.documents.values()
        ]
        print_json(counts | {"documents": documents})
        return
    for what, rows in counts.items():
        grid = table(what, "count", numbers=("count",))
        for label, count in sorted(rows.items(), key=lambda row: -row[1]):
            grid.add_row(plain(label), f"{count:,}")
        console().print(grid)
