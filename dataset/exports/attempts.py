"""What models submitted while a sample was made, read from the session's ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator

from mmkg.runtime.events import DRAFT, ChatCalled, Noted
from mmkg.runtime.ledger import Ledger


def submitted(ledger: Ledger | None, sample: str, role: str, field: str) -> Iterator[str]:
    """A field of what a role's model submitted for a sample, in order."""
    if ledger is None:
        return
    for event in ledger.events(sample=sample, kind="chat"):
        if isinstance(event, ChatCalled) and event.role == role and event.reply:
            for turn in json.loads(ledger.text(event.reply) or "[]"):
                yield from _arguments(turn, field)


def _arguments(turn: dict[str, list[dict[str, dict[str, str]]]], field: str) -> Iterator[str]:
    for call in turn.get("tool_calls") or ():
        try:
            given = json.loads(call["function"]["arguments"])
        except (json.JSONDecodeError, KeyError, TypeError):
            continue
        if isinstance(given, dict) and isinstance(given.get(field), str):
            yield given[field]


def refused_drafts(ledger: Ledger | None, sample: str) -> dict[int, dict[str, object]]:
    """Drafts that the checks refused, by the attempt they were made in."""
    if ledger is None:
        return {}
    notes = ledger.events(sample=sample, kind="note")
    return {
        note.attempt or 0: note.detail  # type: ignore[misc]  # the workflow notes an object
        for note in notes
        if isinstance(note, Noted) and note.text == DRAFT and isinstance(note.detail, dict)
    }
