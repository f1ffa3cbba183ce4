"""One ledger out of several: all that they hold but the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from mmkg.runtime.ledger_file import explained, open_connection

_EVENT = "span, parent, time, sample, attempt, role, kind, payload"
_GATHER = f"""
    INSERT OR IGNORE INTO replies SELECT * FROM other.replies ORDER BY key;
    INSERT OR IGNORE INTO texts SELECT * FROM other.texts ORDER BY key;
    INSERT INTO events ({_EVENT}) SELECT {_EVENT} FROM other.events ORDER BY id;
    INSERT INTO spend SELECT * FROM other.spend WHERE true ORDER BY role, model
        ON CONFLICT (role, model) DO UPDATE SET
        calls = calls + excluded.calls, cached = cached + excluded.cached,
        failed = failed + excluded.failed, tokens_in = tokens_in + excluded.tokens_in,
        tokens_out = tokens_out + excluded.tokens_out, cost = cost + excluded.cost;
"""


def gather(path: Path, others: Sequence[Path]) -> None:
    """Make a ledger with the replies, texts, events and spending of others, in their order.

    Raises:
        LedgerError: If one cannot be read, is of another version, or the new one not be written.
    """
    with explained(path), closing(open_connection(path, read_only=False)) as connection:
        for other in others:
            open_connection(other, read_only=True).close()  # checks its version
            place = f"file:{quote(str(other.absolute()))}?mode=ro"
            with explained(other):
                connection.execute("ATTACH ? AS other", (place,))
                connection.executescript(f"BEGIN; {_GATHER} COMMIT;")
                connection.execute("DETACH other")
