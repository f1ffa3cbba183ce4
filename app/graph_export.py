"""`mmkg graph export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export", short_help="Write the graph for another tool.")
@click.argument("session", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "name", default="graphml", show_default=True, help="See --list.")
@click.option("--to", type=click.Path(path_type=Path), help="File or folder to write.")
@click.option("--list", "listed", is_flag=True, help="Name the formats and what they are for.")
def command(session: Path | None, name: str, to: Path | None, listed: bool) -> None:
    r"""Write the graph of SESSION in a format that another tool reads, addresses included.

    \b
    Examples:
      mmkg graph export --list
      mmkg graph export runs/first --to first.graphml
      mmkg graph export runs/first --format neo4j --to neo4j/
    """
    from mmkg.app.folder import load_graph
    from mmkg.graph.export.form import export, graph_formats
    from mmkg.graph.found import chosen

    known = graph_formats()
    if listed:
        for form in known.values():
            about = (type(form).__doc__ or "").splitlines()[0]
            click.echo(f"{form.name:8}  {form.suffix or 'folder':8}  {about}")
        return
    if session is None:
        raise click.UsageError("name a SESSION to export, or ask for --list")
    form = chosen(name, known, "graph format")
    to = to or Path(f"{session.resolve().name}-{name}{form.suffix}")
    graph = load_graph(session)
    export(graph, name, to)
    click.echo(f"{len(graph.nodes)} nodes and {len(graph.edges)} edges in {to}", err=True)
