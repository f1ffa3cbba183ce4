"""`mmkg report`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option


@click.command(short_help="Write report.html anew: what was asked, what came out, ten samples.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Draws the samples that are shown.")
@click.option("--markdown", is_flag=True, help="Print it as Markdown, for a data card.")
@json_option
def command(session: Path, seed: int, markdown: bool, as_json: bool) -> None:
    r"""Write report.html into the folder of SESSION and print its path.

    With --markdown or --json its figures are printed instead.

    \b
    Examples:
      mmkg report runs/first --seed 7
      mmkg report runs/first --markdown > card.md
    """
    from mmkg.app.output import print_json
    from mmkg.dataset.report import markdown as as_markdown
    from mmkg.dataset.report import read_findings, write_report

    if markdown and as_json:
        raise click.UsageError("--markdown and --json exclude each other")
    if as_json:
        values = {"scores": {"__all__": {"values"}}, "lengths": {"__all__": {"values"}}}
        print_json(read_findings(session).model_dump(mode="json", exclude=values))
    elif markdown:
        click.echo(as_markdown(read_findings(session)), nl=False)
    else:
        click.echo(write_report(session, seed=seed))
