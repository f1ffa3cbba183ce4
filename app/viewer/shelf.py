"""All verdicts of a session in a table that is filtered, sorted and paged in the blink of an eye.

Samples are long, the table needs little of them: it is kept in memory and catches up with the
ledger a little at each question, so that neither a ledger of 50,000 samples nor one that is being
written keeps anybody waiting.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from pydantic import Field, JsonValue

from mmkg.app.viewer.funnel import Funnel
from mmkg.graph.provenance import Value
from mmkg.runtime.ledger_file import open_connection
from mmkg.runtime.outcomes import Outcome

BUDGET_S = 0.05  # of catching up at each question
BATCH = 100
FIELDS = ("task", "form", "language", "question", "answer", "hops", "cost", "scores", "verdicts")
MOST = 500  # rows of one page
COLUMNS = (
    "id", "ordinal", "accepted", "reason", "attempts", "task", "form", "language", "question",
    "answer", "hops", "cost", "tokens", "scores",
)  # fmt: skip
Column = Literal[
    "id", "ordinal", "accepted", "reason", "attempts", "task", "form", "language", "question",
    "answer", "hops", "cost", "tokens",
]  # fmt: skip


class Wanted(Value):
    """Which rows, in which order.

    Attributes:
        outcome: `working` are those that have no verdict yet.
        score: A score's name; with `least`, rows below that are left out.
        sort: A column, or `score`, which stands for the score named.
        start: Rows that are skipped.
        most: Rows of a page; none for all.
    """

    task: str = ""
    outcome: Literal["", "accepted", "rejected", "working"] = ""
    reason: str = ""
    text: str = ""
    score: str = ""
    least: float | None = None
    cost: float = 0.0
    sort: Column | Literal["score"] = "ordinal"
    down: bool = False
    start: int = Field(default=0, ge=0)
    most: int | None = Field(default=100, ge=1, le=MOST)

    @property
    def tests(self) -> tuple[str, dict[str, object]]:
        """The SQL of the filters, and what it is given."""
        tests = ["1"]
        tests += ["task = :task"] if self.task else []
        tests += ["accepted IS :accepted"] if self.outcome else []
        tests += ["reason = :reason"] if self.reason else []
        tests += ["cost >= :cost"] if self.cost else []
        tests += ["instr(words, :text)"] if self.text else []
        tests += ["json_extract(scores, :score) >= :least"] if self.least is not None else []
        given = self.model_dump(include={"task", "reason", "cost", "least"}) | {
            "accepted": {"accepted": 1, "rejected": 0}.get(self.outcome),
            "text": self.text.lower(),
            "score": "$." + json.dumps(self.score),
        }
        return " AND ".join(tests), given


class Shelf:
    """The rows so far. May be asked by several threads."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = open_connection(ledger, read_only=True)
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows.execute(f"CREATE TABLE rows ({', '.join(COLUMNS)}, words, UNIQUE (id))")
        self._rows.execute("CREATE INDEX in_order ON rows (ordinal)")
        self._guard, self._last, self._begun = threading.RLock(), 0, 0
        self._counts: dict[str, dict[str, JsonValue]] = {}
        self._closed = False
        self._aside: Thread | None = None
        self.funnel = Funnel()

    def catch_up(self, seconds: float = BUDGET_S) -> bool:
        """Read new verdicts for so long, and the rest aside; says whether all are read."""
        end = time.monotonic() + seconds
        while not self._read_some():
            if time.monotonic() > end:
                self._read_aside()
                return False
        return True

    def _read_aside(self) -> None:
        """Read on in a thread of its own."""
        with self._guard:
            if self._aside is None or not self._aside.is_alive():
                self._aside = Thread(target=self.catch_up, args=(float("inf"),), daemon=True)
                self._aside.start()

    def _read_some(self) -> bool:
        """Read a batch; says whether it was the last."""
        parts = ", ".join(f"'$.{name}'" for name in FIELDS)  # SQLite finds them four times faster
        query = (
            "SELECT rowid, sample_id, ordinal, accepted, reason, attempts,"
            f" CASE WHEN json_valid(sample) THEN json_extract(sample, {parts}) END"
            f" FROM outcomes WHERE rowid > ? ORDER BY rowid LIMIT {BATCH}"
        )
        with self._guard:
            if self._closed:
                return True
            found = self._ledger.execute(query, (self._last,)).fetchall()
            self._put([self._row(*row[1:]) for row in found])
            self._last = found[-1][0] if found else self._last
            if len(found) == BATCH:
                return False
            self._put(self._in_work())
            return True

    def _put(self, rows: list[list[object]]) -> None:
        """Add rows, in the place of those of the same samples."""
        if not rows:
            return
        self._counts.clear()
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        self._rows.executemany(f"INSERT OR REPLACE INTO rows VALUES ({marks})", rows)

    def _in_work(self) -> list[list[object]]:
        """Rows of samples begun since the last question that have no verdict yet."""
        query = (
            "SELECT id, sample, attempt, json_array(json_extract(payload, '$.task')) FROM events"
            " WHERE kind = 'sample_started' AND id > ? AND NOT EXISTS"
            " (SELECT 1 FROM outcomes WHERE sample_id = events.sample) ORDER BY id"
        )
        found = self._ledger.execute(query, (self._begun,)).fetchall()
        self._begun = found[-1][0] if found else self._begun
        return [
            self._row(name, _ordinal(name), None, "", attempt or 1, text)
            for _, name, attempt, text in found
        ]

    def close(self) -> None:
        """Close both files, also while they are being read."""
        with self._guard:
            self._closed = True
            self._ledger.close()
            self._rows.close()

    def outcome(self, name: str) -> Outcome | None:
        """The verdict on a sample, if it has one."""
        query = (
            "SELECT ordinal, accepted, reason, sample, attempts FROM outcomes WHERE sample_id = ?"
        )
        with self._guard:
            row = self._ledger.execute(query, (name,)).fetchone()
        return row and Outcome(name, row[0], bool(row[1]), row[2], row[3], row[4])

    def beside(self, name: str) -> dict[str, JsonValue]:
        """Ids of the judged samples before and after one; none at the ends of the session."""
        found: dict[str, JsonValue] = {}
        for side, test, order in (("previous", "<", "DESC"), ("next", ">", "ASC")):
            query = (
                f"SELECT sample_id FROM outcomes WHERE ordinal {test} coalesce("
                "(SELECT ordinal FROM outcomes WHERE sample_id = ?), ?)"
                f" ORDER BY ordinal {order} LIMIT 1"
            )
            with self._guard:
                row = self._ledger.execute(query, (name, _ordinal(name))).fetchone()
            found[side] = row and row[0]
        return found

    def names(self) -> list[str]:
        """Ids of all samples read so far."""
        with self._guard:
            return [str(name) for (name,) in self._rows.execute("SELECT id FROM rows")]

    def accepted(self) -> list[str]:
        """Ids of the accepted samples, in the order written."""
        query = "SELECT sample_id FROM outcomes WHERE accepted ORDER BY rowid"
        with self._guard:
            return [str(name) for (name,) in self._ledger.execute(query)]

    def page(self, wanted: Wanted) -> dict[str, JsonValue]:
        """The rows of a page, how many there are in all, and whether that is all yet."""
        whole = self.catch_up()
        tests, given = wanted.tests
        key = "json_extract(scores, :score)" if wanted.sort == "score" else wanted.sort
        order = f"{key} {'DESC' if wanted.down else 'ASC'} NULLS LAST, ordinal"
        chosen = (  # sorted without their texts, which are long
            f"SELECT rowid FROM rows WHERE {tests} ORDER BY {order}"
            f" LIMIT {wanted.most or -1} OFFSET {wanted.start}"
        )
        query = f"SELECT {', '.join(COLUMNS)} FROM rows WHERE rowid IN ({chosen}) ORDER BY {order}"
        with self._guard:
            rows = self._rows.execute(query, given).fetchall()
            count, every = self._rows.execute(
                f"SELECT COUNT(*), (SELECT COUNT(*) FROM rows) FROM rows WHERE {tests}", given
            ).fetchone()
        return {
            "rows": [_shown(row) for row in rows],
            "count": count,
            "every": every,
            "whole": whole,
            "tasks": self.counts("task"),
            "reasons": self.counts("reason"),
            "scores": sorted(self.funnel.scores),
        }

    def counts(self, column: Literal["task", "reason", "form", "language"]) -> dict[str, JsonValue]:
        """How many rows were accepted and rejected, by the value of a column."""
        query = (
            f"SELECT {column}, SUM(accepted), COUNT(*) FROM rows WHERE accepted IS NOT NULL"
            " GROUP BY 1 ORDER BY 3 DESC"
        )
        with self._guard:
            if column not in self._counts:
                found = self._rows.execute(query).fetchall()
                self._counts[column] = {n or "–": [good, all_ - good] for n, good, all_ in found}
            return self._counts[column]

    def _row(
        self,
        name: str,
        ordinal: int | None,
        accepted: int | None,
        reason: str,
        attempts: int,
        text: str,
    ) -> list[object]:
        """A row; `text` is a list of the sample's fields, as far as it has them."""
        found = dict(zip(FIELDS, json.loads(text or "[]"), strict=False))
        made: dict[str, Any] = {field: value for field, value in found.items() if value is not None}
        if accepted is not None:
            self.funnel.add(made, bool(accepted))
        cost, scores = made.get("cost", {}), made.get("scores", {})
        question, answer = made.get("question", ""), _answer(made.get("answer", {}))
        tokens = cost.get("tokens_in", 0) + cost.get("tokens_out", 0)
        kept = [made.get(part, "") for part in ("task", "form", "language")]
        words = "\n".join((name, question, answer, reason)).lower()
        numbers = (made.get("hops"), cost.get("usd", 0.0), tokens, json.dumps(scores))
        return [name, ordinal, accepted, reason, attempts, *kept, question, answer, *numbers, words]


def _answer(answer: Mapping[str, Any]) -> str:
    if answer.get("kind") == "choice" and answer.get("aliases"):
        return f"{answer['value']}. {answer['aliases'][0]}"
    return f"{answer.get('value', '')} {answer.get('unit') or ''}".strip()


def _shown(row: tuple[Any, ...]) -> dict[str, JsonValue]:
    return dict(zip(COLUMNS, row, strict=True)) | {"scores": json.loads(row[-1])}


def _ordinal(name: str) -> int | None:
    """The number in an id such as `s00012-4f3a…`, which says when a sample was begun."""
    digits = name.partition("-")[0].removeprefix("s")
    return int(digits) if digits.isdecimal() else None
