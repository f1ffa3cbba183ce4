"""Files and folders that are there whole or not at all, whenever the process is killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(to: Path) -> Iterator[Path]:
    """Where to write what takes the place of a file or folder, in one step, once it is whole.

    The path given does not exist yet, but the folder around it does. A block that fails leaves
    `to` as it was; a folder at `to` is only replaced by a folder.
    """
    draft = to.with_name(f"{to.name}.partial")
    to.parent.mkdir(parents=True, exist_ok=True)
    _remove(draft)
    try:
        yield draft
        if draft.is_dir() and to.is_dir():
            _remove(to)  # a system call that exchanges them is not to be had everywhere
        draft.replace(to)
    except BaseException:
        _remove(draft)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
