"""Conditions that are told by what they leave out: "ignore those that do not exceed 5".

What is left has the opposite condition, "above 5", and so the question is read: the checks know one
way to state a limit only. "Ignore those above 5" leaves equal values in, and stays as it is.
"""

from __future__ import annotations

import re

LEAVES = (
    r"(?:leav(?:e|es|ing) (?:out|aside)|(?:left|put|set|setting|putting) aside|left out"
    r"|ignor(?:e|es|ed|ing)|disregard(?:s|ed|ing)?|discard(?:s|ed|ing)?|exclud(?:e|es|ed|ing)"
    r"|drop(?:s|ped|ping)?|omit(?:s|ted|ting)?|eliminat(?:e|es|ed|ing)|remov(?:e|es|ed|ing))"
)
MORE, LESS = "more|above|over|higher|greater|longer|later", "less|below|under|lower|fewer|shorter"
AMOUNT = r"(-?\d[\d.,]*(?! (?:or|and) )(?: [^\s,.;?]+){0,2}?|-?\d[\d.,]*)"
NOT_ABOVE = (
    r"(?:(?:do|does|did) not (?:exceed|surpass|go above)|fails? to exceed|(?:is|are) not"
    r" (?:above|over|more than|higher than|greater than)|(?:is|are|of) (?:at most|no more than))"
)
NOT_BELOW = r"(?:(?:is|are|of|have|has) (?:at least|no less than)|(?:do|does|did) not fall below)"
LEAVES_ZH = r"(?:剔除|排除|除去|去掉|不考虑|撇开|去除)"
TOLD = (
    *(
        (re.compile(rf"\b{LEAVES}\b([^.,;?!]{{1,160}}?){complement}"), rf"keep\1{side} \2")
        for complement, side in (
            (rf"\b{NOT_ABOVE} {AMOUNT}(?![\w.])", "above"),
            (rf"\b{NOT_BELOW} {AMOUNT}(?![\w.])", "below"),
            (rf"(?<= ){AMOUNT} (?:or|and) (?:{MORE})\b", "below"),
            (rf"(?<= ){AMOUNT} (?:or|and) (?:{LESS})\b", "above"),
        )
    ),
    *(
        (re.compile(rf"{LEAVES_ZH}([^，。；？！]{{1,40}}?){complement}(-?\d)"), rf"保留\1{side}\2")
        for complement, side in (
            ("(?:不[高大多长]于|不超过|未超过|至多)", "高于"),
            ("(?:达到|不[低小少短]于|至少)", "低于"),
        )
    ),
)


def kept(question: str) -> str:
    """A question that states its limits for what is kept, not for what is left out."""
    for told, instead in TOLD:
        question = told.sub(instead, question)
    return question
