"""`mmkg twins`."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from mmkg.app.output import json_option, print_json

KINDS = ("counterfactual", "unanswerable")


@click.command(short_help="Twins of samples: one value changed, or needed evidence taken away.")
@click.argument("samples", metavar="SESSION|FILE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="Which twins; both if not given (repeatable).",
)
@click.option("--to", type=click.Path(path_type=Path), help="File to write; SESSION/twins.jsonl.")
@click.option("--seed", default=1, show_default=True, help="Draws what is changed.")
@json_option
def command(
    samples: Path, kinds: tuple[str, ...], to: Path | None, seed: int, as_json: bool
) -> None:
    r"""Write twins of the accepted samples of SESSION.

    A counterfactual twin supposes another value for one that is cited, says in the question that it
    is not the document's, and has the answer worked out anew. An unanswerable twin lacks the
    evidence of one source without which there is no answer, and its answer says so. Each names its
    sample in `twin_of` and what was altered in `altered`; `mmkg reverify` proves twins, too.

    \b
    Examples:
      mmkg twins runs/first
      mmkg twins runs/first --kind unanswerable --to unanswerable.jsonl
    """
    from mmkg.agents.twinning import TwinKind, twins
    from mmkg.dataset.publish import read_samples, write_lines

    folder = samples if samples.is_dir() else samples.parent
    to = to or folder / "twins.jsonl"
    wanted = cast("tuple[TwinKind, ...]", kinds or KINDS)
    made = list(twins(read_samples(samples), wanted, seed))
    write_lines(to, (twin.model_dump_json() for twin in made))
    removed = sum(twin.answer.kind == "unanswerable" for twin in made)
    if as_json:
        counts = {"counterfactual": len(made) - removed, "unanswerable": removed}
        print_json({"file": str(to), **counts})
    else:
        click.echo(f"{len(made) - removed} counterfactual and {removed} unanswerable twins in {to}")
