"""`mmkg export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write the accepted samples in a format that training tools read.")
@click.argument("session", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "name", default="messages", show_default=True, help="The format.")
@click.option(
    "--with-evidence/--without-evidence", default=True, help="State the evidence in the question."
)
@click.option("--with-steps/--without-steps", default=True, help="Reason before the answer.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else it is printed.")
def command(
    session: Path, name: str, with_evidence: bool, with_steps: bool, out: Path | None
) -> None:
    r"""Write the accepted samples of SESSION (a folder or a samples.jsonl), one JSON a line.

    \b
    Examples:
      mmkg export runs/first --out train.jsonl
      mmkg export runs/first --without-evidence | head -3
    """
    from mmkg.dataset.export import Options, export, formats
    from mmkg.dataset.publish import read_samples

    known = formats()
    if name not in known:
        raise click.BadParameter(f"{name!r} is none of: {', '.join(known)}", param_hint="--format")
    options = Options(evidence=with_evidence, steps=with_steps)
    lines = export(read_samples(session), known[name], options)
    if out is None:
        for line in lines:
            click.echo(line)
        return
    partial = out.with_name(out.name + ".partial")
    count = 0
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        for count, line in enumerate(lines, start=1):  # noqa: B007  (the last count is used)
            file.write(line + "\n")
    partial.replace(out)
    click.echo(f"{count} samples in {out}", err=True)
