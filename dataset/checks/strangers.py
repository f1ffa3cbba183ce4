"""The question speaks of nothing but what the plan uses: no other row, column or number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.leak import NUMBERS, ROUNDING
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Slope, Sort, walk
from mmkg.graph.mining.view import View
from mmkg.graph.names import CJK, whole

POWER = re.compile(r"\^-?\d+")
TEN = re.compile(r"10(?:\^-?\d+|[⁻⁰¹²³⁴-⁹]+)")  # before NFKC writes 10³ as 103
FEW = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
FEW_ZH = "[两二三四五六七八九十]"
SEVERAL = re.compile(
    rf"\b{FEW} (?:most|least|\w+est)\b|\b(?:top|first|last) {FEW}\b|\b(?:most|least|\w+est) {FEW}\b"
    rf"|{FEW_ZH}[个项种颗名座条位家]?最[高低大小多少晚早长短]"
    rf"|最[高低大小多少晚早长短]的?{FEW_ZH}[个项种颗名座条位家]|前{FEW_ZH}[个项种颗名座条位家]",
    re.IGNORECASE,
)


class StrangersCheck:
    """Looks for what stands beside the data in the same tables and charts, and for numbers."""

    name = "strangers"
    order = 48

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first name, number or "three highest" that the plan knows nothing of."""
        found = next(_strangers(sample, ground.view), "")
        if found:
            why = f"leave out “{found}”: the answer has nothing to do with it"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _strangers(sample: Sample, view: View) -> Iterator[str]:
    """What is strange, after what is told is taken out; "Chat" is not taken out of "Chat-Hard"."""
    powers = set(TEN.findall(" ".join(sample.asked.slots.values())))
    question = TEN.sub(lambda ten: " " if ten[0] in powers else ten[0], sample.question)
    question = _flat(question)
    told = {_flat(name) for name in _told(sample) if len(name) > 1}
    several = SEVERAL.search(_without_several(question, told))
    if several and not any(isinstance(node, Sort) for node in walk(sample.derivation)):
        yield several[0]
    beside = (_beside(carrier, view) for carrier in sample.carriers)
    for name in sorted(told.union(*beside), key=lambda n: (-len(n), n not in told, n)):
        if name in told:
            question = whole(name, any_case=True).sub(" ", question)
        elif name in question and whole(name).search(question):
            yield name
    known = (*sample.asked.given, *sample.asked.names)  # places on an axis are numbers, too
    steps = ["1"] * any(isinstance(node, Slope) for node in walk(sample.derivation))
    given = {re.sub("[,−-]", "", told) for told in (*known, *steps)}
    for number in NUMBERS.findall(POWER.sub(" ", ROUNDING.sub(" ", question))):
        if re.sub("[,−-]", "", number) not in given:
            yield number


def _without_several(question: str, told: Iterable[str]) -> str:
    """The question without names that say "two largest" themselves."""
    for name in sorted((n for n in told if SEVERAL.search(n)), key=len, reverse=True):
        question = whole(name, any_case=True).sub(" ", question)
    return question


def _told(sample: Sample) -> Iterator[str]:
    """All that the question may say of the data: names, their parts, titles, phrases and units."""
    for name in sample.asked.names:
        yield from (name, *name.split(" for "))
    yield from sample.asked.context
    yield from filter(_telling, sample.asked.slots.values())
    yield sample.answer.unit or ""


@lru_cache(maxsize=1000)
def _beside(carrier: str, view: View) -> frozenset[str]:
    """Names of columns, series and rows of a carrier, where they cannot be common words."""
    measures = view.measures_of(carrier)
    names = (name for m in measures for name in (m.name, *(item.label for item in m.items)))
    return frozenset(filter(_telling, map(_flat, names)))


def _telling(name: str) -> bool:
    """Whether some words are no common word, such as "mission", that may stand anywhere."""
    if CJK.search(name):
        return len(name) > 1
    return not name.islower() and len(name) > 2 or " " in name or name[:2].isupper()


@lru_cache(maxsize=20_000)
def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
