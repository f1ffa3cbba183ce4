"""`mmkg report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write report.html anew: what was asked, what came out, ten samples.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Draws the samples that are shown.")
def command(session: Path, seed: int) -> None:
    r"""Write report.html into the folder of SESSION and print its path.

    \b
    Example:
      mmkg report runs/first --seed 7
    """
    from mmkg.dataset.report import write_report

    click.echo(write_report(session, seed=seed))
