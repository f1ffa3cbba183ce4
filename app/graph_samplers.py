"""`mmkg graph samplers`."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from mmkg.app.output import console, json_option, print_json, samplers_option, table


@click.command("samplers", short_help="The ways to draw regions and paths.")
@samplers_option
@json_option
def command(samplers: tuple[Path, ...], as_json: bool) -> None:
    r"""List the subgraph samplers (run --subgraph) and the path samplers (graph paths --sampler).

    \b
    Examples:
      mmkg graph samplers --samplers my_samplers/
      mmkg run examples/corpus --offline --subgraph community --subgraph-size 150
    """
    from mmkg.graph.sampling.path import path_samplers
    from mmkg.graph.sampling.subgraph import subgraph_samplers

    kinds: dict[str, dict[str, object]] = {
        "subgraph": dict(subgraph_samplers(samplers)),
        "path": dict(path_samplers(samplers)),
    }
    told = {kind: {name: _about(s) for name, s in found.items()} for kind, found in kinds.items()}
    if as_json:
        print_json(told)
        return
    for kind, rows in told.items():
        grid = table(kind, "what it draws")
        for name, about in rows.items():
            grid.add_row(name, about)
        console().print(grid)


def _about(sampler: object) -> str:
    """The first paragraph of a sampler's docstring, on one line."""
    return " ".join((inspect.getdoc(type(sampler)) or "").split("\n\n")[0].split())
