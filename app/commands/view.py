"""`mmkg view`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(short_help="Look at a session in a browser: samples, pages, graph, trace.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="[any that is free]")
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
@click.option(
    "--static",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write it as files into DIR instead, to share; they open without a server.",
)
def command(session: Path, port: int, no_browser: bool, folder: Path | None) -> None:
    r"""Serve SESSION as a web page to this machine alone, until Ctrl-C; nothing is changed.

    A session at work is shown as it grows. Outside a terminal no browser is opened.

    \b
    Examples:
      mmkg view runs/first
      mmkg view runs/first --port 8000 --no-browser
      mmkg view runs/first --static shared/first
    """
    from contextlib import closing

    from mmkg.app.viewer.answers import Answers
    from mmkg.app.viewer.server import Viewer
    from mmkg.app.viewer.site import write_site

    with closing(Answers(session)) as answers:
        if folder is not None:
            click.echo(write_site(answers, folder))
            return
        with Viewer(answers, port) as viewer:
            click.echo(viewer.address)
            if sys.stdout.isatty() and not no_browser:
                import webbrowser

                webbrowser.open(viewer.address)
            try:
                viewer.serve_forever()
            except KeyboardInterrupt:
                click.echo("", err=True)
