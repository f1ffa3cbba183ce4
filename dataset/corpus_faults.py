"""What of a session's corpus could not be read, as its ledger has it."""

from __future__ import annotations

import json

from mmkg.runtime.ledger import Ledger

UNREAD = "unread"  # files
PASSED_OVER = "passed over"  # places in files that were read
MOST = 20  # lines shown


def corpus_faults(ledger: Ledger) -> dict[str, int]:
    """A line for each file and each place, with file and line where they are known; then a count.

    Broken sources may have thousands: those beyond the first are only counted.
    """
    lines = [
        line for part in (UNREAD, PASSED_OVER) for line in json.loads(ledger.meta.get(part, "[]"))
    ]
    found = dict.fromkeys(lines[:MOST], 1)
    return found | ({"and further": len(lines) - MOST} if len(lines) > MOST else {})
