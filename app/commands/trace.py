"""`mmkg trace`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, duration, json_option, plain, print_json, table

if TYPE_CHECKING:
    from mmkg.app.trials import Trial
    from mmkg.runtime.ledger import Ledger


@click.command(short_help="See what was tried, and what the agents did for one sample.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("sample", required=False)
@click.option("--rejected", is_flag=True, help="List only what was rejected.")
@click.option("--whole", is_flag=True, help="Show every message in full.")
@json_option
def command(session: Path, sample: str | None, rejected: bool, whole: bool, as_json: bool) -> None:
    r"""List what SESSION tried; with SAMPLE (its id, or how that begins), tell its whole story.

    The story is a tree: roles, what their models were asked and replied, tools with arguments
    and results, checks, and where each failure was routed.

    \b
    Examples:
      mmkg trace runs/first
      mmkg trace runs/first s00003
      mmkg trace runs/first s00003 --whole | less
    """
    from mmkg.app.folder import open_ledger

    with open_ledger(session) as ledger:
        if sample is None:
            _list(ledger, rejected, as_json)
        else:
            _tell(ledger, sample, whole, as_json)


def _list(ledger: Ledger, rejected: bool, as_json: bool) -> None:
    from mmkg.app.trials import trials

    found = [t for t in trials(ledger) if not rejected or t.verdict == "rejected"]
    if as_json:
        print_json([asdict(trial) for trial in found])
        return
    numbers = ("attempts", "calls", "tokens", "USD", "time")
    grid = table("sample", "task", "verdict", *numbers, numbers=numbers)
    for trial in found:
        grid.add_row(*_row(trial))
    console().print(grid)


def _row(trial: Trial) -> list[str]:
    verdict = f"{trial.verdict}: {trial.reason}" if trial.reason else trial.verdict
    counts = [str(trial.attempts), str(trial.calls), str(trial.tokens), f"{trial.cost:.4f}"]
    return [trial.sample, trial.task, plain(verdict), *counts, duration(trial.seconds)]


def _tell(ledger: Ledger, prefix: str, whole: bool, as_json: bool) -> None:
    from mmkg.app.story import story
    from mmkg.app.trials import find_sample

    sample = find_sample(ledger, prefix)
    if as_json:
        events = ledger.events(sample=sample)
        print_json([event.model_dump(mode="json", by_alias=True) for event in events])
        return
    console().print(story(ledger, sample, whole=whole))
