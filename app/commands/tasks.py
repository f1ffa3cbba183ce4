"""`mmkg tasks`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from mmkg.app.output import console, json_option, plain, print_json, table


@click.command(short_help="List the kinds of sample, and how many some documents could give.")
@click.argument(
    "place",
    metavar="[CORPUS|SESSION]",
    required=False,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--tasks",
    "own",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="A YAML file or folder with tasks of your own (repeatable).",
)
@json_option
def command(place: Path | None, own: tuple[Path, ...], as_json: bool) -> None:
    r"""List the kinds of sample that can be asked for, with what each one rests on.

    With CORPUS (a folder or file) or SESSION, also count the different plans found there for each,
    up to 200, or say why there is none: a task cannot give more samples than it has plans.

    \b
    Examples:
      mmkg tasks
      mmkg tasks examples/corpus
      mmkg tasks papers/ --tasks my-tasks/ --json
    """
    from mmkg.graph.task import load_tasks

    tasks = load_tasks(own)
    found = {}
    if place is not None:
        from mmkg.app.supply import supply

        found = supply(place, tasks.values())
    if as_json:
        known = [task.model_dump(mode="json") for task in tasks.values()]
        counted = {name: asdict(there) for name, there in found.items()}
        print_json({"tasks": [task | counted.get(task["name"], {}) for task in known]})
        return
    grid = table("task", *(["plans"] if found else []), "rests on", "asks", numbers=("plans",))
    for name, task in tasks.items():
        carriers = ", ".join(f"{n} {kind}" for kind, n in task.carriers.items() if n)
        there = found.get(name)
        count = [f"{there.plans}{'+' if there.at_least else ''}"] if there else []
        asks = there.why_not if there and there.why_not else task.description
        grid.add_row(name, *count, carriers, plain(asks))
    console().print(grid)
