"""Beside what the plan speaks of, the question has only words that questions are made of.

A question that says "rocky", "in Europe" or "if it is habitable" may have another answer, or none,
and nothing in its evidence can tell. `plain_words_*.txt` holds the words that narrow nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.masked import Masked, names, units
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import CJK, squeeze

LATIN = re.compile(r"[^\W\d_\u3400-\u9fff\uf900-\ufaff\ue000-\ue0ff]+")
FEW = "two|three|four|five|six|seven|eight|nine|ten"
LARGE = "high|low|large|small|great|long|short|heavy|fast|wide|big|strong|old|hot|much|many"
HARMLESS = re.compile(  # words that narrow nothing where they stand so
    rf"\b(?:the|these|those|both|its) (?:{FEW})\b|\b\w+(?=[ -](?:decimal|significant|digit))"
    rf"|(?<=\bhow )(?:{LARGE})\b|\bas (?:{LARGE}) as\b"
    r"|第[一二三]|两者|二者|[这那]两[个者]|其[一二三]|[一二两三四五] ?位"
)
ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly")
SPELT = (("ied", "y"), ("ies", "y"), ("ing", "e"))


class ForeignCheck:
    """Looks for words that neither the plan nor the making of questions has a use for."""

    name = "foreign"
    order = 49

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words."""
        found = list(dict.fromkeys(_foreign(sample)))[:3]
        if found:
            listed = ", ".join(f"“{word}”" for word in found)
            why = f"leave out {listed}: the plan says nothing of it"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _foreign(sample: Sample) -> Iterator[str]:
    text, known = Masked(sample).text, _words(_material(sample))
    text = HARMLESS.sub(" ", text)
    for word in LATIN.findall(text):
        if len(word) > 1 and not (_plain(word) or known & set(_roots(word))):
            yield word
    told = {*_characters("zh"), *CJK.findall(" ".join(_material(sample)))}
    if sample.language == "zh":
        yield from (char for char in CJK.findall(text) if char not in told)
    else:
        yield from CJK.findall(text)


def _material(sample: Sample) -> list[str]:
    """All words that the plan speaks in."""
    asked = sample.asked
    return [*names(asked), *asked.context, *asked.slots.values(), *units(sample)]


def _words(texts: Iterable[str]) -> set[str]:
    found = (word for text in texts for word in LATIN.findall(squeeze(text)))
    return {root for word in found for root in _roots(word)}


def _plain(word: str) -> bool:
    return not _characters("en").isdisjoint(_roots(word))


def _roots(word: str) -> Iterator[str]:
    """What a word may be a form of."""
    yield from (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    yield from (word.removesuffix(end) + base for end, base in SPELT if word.endswith(end))
    if len(word) > 5 and word.endswith(("ing", "ed")):
        stem = word.removesuffix("ing").removesuffix("ed")
        yield stem[:-1] if stem[-1:] == stem[-2:-1] else stem  # "plugging"


@cache
def _characters(language: str) -> frozenset[str]:
    """Words that narrow nothing in a question; in Chinese, their characters."""
    text = (files("mmkg.dataset.checks") / f"plain_words_{language}.txt").read_text("utf-8")
    return frozenset(text.split() if language == "en" else CJK.findall(text))
