"""What the extractor's model found in the passages it read, from the trace."""

from __future__ import annotations

from collections import Counter

from mmkg.runtime.events import Noted
from mmkg.runtime.ledger import Ledger

EXTRACTED = "extracted"


def extraction(ledger: Ledger) -> dict[str, int]:
    """How many relations were kept, and dropped by reason; nothing where no passage was read.

    A resumed session takes up passages again from kept replies: the last time counts.
    """
    found: Counter[str] = Counter()
    for detail in _by_passage(ledger).values():
        found["relations kept"] += int(str(detail["kept"]))
        dropped = detail["dropped"]
        for reason, count in dropped.items() if isinstance(dropped, dict) else ():
            found[f"dropped: {reason}"] += int(str(count))
    return dict(found)


def _by_passage(ledger: Ledger) -> dict[str, dict[str, object]]:
    return {
        str(event.detail["chunk"]): dict(event.detail)
        for event in ledger.events(kind="note")
        if isinstance(event, Noted) and event.text == EXTRACTED and isinstance(event.detail, dict)
    }
