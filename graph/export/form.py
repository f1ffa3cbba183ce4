"""What an export format is, and how its output comes to be whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from mmkg.graph.found import chosen, found
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.runtime.replacing import replacing


@runtime_checkable
class GraphFormat(Protocol):
    """A format; the first line of its docstring says what it is for.

    Attributes:
        name: What `--format` calls it.
        suffix: Ending of its file; empty if it writes a folder.
    """

    name: str
    suffix: str

    def write(self, graph: Graph, to: Path) -> None:
        """Write a file, or into a folder that exists."""


def graph_formats() -> dict[str, GraphFormat]:
    """All formats by name."""
    return found("mmkg.graph.export", GraphFormat)  # type: ignore[type-abstract]


def export(graph: Graph, name: str, to: Path) -> None:
    """Write a graph in a format; what was there is replaced once all is written.

    Raises:
        UsageError: If there is no such format, or the place holds something else.
    """
    form = chosen(name, graph_formats(), "graph format")
    if to.is_dir() and (form.suffix or any(to.iterdir())):
        raise UsageError(f"{to}: is a folder with something in it: name another place by --to")
    if not form.suffix and to.is_file():
        raise UsageError(f"{to}: is a file; {name} writes a folder")
    with replacing(to) as draft:
        if not form.suffix:
            draft.mkdir()
        form.write(graph, draft)
