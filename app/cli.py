"""The command line, `mmkg`. Each command is a file in `commands/`, imported when it is used."""

from __future__ import annotations

import difflib
import errno
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import click

from mmkg.runtime.collector import seldom_collecting
from mmkg.runtime.errors import MmkgError

BAD_USE = 2
STOPPED = 130
WINDOWS = (
    "Windows is not supported: documents are read in processes under limits that it lacks; "
    "use WSL (`wsl --install`), where mmkg works as on Linux"
)
_HINTS = {
    errno.ENOSPC: "the disk is full: free some space and run the command again (`mmkg resume` "
    "goes on with a session)",
    errno.EDQUOT: "the disk quota is used up: free some space and run the command again",
    errno.EFBIG: "the file may not grow further (a limit of this system): raise it and resume",
    errno.EACCES: "permission denied",
    errno.EROFS: "the disk is read-only",
}
_EXAMPLES = """\b
A first session, without any model:
  mmkg run examples/corpus --offline --accept 20 --out runs/mine
  mmkg trace runs/mine           what was tried, and how it ended
  mmkg reverify runs/mine        re-read the sources, work every answer out again
  mmkg export runs/mine --format messages
"""


class Commands(click.Group):
    """The files of `commands/`, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        package = importlib.import_module("mmkg.app.commands")
        return sorted(info.name for info in pkgutil.iter_modules(package.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; its file defines it as `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"mmkg.app.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return _laid_out(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; an unknown one is an error that names those that look like it."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.list_commands(ctx), 2)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"there is no command {name!r}{meant}", ctx)
        return super().resolve_command(ctx, args)


def _laid_out(command: click.Command) -> click.Command:
    r"""The command, with `\b` in its help (and its subcommands') made the mark that click wants.

    Click keeps the line breaks of a paragraph that begins with a backspace; docstrings are raw.
    """
    command.help = (command.help or "").replace("\\b\n", "\b\n")
    for inner in getattr(command, "commands", {}).values():
        _laid_out(inner)
    return command


@click.command(
    cls=Commands, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
def mmkg() -> None:
    """Turn a folder of documents into reasoning data that can be trusted.

    Every answer is worked out by a small program over addressed evidence, and can be worked out
    again from the source files at any time.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code: 0 done, 1 something did not verify, 2 bad use or bad input, 3 stopped short
        of the number of samples asked for, 130 stopped by the user.
    """
    if sys.platform == "win32":
        return _complain(WINDOWS)
    given = None if arguments is None else list(arguments)
    try:
        with seldom_collecting():
            code = mmkg.main(given, prog_name="mmkg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return BAD_USE
    except click.ClickException as error:
        return _complain(_usage(error))
    except MmkgError as error:
        return _complain(str(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _complain("stopped; what was finished is kept", STOPPED)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _complain(_reason(error))
    return code if isinstance(code, int) else 0


def _complain(text: str, code: int = BAD_USE) -> int:
    click.echo("mmkg: " + " ".join(text.split()), err=True)
    return code


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f" (see `{context.command_path} --help`)" if context else ""
    return error.format_message().rstrip(".") + hint


def _reason(error: OSError) -> str:
    what = _HINTS.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {what}" if error.filename else what
