"""How long reading the rest of a corpus takes, judged by what was read so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

TELLING = 0.05  # share of the bytes


class TimeLeft:
    """An estimate by bytes: the rest takes as long a byte as the files that were read.

    Files that come from the cache take no time and say nothing about the others. Until a part of
    the rest has been read that tells something, nothing is said: of one small file most of the
    time is the start.

    Args:
        sizes: Bytes of each file to read.
        clock: Seconds from some fixed moment.
    """

    def __init__(
        self, sizes: Mapping[Path, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._left = dict(sizes)
        self._rest = sum(sizes.values())
        self._read = 0
        self._clock = clock
        self._start = clock()
        self._lock = Lock()

    def done(self, path: Path, *, cached: bool) -> None:
        """A file was read, or found to have been read before."""
        with self._lock:
            size = self._left.pop(path, 0)
            self._rest -= size
            self._read += 0 if cached else size

    @property
    def seconds(self) -> float | None:
        """Seconds until all is read; none if too little was read yet or nothing is left."""
        if not self._rest or self._read < TELLING * (self._read + self._rest):
            return None
        return (self._clock() - self._start) * self._rest / self._read

    def __str__(self) -> str:
        """The same in words, to go behind a file's name; empty if not known."""
        seconds = self.seconds
        if seconds is None:
            return ""
        minutes = round(seconds / 60)
        return f", about {minutes} min left" if seconds >= 90 else f", about {seconds:.0f} s left"
