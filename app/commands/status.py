"""`mmkg status`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option, print_json


@click.command(short_help="See how far a session is, also while it works.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(session: Path, as_json: bool) -> None:
    r"""See how far SESSION is: accepted, rejected by cause, tokens, cost, time.

    It only reads the ledger, so it can be run while the session works in another process.

    \b
    Example:
      mmkg status runs/first
    """
    from mmkg.app.standing import standing

    now = standing(session)
    if as_json:
        print_json(now.as_json())
        return
    for line in now.lines():
        click.echo(line)
