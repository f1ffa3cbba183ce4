"""Where a session stands, from its ledger and manifest alone; another process may be at work."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from mmkg.app.folder import LEDGER, open_ledger
from mmkg.app.output import duration, plain
from mmkg.dataset.exports.words import answer_text
from mmkg.dataset.findings import how_it_ended, seconds_of_work
from mmkg.dataset.sample import Sample
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.locking import FileLock, Locked
from mmkg.runtime.outcomes import Totals

_EXAMPLES = 3


@dataclass(frozen=True)
class Standing:
    """A session at a moment.

    Attributes:
        state: `working` while a process holds its ledger; `ended` once its last process wrote
            why it stopped; `interrupted` if that process died or was killed.
        wanted: Samples asked for; none if the manifest does not say.
        reason: Why it ended.
        seconds: Work of all processes so far.
        examples: The first accepted samples.
    """

    folder: Path
    state: Literal["working", "ended", "interrupted"]
    wanted: int | None
    totals: Totals
    reason: str
    seconds: float
    examples: tuple[Sample, ...]

    @property
    def short(self) -> bool:
        """Whether fewer samples than asked for were accepted."""
        return self.wanted is not None and self.totals.accepted < self.wanted

    def as_json(self) -> dict[str, object]:
        """What `--json` prints."""
        totals = asdict(self.totals)
        return {
            "session": str(self.folder),
            "state": self.state,
            "reason": self.reason,
            "accepted": totals.pop("accepted"),
            "wanted": self.wanted,
            "rejected": totals.pop("rejected"),
            "seconds": round(self.seconds, 3),
            **totals,
            "examples": [
                {"id": s.id, "task": s.task, "question": s.question, "answer": answer_text(s)}
                for s in self.examples
            ],
        }

    def lines(self) -> list[str]:
        """What a person is told."""
        of = "" if self.wanted is None else f" of {self.wanted}"
        spend = self.totals.spend
        told = [f"accepted {self.totals.accepted}{of}{self._state()}", self._rejections()]
        if spend.calls or spend.cached:
            tokens = f"{spend.tokens_in:,} tokens read, {spend.tokens_out:,} written"
            kept = f" ({spend.cached} replies kept from before)" if spend.cached else ""
            told.append(f"{spend.calls} model calls{kept}, {tokens}, ${spend.cost:.4f}")
        else:
            told.append("no model was called")
        return [*told, f"time {duration(self.seconds)}"]

    def _state(self) -> str:
        if self.state == "working":
            return "; at work now"
        if self.state == "interrupted":
            return f"; interrupted: `mmkg resume {self.folder}` goes on"
        return f"; ended: {self.reason}" if self.short else ""

    def _rejections(self) -> str:
        causes = ", ".join(f"{plain(why)} {n}" for why, n in self.totals.rejections.items())
        return f"rejected {self.totals.rejected}" + (f": {causes}" if causes else "")


def standing(folder: Path) -> Standing:
    """Read where a session stands.

    Raises:
        InputError: If the folder holds no session.
        LedgerError: If its ledger cannot be read.
    """
    with open_ledger(folder) as ledger:
        end, working = how_it_ended(ledger), at_work(folder)
        return Standing(
            folder=folder,
            state="working" if working else "ended" if end else "interrupted",
            wanted=_wanted(folder),
            totals=ledger.totals(),
            reason=end.reason if end else "",
            seconds=seconds_of_work(ledger),
            examples=_first_accepted(ledger),
        )


def _first_accepted(ledger: Ledger) -> tuple[Sample, ...]:
    accepted = (outcome for outcome in ledger.outcomes() if outcome.accepted)
    first = islice(accepted, _EXAMPLES)
    return tuple(Sample.model_validate_json(outcome.sample) for outcome in first)


def _wanted(folder: Path) -> int | None:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return None
    settings = json.loads(manifest.read_text("utf-8")).get("settings", {})
    accept = settings.get("limits", {}).get("accept")
    return accept if isinstance(accept, int) else None


def at_work(folder: Path) -> bool:
    """Whether a process is writing to a session's ledger."""
    lock = FileLock(folder / f"{LEDGER}.lock")
    try:
        with lock:
            return False
    except Locked:
        return True
    except OSError:  # a folder that we may only read: nobody can tell, so judge by the events
        return False
