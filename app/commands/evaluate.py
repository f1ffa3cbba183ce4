"""`mmkg evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import json_option

if TYPE_CHECKING:
    from mmkg.dataset.results import Result


@click.command(short_help="Run a model over a data set: accuracy by task, modality, skill, …")
@click.argument("dataset", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--model", required=True, metavar="URL#NAME", help="Any endpoint, or embedded[:NAME]."
)
@click.option(
    "--book",
    "books",
    multiple=True,
    type=click.Choice(["closed", "evidence", "pages"]),
    help="What it may look at (repeatable). [closed and evidence]",
)
@click.option("--split", default="", help="Only this part of a folder of splits.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many samples.")
@click.option("--to", type=click.Path(path_type=Path), help="[DATASET/evaluated/MODEL]")
@click.option("--max-tokens", default=400, show_default=True, help="Longest reply.")
@click.option("--max-minutes", type=float, help="Stop then; repeat it to go on.")
@json_option
def command(
    dataset: Path,
    model: str,
    books: tuple[str, ...],
    split: str,
    limit: int | None,
    to: Path | None,
    max_tokens: int,
    max_minutes: float | None,
    as_json: bool,
) -> None:
    r"""Ask a model every question of DATASET (a session, a samples.jsonl, a folder of splits).

    Answers are compared by kind: numbers with units and tolerance, names with aliases, lists,
    dates, formulas, choices. Replies are kept in the folder, so that a run which was stopped goes
    on, and a second one costs nothing. Trivial baselines stand beside the model.

    \b
    Examples:
      mmkg evaluate runs/first --model embedded --limit 20
      mmkg evaluate runs/first --model http://127.0.0.1:8000/v1#qwen3-vl --book pages
    """
    import asyncio
    import re

    from mmkg.app.embedded import ensure_roster
    from mmkg.app.output import counter, print_json
    from mmkg.dataset.evaluate import Evaluation, evaluate, write_answers
    from mmkg.dataset.evaluation_page import write_page
    from mmkg.dataset.results import result
    from mmkg.runtime.settings import Endpoint, Limits, Roster

    endpoint = Endpoint.parse(model)
    ensure_roster(Roster(default=endpoint))
    beside = dataset if dataset.is_dir() else dataset.parent
    folder = to or beside / "evaluated" / re.sub(r"[^\w.-]+", "-", endpoint.model)
    asked = Evaluation(
        place=dataset,
        to=folder,
        model=endpoint,
        books=books or ("closed", "evidence"),  # type: ignore[arg-type]  # click checked them
        most=limit,
        split=split,
        limits=Limits(max_minutes=max_minutes),
        max_tokens=max_tokens,
    )
    with counter("answers") as count:
        found = asyncio.run(evaluate(asked, count))
    write_answers(found, folder)
    told = result(found, endpoint.model)
    page = write_page(told, folder)
    if as_json:
        print_json(told.model_dump(mode="json"))
        return
    _tell(told)
    click.echo(f"{page}   (in a browser)", err=True)


def _tell(found: Result) -> None:
    from mmkg.app.output import console, plain, table
    from mmkg.dataset.evaluation_page import told

    grid = table("", "right", "of", "% (95 %)", numbers=("right", "of", "% (95 %)"))
    for who, accuracy in found.overall.items():
        grid.add_row(plain(who), str(accuracy.right), str(accuracy.of), told(accuracy))
    books = [who for who in found.overall if not who.startswith("baseline")]
    for group in found.groups:
        if group.who in books and group.aspect in ("task", "skill", "difficulty"):
            a = group.accuracy
            name = f"  {group.who}, {group.aspect} {group.value}"
            grid.add_row(plain(name), str(a.right), str(a.of), told(a))
    console().print(grid)
    for book, counts in found.twins.items():
        click.echo(
            f"{book}: of the twins, {counts['altered']} answers follow the altered evidence, "
            f"{counts['document']} keep to the document, {counts['neither']} do neither"
        )
    if found.unseen:
        click.echo(f"{found.unseen} questions have no page that can be shown")
