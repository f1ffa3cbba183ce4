"""Tells on standard error how a session goes on: bars in a terminal, else a line a stage."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mmkg.agents.session import Watcher
from mmkg.app.output import console, plain
from mmkg.runtime.outcomes import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

STAGES = {
    "ingest": "reading documents",
    "graph": "building the graph",
    "model": "starting the embedded model",
    "extract": "extracting relations with the model",
    "samples": "making samples",
    "publish": "writing samples",
    "calibrate": "trying the checks on mutants",
}


class Lines:
    """A plain line for each stage, and about ten for long ones."""

    def __init__(self) -> None:
        self._told = -1

    def stage(self, name: str) -> None:
        """A stage begins."""
        self._told = -1
        self.note(STAGES.get(name, name))

    def ingested(self, done: int, total: int, name: str) -> None:
        """A document or chunk was read."""
        self._tenth(done, total, f"read {done} of {total} ({name})")

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        """A sample has its verdict."""
        if outcome.accepted:
            self._tenth(accepted, wanted, f"accepted {accepted} of {wanted}")

    def note(self, text: str) -> None:
        """Something that the user should know."""
        click.echo(f"mmkg: {plain(text)}", err=True)

    def _tenth(self, done: int, total: int, told: str) -> None:
        tenth = 10 * done // total if total else 10
        if tenth > self._told:
            self._told = tenth
            self.note(told)


class Bars:
    """A bar for each stage, with what happened last."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID | None = None
        self._rejected = 0

    def stage(self, name: str) -> None:
        """A stage begins; the one before it is done."""
        self._finish()
        self._bar = self._progress.add_task(STAGES.get(name, name), total=None, last="")

    def ingested(self, done: int, total: int, name: str) -> None:
        """A document or chunk was read."""
        self._show(done, total, name)

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        """A sample has its verdict."""
        self._rejected += not outcome.accepted
        last = f"{self._rejected} rejected" if self._rejected else ""
        self._show(accepted, wanted, last + (f", {outcome.reason}" if outcome.reason else ""))

    def note(self, text: str) -> None:
        """Something that the user should know."""
        self._progress.console.print(plain(text))

    def _show(self, done: int, total: int, last: str) -> None:
        if self._bar is not None:
            self._progress.update(self._bar, completed=done, total=total, last=plain(last))

    def _finish(self) -> None:
        if self._bar is not None:
            task = self._progress.tasks[-1]
            total = task.total or 1
            self._progress.update(self._bar, total=total, completed=task.completed or total)
            self._progress.stop_task(self._bar)


@contextmanager
def watching() -> Iterator[Watcher]:
    """The watcher that fits where standard error goes."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<36}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=console(stderr=True)) as progress:
        yield Bars(progress)
