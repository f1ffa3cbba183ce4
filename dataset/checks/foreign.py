"""Beside what the plan speaks of, the question has only words that questions are made of.

A question that says "rocky", "in Europe" or "if it is habitable" may have another answer, or none,
and nothing in its evidence can tell. `plain_words_*.txt` holds the words that narrow nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import ABOVE, BELOW, FROM_HIGH, FROM_LOW, GRADED, HIGH, LOW
from mmkg.dataset.checks.linking import SETTLED, Linking
from mmkg.dataset.checks.masked import NUMBER, TITLE, Masked, names, units
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Collect, Given, walk
from mmkg.graph.names import CJK, squeeze

LATIN = re.compile(r"[^\W\d_\u3400-\u9fff\uf900-\ufaff\ue000-\ue0ff]+")
FEW = "two|three|four|five|six|seven|eight|nine|ten"
LARGE = (
    "high|low|large|small|great|long|short|heavy|fast|wide|big|strong|old|hot|much|many|far|close"
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
JUDGED = (HARMLESS, FROM_LOW, FROM_HIGH, HIGH, LOW, ABOVE, BELOW)
SCENE_ZH = re.compile(
    r"(?:^|(?<=[，,]))[一某有][位名个]?[\u4e00-\u9fff]{0,5}?(?:人员|员|师|者|家|生|人|长)"
    r"|[一某这那]?[位名个]?(?:研究员|研究者|分析师|记者|编辑|学生|学者|老师|教师|同学|读者)"
    r"|[一某这那]?[位名个]?(?:投资者|同事|朋友|顾问|医生|工程师)"
    r"|正在|准备|撰写|整理|编写|起草|复习|核对|核实|查证|撰稿|想要?|需要|打算|了解|知道|弄清"
    r"|报告|论文|简报|资料|课堂|考试|有人|对还是错|判断对错|发稿|内容|向[你我]请教|请教|下周|希望|出版"
)
AGENT_ZH = re.compile(  # who asks, at the start
    r"^[\u4e00-\u9fff]{1,8}?(?:人员|员|师|者|家|协会|部门|机构|团队|公司)(?=[只想要需正将打希计])"
)
ENDINGS = ("s", "es", "d", "ed", "ing", "ly")
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
    masked = Masked.once(sample)
    material = list(_material(masked))
    known, text = _words(material), _settled(masked.text)

    def told(word: str) -> bool:
        return not known.isdisjoint(_roots(word))

    lead = "" if NUMBER in masked.lead else text[: len(masked.lead)]
    for part, plain in ((lead, _plain_or_scene), (text[len(lead) :], _plain)):
        yield from Linking(part, plain, told, puts=_puts(sample)).unknown()
    chars = {*_characters("zh"), *CJK.findall(" ".join(material))}
    rest = AGENT_ZH.sub("", SCENE_ZH.sub(" ", lead) + text[len(lead) :])
    if sample.language == "zh":
        yield from (char for char in CJK.findall(rest) if char not in chars)
        yield from _narrowed(rest, sample.asked.slots.get("noun", ""))
    else:
        yield from CJK.findall(rest)


def _settled(text: str) -> str:
    """A text in which what other checks judge is covered: degrees, rankings, harmless turns."""
    for words in JUDGED:
        text = words.sub(lambda found: SETTLED * len(found[0]), text)
    return text


def _puts(sample: Sample) -> bool:
    """Whether values are put into a formula, or held against a rule."""
    nodes = list(walk(sample.derivation))
    return any(isinstance(node, Given) for node in nodes) and not any(
        isinstance(node, Collect) for node in nodes
    )


def unplain(text: str, language: str) -> Iterator[str]:
    """Words of a text that do more than ask, or say who asks and on what occasion."""
    scene = _characters("scene")
    for word in LATIN.findall(HARMLESS.sub(" ", text)):
        if len(word) > 1 and not _plain(word) and scene.isdisjoint(_roots(word)):
            yield word
    told = _characters("zh") if language == "zh" else frozenset[str]()
    yield from (char for char in CJK.findall(SCENE_ZH.sub(" ", text)) if char not in told)


def _narrowed(text: str, noun: str) -> Iterator[str]:
    """Adjectives of size right before the noun: 大城市 is another kind of thing than 城市."""
    if CJK.search(noun):
        yield from re.findall(
            rf"(?<![最更第各较二三四五])[大小高低长短新旧老强弱轻重快慢远近]{noun}", text
        )


def _material(masked: Masked) -> Iterator[str]:
    """All words that the plan speaks in; those of a title only if it is not said whole."""
    asked = masked.sample.asked
    titles = {squeeze(title) for title in asked.context}
    said = {thing.text for thing in masked.of(TITLE)}
    yield from names(asked)
    yield from (title for title in titles if title not in said or CJK.search(title))
    yield from (slot for slot in asked.slots.values() if squeeze(slot) not in said)
    yield from units(masked.sample)


def _words(texts: Iterable[str]) -> set[str]:
    found = (word for text in texts for word in LATIN.findall(squeeze(text)))
    return {root for word in found for root in _roots(word)}


def _plain(word: str) -> bool:
    return not _characters("en").isdisjoint(_roots(word))


def _plain_or_scene(word: str) -> bool:
    """Whether it may stand in a first sentence, which may say who asks and on what occasion."""
    return _plain(word) or not _characters("scene").isdisjoint(_roots(word))


@lru_cache(maxsize=20_000)
def _roots(word: str) -> frozenset[str]:
    """What a word may be a form of."""
    if len(word) < 4:
        return frozenset((word,))  # "bed" is no form of "be"
    found = {word, *(word.removesuffix(end) for end in ENDINGS if word.endswith(end))}
    found |= {word.removesuffix(end) + base for end, base in SPELT if word.endswith(end)}
    if len(word) > 5 and word.endswith(("ing", "ed")):
        stem = word.removesuffix("ing").removesuffix("ed")
        found.add(stem[:-1] if stem[-1:] == stem[-2:-1] else stem)  # "plugging"
    return frozenset(found)


@cache
def _characters(language: str) -> frozenset[str]:
    """Words that narrow nothing in a question; in Chinese, their characters.

    `scene` has words for who asks, and on what occasion.
    """
    text = (files("mmkg.dataset.checks") / f"plain_words_{language}.txt").read_text("utf-8")
    return frozenset(CJK.findall(text) if language == "zh" else text.split())
