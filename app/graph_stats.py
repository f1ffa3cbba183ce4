"""`mmkg graph stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, json_option, plain, print_json, table

if TYPE_CHECKING:
    from mmkg.graph.coverage import Coverage
    from mmkg.graph.shape import Shape
    from mmkg.graph.store import Graph


@click.command("stats", short_help="Nodes and edges by type, components, degrees, coverage.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(session: Path, as_json: bool) -> None:
    r"""Measure the graph of SESSION, and how much of it the accepted samples use.

    \b
    Example:
      mmkg graph stats runs/first --json
    """
    from mmkg.app.folder import load_graph
    from mmkg.graph.shape import shape

    graph = load_graph(session)
    counts, form, used = graph.counts(), shape(graph), _coverage(session, graph)
    extraction = _extraction(session)
    if as_json:
        documents = [
            {"sha256": document.sha256, "name": document.name, "title": document.title}
            for document in graph.documents.values()
        ]
        coverage = {"coverage": used.model_dump(mode="json") if used else None}
        more = coverage | {"extraction": extraction}
        print_json(counts | {"documents": documents} | form.model_dump(mode="json") | more)
        return
    for what, rows in (counts | {"read by the model": extraction}).items():
        if not rows:
            continue
        grid = table(what, "count", numbers=("count",))
        for label, count in sorted(rows.items(), key=lambda row: -row[1]):
            grid.add_row(plain(label), f"{count:,}")
        console().print(grid)
    _print_shape(form)
    if used is not None:
        _print_coverage(used)


def _extraction(session: Path) -> dict[str, int]:
    """What the extractor's model found; nothing where a folder holds a graph alone."""
    from mmkg.app.folder import LEDGER, open_ledger
    from mmkg.dataset.extraction import extraction

    if not (session / LEDGER).is_file():
        return {}
    with open_ledger(session) as ledger:
        return extraction(ledger)


def _coverage(session: Path, graph: Graph) -> Coverage | None:
    """What the published samples use; nothing before any were published."""
    from mmkg.dataset.publish import read_samples
    from mmkg.graph.coverage import coverage

    if not (session / "samples.jsonl").is_file():
        return None
    samples = list(read_samples(session / "samples.jsonl"))
    evidence = (item for sample in samples for item in sample.evidence)
    return coverage(graph, evidence, (node for sample in samples for node in sample.path))


def _print_shape(form: Shape) -> None:
    numbers = ("least", "lower quartile", "median", "upper quartile", "most")
    grid = table("edges of a", *numbers, numbers=numbers)
    for kind, degrees in form.degrees.items():
        middle = (f"{value:g}" for value in (degrees.lower, degrees.median, degrees.upper))
        grid.add_row(kind, f"{degrees.least:,}", *middle, f"{degrees.most:,}")
    console().print(grid)
    parts = "part" if form.components == 1 else "parts"
    console().print(
        f"{form.components:,} connected {parts}, the largest of {form.largest:,} nodes; "
        f"{form.long_tail:,} entities with at most one edge; {form.merges:,} entities merged"
    )


def _print_coverage(used: Coverage) -> None:
    shares = ("used", "share", "of the least joined half")
    grid = table("accepted samples use", *shares, numbers=shares)
    for kind in type(used.overall).model_fields:
        every, rare = getattr(used.overall, kind), getattr(used.long_tail, kind)
        tail = f"{rare.used:,} of {rare.of:,}"
        grid.add_row(kind, f"{every.used:,} of {every.of:,}", f"{every.share:.1%}", tail)
    console().print(grid)
