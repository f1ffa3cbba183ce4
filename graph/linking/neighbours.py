"""Names near each other in meaning: embeddings and an index of near neighbours, both libraries'."""

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
NEAREST = 5  # neighbours looked at for each name
LEAST_COSINE = 0.75
BATCH = 4096
EFFORT = 48  # candidates looked at, when building and when searching
COARSE = 64  # leading dimensions that are searched: these embeddings are trained to be cut there
CANDIDATES = 12  # found there, of which the nearest by the whole vectors are kept


def embed(texts: Sequence[str]) -> Vectors:
    """Unit vectors of texts, one a row."""
    vectors = numpy.vstack(
        [
            _model().embed(list(texts[start : start + BATCH]), norm=True)
            for start in range(0, len(texts), BATCH)
        ]
    )
    clean: Vectors = numpy.nan_to_num(vectors).astype(numpy.float32)
    return clean


def neighbours(names: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of names, by index, with the cosine of their vectors.

    A graph of near neighbours (HNSW) keeps it near-linear; one thread keeps it repeatable. It is
    built over the first dimensions alone: whole vectors of many names fall out of the processor's
    cache, and time then grows faster than their number.
    """
    from voyager import Index, Space

    if len(names) < 2:
        return
    vectors = embed(names)
    coarse = _unit(vectors[:, :COARSE])
    index = Index(Space.InnerProduct, COARSE, M=8, ef_construction=EFFORT, random_seed=1)
    index.add_items(coarse, num_threads=1)
    wanted = min(CANDIDATES, len(names))
    found, _ = index.query(coarse, wanted, num_threads=1, query_ef=EFFORT)
    for one, row in enumerate(found):
        others = row[row != one].astype(int)
        cosines = vectors[others] @ vectors[one]
        nearest = numpy.argsort(-cosines, kind="stable")[:NEAREST]
        for two, cosine in sorted((int(others[at]), float(cosines[at])) for at in nearest):
            if two > one and cosine >= LEAST_COSINE:
                yield one, two, cosine


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
