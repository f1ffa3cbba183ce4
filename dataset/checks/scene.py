"""What a question says of who asks and why, told apart from what it asks.

"A librarian is preparing a leaflet." narrows nothing, whatever its words. Such a sentence has an
asker for its subject, who wants or does something; it says nothing of what the plan speaks of,
leaves nothing out and supposes nothing, and nothing that follows points back at it. It is set aside
once, so that no check judges its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from mmkg.dataset.checks.plain_words import listed, roots

SENTENCE = re.compile(r"(?:[^.!?:]|[.:](?!\s|$)|(?<=\bi\.e)\.|(?<=\be\.g)\.)+(?:[.!?]+|:)?\s*")
CLAUSE = re.compile(r"[^,，。;；:：!！?？]+[,，。;；:：!！?？]*")
DOES = (
    r"(?:(?:am|is|are|was|were|has been|have been)(?: \w+ly| now| just| busy| again)?"
    r" (?:[\w-]+ing|asked|told|given the task|curious|interested|keen|eager|about to|here to)"
    r"|(?:would like|wants?|wanted|needs?|needed|wish(?:es|ed)?|hopes?|hoped|plans?|planned"
    r"|intends?|intended|wonders?|wondered|ha[sd] to|have to|must)\b)"
)
PERSON = r"[a-z]{2,}(?:er|or|ist|ian|ee|eer|ant)"
ASKER = re.compile(
    r"^(?:(?:for|in|as|during|while|before|at|on|after|to) [^,]{1,60}, )?"
    rf"(?:(?:i|we|you|someone|somebody) (?:(?:also|now|just) )?{DOES}"
    rf"|(?:an?|one|some|several|my|our|the|this) (?:[\w'-]+ ){{0,6}}?(?P<head>[\w'-]+) {DOES}"
    rf"|(?:an?|one|some) (?:[\w'-]+ ){{0,3}}?{PERSON} \w+s\b|(?:[\w'-]+ ){{0,2}}{PERSON}s {DOES})"
    r"|^(?:imagine|suppose|picture)(?: that)? you (?:are|were|want|need|have to)\b"
)
PURPOSE = re.compile(
    r"^(?:(?:in order )?to (?!\w*ing\b)[a-z]+|(?:while|when) (?:[a-z]+ing|i|we|you)|as part of)\b"
    r"[^,.:;?!]*, "
)
BINDING = re.compile(  # what may bind the question to less, to more or to other values
    r"\b(?:only|solely|exclusively|except\w*|without|not|never|no|none|nor|neither|if|unless"
    r"|provided|instead|rather|other|all|every\w*|each|both|half|twice|thrice|times|per ?\w*|these"
    r"|those|such|values?|numbers?|data|units?|answers?|rows?|columns?|entries"
    r"|(?:figures?|results?) (?:in|for|as|from|at|of|on)"
    r"|ties|more|less|fewer|than|until|since)\b|n't\b|\d"
    r"|\b(?:assum|exclud|ignor|disregard|omit|skip|discard|restrict|confin|treat|doubl|tripl|halv"
    r"|squar|invert|revers|adjust|correct|normali|convert|swap|exchang|negat|discount|deduct"
    r"|subtract|replac|compensat|averag|estimat|forecast|simulat|account)(?!ant)\w*"
    r"|^(?:i|we) .*\b(?:ask|talk|speak|refer|mean|interest)\w*"
    r"|\b(?:in|at|during|about|of) (?:the )?(?:winter|summer|spring|autumn|night|daytime|past"
    r"|future|weekends?)\b"
)
ALTERING = re.compile(  # what may, if no person does it: "a regulation is cutting prices"
    r"\b(?:limit|focus|concentrat|consider|count|tak(?:e|ing)|leav|drop|increas|reduc|decreas"
    r"|weigh|scal|round|add|remov|delet|measur|allow|includ|appl|project|chang|cut|rais|lower"
    r"|affect|clos|shut|expand|upgrad)\w{0,4}\b"
)
BACK = re.compile(  # but for "which of these is the earliest: …"
    r"\bthese\b(?![^.?!]*: ?$)|\b(?:them|their|its|such|there)\b"
    r"|\bthose\b(?! (?:with|whose|that|which|who))"
)
DOES_ZH = "想|打算|准备|正在|希望|计划|需要|好奇|感兴趣|为了|撰写|编写|编制|整理|起草|筹备|负责"
WHO_ZH = (  # what nouns for people and their bodies end in
    "人员|员|师|者|家|人|生|组|队|社|科|局|馆|协会|委员会|编辑部|部门|机构|团队|公司|经理|同学|朋友|同事|顾问|编辑"
)
ASKER_ZH = re.compile(
    rf"^(?:某|有|一)[位名家个支群]?[^的]{{1,6}}?(?=在|翻|查|阅|看|读|比|对|核|{DOES_ZH})"
    rf"|^(?:[^的]{{1,8}}的)?(?:我们?|你|小[\u4e00-\u9fff])?[^的]{{0,8}}?(?:{DOES_ZH})"
    rf"|^(?:[^的]{{1,8}}的)?[^的]{{0,6}}?(?:{WHO_ZH}|[小老][\u4e00-\u9fff])在"
    r"|^(?:[^的]{1,8}的)?[^的]{1,8}?在[写做画编备看读核查填排选学练拍录]"
)
BINDING_ZH = re.compile(
    r"[只仅除不非未没若假每均都按倍半最且或再其另全各降升涨跌扩改停增减限季夜今昨往旺淡]|[去前明上本当近历同][年月]|考虑|关注|针对|如果|所有|以[上下前后外内]|之[前后外]|数据|数值|换算|计[入算]|[哪几谁何吗]|多少|什么"
    r"|是否|\d"
)
BACK_ZH = re.compile(r"其中|这些|它们?|此类|这类|那里|上述")


def scenes(
    question: str, language: str, covered: Sequence[range], told: Callable[[str], bool]
) -> Iterator[range]:
    """The parts of a question that set a scene, in order.

    Args:
        question: As `squeeze` writes it.
        language: Its language.
        covered: Where the plan's names, titles, numbers and units stand.
        told: Whether a part speaks of what the plan speaks of, and binds it.
    """
    for part in _parts(question, language):
        if any(one.start < part.stop and part.start < one.stop for one in covered):
            continue
        behind = min((one.start for one in covered if one.start >= part.stop), default=part.stop)
        said, before = question[part.start : part.stop], question[part.stop : behind]
        if sets(said) and not told(said) and not (BACK.search(before) or BACK_ZH.search(before)):
            yield part


def sets(text: str) -> bool:
    """Whether a sentence or clause says who asks and why, and binds the question to nothing."""
    asker = ASKER.search(text) or PURPOSE.match(text)
    if asker:
        person = _person(asker.groupdict().get("head") or "")
        return not (BINDING.search(text) or (not person and ALTERING.search(text)))
    return ASKER_ZH.search(text) is not None and BINDING_ZH.search(text) is None


def _person(noun: str) -> bool:
    """Whether it is somebody who may do anything and change nothing by it."""
    return bool(re.fullmatch(PERSON, noun)) or not listed("scene").isdisjoint(roots(noun))


def _parts(question: str, language: str) -> Iterator[range]:
    """Sentences, or a first clause that tells a purpose; in Chinese, clauses."""
    for part in (CLAUSE if language == "zh" else SENTENCE).finditer(question):
        purpose = PURPOSE.match(part[0])
        yield range(part.start(), part.start() + purpose.end() if purpose else part.end())
