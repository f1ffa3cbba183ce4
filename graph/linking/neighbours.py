"""Names near each other in meaning: by their embeddings, blocked so that no pair of all is seen."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from wordllama.inference import WordLlamaInference

Vectors = numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float32]]
Pairs = numpy.ndarray[tuple[int, int], numpy.dtype[numpy.int64]]
Members = numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]
NEAREST = 5  # neighbours looked at for each name
LEAST_COSINE = 0.75
BATCH = 4096
CELL = 256  # most names that are all compared with each other
WAYS = 16  # parts that a larger one is cut into
ROUNDS = 3  # of k-means
PARTITIONS = 6


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of texts, one a row."""
    batches = [
        _model().embed(list(texts[start : start + BATCH]), norm=True)
        for start in range(0, len(texts), BATCH)
    ]
    vectors = batches[0] if len(batches) == 1 else numpy.vstack(batches)
    clean: Vectors = numpy.nan_to_num(vectors, copy=False).astype(numpy.float32, copy=False)
    return clean


def neighbours(names: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of names, by index and in its order, with the cosine of their vectors.

    Compared are names of one cell, in several partitions of all names by k-means: time grows nearly
    in step with their number, and a pair parted by one partition is seldom parted by all.
    """
    if len(names) < 2:
        return
    vectors = embed(names)
    rng = numpy.random.default_rng(1)
    partitions = [_cells(vectors, rng) for _ in range(PARTITIONS)]
    found = [_near(vectors, cell) for cells in partitions for cell in cells if len(cell) > 1]
    pairs = numpy.unique(numpy.concatenate(found), axis=0)
    for one, two in pairs.tolist():
        yield one, two, float(vectors[one] @ vectors[two])


def _cells(vectors: Vectors, rng: numpy.random.Generator) -> Iterator[Members]:
    """Parts of all vectors, each of at most `CELL` that are alike: k-means, again in each part."""
    waiting: list[Members] = [numpy.arange(len(vectors))]
    while waiting:
        cell = waiting.pop()
        if len(cell) <= CELL:
            yield cell
            continue
        nearest = _nearest(vectors[cell], vectors[rng.choice(cell, WAYS, replace=False)])
        parts = [cell[nearest == way] for way in numpy.unique(nearest)]
        waiting += parts if len(parts) > 1 else numpy.array_split(cell, WAYS)


def _nearest(vectors: Vectors, centres: Vectors) -> Members:
    """The number of the centre that each vector is nearest to, after some rounds of k-means."""
    for _ in range(ROUNDS):
        nearest = (vectors @ centres.T).argmax(axis=1)
        for way in numpy.unique(nearest):
            centres[way] = _unit(vectors[nearest == way].sum(axis=0, keepdims=True))
    last: Members = (vectors @ centres.T).argmax(axis=1)
    return last


def _near(vectors: Vectors, cell: Members) -> Pairs:
    """Pairs of near neighbours, the lower index first, for each vector of a cell within it."""
    cosines = vectors[cell] @ vectors[cell].T
    numpy.fill_diagonal(cosines, -1)
    nearest = numpy.argpartition(-cosines, min(NEAREST, len(cell)) - 1, axis=1)[:, :NEAREST]
    near = numpy.take_along_axis(cosines, nearest, axis=1) >= LEAST_COSINE
    rows, places = numpy.nonzero(near)
    pairs: Pairs = numpy.stack([cell[rows], cell[nearest[rows, places]]], axis=1)
    pairs.sort(axis=1)
    return pairs


def _unit(vectors: Vectors) -> Vectors:
    """Vectors brought to length 1; those without any stay as they are."""
    lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / numpy.maximum(lengths, 1e-9)
    return scaled


@cache
def _model() -> WordLlamaInference:
    folder = wheel()
    import wordllama

    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True)


def wheel() -> Path:
    """The folder of wordllama's wheel, in which its weights and its tokenizer lie."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    import wordllama

    root.setLevel(before[0])  # importing it turns on the log of all libraries
    root.handlers[:] = before[1]
    return Path(wordllama.__file__).parent
