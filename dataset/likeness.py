"""How alike texts are, in their letters (MinHash) and in meaning (embeddings)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy

from mmkg.graph.linking.neighbours import embed
from mmkg.graph.names import CJK, squeeze

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 64
Vector = numpy.ndarray[tuple[int], numpy.dtype[numpy.float32]]


def shingles(text: str) -> list[bytes]:
    """Runs of five characters, of three in Chinese, over words and numbers alone."""
    flat = re.sub(r"\W+", " ", squeeze(text)).strip()
    size = 3 if CJK.search(flat) else 5
    found = dict.fromkeys(flat[place : place + size] for place in range(len(flat) - size + 1))
    return [run.encode("utf-8", "replace") for run in found] or [flat.encode("utf-8", "replace")]


def signatures(texts: Iterable[str]) -> Iterator[MinHash]:
    """The MinHash of each text."""
    from datasketch import MinHash

    yield from MinHash.generator((shingles(text) for text in texts), num_perm=PERMUTATIONS)


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
    mine = _signature(text)
    shared = (numpy.stack([_signature(other) for other in others]) == mine).mean(axis=1).max()
    cosine = (numpy.stack([_vector(other) for other in others]) @ _vector(text)).max()
    return float(shared), max(0.0, float(cosine))


@lru_cache(maxsize=20_000)
def _signature(text: str) -> numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]:
    found: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]
    found = next(signatures([text])).hashvalues
    return found


@lru_cache(maxsize=20_000)
def _vector(text: str) -> Vector:
    found: Vector = embed([text])[0]
    return found
