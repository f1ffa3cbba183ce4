"""Source files read again as a whole, to see that evidence is still what is made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from mmkg.dataset.checks.cited import held
from mmkg.graph.build import build
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.view import View
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import Corpus, read_corpus

SHORT = 12  # characters of the hash that the ids of carriers begin with


class Sources:
    """Says whether evidence has the value, unit, labels, meaning and tree that reading gives.

    This is the reader that found it, run again from the bytes, in child processes under limits;
    files that it has read before, by their SHA-256, come from its cache.

    Args:
        files: The file of each document, by the SHA-256 that its evidence has; the file itself may
            have changed since.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files

    def differs(self, evidence: Evidence) -> str | None:
        """What is wrong, in a few words; nothing if it is all still there.

        Raises:
            InputError: If its file cannot be read.
        """
        path = self.files[evidence.address.document]
        now = self._hashes[path]
        if now not in self._corpus.sources:
            reasons = [failure.reason for failure in self._corpus.failures if failure.path == path]
            raise InputError(*reasons[:1] or [f"{path}: cannot be read"])
        if held(_moved(evidence, now), self._view, near=True):
            return None
        same = "the file is as it was, but this mmkg reads something else there"
        return same if now == evidence.address.document else "it is not what is read there"

    @cached_property
    def _corpus(self) -> Corpus:
        return read_corpus(sorted(set(self.files.values())))

    @cached_property
    def _hashes(self) -> dict[Path, str]:
        return {path: sha256_of(path) for path in self.files.values()}

    @cached_property
    def _view(self) -> View:
        return View(build(self._corpus.documents))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _moved(evidence: Evidence, sha256: str) -> Evidence:
    """Evidence as the document of another hash would hold it."""
    old = evidence.address.document
    if sha256 == old:
        return evidence
    carrier = evidence.carrier.replace(old[:SHORT], sha256[:SHORT], 1)
    address = evidence.address.model_copy(update={"document": sha256})
    return evidence.model_copy(update={"carrier": carrier, "address": address})
