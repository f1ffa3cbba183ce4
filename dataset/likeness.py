"""How alike texts are, in their letters (MinHash) and in meaning (embeddings)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy

from mmkg.graph.linking.neighbours import embed
from mmkg.graph.names import CJK, squeeze

if TYPE_CHECKING:
    from rensa import RMinHash

PERMUTATIONS, SEED = 64, 1
MOST_KEPT = 20_000  # texts


def shingles(text: str) -> list[bytes]:
    """Runs of five characters, of three in Chinese, over words and numbers alone."""
    flat = re.sub(r"\W+", " ", squeeze(text)).strip()
    size = 3 if CJK.search(flat) else 5
    found = dict.fromkeys(flat[place : place + size] for place in range(len(flat) - size + 1))
    return [run.encode("utf-8", "replace") for run in found] or [flat.encode("utf-8", "replace")]


def signatures(texts: Iterable[str]) -> Iterator[RMinHash]:
    """The MinHash of each text."""
    from rensa import RMinHash

    for text in texts:
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(shingles(text))
        yield sketch


def shared(one: str, two: str) -> float:
    """Share of the shingles of two texts that both have (Jaccard's), 0 to 1."""
    left, right = set(shingles(one)), set(shingles(two))
    return len(left & right) / len(left | right)


def likeness(text: str, others: Sequence[str]) -> tuple[float, float]:
    """How alike the most similar other text is: shingles shared, cosine of meaning; 0 to 1.

    The share is Jaccard's, estimated from 64 MinHash permutations.
    """
    if not others:
        return 0.0, 0.0
    sketches = _sketches()
    mine, *rows = sketches.rows((text, *others))
    first, last = min(rows), max(rows) + 1  # nearly all between: cheaper than to copy the rows
    others_at = numpy.array(rows) - first
    same = sketches.letters[first:last] == sketches.letters[mine]
    shared = same.mean(axis=1)[others_at].max()
    cosine = (sketches.meanings[first:last] @ sketches.meanings[mine])[others_at].max()
    if len(sketches) > MOST_KEPT:
        _sketches.cache_clear()
    return float(shared), max(0.0, float(cosine))


class Sketches:
    """MinHash and embedding of texts, made once for each and kept as rows of two arrays."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self.letters = numpy.zeros((0, PERMUTATIONS), dtype=numpy.uint32)
        self.meanings = numpy.zeros((0, 0), dtype=numpy.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, texts: Sequence[str]) -> list[int]:
        """The row of each text."""
        for text in texts:
            if text not in self._rows:
                self._add(text)
        return list(map(self._rows.__getitem__, texts))

    def _add(self, text: str) -> None:
        row, vector = len(self._rows), embed([text])[0]
        if row >= len(self.letters):  # twice the room, so that adding stays cheap
            self.letters = numpy.resize(self.letters, (2 * row + 64, PERMUTATIONS))
            self.meanings = numpy.resize(self.meanings, (2 * row + 64, len(vector)))
        self.letters[row], self.meanings[row] = next(signatures([text])).digest(), vector
        self._rows[text] = row


@cache
def _sketches() -> Sketches:
    return Sketches()
