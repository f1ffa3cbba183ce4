"""The SQLite file behind a ledger: how it is opened, and how older ones are brought up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from mmkg.runtime.errors import LedgerError
from mmkg.runtime.locking import FileLock, Locked

# Each entry brings a ledger from the version of its index to the next. Add, never edit.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE replies (key TEXT PRIMARY KEY, value TEXT NOT NULL, created REAL NOT NULL);
    CREATE TABLE texts (key TEXT PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE events (
        id INTEGER PRIMARY KEY, span TEXT NOT NULL, parent TEXT, time REAL NOT NULL,
        sample TEXT, attempt INTEGER, role TEXT, kind TEXT NOT NULL, payload TEXT NOT NULL
    );
    CREATE INDEX events_of_sample ON events (sample) WHERE sample IS NOT NULL;
    CREATE INDEX events_of_kind ON events (kind);
    CREATE TABLE outcomes (
        sample_id TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, accepted INTEGER NOT NULL,
        reason TEXT NOT NULL, sample TEXT NOT NULL, attempts INTEGER NOT NULL
    );
    CREATE INDEX outcomes_in_order ON outcomes (ordinal);
    CREATE TABLE spend (
        role TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, cached INTEGER NOT NULL,
        failed INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
        cost REAL NOT NULL, PRIMARY KEY (role, model)
    );
    """,
)


def open_connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open the file; a writer makes or migrates it.

    Raises:
        sqlite3.Error: If SQLite cannot.
        LedgerError: If a newer mmkg wrote it.
    """
    log = path.with_name(path.name + "-wal")
    mode = "mode=ro" if read_only else "mode=rwc"
    if read_only and not log.exists() and not os.access(path.parent, os.W_OK):
        mode = "immutable=1"  # SQLite would have to make its log; nobody can be writing here
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode}",
        uri=True,
        timeout=10,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        version = _check_version(path, connection)
        if not read_only:
            _prepare(connection, version)
        elif version < len(MIGRATIONS):
            raise LedgerError(f"{path}: written by an older mmkg: resume it once to bring it up")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_version(path: Path, connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise LedgerError(f"{path}: written by a newer mmkg (format {version}): update mmkg")
    return version


def _prepare(connection: sqlite3.Connection, version: int) -> None:
    # NORMAL with a write-ahead log keeps every commit when the process dies, however it dies.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for number in range(version, len(MIGRATIONS)):
        script = (
            f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
        )
        connection.executescript(script)


def claim(path: Path) -> FileLock:
    """Become the one process that writes to the ledger, until the lock is released.

    Raises:
        LedgerError: If another one is, or the folder cannot be written.
    """
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        lock.acquire()
    except Locked:
        raise LedgerError(
            f"{path}: another mmkg process is working on this session: wait for it or stop it"
        ) from None
    except OSError as error:
        raise LedgerError(f"{path}: cannot be written: {error.strerror}") from None
    return lock


DAMAGED = "it is damaged: restore it from a copy, or begin anew; what samples.jsonl has still holds"
HINTS = {
    "full": "the disk is full: free some space, then resume",
    "readonly": "it cannot be written: the file or its folder is read-only",
    "unable to open": "it cannot be opened or made: check the folder and its permissions",
    "locked": "another process is writing to it: wait for it or stop it",
    "not a database": "it is not an mmkg ledger, or it is damaged",
    "disk I/O": "the disk refuses to read or write",
    "malformed": DAMAGED,
    "decode": DAMAGED,
    "no such": DAMAGED,
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one clear line."""
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        said = next((hint for sign, hint in HINTS.items() if sign in text), text)
        raise LedgerError(f"{path}: {said}") from error


@contextmanager
def read_back(path: Path) -> Iterator[None]:
    """Turn errors of reading what was once written well into one clear line."""
    with explained(path):
        try:
            yield
        except ValueError:  # Unicode's, pydantic's and JSON's errors are all of this kind
            raise LedgerError(f"{path}: {DAMAGED}") from None
