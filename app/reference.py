"""The reference of the command line: `python -m mmkg.app.reference > docs/commands.md`.

It is made from the help of the commands; a test holds the file against it, so it cannot drift.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from mmkg.app.cli import mmkg

WIDTH = 96


def reference() -> str:
    """All commands with their help, as Markdown."""
    parts = ["# Commands", "Made by `python -m mmkg.app.reference > docs/commands.md`."]
    with click.Context(mmkg, info_name="mmkg", terminal_width=WIDTH) as top:
        for context in _contexts(mmkg, top):
            parts += [f"## {context.command_path}", f"```text\n{context.get_help().strip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _contexts(group: click.Group, above: click.Context) -> Iterator[click.Context]:
    """A context for each command of a group and of the groups in it."""
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        assert command is not None
        with click.Context(command, above, info_name=name, terminal_width=WIDTH) as context:
            yield context
            if isinstance(command, click.Group):
                yield from _contexts(command, context)


if __name__ == "__main__":
    print(reference(), end="")
