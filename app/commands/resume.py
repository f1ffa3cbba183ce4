"""`mmkg resume`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option


@click.command(short_help="Go on with a session that was stopped, killed, or hit a limit.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--max-calls", type=int, help="Another limit on model calls.")
@click.option("--max-tokens", type=int, help="Another limit on tokens.")
@click.option("--max-minutes", type=float, help="Another limit on minutes of work.")
@click.option("--max-cost", type=float, help="Another limit on USD.")
@json_option
def command(session: Path, as_json: bool, **limits: float | None) -> int:
    r"""Go on with SESSION, from the documents and settings it was started with.

    Verdicts stay, nothing is accepted twice, and replies of models that were already paid for
    are taken from the ledger.

    \b
    Example:
      mmkg resume runs/first --max-minutes 30
    """
    from mmkg.app.resuming import going_on
    from mmkg.app.working import work

    return work(going_on(session, limits), as_json=as_json)
