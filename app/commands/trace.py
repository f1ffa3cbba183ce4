"""`mmkg trace`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mmkg.app.output import console, duration, json_option, plain, print_json, table

if TYPE_CHECKING:
    from mmkg.app.trials import Trial, Wanted
    from mmkg.runtime.events import BaseEvent
    from mmkg.runtime.ledger import Ledger


_POLL_S = 0.5
_SORTS = {"cost": "cost", "time": "seconds", "calls": "calls", "tokens": "tokens"}


@click.command(short_help="See what was tried, and what the agents did for one sample.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("sample", required=False)
@click.option("--rejected", is_flag=True, help="List only what was rejected.")
@click.option(
    "--check", metavar="NAME", help="Only samples which this check refused at least once."
)
@click.option("--tool", metavar="NAME", help="Only samples for which this tool was called.")
@click.option("--role", metavar="NAME", help="Only samples for which this role's model was asked.")
@click.option("--min-cost", "cost", type=float, default=0.0, help="Only samples of so many USD.")
@click.option("--min-seconds", "seconds", type=float, default=0.0, help="Only samples that slow.")
@click.option("--sort", type=click.Choice(list(_SORTS)), help="The most expensive first.")
@click.option("--follow", is_flag=True, help="Tell what happens while the session works.")
@click.option("--otlp", metavar="URL", help="Send the trace to an OpenTelemetry collector.")
@click.option("--whole", is_flag=True, help="Show, or send, every message in full.")
@json_option
def command(
    session: Path,
    sample: str | None,
    sort: str | None,
    follow: bool,
    otlp: str | None,
    whole: bool,
    as_json: bool,
    **wanted: Any,
) -> None:
    r"""List what SESSION tried; with SAMPLE (its id, or how that begins), tell its whole story.

    The story is a tree: roles, what their models were asked and replied, tools with arguments
    and results, checks, and where each failure was routed.

    \b
    Examples:
      mmkg trace runs/first
      mmkg trace runs/first --check leak --sort cost
      mmkg trace runs/first s00003
      mmkg trace runs/first s00003 --whole | less
      mmkg trace runs/first --follow
      mmkg trace runs/first --follow --otlp http://127.0.0.1:4318
    """
    from mmkg.app.folder import open_ledger
    from mmkg.app.trials import Wanted

    with open_ledger(session) as ledger:
        if otlp:
            _send(ledger, session, otlp, follow, whole)
        elif follow:
            _follow(ledger, sample, as_json)
        elif sample is None:
            _list(ledger, Wanted(**wanted), sort, as_json)
        else:
            _tell(ledger, sample, whole, as_json)


def _list(ledger: Ledger, wanted: Wanted, sort: str | None, as_json: bool) -> None:
    from mmkg.app.trials import trials

    found = [trial for trial in trials(ledger) if wanted.lets(trial)]
    if sort:
        found.sort(key=lambda trial: getattr(trial, _SORTS[sort]), reverse=True)
    if as_json:
        print_json([_listed(trial) for trial in found])
        return
    numbers = ("attempts", "calls", "tokens", "USD", "time")
    grid = table("sample", "task", "verdict", *numbers, numbers=numbers)
    for trial in found:
        grid.add_row(*_row(trial))
    console().print(grid)


def _listed(trial: Trial) -> dict[str, object]:
    fields = asdict(trial)
    return {k: sorted(v) if isinstance(v, set) else v for k, v in fields.items()}


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


def _follow(ledger: Ledger, sample: str | None, as_json: bool) -> None:
    """Print a line for each event as it is written, until the session ends or Ctrl-C."""
    from mmkg.app.story import told

    out = console()
    for event in _coming(ledger):
        if event is None or not (event.sample or "").startswith(sample or ""):
            continue
        if as_json:
            click.echo(event.model_dump_json(by_alias=True, exclude_none=True))
        else:
            out.print(told(ledger, event), soft_wrap=True)


def _coming(ledger: Ledger) -> Iterator[BaseEvent | None]:
    """All events, and those still to come until the session ends; none while it waits."""
    import time

    from mmkg.runtime.events import SessionEnded

    last, ended = 0, False
    while not ended:
        for number, event in ledger.since(last):
            last, ended = number, isinstance(event, SessionEnded)
            yield event
        if not ended:
            yield None
            time.sleep(_POLL_S)


def _send(ledger: Ledger, session: Path, address: str, follow: bool, whole: bool) -> None:
    from mmkg.app.otlp import send

    events: Iterator[BaseEvent | None] = _coming(ledger) if follow else ledger.events()
    text = ledger.text if whole else None
    sent = send(events, session.resolve().name, address, text)
    click.echo(f"{sent} spans sent", err=True)
