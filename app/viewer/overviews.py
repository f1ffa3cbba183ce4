"""Where a session stands, in numbers; cheap enough to be asked every two seconds."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import asdict

from pydantic import JsonValue, TypeAdapter

from mmkg.app.standing import standing
from mmkg.app.viewer.book import Book
from mmkg.dataset.calibrate import META
from mmkg.graph.coverage import Units
from mmkg.graph.evidence import Evidence
from mmkg.runtime.outcomes import Spend

BUDGET_S = 0.3  # of reading samples for coverage, at each question
_EVIDENCE: TypeAdapter[list[Evidence]] = TypeAdapter(list[Evidence])


def overview(book: Book) -> dict[str, JsonValue]:
    """Progress, funnel, cost and calibration."""
    now, whole = standing(book.folder), book.shelf.catch_up()
    totals, measured = now.totals, book.ledger.meta.get(META)
    return {
        "name": book.folder.resolve().name,
        "state": now.state,
        "reason": now.reason,
        "wanted": now.wanted,
        "seconds": now.seconds,
        "accepted": totals.accepted,
        "rejected": totals.rejected,
        "rejections": dict(totals.rejections),
        "spend": asdict(totals.spend),
        "by_role": _spends(totals.by_role),
        "by_model": _spends(totals.by_model),
        "whole": whole,
        "tasks": book.shelf.counts("task"),
        "forms": book.shelf.counts("form"),
        "calibration": json.loads(measured) if measured else None,
        "graph": book.known_graph.counts() if book.known_graph else None,  # type: ignore[dict-item]
        **book.shelf.funnel.as_json(),
    }


def _spends(spends: dict[str, Spend]) -> list[JsonValue]:
    return [{"who": who or "–", **asdict(spend)} for who, spend in sorted(spends.items())]


class Covered:
    """What accepted samples use of the graph, as far as they are read."""

    def __init__(self, book: Book) -> None:
        self._book, self._guard = book, threading.Lock()
        self._units = Units(book.graph)
        self._used = set[object]()
        self._read = 0

    def as_json(self, seconds: float = BUDGET_S) -> dict[str, JsonValue]:
        """The shares so far; `whole` says whether all samples are read."""
        end = time.monotonic() + seconds
        with self._guard:
            names = self._book.shelf.accepted()
            while self._read < len(names) and time.monotonic() < end:
                self._add(names[self._read])
                self._read += 1
            found = self._units.coverage(self._used)  # type: ignore[arg-type]
            shares = found.model_dump(mode="json")
            return shares | {"read": self._read, "whole": self._read == len(names)}

    def _add(self, name: str) -> None:
        outcome = self._book.shelf.outcome(name)
        made = json.loads(outcome.sample) if outcome else {}
        self._used |= self._units.of(
            _EVIDENCE.validate_python(made.get("evidence", [])), made.get("path", [])
        )
