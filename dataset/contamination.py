"""Contamination: samples that a benchmark's questions give away, by shared words and by meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from mmkg.dataset.own_texts import read_texts
from mmkg.dataset.sample import Sample, in_full
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.names import CJK, squeeze

WORDS = 8  # words of a run that must not be shared; characters count double in Chinese
HAN = 16
COSINE = 0.92  # from which two questions mean the same to the embedding
BLOCK = 2048


@dataclass(frozen=True)
class Contamination:
    """Samples that overlap a benchmark, each with the reason, and what was compared.

    Attributes:
        compared: Number of texts by file.
    """

    found: dict[str, str]
    compared: dict[str, int]

    @property
    def note(self) -> str:
        """What was compared, in a sentence."""
        files = ", ".join(f"{name} ({count} texts)" for name, count in self.compared.items())
        return (
            f"questions compared with {files}: runs of {WORDS} words ({HAN} characters in Chinese) "
            f"and embeddings with a cosine of {COSINE:g} or more"
        )


def contamination(samples: Sequence[Sample], files: Sequence[Path]) -> Contamination:
    """Compare the questions of samples with the texts of files.

    Raises:
        InputError: If a file cannot be read, is no text, or holds none.
    """
    texts = {path.name: read_texts(path) for path in files}
    found: dict[str, str] = {}
    for name, known in texts.items():
        runs = {run for text in known for run in _runs(text)}
        for sample in samples:
            if any(run in runs for run in _runs(in_full(sample))):
                found.setdefault(sample.id, f"shares {WORDS} words in a row with {name}")
        for sample in _alike(samples, known):
            found.setdefault(sample.id, f"means the same as a text of {name}")
    return Contamination(found, {name: len(known) for name, known in texts.items()})


def _runs(text: str) -> Iterator[str]:
    flat = squeeze(text)
    units, size = re.findall(r"\w+", flat), WORDS
    if CJK.search(flat):
        units, size = re.findall(r"\w", flat), HAN
    if len(units) <= size:
        yield " ".join(units)
        return
    for place in range(len(units) - size + 1):
        yield " ".join(units[place : place + size])


def _alike(samples: Sequence[Sample], texts: Sequence[str]) -> Iterator[Sample]:
    """Samples whose question has a text of nearly the same direction, and the same numbers."""
    if not samples:
        return
    known = embed(texts)
    numbers: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        numbers[_numbers(text)].append(place)
    mine = embed([sample.question for sample in samples])
    for start in range(0, len(samples), BLOCK):
        cosines = mine[start : start + BLOCK] @ known.T
        for row, sample in zip(cosines, samples[start : start + BLOCK], strict=False):
            near = numpy.flatnonzero(row >= COSINE)
            if near.size and not set(near.tolist()).isdisjoint(numbers[_numbers(sample.question)]):
                yield sample


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"\d+(?:\.\d+)?", text)))
