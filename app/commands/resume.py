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
@click.option("--approve", metavar="SAMPLE", help="Accept the sample that waits for your word.")
@click.option("--reject", metavar="SAMPLE", help="Refuse the sample that waits for your word.")
@json_option
def command(
    session: Path,
    approve: str | None,
    reject: str | None,
    as_json: bool,
    **limits: float | None,
) -> int:
    r"""Go on with SESSION, from the documents and settings it was started with.

    Verdicts stay, nothing is accepted twice, and replies of models that were already paid for
    are taken from the ledger.

    \b
    Examples:
      mmkg resume runs/first --max-minutes 30
      mmkg resume runs/first --approve s00003
    """
    from mmkg.app.resuming import going_on, hear
    from mmkg.app.working import work

    hear(session, approve, reject)
    return work(going_on(session, limits), as_json=as_json)
