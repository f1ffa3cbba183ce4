"""Finds passages by words and by meaning: BM25 and embeddings, their ranks united."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

import bm25s
import numpy

from mmkg.graph.document import Chunk
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.store import Graph

# A word; of Chinese each character, and each with the next one.
_TOKEN = re.compile(r"[^\W_\u4e00-\u9fff]+|(?=([\u4e00-\u9fff]{2}))|[\u4e00-\u9fff]")
DAMPING = 60  # of reciprocal ranks, as in Cormack, Clarke and Büttcher, SIGIR 2009
DEEPEST = 50  # places of each ranking that count
LONGEST = 2000  # characters of a query


class CorpusIndex:
    """The passages of a graph, ready to be searched."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self._words = bm25s.BM25()
        self._words.index([tokens(chunk.text) or [""] for chunk in chunks], show_progress=False)
        self._vectors = embed([chunk.text for chunk in chunks])

    def search(self, query: str, most: int) -> list[Chunk]:
        """The passages that fit a query best, best first.

        A passage's score is the sum of its reciprocal ranks by words and by meaning; by words only
        passages that share one with the query have a rank.
        """
        query = query[:LONGEST].strip()
        if not query:
            return []
        asked = tokens(query)
        words = self._words.get_scores(asked) if asked else numpy.zeros(len(self.chunks))
        meaning = self._vectors @ embed([query])[0]
        scores: dict[int, float] = defaultdict(float)
        for values in (words, meaning):
            ranking = [i for i in numpy.argsort(-values, kind="stable")[:DEEPEST] if values[i] > 0]
            for rank, place in enumerate(ranking, start=1):
                scores[int(place)] += 1 / (DAMPING + rank)
        best = sorted(scores, key=lambda place: (-scores[place], place))
        return [self.chunks[place] for place in best[:most]]


@lru_cache(maxsize=1)
def index_of(graph: Graph) -> CorpusIndex | None:
    """The index of a graph's passages, made at the first search; none if it has no passage."""
    chunks = graph.chunks()
    return CorpusIndex(chunks) if chunks else None


def tokens(text: str) -> list[str]:
    """Words in lower case; Chinese as characters and overlapping pairs of them."""
    found = (match[1] or match[0] for match in _TOKEN.finditer(text.lower()))
    return [token for token in found if token]
