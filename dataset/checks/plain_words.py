"""Words that narrow nothing in a question, in all their forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from mmkg.graph.names import CJK, squeeze

LETTERS = r"[^\W\d_\u3400-\u9fff\uf900-\ufaff\ue000-\ue0ff]+"
LATIN = re.compile(LETTERS)
ENDINGS = ("s", "es", "d", "ed", "ing", "ly")
SPELT = (("ied", "y"), ("ies", "y"), ("ing", "e"))


def roots_of(texts: Iterable[str]) -> set[str]:
    """What the words of some texts may be forms of."""
    found = (word for text in texts for word in LATIN.findall(squeeze(text)))
    return {root for word in found for root in roots(word)}


@lru_cache(maxsize=20_000)
def roots(word: str) -> frozenset[str]:
    """What a word may be a form of."""
    if len(word) < 4:
        return frozenset((word,))  # "bed" is no form of "be"
    found = {word, *(word.removesuffix(end) for end in ENDINGS if word.endswith(end))}
    found |= {word.removesuffix(end) + base for end, base in SPELT if word.endswith(end)}
    if len(word) > 5 and word.endswith(("ing", "ed")):
        stem = word.removesuffix("ing").removesuffix("ed")
        found.add(stem[:-1] if stem[-1:] == stem[-2:-1] else stem)  # "plugging"
    return frozenset(found)


def plain(word: str) -> bool:
    """Whether questions are made of such words."""
    return not listed("en").isdisjoint(roots(word))


def plain_in_scene(word: str) -> bool:
    """Whether it may stand in a first sentence, which may say who asks and on what occasion."""
    return plain(word) or not listed("scene").isdisjoint(roots(word))


@cache
def listed(language: str) -> frozenset[str]:
    """Words that narrow nothing in a question; in Chinese, their characters.

    `scene` has words for who asks, and on what occasion.
    """
    text = (files("mmkg.dataset.checks") / f"plain_words_{language}.txt").read_text("utf-8")
    return frozenset(CJK.findall(text) if language == "zh" else text.split())
