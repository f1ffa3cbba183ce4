"""Runs a session from the command line and tells what came of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from contextlib import redirect_stdout
from pathlib import Path

import click

from mmkg.agents.session import SessionRequest, SessionResult, Watcher
from mmkg.app.estimate_told import tell
from mmkg.app.estimating import estimate
from mmkg.app.output import plain, print_json
from mmkg.app.standing import Standing, standing
from mmkg.app.watching import watching
from mmkg.dataset.exports.words import answer_text
from mmkg.dataset.report import write_report

SHORT = 3
EXHAUSTED = "no more plans"
Session = Callable[[Watcher], Coroutine[object, object, SessionResult]]


def work(session: Session, *, as_json: bool) -> int:
    """Run a session to its end and print what came of it.

    Returns:
        The exit code: 0 if as many samples were accepted as wanted, else 3.
    """
    with watching() as watcher, redirect_stdout(sys.stderr):  # a user's tool may print
        result = asyncio.run(session(watcher))
        report = write_report(result.folder)
    now = standing(result.folder)
    if as_json:
        more = {"shortfall": list(result.shortfall), "unread": list(result.unread)}
        print_json(now.as_json() | more | {"report": str(report)})
    else:
        _tell(now, result, report)
    return 0 if result.complete else SHORT


def foresee(request: SessionRequest, *, as_json: bool) -> int:
    """Estimate what a session will take, and tell."""
    with watching() as watcher, redirect_stdout(sys.stderr):
        found = asyncio.run(estimate(request, watcher))
    tell(found, request.settings.limits, as_json=as_json)
    return 0


def _tell(now: Standing, result: SessionResult, report: Path) -> None:
    click.echo()
    for sample in now.examples:
        click.echo(f"{sample.task}: {plain(sample.question)}")
        click.echo(f"  answer: {plain(answer_text(sample))}  ({_worded(sample.wording)})")
    for line in result.unread:
        click.echo(f"not read: {plain(line)}")
    click.echo()
    for line in now.lines():
        click.echo(line)
    if not result.complete:
        click.echo(f"short of {result.wanted} by {result.wanted - result.accepted}:")
        dry = result.shortfall if result.stop_reason == EXHAUSTED else ()
        for line in dry or (result.stop_reason,):
            click.echo(f"  {plain(line)}")
    _tell_next(now.folder, report, more=result.stop_reason not in ("", EXHAUSTED) and now.short)


def _worded(wording: str) -> str:
    return "worded by the model" if wording == "model" else "worded by the grammar"


def _tell_next(folder: Path, report: Path, *, more: bool) -> None:
    mmkg = how_called()
    click.echo("\nlook at it:")
    click.echo(f"  {report}   (in a browser)")
    click.echo(f"  {mmkg} trace {folder}")
    click.echo(f"  {mmkg} reverify {folder}")
    click.echo(f"  {mmkg} export {folder} --format messages --to {folder / 'messages.jsonl'}")
    if more:
        click.echo(f"  {mmkg} resume {folder}")


def how_called() -> str:
    """What to type for `mmkg` here: the name alone where it is on the path, else the file."""
    here = Path(sys.executable).with_name("mmkg")
    found = shutil.which("mmkg")
    if not here.exists() or (found and Path(found).resolve() == here.resolve()):
        return "mmkg"
    return min(str(here), os.path.relpath(here), key=len)
