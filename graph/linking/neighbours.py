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

    A graph of near neighbours (HNSW) keeps it near-linear; one thread keeps it repeatable.
    """
    from voyager import Index, Space

    if len(names) < 2:
        return
    vectors = embed(names)
    index = Index(Space.InnerProduct, vectors.shape[1], M=8, ef_construction=EFFORT, random_seed=1)
    index.add_items(vectors, num_threads=1)
    wanted = min(NEAREST + 1, len(names))
    found, _ = index.query(vectors, wanted, num_threads=1, query_ef=EFFORT)
    for one, row in enumerate(found):
        for two in sorted(int(each) for each in row if each > one):
            cosine = float(vectors[one] @ vectors[two])
            if cosine >= LEAST_COSINE:
                yield one, two, cosine


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
