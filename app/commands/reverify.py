"""`mmkg reverify`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import json_option, plain, print_json

if TYPE_CHECKING:
    from mmkg.dataset.reverify import Reverified

_SHOWN = 20


@click.command(short_help="Re-read the sources and work every answer out again.")
@click.argument("samples", metavar="SESSION|FILE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--corpus",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Where the source files are now, if not where the session read them (repeatable).",
)
@json_option
def command(samples: Path, corpus: tuple[Path, ...], as_json: bool) -> int:
    r"""Prove all samples of a session's folder, or of a samples.jsonl, again.

    Each source file is found by its SHA-256, or by its name if it has changed since. Each piece of
    evidence is read again at its address, by another reader where there is one, and its value,
    unit and labels are made of it anew. Each derivation is run again and compared with the answer,
    the options or the claim. The exit code is 1 if any sample does not hold.

    \b
    Examples:
      mmkg reverify runs/first
      mmkg reverify train.jsonl --corpus papers
    """
    from mmkg.app.folder import sources_of
    from mmkg.app.output import counter
    from mmkg.dataset.publish import read_samples
    from mmkg.dataset.reverify import reverify
    from mmkg.runtime.errors import InputError

    places = corpus or sources_of(samples)
    with counter("samples checked") as count:
        found = reverify(read_samples(samples), places, count)
    if not found.checked:
        raise InputError(f"{samples}: there are no samples here, so nothing was proven")
    if as_json:
        print_json(asdict(found))
    else:
        _tell(found)
    return 1 if found.failed else 0


def _tell(found: Reverified) -> None:
    for failure in found.failed[:_SHOWN]:
        click.echo(f"{failure.sample}: {failure.cause}: {plain(failure.reason)}")
    if len(found.failed) > _SHOWN:
        click.echo(f"and {len(found.failed) - _SHOWN} more; --json lists them all")
    if found.altered:
        click.echo(f"changed since they were read: {', '.join(map(plain, found.altered))}")
    if found.weaker:
        more = f" and {len(found.weaker) - _SHOWN} more" if len(found.weaker) > _SHOWN else ""
        click.echo(f"rest on text alone: {', '.join(found.weaker[:_SHOWN])}{more}")
    weaker = f"; {len(found.weaker)} have weaker proofs" if found.weaker else ""
    click.echo(f"{found.passed} of {found.checked} samples hold{weaker}")
