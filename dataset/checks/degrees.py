"""Words of degree: those that say which of several things has more, or less, of a quantity.

What praises ("best", "worse", "beats") says neither, for less may be better, and is left out.
"""

from __future__ import annotations

import re

from mmkg.dataset.sample import Sample
from mmkg.graph.units import is_time

MORE = (
    "high|larg|great|bigg|long|heavi|wid|broad|thick|deep|tall|hott|warm|strong|rich|dens|bright"
    "|full|farth|furth|steep|loud|costli|fast|quick|lat"
)
LESS = (
    "low|small|short|light|narrow|thinn|shallow|cold|cool|weak|poor|dimm|cheap|clos|near|slight"
    "|tini|empti|slow|earli"
)
PLACED = r"\b(?:comes?|came|ranks?|ranked|plac(?:es?|ed)|finish(?:es|ed)?)(?: in| dead| out)?"
HIGH = re.compile(
    rf"\b(?:(?:{MORE})est|most|max(?:imum|imal)?|peak(?:s|ed)?|newest|top(?:s|ped)?|topmost|record-high)\b"
    r"|\b(?:leads?|heads?) (?:the|in|by|on)\b"
    r"|最[高大多晚长重远快宽深强热贵密]|第[一二三四五][高大多晚长重]|最新|居首|榜首|首位|排名?第一|领先|最频繁"
)
LOW = re.compile(
    rf"\b(?:(?:{LESS})est|(?<!at )least|min(?:imum|imal)?|fewest|oldest|bottom(?:most)?)\b"
    r"|最[低小少早短轻慢窄浅弱冷]|第[一二三四五][低小少早短轻]|垫底|末位|末尾"
)
FIRST, LAST = re.compile(rf"{PLACED} first\b"), re.compile(rf"{PLACED} last\b")  # of no dates
UP = re.compile(
    rf"\b(?:exceed\w*|surpass\w*|outweigh\w*|outstrip\w*|outrank\w*|outnumber\w*|above|ahead"
    rf"|minus|more|older|(?:{MORE})er)\b"
    r"|[高大多晚长重快远宽深]于|超[过出]|减去|更[高大多晚长重快远]|[高大多长重快远](?:多少|出)"
    r"|(?<![多最第])[高大多晚长重快远](?=了多少|些|吗|[？?，。]|$)"
    r"|晚多少|百分之几|领先"
)
DOWN = re.compile(
    rf"\b(?:below|less|fewer|younger|behind|lags?|lagged|trails?|trailed|falls? short|fell short"
    rf"|short of|(?:{LESS})er)\b"
    r"|[低小少早短轻慢近]于|不[及足]|更[低小少早短轻慢近]|[低小短轻慢]多少|(?<!多)少多少|早多少"
    r"|(?<![多最第])[低小少早短轻慢](?=了多少|些|吗|[？?，。]|$)|落后|赶上|追上"
)
ABOVE = re.compile(
    rf"\b(?:above|over|exceed\w*|beyond|after|surpass\w*|in excess of|upwards? of)\b"
    rf"|\b(?:more|(?:{MORE})er) than\b|超[过出]|[高大晚多长重远][于过]|以上"
)
BELOW = re.compile(
    rf"\b(?:below|under|before|short of|(?:less|fewer|(?:{LESS})er) than"
    r"|(?:fail(?:s|ed)? to|(?:do|does|did|could|can) not) reach)\b"
    r"|不[到足]|(?:没有|未)(?:达?到|超过)|[低小早少短轻近]于|以下"
)
COMPARED = rf"(?:{MORE}|{LESS})er"  # "heavier"
GRADED = re.compile(  # "how dense", "as dense as", "denser", "densest"
    rf"(?:{MORE}|{LESS})(?:er|est)"
    r"|(?<=\bhow )(?:dense|deep|thick|tall|broad|bright|full|warm|rich|steep|costly|expensive|far)"
)
AS_FIRST = r"(?:(?:coming|being|counted|placed|ranked|listed|put) )?(?:as )?(?:first|number one)\b"
FROM_END = r"\b(?:count(?:ed|ing)|start(?:ed|ing)|beginning) (?:from|with|at) the"
BEYOND_ALL = re.compile(  # "smaller than everyone else's" is the smallest
    rf"\b({MORE}|{LESS})er than (?:all|any|every|each|every(?:one|thing)|any(?:one|thing))"
    r"(?: of)?(?: the)? ?(?:else|others?|rest|remaining)\b(?! but| except)"
)
# "Ranked from lowest to highest, which one is third": a ranking that says where it begins
FROM_LOW = re.compile(
    rf"\bfrom (?:the )?(?:{LESS})(?:est|er)? (?:up )?to (?:the )?(?:{MORE})(?:est|er)?\b"
    rf"|\b(?:ascending|increasing) order\b"
    rf"|\b(?:{LESS})est (?:one )?{AS_FIRST}|{FROM_END} (?:{LESS})est\b"
    r"|从[低小少早短轻][到至][高大多晚长重]|升序|由[低小少早短轻][到至][高大多晚长重]"
)
FROM_HIGH = re.compile(
    rf"\bfrom (?:the )?(?:{MORE})(?:est|er)? (?:down )?to (?:the )?(?:{LESS})(?:est|er)?\b"
    rf"|\b(?:descending|decreasing) order\b"
    rf"|\b(?:{MORE})est (?:one )?{AS_FIRST}|{FROM_END} (?:{MORE})est\b"
    r"|从[高大多晚长重][到至][低小少早短轻]|降序|由[高大多晚长重][到至][低小少早短轻]"
)
FAST = re.compile(r"\b(?:fast|quick)(?=er\b|est\b)")
SLOW = re.compile(r"\bslow(?=er\b|est\b)")


def graded(question: str, sample: Sample) -> str:
    """A question with plain degrees: of times, what is "faster" is "shorter"."""
    question = BEYOND_ALL.sub(r"\1est", question)
    question = re.sub(r"\bmost (slow|quick)ly\b", r"\1est", question)
    units = {sample.answer.unit, *(sample.asked.slots.get(name) for name in ("unit", "unit2"))}
    if not any(map(is_time, units)):
        return question
    return SLOW.sub("long", FAST.sub("short", question))
