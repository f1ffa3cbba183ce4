"""`mmkg export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write the accepted samples in a format that training tools read.")
@click.argument("session", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "name", default="messages", show_default=True, help="See --list.")
@click.option("--to", type=click.Path(path_type=Path), help="File or folder to write.")
@click.option("--list", "listed", is_flag=True, help="Name the formats and what they are for.")
@click.option("--evidence/--no-evidence", default=True, help="State evidence in the question.")
@click.option("--reasoning/--no-reasoning", default=True, help="Reason before the answer.")
@click.option("--licence", default="", help="Licence of the sources, for the data card.")
def command(
    session: Path | None,
    name: str,
    to: Path | None,
    listed: bool,
    evidence: bool,
    reasoning: bool,
    licence: str,
) -> None:
    r"""Write the accepted samples of SESSION, in the format that a tool wants.

    SESSION is a session's folder, a samples.jsonl, or a folder with splits that `mmkg select` made.
    Each record says where it comes from, in a field `provenance`.

    \b
    Examples:
      mmkg export --list
      mmkg export runs/first --format messages --to train.jsonl
      mmkg export runs/first --format verl --no-evidence --to rl.parquet
      mmkg export runs/first --format hf --licence "CC BY 4.0" --to dataset/
    """
    from mmkg.dataset.exports.form import Options, export, find_format
    from mmkg.dataset.exports.material import read_material

    if listed:
        _list()
        return
    if session is None:
        raise click.UsageError("name a SESSION to export, or ask for --list")
    form = find_format(name)
    to = to or Path(f"{name}{form.suffix}")
    count = export(read_material(session), form, to, Options(evidence, reasoning, licence))
    click.echo(f"{count} records in {to}", err=True)


def _list() -> None:
    from mmkg.dataset.exports.form import all_formats

    known = all_formats()
    width = max(map(len, known))
    for name, form in known.items():
        about = (type(form).__doc__ or "").splitlines()[0]
        click.echo(f"{name:{width}}  {form.suffix or 'folder':8}  {about}")
