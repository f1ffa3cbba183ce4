"""`mmkg tools`: what agents may call."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import console, json_option, plain, print_json, table

_path_option = click.option(
    "--from",
    "paths",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A Python file or folder with tools of your own (repeatable).",
)


@click.group(short_help="What agents may call: list it, show one, call one by hand.")
def command() -> None:
    r"""What agents may call: list it, show one tool, or call one by hand on a session's graph.

    \b
    Examples:
      mmkg tools list
      mmkg tools call calculate '{"expression": "(3.5 - 1.2) / 2"}'
      mmkg tools call view_table '{"table": "Table 2"}' --session runs/first
    """


@command.command("list")
@_path_option
@json_option
def list_tools(paths: tuple[Path, ...], as_json: bool) -> None:
    """List all tools with the capability that grants each to a role."""
    from mmkg.tools.toolbox import load_tools

    tools = load_tools(paths).values()
    if as_json:
        keep = ("name", "capability", "description")
        print_json([{name: getattr(tool, name) for name in keep} for tool in tools])
        return
    grid = table("tool", "capability", "what it does")
    for tool in tools:
        grid.add_row(tool.name, tool.capability, plain(tool.description))
    console().print(grid)


@command.command("show")
@click.argument("name")
@_path_option
@json_option
def show_tool(name: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show tool NAME as a model sees it: description and arguments."""
    from mmkg.app.toolcall import named

    tool = named(name, paths)
    schema = tool.arguments.model_json_schema()
    if as_json:
        keep = {"name": tool.name, "capability": tool.capability, "description": tool.description}
        print_json(keep | {"arguments": schema})
        return
    out = console()
    out.print(f"{tool.name} ({tool.capability})\n{tool.description}")
    grid = table("argument", "type", "needed", "meaning")
    for argument, about in schema.get("properties", {}).items():
        needed = "yes" if argument in schema.get("required", ()) else "no"
        kind = str(about.get("type", "see --json"))
        grid.add_row(argument, kind, needed, plain(about.get("description", "")))
    out.print(grid)


@command.command("call")
@click.argument("name")
@click.argument("arguments", default="{}", metavar="[JSON]")
@click.option(
    "--session",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A session's folder, for tools that look at the graph.",
)
@_path_option
def call_tool(name: str, arguments: str, session: Path | None, paths: tuple[Path, ...]) -> None:
    """Call tool NAME with arguments given as a JSON object, and print what the model would read."""
    from mmkg.app.toolcall import call, named

    click.echo(call(named(name, paths), arguments, session))
