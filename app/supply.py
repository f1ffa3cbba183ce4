"""How many samples of each kind some documents could give."""

from __future__ import annotations

from pathlib import Path

from mmkg.app.folder import LEDGER, load_graph
from mmkg.graph.build import build
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.graph.task import load_tasks
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import read_corpus

MOST = 200


def supply(place: Path) -> dict[str, int]:
    """Plans that a session's graph or a corpus holds, by task; counting stops at `MOST`.

    Raises:
        InputError: If there is nothing that can be read.
    """
    view = View(_graph(place))
    tasks = load_tasks()
    return {
        name: len(Sampler(view, [task], 1).candidates(name, MOST)) for name, task in tasks.items()
    }


def _graph(place: Path) -> Graph:
    if (place / LEDGER).is_file():
        return load_graph(place)
    corpus = read_corpus([place])
    if not corpus.documents:
        raise InputError(f"{place}: no document can be read: {corpus.failures[0].reason}")
    return build(corpus.documents)
