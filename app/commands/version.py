"""`mmkg version`."""

from __future__ import annotations

import click

from mmkg.app.output import json_option, print_json


@click.command(short_help="Print the version of mmkg and of what it reads documents with.")
@json_option
def command(as_json: bool) -> None:
    r"""Print the version of mmkg and of what it reads documents with.

    \b
    Example:
      mmkg version
    """
    import platform
    from importlib.metadata import version

    names = ("mmkg", "pymupdf", "camelot-py", "langgraph", "xllamacpp")
    versions = {name: version(name) for name in names} | {"python": platform.python_version()}
    if as_json:
        print_json(versions)
        return
    for name, number in versions.items():
        click.echo(f"{name} {number}")
