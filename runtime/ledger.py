"""A session's ledger: one SQLite file with the truth about it.

A verdict is final once it is written, with the events that led to it, in one transaction. A reply
of a model is written before it is used. Both survive the death of the process at any instant.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

import orjson

from mmkg.runtime.errors import LedgerError
from mmkg.runtime.events import BaseEvent, ChatCalled, Event, event_from_json, event_to_json
from mmkg.runtime.ledger_file import claim, explained, open_connection, read_back
from mmkg.runtime.locking import FileLock
from mmkg.runtime.outcomes import Outcome, Spend, Totals
from mmkg.runtime.redaction import Redactor

_FLUSH_EVERY_S = 0.2
_EVENT = (
    "INSERT INTO events (span, parent, time, sample, attempt, role, kind, payload)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SPENT = (
    "SELECT COUNT(*), 0, COUNT(json_extract(payload, '$.\"error.type\"')),"
    " IFNULL(SUM(json_extract(payload, '$.\"gen_ai.usage.input_tokens\"')), 0),"
    " IFNULL(SUM(json_extract(payload, '$.\"gen_ai.usage.output_tokens\"')), 0),"
    " IFNULL(SUM(json_extract(payload, '$.cost')), 0.0) FROM events"
    " WHERE sample = :sample AND kind = 'chat' AND NOT json_extract(payload, '$.cached')"
)
_SPEND = (
    "INSERT INTO spend VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (role, model) DO UPDATE SET"
    " calls = calls + excluded.calls, cached = cached + excluded.cached,"
    " failed = failed + excluded.failed, tokens_in = tokens_in + excluded.tokens_in,"
    " tokens_out = tokens_out + excluded.tokens_out, cost = cost + excluded.cost"
)


def reply_key(
    *,
    sample: str | None,
    role: str | None,
    attempt: int | None,
    step: int,
    model: str,
    parameters: object,
    messages: object,
    tools: object,
) -> str:
    """SHA-256 of all that decides a model's reply, as canonical JSON."""
    text = canonical([sample, role, attempt, step, model, parameters, messages, tools])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: object) -> str:
    """JSON that is the same for equal values; what is no JSON counts by its text."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # half a character, or a number of more than 64 bits
        how = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
        return json.dumps(value, default=str, **how)  # type: ignore[arg-type]


class Ledger:
    """An open ledger. Calls are short, so they are plain calls, also under asyncio."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: FileLock | None, redact: Redactor
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._redact = redact
        self._guard = threading.RLock()
        self._waiting: list[BaseEvent] = []
        self._texts: dict[str, str] = {}
        self._flushed = time.monotonic()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        redact: Redactor | None = None,
    ) -> Ledger:
        """Open a ledger; at most one process at a time may write to it, any number may read.

        Raises:
            LedgerError: If there is none, it is in use, or it cannot be read or written.
        """
        if not path.exists() and not create:
            raise LedgerError(f"{path}: there is no ledger here")
        lock = None if read_only else claim(path)
        try:
            with read_back(path):
                connection = open_connection(path, read_only=read_only)
        except BaseException:
            if lock:
                lock.release()
            raise
        return cls(path, connection, lock, redact or Redactor())

    def close(self) -> None:
        """Write what is waiting and close."""
        with self._guard, closing(self._connection):
            try:
                self.flush()
            finally:
                if self._lock:
                    self._lock.release()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- facts about the session ------------------------------------------------------------

    @property
    def meta(self) -> dict[str, str]:
        """Facts about the session, such as its settings' fingerprint; a copy."""
        return {str(key): str(value) for key, value in self._rows("SELECT * FROM meta", {})}

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the session, at once."""
        with self._write():
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # -- replies of models ------------------------------------------------------------------

    def reply(self, key: str) -> str | None:
        """A kept reply, or None."""
        return self._one("SELECT value FROM replies WHERE key = ?", key)

    def replies(self) -> Iterator[tuple[str, str]]:
        """All kept replies by their keys."""
        for key, value in self._rows("SELECT key, value FROM replies", {}):
            yield str(key), str(value)

    def adopt(self, replies: Iterable[tuple[str, str]]) -> None:
        """Keep replies of another ledger, in one transaction."""
        with self._write():
            self._connection.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?, 0)", replies)

    def keep_reply(self, key: str, value: str, *events: BaseEvent) -> None:
        """Keep a reply at once, together with the events that tell of it."""
        with self._guard:
            self._waiting += events
        with self._write():
            row = (key, self._clean(value), time.time())
            self._connection.execute("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", row)

    # -- events -----------------------------------------------------------------------------

    def record(self, event: BaseEvent) -> None:
        """Add an event; it is on disk within 0.2 s of further work, or with the verdict."""
        with self._guard:
            self._waiting.append(event)
            if time.monotonic() - self._flushed > _FLUSH_EVERY_S:
                self.flush()

    def keep_text(self, text: str) -> str:
        """Keep a long text once and return its hash, for events to name."""
        text = self._clean(text)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with self._guard:
            self._texts[key] = text
        return key

    def text(self, key: str) -> str | None:
        """A text kept before."""
        with self._guard:
            if key in self._texts:
                return self._texts[key]
            return self._one("SELECT text FROM texts WHERE key = ?", key)

    def flush(self, *, every_s: float = 0.0) -> None:
        """Write waiting events, for those who follow the session.

        Args:
            every_s: Not if some were written within so many seconds.
        """
        late = time.monotonic() - self._flushed >= every_s
        if late and (self._waiting or self._texts):
            with self._write():
                pass

    def events(self, sample: str | None = None, kind: str | None = None) -> Iterator[Event]:
        """Events in the order written, of one sample or kind if given."""
        self.flush()
        wanted = {"sample": sample, "kind": kind}
        given = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(f"{name} = :{name}" for name in given) or "1"
        query = f"SELECT payload FROM events WHERE {where} ORDER BY id"
        for (payload,) in self._rows(query, given):
            yield self._event(payload)

    def spent(self, sample: str) -> Spend:
        """What the calls for a sample took, also those of earlier processes."""
        self.flush()
        return Spend(*next(self._rows(_SPENT, {"sample": sample})))  # type: ignore[arg-type]

    def named(self, prefix: str) -> list[str]:
        """Ids of samples that begin so, judged or in work, at most ten; found by the indexes."""
        self.flush()
        given = {"from": prefix, "to": prefix + chr(sys.maxunicode)}
        query = " UNION ".join(
            f"SELECT * FROM (SELECT DISTINCT {name} FROM {table}"
            f" WHERE {name} >= :from AND {name} < :to LIMIT 10)"
            for table, name in (("outcomes", "sample_id"), ("events", "sample"))
        )
        return [str(name) for (name,) in self._rows(f"{query} LIMIT 10", given)]

    def since(self, last: int = 0) -> Iterator[tuple[int, Event]]:
        """Events written after the one of a number, each with its own number, oldest first."""
        query = "SELECT id, payload FROM events WHERE id > :last ORDER BY id"
        for number, payload in self._rows(query, {"last": last}):
            yield _whole(number), self._event(payload)

    # -- verdicts ---------------------------------------------------------------------------

    def settle(self, outcome: Outcome) -> bool:
        """Write a sample's verdict with all waiting events, in one transaction.

        Returns:
            Whether this was the first verdict on the sample; a later one changes nothing.
        """
        with self._write():
            done = self._connection.execute(
                "INSERT OR IGNORE INTO outcomes VALUES (?, ?, ?, ?, ?, ?)",
                (
                    outcome.sample_id,
                    outcome.ordinal,
                    outcome.accepted,
                    outcome.reason,
                    outcome.sample,
                    outcome.attempts,
                ),
            )
            return done.rowcount == 1

    def outcomes(self) -> Iterator[Outcome]:
        """All verdicts, by the ordinal of their sample."""
        query = "SELECT sample_id, ordinal, accepted, reason, sample, attempts FROM outcomes"
        for row in self._rows(query + " ORDER BY ordinal, sample_id", {}):
            sample_id, ordinal, accepted, reason, sample, attempts = row
            yield Outcome(
                sample_id=str(sample_id),
                ordinal=_whole(ordinal),
                accepted=bool(accepted),
                reason=str(reason),
                sample=str(sample),
                attempts=_whole(attempts),
            )

    def totals(self) -> Totals:
        """What the session has made and spent so far; read from a roll-up, so it is quick."""
        self.flush()
        spends: list[tuple[str, str, Spend]] = []
        for role, model, *numbers in self._rows("SELECT * FROM spend", {}):
            calls, cached, failed, tokens_in, tokens_out = map(_whole, numbers[:5])
            cost = float(str(numbers[5]))
            spend = Spend(calls, cached, failed, tokens_in, tokens_out, cost)
            spends.append((str(role), str(model), spend))
        query = "SELECT accepted, reason, COUNT(*) FROM outcomes GROUP BY accepted, reason"
        verdicts = [(bool(a), str(r), _whole(n)) for a, r, n in self._rows(query, {})]
        return Totals.of(spends, verdicts)

    # -- inner works ------------------------------------------------------------------------

    @contextmanager
    def _write(self) -> Iterator[None]:
        """One transaction that also carries everything waiting."""
        with self._guard, explained(self.path):
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._write_waiting()
                yield
            self._waiting.clear()
            self._texts.clear()
            self._flushed = time.monotonic()

    def _write_waiting(self) -> None:
        run = self._connection.executemany
        run("INSERT OR IGNORE INTO texts VALUES (?, ?)", self._texts.items())
        payloads = self._clean("\n".join(map(event_to_json, self._waiting))).split("\n")
        run(_EVENT, map(_row, self._waiting, payloads))
        run(_SPEND, [_spend(event) for event in self._waiting if isinstance(event, ChatCalled)])

    def _clean(self, text: str) -> str:
        """Without keys, and without halves of characters, which no file can hold."""
        return self._redact(text).encode("utf-8", "replace").decode()

    def _event(self, payload: object) -> Event:
        with read_back(self.path):
            return event_from_json(str(payload))

    def _one(self, query: str, key: str) -> str | None:
        with self._guard, explained(self.path):
            row = self._connection.execute(query, (key,)).fetchone()
        return None if row is None else str(row[0])

    def _rows(self, query: str, given: Mapping[str, str | int]) -> Iterator[Sequence[object]]:
        with self._guard, read_back(self.path):
            cursor = self._connection.execute(query, given)
        while True:
            with self._guard, read_back(self.path):
                rows: list[Sequence[object]] = cursor.fetchmany(500)
            if not rows:
                return
            yield from rows


def _row(event: BaseEvent, payload: str) -> tuple[object, ...]:
    place = (event.span, event.parent, event.time, event.sample, event.attempt, event.role)
    return (*place, event.kind, payload)


def _spend(event: ChatCalled) -> tuple[object, ...]:
    who = (event.role or "", event.model)
    counts = (int(not event.cached), int(event.cached), int(event.error is not None))
    if event.cached:
        return (*who, *counts, 0, 0, 0.0)
    return (*who, *counts, event.tokens_in, event.tokens_out, event.cost)


def _whole(value: object) -> int:
    return int(str(value))
