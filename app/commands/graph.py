"""`mmkg graph`: the knowledge graph of a session; each command of it is a file `app/graph_*.py`."""

from __future__ import annotations

import click

from mmkg.app import (
    graph_export,
    graph_paths,
    graph_samplers,
    graph_schema,
    graph_show,
    graph_stats,
    graph_unmerge,
)


@click.group(short_help="The knowledge graph of a session: figures, paths, exports, pictures.")
def command() -> None:
    r"""The knowledge graph of a session.

    \b
    Examples:
      mmkg graph stats runs/first
      mmkg graph show runs/first Ceres
      mmkg graph paths runs/first --from Ceres --most-hops 3
    """


for module in (
    graph_export,
    graph_paths,
    graph_samplers,
    graph_schema,
    graph_show,
    graph_stats,
    graph_unmerge,
):
    command.add_command(module.command)
