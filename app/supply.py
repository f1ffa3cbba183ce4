"""How many samples of each kind some documents could give, and why none where they give none."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mmkg.app.folder import LEDGER, load_graph
from mmkg.graph.build import build
from mmkg.graph.mining.pattern import PATTERNS
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.graph.task import Task
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import read_corpus

MOST = 200  # plans that are counted
SECONDS = 20.0  # that counting the plans of one task may take
STEP = 20


@dataclass(frozen=True)
class Supply:
    """What some documents hold for a task.

    Attributes:
        plans: Different plans that were found.
        at_least: Whether there may be more: plans are drawn, not listed.
        why_not: Why there is none; empty if there is one.
    """

    plans: int
    at_least: bool
    why_not: str = ""


def supply(place: Path, tasks: Iterable[Task]) -> dict[str, Supply]:
    """Plans that a session's graph or a corpus holds, by task.

    Raises:
        InputError: If there is nothing that can be read.
    """
    view = View(_graph(place))
    return {task.name: _of(view, task) for task in tasks}


def _of(view: View, task: Task) -> Supply:
    sampler, found, end = Sampler(view, [task], 1), 0, time.monotonic() + SECONDS
    while found < MOST and time.monotonic() < end:
        more = len(sampler.candidates(task.name, STEP))
        found += more
        if more < STEP:
            break
    if found or time.monotonic() >= end:
        return Supply(found, at_least=True)
    return Supply(0, at_least=False, why_not=_why_not(view, task))


def _why_not(view: View, task: Task) -> str:
    """What is missing, in words that help to choose documents."""
    patterns = [PATTERNS[name] for name in task.patterns]
    if any(pattern.sites(view) for pattern in patterns):
        return (
            "there are places to ask about, but no question with exactly one answer comes of them"
        )
    needs = dict.fromkeys(pattern.needs for pattern in patterns if pattern.needs)
    return f"there is none of what it needs: {'; or '.join(needs)}"


def _graph(place: Path) -> Graph:
    if (place / LEDGER).is_file():
        return load_graph(place)
    corpus = read_corpus([place])
    if not corpus.documents:
        raise InputError(f"{place}: no document can be read: {corpus.failures[0].reason}")
    return build(corpus.documents)
