"""`mmkg tasks`."""

from __future__ import annotations

import click

from mmkg.app.output import console, json_option, plain, print_json, table


@click.command(short_help="List the kinds of sample that can be asked for.")
@json_option
def command(as_json: bool) -> None:
    r"""List the kinds of sample that can be asked for, with what each one rests on.

    \b
    Examples:
      mmkg tasks
      mmkg run examples/corpus --offline --task single_chart --task multi_table
    """
    from mmkg.graph.task import load_tasks

    tasks = load_tasks().values()
    if as_json:
        print_json([task.model_dump(mode="json") for task in tasks])
        return
    grid = table("task", "rests on", "asks")
    for task in tasks:
        carriers = ", ".join(f"{count} {kind}" for kind, count in task.carriers.items())
        grid.add_row(task.name, carriers, plain(task.description))
    console().print(grid)
