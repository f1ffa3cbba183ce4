"""Where a person steps in: accepted samples that wait for their word before they are final.

A sample that waits has no verdict yet. A resumed session makes it again from the replies it kept,
which costs nothing, and then heeds what the person said; so nothing else has to be remembered.
A person may refuse what the checks passed, but not accept what they refused.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from mmkg.runtime.errors import LimitReached, UsageError
from mmkg.runtime.ledger import Ledger

EVERY = "accept"
REFUSED = "refused by a person"
Word = Literal["approve", "reject"]


def word_on(ledger: Ledger, sample: str, task: str, pause_on: Collection[str]) -> Word | None:
    """What a person said of a sample that the checks passed; none if nobody needs to be asked.

    Raises:
        LimitReached: If it must wait for that; the session stops in good order.
    """
    if not {EVERY, task} & set(pause_on):
        return None
    if said := ledger.meta.get(_key(sample)):
        return "reject" if said == "reject" else "approve"
    ledger.set_meta("waits", sample)
    folder = ledger.path.parent
    raise LimitReached(
        f"paused: {sample} waits for a person: look at it by `mmkg trace {folder} {sample}`,"
        f" then `mmkg resume {folder} --approve {sample}` or `--reject {sample}`"
    )


def say(ledger: Ledger, sample: str, word: Word) -> None:
    """Keep a person's word on the sample that waits.

    Raises:
        UsageError: If another one waits, or none.
    """
    waits = ledger.meta.get("waits") or "none"
    if waits != sample or ledger.meta.get(_key(sample)):
        raise UsageError(
            f"--{word} {sample}: this sample does not wait for a word; {waits} did last"
        )
    ledger.set_meta(_key(sample), word)


def _key(sample: str) -> str:
    return f"word on {sample}"
