"""`mmkg graph unmerge`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import console, plain


@click.command("unmerge", short_help="Take one name out of an entity again.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("node")
@click.argument("name")
def command(session: Path, node: str, name: str) -> None:
    r"""Make NAME, which was merged into the entity NODE of SESSION's graph, an entity of its own.

    Samples that are accepted already stay as they are. For later sessions, write the pair into
    the file that the setting `links` names.

    \b
    Example:
      mmkg graph unmerge runs/first NASA "National Aeronautics and Space Administration"
    """
    from mmkg.app.folder import load_graph
    from mmkg.graph.linking.unmerge import unmerge

    graph = load_graph(session)
    after = unmerge(graph, node, name)
    after.save(session / "graph")
    console().print(
        f"{plain(name)} is an entity of its own; to keep it so, write into your links file:\n"
        f"split: [[{plain(node)}, {plain(name)}]]"
    )
