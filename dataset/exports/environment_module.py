"""An environment of questions about documents. Needs `pip install mmkg`.

env = importlib.import_module("<this folder>")
task = env.tasks()[0]
env.search("orbits of small bodies")          # what the tools give back
env.check(task["id"], "The answer is 2.99 AU")  # True or False
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from mmkg.dataset.answers.compare import is_right
from mmkg.graph.plan import Answer
from mmkg.tools.compute_tools import calculate, convert_unit

HERE = Path(__file__).parent
MOST_FOUND = 5


def tasks() -> list[dict[str, str]]:
    """The questions, each with its `id`; gold answers stay with the checker."""
    return [{"id": task["id"], "question": task["question"]} for task in _tasks().values()]


def check(task_id: str, reply: str) -> bool:
    """Whether a whole reply gives the right answer to a task."""
    return is_right(reply, Answer.model_validate(_tasks()[task_id]["answer"]))


def search(words: str) -> str:
    """Find tables, formulas, figures and passages by words.

    Args:
        words: What to look for.
    """
    wanted = set(re.findall(r"\w+", words.lower()))
    scored = [(len(wanted & _words(name)), name) for name in _carriers()]
    best = [name for score, name in sorted(scored, key=lambda s: (-s[0], s[1])) if score]
    shown = [
        f"{name} ({_carriers()[name]['place']}): {_carriers()[name]['text'][:120]!r}"
        for name in best[:MOST_FOUND]
    ]
    return "\n".join(shown) or "nothing found"


def read(carrier: str) -> str:
    """Read a table, formula, figure or passage in full.

    Args:
        carrier: Its id, as search gives it.
    """
    found = _carriers().get(carrier)
    return f"{found['place']}\n{found['text']}" if found else f"there is no {carrier}"


TOOLS: Mapping[str, Callable[..., str]] = {
    "search": search,
    "read": read,
    "calculate": calculate,
    "convert_unit": convert_unit,
}


@cache
def _tasks() -> dict[str, dict[str, str]]:
    return _by_id("tasks.jsonl")


@cache
def _carriers() -> dict[str, dict[str, str]]:
    return _by_id("carriers.jsonl")


@cache
def _words(carrier: str) -> frozenset[str]:
    entry = _carriers()[carrier]
    return frozenset(re.findall(r"\w+", f"{entry['place']} {entry['text']}".lower()))


def _by_id(name: str) -> dict[str, dict[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}
