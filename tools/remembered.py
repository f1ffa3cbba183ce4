"""What re-reading finds, kept for the next sample that cites the same evidence."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

from mmkg.graph.evidence import Evidence


class Remembered(ABC):
    """A reader that looks at each piece of evidence once, whatever its id in a sample is."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        self._guard = threading.Lock()

    def __call__(self, evidence: Evidence) -> str | None:
        """What differs now, in a few words; nothing if it reads the same.

        Raises:
            InputError: If the source cannot be read at all.
        """
        with self._guard:
            if evidence.content not in self._known:
                self._known[evidence.content] = self._difference(evidence)
            return self._known[evidence.content]

    @abstractmethod
    def _difference(self, evidence: Evidence) -> str | None:
        """The same, looked up in the source."""
