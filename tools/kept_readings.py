"""What re-reading found to be the same, kept for the next session on the same files.

What a reader finds follows from the bytes of a file and from the code that reads them. So it is
kept under the hashes of both, and only used of a file that still has its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mmkg.graph.evidence import Evidence
from mmkg.runtime.replacing import replacing
from mmkg.tools.parse.corpus_cache import default_cache, kept_at
from mmkg.tools.parse.version import code_version

READERS = "mmkg.tools.reread"
SUFFIX = ".reread"


@dataclass
class _Readings:
    """Digests of the evidence of a document that reads the same; `new` ones are not on disk yet."""

    file: Path
    same: set[str]
    new: bool = False


class KeptReadings:
    """Evidence that reads the same, by document. A difference is looked for again every time."""

    def __init__(self) -> None:
        self._documents: dict[str, _Readings | None] = {}

    def difference(
        self, evidence: Evidence, path: Path, read: Callable[[Evidence], str | None]
    ) -> str | None:
        """What `read` finds to differ in a file, unless evidence is known to read the same."""
        sha256 = evidence.address.document
        if sha256 not in self._documents:
            self._documents[sha256] = _kept_of(path, sha256)
        readings = self._documents[sha256]
        if readings is None:
            return read(evidence)
        digest = hashlib.sha256(evidence.content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if digest in readings.same:
            return None
        differs = read(evidence)
        if differs is None:
            readings.same.add(digest)
            readings.new = True
        return differs

    def save(self) -> None:
        """Keep what was read since; without it the next session is slower, and that is all."""
        for readings in self._documents.values():
            if readings is not None and readings.new:
                with suppress(OSError), replacing(readings.file) as draft:
                    draft.write_text("\n".join(sorted(readings.same)))
                readings.new = False


def _kept_of(path: Path, sha256: str) -> _Readings | None:
    """What is kept of a file; none if it has another hash by now."""
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            return None
    except OSError:
        return None
    parsed = kept_at(default_cache(), path, sha256)
    file = parsed.with_suffix(f".{code_version(READERS)}{SUFFIX}")
    try:
        return _Readings(file, set(file.read_text().split()))
    except (OSError, ValueError):
        return _Readings(file, set())
