"""Sentences that code can compute with: threshold rules and constants, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mmkg.graph.document import Chunk
from mmkg.graph.schema import Statement, Test
from mmkg.graph.units import parse_unit

NUMBER = r"[-−]?\d+(?:[,\u2009 ]\d{3})*(?:\.\d+)?(?:\s*[×x]\s*10\s*\^?\s*[-−]?\d+)?"
UNIT = (
    r"(?:10\^?\d+ ?)?(?:%|°C?|℃"
    r"|[A-Za-zµμΩ]+(?:\d|[²³])?(?:[/·][A-Za-zµ]+\d?[²³]?)*(?: [a-z]{1,3}[-−]\d)*"
    r"|[千万]?[克米公里秒吨天年小时度]+(?:/[秒时]|每秒)?)"
)

TESTS_EN: list[tuple[str, Test]] = [
    (r"at least|no less than|not less than|a minimum of|or more than or equal to", "at_least"),
    (r"at most|no more than|not more than|up to|a maximum of|does not exceed", "at_most"),
    (
        r"(?:higher|greater|larger|more|heavier|longer|faster|later|denser) than|above|over"
        r"|exceed(?:s|ing)?|beyond|after",
        "above",
    ),
    (
        r"(?:lower|less|smaller|fewer|lighter|shorter|slower|earlier) than|below|under|before",
        "below",
    ),
]
TESTS_ZH: list[tuple[str, Test]] = [
    (r"不低于|不少于|不小于|至少为?|达到", "at_least"),
    (r"不超过|不高于|不大于|至多为?", "at_most"),
    (r"超过|高于|大于|多于|超出", "above"),
    (r"低于|小于|少于|不足", "below"),
]
NAMING_EN = re.compile(
    r"(?:(?:is|are|be|was|were) )?(?:here |hereafter |then )?"
    r"(?:counted|classed|classified|regarded|considered|treated|called|termed|known|referred to)"
    r"(?: here| in this [a-z]+)?(?: as| to be)? (?:an? |the )?"
    r"[\"“']?(?P<term>[^\"”',.;()]{2,40}?)[\"”']?"
    r"(?= in this| here|[,.;(]|$)"
)
NAMING_ZH = re.compile(
    r"(?:称为|视为|归为|记为|叫做|定义为|属于|列为)[“「\"]?(?P<term>[^”」\"，。；、（）]{1,15})[”」\"]?"
)
NAMED_CONSTANT = re.compile(
    rf"(?P<name>(?:[a-z]+ )?constant|[\u4e00-\u9fff]{{2,6}}常[数量])[,，（( ]+(?:is |of |为)?"
    rf"(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?"
)
CONSTANT = re.compile(
    rf"(?P<name>[A-Za-zα-ωΑ-Ω](?:[_ ]?[a-z0-9]{{1,3}})?)\s*(?:=|is)\s*"
    rf"(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?"
)


def statements(chunk: Chunk) -> Iterator[Statement]:
    """The rules and constants that a chunk states, sentence by sentence."""
    for start, end in chunk.sentences or ((0, len(chunk.text)),):
        sentence = chunk.text[start:end]
        if rule := _rule(sentence, (start, end)):
            yield rule
        for match in (*CONSTANT.finditer(sentence), *NAMED_CONSTANT.finditer(sentence)):
            yield Statement(
                kind="constant",
                measure=match["name"],
                number=read_number(match["number"]),
                unit=match["unit"],
                span=(start, end),
            )


def read_number(text: str) -> Decimal:
    """A printed number, with thousands separators and powers of ten."""
    plain = re.sub(r"[,\u2009\s]", "", text).replace("−", "-").replace("^", "")
    mantissa, _, power = plain.replace("x", "×").partition("×10")
    return Decimal(mantissa).scaleb(int(power)) if power else Decimal(mantissa)


def _rule(sentence: str, span: tuple[int, int]) -> Statement | None:
    for tests, naming in ((TESTS_EN, NAMING_EN), (TESTS_ZH, NAMING_ZH)):
        for words, test in tests:
            pattern = (
                rf"(?P<before>.*?)(?:{words})\s*(?:of )?(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?"
            )
            match = re.search(pattern, sentence, re.IGNORECASE)
            named = naming.search(sentence) if match else None
            if match and named:
                return Statement(
                    kind="rule",
                    measure=match["before"].strip()[-60:],
                    test=test,
                    number=read_number(match["number"]),
                    unit=_unit(match["unit"]),
                    term=named["term"].strip(),
                    span=span,
                )
    return None


def _unit(text: str | None) -> str | None:
    """A unit, unless the word after the number is plain language ("more than 3 are called")."""
    return text if text and parse_unit(text) is not None else None
