"""Parsed documents as they are kept between readings, for all processes of a user."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from mmkg.graph.document import Document
from mmkg.runtime.locking import FileLock, Locked
from mmkg.tools.parse.reader import FORMATS, parser_version

UNFINISHED = ".reading-"  # how the folders of readings that go on are called
LOOK_AGAIN_S = 0.1  # pause before looking again whether another process has read a document


def default_cache() -> Path:
    """Where parsed documents are kept: `$MMKG_CACHE`, or the user's cache folder."""
    root = os.environ.get("MMKG_CACHE")
    return (Path(root) if root else Path(platformdirs.user_cache_dir("mmkg"))) / "parsed"


def kept_at(cache: Path, path: Path, sha256: str) -> Path:
    """Where a cache keeps what is read in a file.

    Besides the content, the parser and the extension decide how a file reads.
    """
    named = FORMATS.get(path.suffix.lower(), "pdf")
    key = hashlib.sha256(f"{parser_version(named)} {named}".encode()).hexdigest()[:8]
    return cache / sha256[:2] / f"{sha256}-{key}.json"


def load_cached(file: Path) -> Document | None:
    """A parsed document as it was kept; none if there is none or it is not whole."""
    try:
        return Document.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only reader, of all processes, that works for a folder of the cache."""
    lock = FileLock(folder / ".lock")
    while True:
        try:
            lock.acquire()
            break
        except Locked:
            time.sleep(LOOK_AGAIN_S)
    try:
        for left in folder.glob(f"{UNFINISHED}*"):  # its reader was killed
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()
