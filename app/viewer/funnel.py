"""Where drafts end: counts over the checks and scores of all samples of a session."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue


class Funnel:
    """What checks and scores came to, over all attempts.

    Attributes:
        drafts: Attempts that came to a draft.
        stopped: Attempts by the first check that they failed.
        checks: How often each check passed, failed and could not decide.
        scores: Accepted samples by score, in tenths of the way from 0 to 1.
    """

    def __init__(self) -> None:
        self.drafts = 0
        self.stopped: Counter[str] = Counter()
        self.checks: dict[str, Counter[str]] = defaultdict(Counter)
        self.scores: dict[str, Counter[int]] = defaultdict(Counter)

    def add(self, made: Mapping[str, Any], accepted: bool) -> None:
        """Count a sample."""
        for verdict in made.get("verdicts", ()):
            self.drafts += 1
            failed = ""
            for finding in verdict["findings"]:
                name, passed = finding["check"], finding["passed"]
                self.checks[name][{True: "passed", False: "failed"}.get(passed, "open")] += 1
                failed = failed or (name if passed is False else "")
            self.stopped[failed] += 1
        for name, value in made.get("scores", {}).items() if accepted else ():
            self.scores[name][min(9, int(10 * value)) if 0 <= value <= 1 else 10] += 1

    def as_json(self) -> dict[str, JsonValue]:
        """The counts; checks in the order in which they run."""
        checks: list[JsonValue] = [
            {"check": name, "stopped": self.stopped[name], **dict(count)}
            for name, count in self.checks.items()
        ]
        scores: dict[str, JsonValue] = {
            name: [count[tenth] for tenth in range(10)]
            for name, count in sorted(self.scores.items())
            if not count[10]
        }
        return {"drafts": self.drafts, "checks": checks, "scores": scores}
