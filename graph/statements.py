"""Sentences that code can compute with: threshold rules and constants, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from mmkg.graph.document import Chunk
from mmkg.graph.schema import Statement, Test
from mmkg.graph.units import SUPERSCRIPTS, parse_unit

NUMBER = (
    r"[-−]?\d+(?:[,\u2009 ]\d{3})*(?:\.\d+)?"
    r"(?:[eE][-+−]?\d{1,3}(?![\d.])"
    r"|\s*[×x·⋅∙]\s*10(?:\s*\^\s*\{?[-−]?\d+\}?|\s*\{?[-−]?[1-9]\d*\}?|⁻?[⁰¹²³⁴-⁹]+))?"
)
EXPONENT = r"(?:\^[-−]?\d|⁻?[²³⁴¹]|\d)"
UNIT = (
    r"(?:10\^?\d+ ?)?(?:%|[°∘]C?|℃"
    rf"|[A-Za-zµμΩ]+{EXPONENT}?(?:[/·][A-Za-zµμ]+{EXPONENT}?)*(?:/\([A-Za-z]+(?:[ ·][A-Za-z]+)*\))?"
    rf"(?: [A-Za-z]{{1,3}}(?:[-−]\d|{EXPONENT}))*"
    r"|[万亿]?(?:平方|立方)(?:公里|千米|厘米|米)|[万亿]?公顷"
    r"|[千万]?[克米公里秒吨天年小时度]+(?:/[秒时]|每秒)?)"
)
WORDS = frozenset(("a", "are", "as", "at", "has", "in"))  # of the language before they are units

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
COUNTER = "[张个人名所座家台辆艘条间位]"  # "500张床位"
TRAILING_ZH: list[tuple[str, Test]] = [("以上", "at_least"), ("以下", "at_most")]
DATED_ZH: list[tuple[str, Test]] = [("之后|以后", "above"), ("之前|以前", "below")]
SAID = r"(?:counts?|qualif(?:y|ies)|passes|rates?) as|(?:is|are) said to be"  # "counts as large"
NAMING_EN = re.compile(
    rf"(?:\b(?:{SAID})|(?:(?:is|are|be|was|were) )?(?:here |hereafter |then )?"
    r"(?:counted|classed|classified|regarded|considered|treated|called|termed|known|referred to)"
    r"(?: here| in this [a-z]+)?(?: as| to be)?) (?:an? |the )?"
    r"[\"“']?(?P<term>[^\"”',.;()]{2,40}?)[\"”']?"
    r"(?= in this| here|[,.;(]|$)"
)
NAMED_FIRST = re.compile(  # "A farm is called large if its rated power is above 450 MW."
    rf"\b(?:{SAID}|(?:is|are) (?:counted|classed|classified|regarded|considered|called|termed)"
    r"(?: as)?) (?:an? )?"
    r"[\"“'‘]{0,2}(?P<term>[\w-]+(?: [\w-]+)?)[\"”'’]{0,2} (?:if|when|where|once)"
    r" (?:its|their|the|it|they)\b (?P<measure>.+)$"
)
NAMING_ZH = re.compile(
    r"(?:称为|称作|视为|归为|归入|划为|记为|叫做|定义为|属于|列为|算作|算是|认为是)[“「\"]?(?P<term>[^”」\"，。；、（）]{1,15})[”」\"]?"
)
# What a limit counts: "a clinic with more than 300 beds is …", "拥有500张以上床位的…"
COUNTED = re.compile(
    r" (?P<en>[a-z]+(?: [a-z]+)?)(?=\.?$| (?:is|are|counts?|qualif\w+|passes|rates?)\b)"
    r"|(?P<zh>[\u4e00-\u9fff]{1,8}?)的"
)
SCALED = re.compile(r"\s*(?:hundred|thousand|million|billion|dozen|percent|per cent|[百千万亿])")
# A size such as "5 × 100 m" is no amount, nor a power of ten that lost its raised digits.
AMOUNT = (
    rf"(?<!\d [×⋅∙] )(?<!\d[×⋅∙])(?P<number>{NUMBER})(?!\d|\.\d|\s*[×⋅∙]\s*\d)\s*(?P<unit>{UNIT})?"
)
WHOLE_AMOUNT = re.compile(AMOUNT)
SIGNS = "∆∇∂√∑∏∫+−*/·×⋅∙^"  # before a letter: ∆t = 0.01 says nothing of t
CONSTANTS = (
    # "S0 is the solar irradiance at 1 AU, 1361 W/m^2", "G 为万有引力常数（6.67 × 10^−11 …）"
    re.compile(rf"(?<!\w)[A-Za-zα-ω]\w{{0,4}} is (?:the )?(?P<name>[^,;(]{{3,60}}), {AMOUNT}"),
    re.compile(rf"[为是](?P<name>[\u4e00-\u9fff]{{2,12}})[，（(] ?{AMOUNT}"),
    re.compile(rf"(?P<name>(?:[a-z]+ )?constant) (?:is |of |= )?{AMOUNT}"),
    re.compile(  # `i = 1` counts the terms of a sum
        rf"(?<![\w{SIGNS}-])(?<![{SIGNS}] )(?![ijkt]\s*=\s*[01](?![\d.]))"
        rf"(?P<name>[A-Za-zα-ωΑ-Ω](?:_?[a-z0-9]{{1,3}})?)\s*=\s*{AMOUNT}"
    ),
)
# What holds in one case only: "for n = 5", "当 m = 0 时", "在 T = 50 ◦C 的点"
CASE_BEFORE = re.compile(
    r"(?:\b(?:when|whenever|if|unless|until|for|at|than|cases?|names?|calls?|e\.g\.,?)"
    r"(?: (?:the|a|case|of|that)){0,3}|[当若在]|如果|假[设如]|例如|情[形况]"
    r"|(?:时(?!间|刻|候)|情况下|条件下)的?[^，。；]{0,16})\s*\Z",
    re.IGNORECASE,
)
CASE_AFTER = re.compile(
    r"\s*(?:[A-Za-z°◦∘℃%/]{1,6}\s*)?(?:时(?!间)|的?[点处]|附近)"
    r"| (?:corresponds|means|gives|yields|reduces|recovers|implies|would)\b"
    r"| (?:is|being) (?:the|an?) [^,;.]{0,40}\b(?:corner|case|limit|boundary|extreme|exception)\b"
)
# "W = 400 is the power of one lamp in watts"
UNIT_AFTER = re.compile(rf"\s*is (?:the|an?) [^,;.=()]{{3,80}}? in (?P<unit>{UNIT})(?=[,;.]|\s|\Z)")
RULES_EN = [
    (re.compile(rf"\b(?:{words})\s*(?:of )?{AMOUNT}", re.IGNORECASE), test)
    for words, test in TESTS_EN
]
RULES_ZH = [
    *((re.compile(rf"(?:{words})\s*{AMOUNT}"), test) for words, test in TESTS_ZH),
    *((re.compile(rf"{AMOUNT}\s*{COUNTER}?{w}"), test) for w, test in TRAILING_ZH),
    *(
        (re.compile(rf"(?P<number>\d{{4}})(?P<unit>) ?年?(?:{words})"), test)
        for words, test in DATED_ZH
    ),
]


def statements(chunk: Chunk) -> Iterator[Statement]:
    """The rules and constants that a chunk states, sentence by sentence."""
    for start, end in chunk.sentences or ((0, len(chunk.text)),):
        sentence = chunk.text[start:end]
        if rule := _rule(sentence, (start, end)):
            yield rule
        for match in (m for pattern in CONSTANTS for m in pattern.finditer(sentence)):
            glued = re.match("[A-Za-z]", sentence[match.end("number") :])
            if glued and not unit_of(match["unit"]):
                continue  # "x = 1n" is a broken formula
            if CASE_BEFORE.search(sentence[: match.start()]):
                continue
            if CASE_AFTER.match(sentence, match.end("number")):
                continue
            yield Statement(
                kind="constant",
                measure=_spelt(match["name"]),
                number=read_number(match["number"]),
                unit=unit_of(match["unit"]) or _unit_after(sentence, match.end("number")),
                span=(start, end),
            )


def read_number(text: str) -> Decimal:
    """A printed number, with thousands separators and powers of ten."""
    plain = re.sub(r"[,\u2009\s]", "", text).translate(SUPERSCRIPTS)
    plain = re.sub(r"[\^{}]", "", plain.replace("−", "-"))
    mantissa, _, power = re.sub("[x·⋅∙]", "×", plain).partition("×10")
    return Decimal(mantissa).scaleb(int(power)) if power else Decimal(mantissa)


def _rule(sentence: str, span: tuple[int, int]) -> Statement | None:
    for patterns, naming in ((RULES_EN, NAMING_EN), (RULES_ZH, NAMING_ZH)):
        before = NAMED_FIRST.search(sentence) if naming is NAMING_EN else None
        if before is None and naming.search(sentence) is None:
            continue
        for pattern, test in patterns:
            match = pattern.search(sentence)
            if match is None or _scaled(match):
                continue
            named = naming.search(sentence, match.end()) or _named_before(before, match)
            if named:
                return Statement(
                    kind="rule",
                    measure=_limited(match),
                    test=test,
                    number=read_number(match["number"]),
                    unit=unit_of(match["unit"]),
                    term=named["term"].strip(),
                    span=span,
                )
    return None


def _scaled(limit: re.Match[str]) -> bool:
    """Whether a word behind a number multiplies it: it is no limit as it stands."""
    after = SCALED.match(limit.string, limit.end("number"))
    return after is not None and unit_of(limit["unit"]) is None


def _limited(limit: re.Match[str]) -> str:
    """What a limit is set for: the words before it, and what it counts, if it has no unit."""
    before = limit.string[: limit.start()].strip()[-60:]
    place = limit.end() if limit["unit"] is None else limit.end("number")
    counted = COUNTED.match(limit.string, place) if before else None
    if counted is None or unit_of(limit["unit"]):
        return before
    return f"{before} {counted['en'] or counted['zh']}"


def _named_before(named: re.Match[str] | None, limit: re.Match[str]) -> re.Match[str] | None:
    """What a rule names ahead of its limit, where the limit ends the sentence."""
    rest = limit.string[limit.end() if unit_of(limit["unit"]) else limit.end("number") :]
    if named is None or (rest.strip() not in ("", ".") and not re.fullmatch(r" [a-z]+\.?", rest)):
        return None
    between = limit.string[named.start("measure") : limit.start()]
    return named if between and not re.search(r"\d|\b(?:and|or|not|no)\b", between) else None


def unit_of(text: str | None) -> str | None:
    """A unit, unless the word after the number is plain language ("more than 3 are called")."""
    return text if text and text not in WORDS and parse_unit(text) is not None else None


def whole_amount(text: str) -> tuple[Decimal, str | None] | None:
    """A text that is a number, with or without a unit, and nothing else."""
    match = WHOLE_AMOUNT.fullmatch(text.strip())
    unit = unit_of(match["unit"]) if match and match["unit"] else None
    if match is None or (match["unit"] and unit is None):
        return None
    return read_number(match["number"]), unit


def _unit_after(sentence: str, place: int) -> str | None:
    """The unit that stands in the definition after a bare number."""
    found = UNIT_AFTER.match(sentence, place)
    return unit_of(found["unit"]) if found else None


def _spelt(name: str) -> str:
    """A name with a Greek letter at its start spelt out, as symbols of formulas are named."""
    spelled = unicodedata.name(name[0], "") if len(name) < 6 else ""
    found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", spelled)
    if not found:
        return name
    letter = found[2].lower() if found[1] == "SMALL" else found[2].title()
    return letter.replace("amda", "ambda") + name[1:]
