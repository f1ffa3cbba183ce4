"""`mmkg calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import json_option, print_json

if TYPE_CHECKING:
    from mmkg.dataset.calibrate import Calibration, Tried


@click.command(short_help="Measure the checks: do they catch wrong samples, and only those?")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--samples",
    "most",
    default=100,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=1),
    help="Accepted samples to make mutants of.",
)
@click.option("--seed", default=1, show_default=True, help="Draws samples and mutants.")
@click.option("--offline", is_flag=True, help="Call no model; none is called in any case.")
@json_option
def command(session: Path, most: int, seed: int, offline: bool, as_json: bool) -> None:
    r"""Spoil accepted samples of SESSION in known ways and see whether the checks notice.

    Each mutant is wrong in one way that mistakes are made in: another row, another operation,
    a unit, a leak, a stale value, … Mutants that happen to be right all the same are left out.
    Controls ask the same in other words and must pass.

    \b
    Examples:
      mmkg calibrate runs/first
      mmkg calibrate runs/first --samples 20 --json
    """
    from mmkg.agents.calibration import calibrate_session
    from mmkg.app.folder import load_graph
    from mmkg.app.output import counter

    with counter("samples spoilt") as count:
        found = calibrate_session(
            session, load_graph(session), most=most, seed=seed, progress=count
        )
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _tell(found)


def _tell(found: Calibration) -> None:
    click.echo(f"{_share(found.catch_rate)} of the mutants of {found.samples} samples caught:")
    for name, tried in found.by_kind.items():
        click.echo(f"  {name:20} {_told(tried)}")
    click.echo(f"{_share(found.false_reject_rate)} of the harmless rewordings refused:")
    for name, tried in found.controls.items():
        click.echo(f"  {name:20} {_told(tried)}")


def _told(tried: Tried) -> str:
    by = ", ".join(f"{check} {count}" for check, count in tried.by.items())
    odd = f"  see {', '.join(tried.odd)}" if tried.odd else ""
    return f"{tried.caught:4} of {tried.made:4}  {by}{odd}"


def _share(rate: float | None) -> str:
    return "none" if rate is None else f"{100 * rate:.1f} %"
