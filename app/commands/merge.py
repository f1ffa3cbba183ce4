"""`mmkg merge`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option, print_json

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(short_help="Make one session out of the shards of one.")
@click.argument("sessions", nargs=-1, required=True, type=_FOLDER)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--incomplete", is_flag=True, help="Shards may be missing or not have ended.")
@json_option
def command(sessions: tuple[Path, ...], out: Path, incomplete: bool, as_json: bool) -> int:
    r"""Make one session out of SESSIONS, which were run with --shard on one corpus and seed.

    Their order does not matter. Of samples that ask the same, the one with the lower number stays.
    The new session is like any other: `resume` goes on with it if it fell short. The exit code is
    3 if it did.

    \b
    Example:
      mmkg run papers/ --offline --accept 100 --shard 1/2 --out runs/one
      mmkg run papers/ --offline --accept 100 --shard 2/2 --out runs/two
      mmkg merge runs/one runs/two --out runs/both
    """
    from mmkg.agents.merging import merge
    from mmkg.app.choices import check_folder
    from mmkg.app.standing import standing
    from mmkg.app.working import SHORT
    from mmkg.dataset.report import write_report

    check_folder(out)
    repeated = merge(sessions, out, incomplete=incomplete)
    report = write_report(out)
    now = standing(out)
    if as_json:
        print_json(now.as_json() | {"repeated": repeated, "report": str(report)})
    else:
        for line in now.lines():
            click.echo(line)
        click.echo(f"{repeated} asked what another shard's sample asks")
        click.echo(report)
    return SHORT if now.short else 0
