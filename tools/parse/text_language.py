"""The language of a document: English, Chinese, or another, which is read but not asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mmkg.graph.document import Language

OTHER_SCRIPTS = re.compile(  # Cyrillic to Hangul, and kana; Greek is of formulas, too
    "[\u0400-\u1cff\u3040-\u30ff\uac00-\ud7af]"
)
ENGLISH = re.compile(r"(?i)\b(?:the|of|and|is|in|to|for|that|with|are|by|was|on|from|this|which)\b")
FOREIGN = re.compile(  # French, Spanish, Portuguese, Italian, German, Dutch, Nordic, Polish
    r"\b(?:de|la|le|les|des|du|et|est|une|dans|pour|sur|el|los|las|del|que|es|en|para|por|con"
    r"|una|como|o|os|da|das|dos|em|com|uma|não|il|che|di|della|è|per|sono|der|die|und|den|ist|von"
    r"|mit|zu|het|een|van|zijn|och|att|som|är|og|det|til|nie|się|jest|na|w)\b"
)
LETTERS_A_WORD = 20  # of English sentences, for each small word in them
LEAST_WORDS = 20  # of another language, before a document is said to be in it


def language_of(texts: Iterable[str]) -> Language:
    """Chinese if its characters outnumber a third of the Latin letters, else English or neither.

    What is neither is told by its script, or by the small words that every sentence has; where
    those are few for so many letters, most letters are code or names and count as a quarter.
    """
    latin = chinese = others = english = foreign = 0
    for text in texts:
        chinese += len(re.findall("[\u4e00-\u9fff]", text))
        latin += len(re.findall("[A-Za-z]", text))
        others += len(OTHER_SCRIPTS.findall(text))
        english += len(ENGLISH.findall(text))
        foreign += len(FOREIGN.findall(text))
    if others > latin + chinese:
        return "other"
    prose = min(latin, max(LETTERS_A_WORD * english, latin / 4))
    if chinese > prose / 3:
        return "zh"
    return "other" if foreign > max(2 * english, LEAST_WORDS) else "en"
