"""The SQLite file behind a ledger: how it is opened, and how older ones are brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from mmkg.runtime.errors import LedgerError

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
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
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
