"""Beside what the plan speaks of, the question has only words that questions are made of.

A question that says "rocky", "in Europe" or "if it is habitable" may have another answer, or none,
and nothing in its evidence can tell. `plain_words_*.txt` holds the words that narrow nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import ABOVE, BELOW, FROM_HIGH, FROM_LOW, GRADED, HIGH, LOW
from mmkg.dataset.checks.foreign_zh import strange
from mmkg.dataset.checks.linking import CHANGING, SETTLED, Linking
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, UNIT, Masked, names, units
from mmkg.dataset.checks.overdone import GLOSS, MEANING
from mmkg.dataset.checks.plain_words import LATIN, listed, plain, plain_in_scene, roots, roots_of
from mmkg.dataset.checks.scene import ASKER
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Collect, Given, walk
from mmkg.graph.names import CJK, squeeze

FEW = "two|three|four|five|six|seven|eight|nine|ten"
LARGE = (
    "high|low|large|small|great|long|short|heavy|fast|wide|big|strong|old|hot|much|many|far|close"
)
BOUNDS = (  # what a loose word may not add: a time, a place, a denial
    r"\b(?:in|at|on|during|after|before|since|until|near|within|outside|except|without|not|than"
    r"|only|never|no)\b"
)
HARMLESS = re.compile(  # words that narrow nothing where they stand so
    rf"\b(?:the|these|those|both|its|other) (?:{FEW})\b|\b\w+(?=[ -](?:decimal|significant|digit))"
    rf"|(?<=\bhow )(?:{LARGE})\b|\bas (?:{LARGE})\b|\b(?:{GRADED.pattern})\b"
    rf"|^(?:(?:these |the )?{FEW} \w+ are (?:given|listed|named|considered)\b)"
    rf"|\b(?:imagine|suppose|assume|picture) (?:{FEW})\b"
    r"|\bwork(?:s|ed|ing)?(?= (?:out|with|at|in|there|for)\b)"
    r"|\bsingled? out\b|\bshort (?:for|of)\b|\bfail(?:s|ed)? to reach\b"
    r"|第[一二三四五]|两[者边侧]|二者|三者|[这那]两[个者]|其[一二三]|[一二两三四五] ?位"
    r"|[两二三四五][地市者国方个家人]之?间?(?=的|之)"
    r"|挑[选出]|赶上|追上|逐[一个]|作答|归[为入于]|垫底|居首|榜首|首位|末[位尾]|法|极差|字母|商(?=[是为等])|(?:^|(?<=[，,。]))两[条座项位家]|以下两[项个条]|利用"
)
THING = re.compile(f"[{NAME}{NUMBER}{TITLE}]")
JUDGED = (HARMLESS, FROM_LOW, FROM_HIGH, HIGH, LOW, ABOVE, BELOW)
LOOSE = rf"(?:(?!{BOUNDS})[^{NAME}-{UNIT},.;:?!])"
HEADS = re.compile(  # what is looked through: "pick the managers with …"
    r"\b(?:the|which|many|these|those|all|of|among|pick|every|each) ([a-z]+s)"
    r" (?:with|whose|that|which|who|have|in|under|for which)\b"
)
PREDICATE = r"\b(?:is|are|was|were|be|one|whose|that)"
RANKS = r"(?:\w+est|most|least|leading|top)\b"
GLOSSED = (  # what is said loosely, and then as the plan says it
    re.compile(  # "which is hard to beat, i.e. has the highest …"
        rf"{PREDICATE} (?P<loose>{LOOSE}+)"
        rf"(?=[,;(—–]+ ?(?:{MEANING})[^.;?!]{{0,30}}?[{NAME}{NUMBER}])"
    ),
    re.compile(  # "that is tilted the most, with the highest …"
        rf"{PREDICATE} (?P<loose>{LOOSE}*{RANKS})(?=[,;(—–]+ ?{GLOSS}[^.;?!]{{0,30}}?[{NAME}])"
    ),
    re.compile(  # "the busiest port, the one with …"
        rf"\bthe (?P<loose>{RANKS}{LOOSE}*)"
        rf"(?=[,;(—–]+ ?(?:{MEANING},? )?the one (?:with|that has)\b)"
    ),
)


class ForeignCheck:
    """Looks for words that neither the plan nor the making of questions has a use for."""

    name = "foreign"
    order = 49

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words."""
        found = list(dict.fromkeys(_foreign(sample)))[:3]
        if found:
            listed = ", ".join(f"“{word}”" for word in found)
            why = f"leave out {listed}, or say it in the words of the plain question"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _foreign(sample: Sample) -> Iterator[str]:
    masked = Masked.once(sample)
    material = list(_material(masked))
    known, text = roots_of(material), _settled(masked.text)

    def told(word: str) -> bool:
        return not known.isdisjoint(roots(word))

    told_by = ASKER.search(masked.lead) if NUMBER not in masked.lead else None
    lead = text[: len(masked.lead)] if told_by or not THING.search(masked.lead) else ""
    for part, known_word in ((lead, plain_in_scene), (text[len(lead) :], plain)):
        yield from Linking(part, known_word, told, puts=_puts(sample)).unknown()
    heads = (found[1] for found in HEADS.finditer(text))
    yield from (word for word in heads if not (plain(word) or told(word)))
    if sample.language == "zh":
        yield from strange(text, " ".join(material), sample.asked.slots.get("noun", ""))
    else:
        yield from CJK.findall(text)


def _settled(text: str) -> str:
    """A text in which what other checks judge is covered: degrees, rankings, harmless turns.

    And what is said loosely before it is said as the plan says it: "tilted the most, meaning …".
    """
    for words in GLOSSED:
        text = words.sub(_covered, text)
    for words in JUDGED:
        text = words.sub(lambda found: SETTLED * len(found[0]), text)
    return text


def _covered(glossed: re.Match[str]) -> str:
    loose = glossed["loose"]
    if any(map(CHANGING.fullmatch, loose.split())):
        return glossed[0]
    return glossed[0].removesuffix(loose) + SETTLED * len(loose)


def _puts(sample: Sample) -> bool:
    """Whether values are put into a formula, or held against a rule."""
    nodes = list(walk(sample.derivation))
    return any(isinstance(node, Given) for node in nodes) and not any(
        isinstance(node, Collect) for node in nodes
    )


def unplain(text: str, language: str) -> Iterator[str]:
    """Words of a text that do more than ask, or say who asks and on what occasion."""
    scene = listed("scene")
    for word in LATIN.findall(HARMLESS.sub(" ", text)):
        if len(word) > 1 and not plain(word) and scene.isdisjoint(roots(word)):
            yield word
    yield from strange(text, "", "") if language == "zh" else CJK.findall(text)


def _material(masked: Masked) -> Iterator[str]:
    """All words that the plan speaks in; those of a title only if it is not said whole."""
    asked = masked.sample.asked
    titles = {squeeze(title) for title in asked.context}
    said = {thing.text for thing in masked.of(TITLE)}
    yield from names(asked)
    yield from (title for title in titles if title not in said or CJK.search(title))
    yield from (slot for slot in asked.slots.values() if squeeze(slot) not in said)
    yield from units(masked.sample)
