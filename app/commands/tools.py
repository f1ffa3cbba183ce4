"""`mmkg tools`: what agents may call."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import console, json_option, plain, print_json, table

_path_option = click.option(
    "--tools",
    "paths",
    multiple=True,
    metavar="PATH",
    type=click.Path(exists=True, path_type=Path),
    help="A Python file or folder with tools of your own (repeatable).",
)
_settings_option = click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A settings file: its tools, its MCP servers, what it grants to roles.",
)
_session_option = click.option(
    "--session",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A session's folder, for tools that look at the graph.",
)
_seconds_option = click.option(
    "--seconds", type=float, default=30, show_default=True, help="Longest that one call may take."
)


@click.group(short_help="What agents may call: list, show, call, write and check tools.")
def command() -> None:
    r"""What agents may call: list tools, show one, call one by hand, write and check your own.

    \b
    Examples:
      mmkg tools list
      mmkg tools call calculate '{"expression": "(3.5 - 1.2) / 2"}'
      mmkg tools call view_table '{"table": "Table 2"}' --session runs/first
      mmkg tools new count_words && mmkg tools check count_words.py
    """


@command.command("list")
@_path_option
@_settings_option
@json_option
def list_tools(paths: tuple[Path, ...], settings: Path | None, as_json: bool) -> None:
    """List all tools with the capability that grants each, and the roles that have it."""
    from mmkg.app.toolcall import all_tools
    from mmkg.app.toolroles import roles_of
    from mmkg.runtime.settings import load_settings

    given = load_settings(settings)
    tools = all_tools(paths, given).values()
    if as_json:
        keep = ("name", "capability", "description")
        print_json(
            [
                {name: getattr(tool, name) for name in keep} | {"roles": roles_of(tool, given)}
                for tool in tools
            ]
        )
        return
    grid = table("tool", "capability", "roles", "what it does")
    for tool in sorted(tools, key=lambda tool: (tool.capability, tool.name)):
        roles = ", ".join(roles_of(tool, given)) or "by settings"
        grid.add_row(tool.name, tool.capability, roles, plain(tool.description))
    console().print(grid)


@command.command("show")
@click.argument("name")
@_path_option
@_settings_option
@json_option
def show_tool(name: str, paths: tuple[Path, ...], settings: Path | None, as_json: bool) -> None:
    """Show tool NAME exactly as a model gets it: name, description and JSON schema."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    from mmkg.app.toolcall import all_tools, context, named
    from mmkg.app.toolroles import roles_of
    from mmkg.runtime.settings import load_settings

    given = load_settings(settings)
    tool = named(name, all_tools(paths, given))
    if as_json:
        keep = {"name": tool.name, "capability": tool.capability, "description": tool.description}
        print_json(keep | {"arguments": tool.arguments.model_json_schema()})
        return
    roles = ", ".join(roles_of(tool, given)) or "none, unless settings grant it"
    click.echo(f"capability {tool.capability}; roles: {roles}\na model gets:", err=True)
    print_json(convert_to_openai_tool(tool.bind(context(None))))


@command.command("call")
@click.argument("name")
@click.argument("arguments", default="{}", metavar="[JSON]")
@_session_option
@_path_option
@_settings_option
@_seconds_option
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write a picture (PNG) that the tool shows.",
)
def call_tool(
    name: str,
    arguments: str,
    session: Path | None,
    paths: tuple[Path, ...],
    settings: Path | None,
    seconds: float,
    picture: Path | None,
) -> None:
    """Call tool NAME with arguments given as a JSON object, and print what the model would read."""
    from mmkg.app.toolcall import Call, call
    from mmkg.runtime.settings import load_settings
    from mmkg.tools.base import Shown, told

    result = call(Call(name, arguments, session, seconds, paths, load_settings(settings)))
    click.echo(told(result))
    if isinstance(result, Shown):
        if picture is not None:
            picture.write_bytes(result.png)
        click.echo(str(picture or "there is a picture, too: --picture FILE writes it"), err=True)


@command.command("new")
@click.argument("name")
@click.option("--capability", default="custom", show_default=True, help="What grants it to roles.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder.")
def new_tool(name: str, capability: str, to: Path) -> None:
    """Write a file for a tool called NAME to start from, with its test."""
    from mmkg.app.toolnew import write_tool

    file, test = write_tool(name, capability, to)
    click.echo(f"{file}\n{test}")
    click.echo(f"next: edit it, then `mmkg tools check {file}`; give it to agents by", err=True)
    click.echo(f"`mmkg run … --tools {file}` and, in the settings,", err=True)
    click.echo(f'[capabilities]\nwriter = ["{capability}"]', err=True)


@command.command("check")
@click.argument("path", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_session_option
@_seconds_option
@json_option
def check_tools(path: tuple[Path, ...], session: Path | None, seconds: float, as_json: bool) -> int:
    """Load the tools in PATH, and run the examples of their docstrings.

    The exit code is 1 if an example does not come out as written, 2 if a file cannot be loaded.
    """
    from mmkg.app.toolcall import context
    from mmkg.app.toolcheck import try_tools

    trials = try_tools(path, context(session), seconds)
    if as_json:
        print_json(
            [
                {"name": t.tool.name, "capability": t.tool.capability}
                | {"example": t.example, "why": t.why}
                for t in trials
            ]
        )
    else:
        for trial in trials:
            name = f"{trial.tool.name} ({trial.tool.capability})"
            click.echo(f"{name}: example {trial.example}" if trial.example != "none" else name)
            if trial.why:
                click.echo(plain(trial.why))
    return 1 if any(trial.example in ("wrong", "hangs") for trial in trials) else 0
