"""`mmkg tasks`."""

from __future__ import annotations

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
@json_option
def command(place: Path | None, as_json: bool) -> None:
    r"""List the kinds of sample that can be asked for, with what each one rests on.

    With CORPUS (a folder or file) or SESSION, also count the plans found there for each, up to
    200: a task cannot give more samples than it has plans.

    \b
    Examples:
      mmkg tasks
      mmkg tasks examples/corpus
      mmkg run examples/corpus --offline --task single_chart --task multi_table
    """
    from mmkg.graph.task import load_tasks

    tasks = load_tasks()
    plans: dict[str, int] = {}
    if place is not None:
        from mmkg.app.supply import MOST, supply

        plans = supply(place)
    if as_json:
        known = [task.model_dump(mode="json") for task in tasks.values()]
        print_json([task | ({"plans": plans[task["name"]]} if plans else {}) for task in known])
        return
    grid = table("task", *(["plans"] if plans else []), "rests on", "asks", numbers=("plans",))
    for name, task in tasks.items():
        carriers = ", ".join(f"{count} {kind}" for kind, count in task.carriers.items())
        count = [f"{plans[name]}{'+' if plans[name] == MOST else ''}"] if plans else []
        grid.add_row(name, *count, carriers, plain(task.description))
    console().print(grid)
