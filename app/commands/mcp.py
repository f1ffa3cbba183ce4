"""`mmkg mcp`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Serve a session to MCP clients.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--http",
    "port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Listen on the loopback address, at /mcp, instead of talking over stdin and stdout.",
)
@click.option(
    "--read",
    "folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="A folder whose documents clients may have parsed, beside the session's own corpus.",
)
def command(session: Path, port: int | None, folders: tuple[Path, ...]) -> None:
    r"""Serve SESSION by the Model Context Protocol: parsing, graph, evidence, reverification.

    Nothing that is served changes the session, and no file elsewhere is read. Needs
    `pip install mmkg[mcp]`.

    \b
    Examples:
      mmkg mcp runs/first                  for a client that starts its servers
      mmkg mcp runs/first --http 8765      for clients that connect to a URL
      mmkg mcp runs/first --read papers/   clients may also have these parsed
    """
    from mmkg.app.mcp_server import mcp_server, serve_http, serve_stdio

    server = mcp_server(session, folders)
    if port is None:
        serve_stdio(server)
    else:
        click.echo(f"http://127.0.0.1:{port}/mcp", err=True)
        serve_http(server, port)
