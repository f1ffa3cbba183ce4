"""Tells an estimate."""

from __future__ import annotations

import click

from mmkg.app.estimating import Estimate, Stage
from mmkg.app.output import console, duration, print_json, table
from mmkg.app.ranges import Range
from mmkg.runtime.settings import Limits


def tell(found: Estimate, limits: Limits, *, as_json: bool) -> None:
    """Print what a session will take, and what finding out took."""
    if as_json:
        print_json(found.as_json(limits))
        return
    click.echo(
        f"estimate for {found.wanted} accepted samples, from {found.measured} made now"
        f" ({found.accepted} accepted)"
    )
    if found.stages:
        columns = ("calls", "tokens read", "tokens written", "USD")
        grid = table("role", *columns, numbers=columns)
        for role, stage in [*found.stages.items(), ("all", found.whole)]:
            grid.add_row(role, *_cells(stage))
        console().print(grid)
    else:
        click.echo("no model is called")
    click.echo(f"samples to make {_whole(found.samples)}")
    click.echo(f"time {duration(found.seconds.low)} to {duration(found.seconds.high)}")
    for line in found.beyond(limits):
        click.echo(f"limit: {line}")
    spent, tokens = found.spent, found.spent.tokens_in + found.spent.tokens_out
    click.echo(
        f"the estimate took {spent.calls} calls, {tokens:,} tokens, ${spent.cost:.4f},"
        f" {duration(found.spent_seconds)}; `mmkg resume {found.folder}` goes on from it"
    )


def _cells(stage: Stage) -> tuple[str, ...]:
    cost = f"{stage.cost.low:.4f} to {stage.cost.high:.4f}"
    return (*map(_whole, (stage.calls, stage.tokens_in, stage.tokens_out)), cost)


def _whole(numbers: Range) -> str:
    return f"{numbers.low:,.0f} to {numbers.high:,.0f}"
