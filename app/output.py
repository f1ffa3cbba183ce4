"""What commands print: for people with rich, for programs as JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
samplers_option = click.option(
    "--samplers",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="A Python file or folder with samplers of your own (repeatable).",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text from documents or models without characters that could steer a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def print_json(value: object) -> None:
    """Print a value as JSON, indented."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def console(*, stderr: bool = False) -> Console:
    """A rich console that takes brackets in texts for brackets; plain when not a terminal."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 250
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


def table(*columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table for a console; columns in `numbers` are set flush right, the first is kept."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, name in enumerate(columns):
        side: Literal["left", "right"] = "right" if name in numbers else "left"
        grid.add_column(name, justify=side, overflow="fold", no_wrap=place == 0)
    return grid


def size(count: float) -> str:
    """Bytes in words, such as `1.1 GB`."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def duration(seconds: float) -> str:
    """A time span in words, such as `2 min 5 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


@contextmanager
def byte_progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for a download; a line per tenth when standard error is no terminal."""
    if not sys.stderr.isatty():
        yield _tenths(title)
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = ("[progress.description]{task.description}", BarColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _tenths(title: str) -> Callable[[int, int], None]:
    shown = -1

    def report(done: int, total: int) -> None:
        nonlocal shown
        tenth = 10 * done // total if total else 0
        if tenth > shown:
            shown = tenth
            click.echo(f"{title}: {size(done)} of {size(total)}", err=True)

    return report


@contextmanager
def counter(what: str) -> Iterator[Callable[[int], None]]:
    """A running count on standard error; nothing when that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    with console(stderr=True).status(what) as status:
        yield lambda count: status.update(f"{count:,} {what}")
