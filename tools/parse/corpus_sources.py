"""Which files of the folders and files that a user names are documents to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mmkg.runtime.errors import InputError
from mmkg.tools.parse.formats import FORMATS

ABOUT_FOLDERS = ("README", "LICENSE", "LICENCE", "CHANGELOG")
SESSION_MARK = "ledger.sqlite"  # what a session leaves in its folder


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """The documents in folders and files, sorted.

    A file that is named is taken whatever it is called. In folders the extension decides, and
    hidden files, those about the folder itself (`README`, `LICENSE`) and the folders that sessions
    leave are passed over; so is what `passed_over` tells of.

    Raises:
        InputError: If a path does not exist or is no file, or no document is found.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found |= {file for file in _called_documents(path) if not _refusal(file, path)}
        elif path.is_file():
            found.add(path)
        elif path.exists():
            raise InputError(f"{path}: neither a file nor a folder")
        else:
            raise InputError(f"{path}: no such file or folder")
    if not found:
        places = ", ".join(str(path) for path in paths) or "the corpus"
        raise InputError(f"{places}: no documents found (looked for {', '.join(FORMATS)})")
    return sorted(found)


def passed_over(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """What is called like a document in a folder but is not opened, and why, in one line."""
    for folder in paths:
        if folder.is_dir():
            for file in sorted(_called_documents(folder)):
                if why := _refusal(file, folder):
                    yield file, f"{file.name}: {why}"


def _called_documents(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.suffix.lower() not in FORMATS or file.stem.upper() in ABOUT_FOLDERS:
            continue
        between = (up for up in file.parents if up.is_relative_to(folder))
        if _hidden(file.relative_to(folder)) or any((up / SESSION_MARK).exists() for up in between):
            continue
        if not file.is_dir():
            yield file


def _refusal(file: Path, folder: Path) -> str:
    """Why a file of a folder is not opened; empty if it is.

    Whoever made the folder may have put a link in it to what they cannot read themselves. So a
    link out of it is followed only to what would be taken for a document there, too.
    """
    if not file.is_file():
        return "a link that leads nowhere" if file.is_symlink() else "no regular file"
    real = file.resolve()
    if real.is_relative_to(folder.resolve()):
        return ""
    same = FORMATS.get(real.suffix.lower()) == FORMATS[file.suffix.lower()]
    return "" if same and not _hidden(real) else "a link to what is no such document; not followed"


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)
