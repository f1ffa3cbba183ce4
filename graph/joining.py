"""One graph out of several of one corpus, which models may have let grow apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from mmkg.graph.store import FILE, Graph


def joined(folders: Sequence[Path]) -> Graph:
    """All that the graphs in some folders hold; where they differ, the first has the say.

    Raises:
        OSError, zipfile.BadZipFile, pydantic.ValidationError: As `Graph.load` does.
    """
    different = {_hash(folder / FILE): folder for folder in reversed(folders)}
    first, *others = (Graph.load(folder) for folder in reversed(different.values()))
    for other in others:
        _add(first, other)
    return first


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _add(graph: Graph, other: Graph) -> None:
    graph.documents = other.documents | graph.documents
    graph.carriers = other.carriers | graph.carriers
    for node in other.nodes.values():
        if node.id not in graph.nodes:
            graph.add(node)
    known = set(graph.edges)
    for edge in other.edges:
        if edge not in known:
            graph.connect(edge)
    graph.merges += [merge for merge in other.merges if merge not in graph.merges]
