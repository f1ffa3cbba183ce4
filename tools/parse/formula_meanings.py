"""What may be the meaning of a symbol: a noun phrase, and no other piece of a sentence."""

from __future__ import annotations

import re

from mmkg.tools.parse.formula_units import as_unit, split_unit

MAX_MEANING = 120
ARTICLE = re.compile(r"\A(?:(?:the|a|an|our|its)\s+|所?(?:有|对应的)(?=\S{3}))", re.IGNORECASE)
_DONE = (  # "used as", "closely tied to"
    r"(?:[a-z]+ly\s+)?(?:[a-z]+ed|set|given|known|chosen|taken|shown|drawn|found|held|kept|put)"
)
_NO_START = re.compile(
    r"(?:between|in|on|at|of|to|from|by|with|not|also|only|always|never|then|equal|less|greater"
    r"|larger|smaller|higher|lower|more|now|still|that|if|when|because|how|what|why|who|where|all|just"
    r"|[a-z]+ly\s+(?:the|an?|its|our)"
    rf"|{_DONE}\s+(?:to|as|by|at|in|on|with|from|for|so|such|that|via|using|through))\b"
    rf"|{_DONE}\W*\Z",
    re.IGNORECASE,
)
_NO_END = re.compile(
    r"\b(?:has|have|had|is|are|was|were|be|been|do|does|can|will|may|must|of|for|the|an?|and|or"
    r"|with|to|in|on|by|at|that|which|as|from|than|takes?|gives?|gets?|uses?|becomes?|not|we)\Z",
    re.IGNORECASE,
)
_ANYTHING = re.compile(  # what every symbol is
    r"(?:values?|numbers?|variables?|parameters?|constants?|functions?|quantit(?:y|ies)|symbols?"
    r"|elements?|terms?|factors?|results?|数?值|数|变量|参数|常[数量]|函数|符号|元素)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(  # "activation can be …", but "a load that may be …"; "它决定…", "…：…"
    r"^(?!.*\b(?:that|which|who|where)\b)"
    r".*\b(?:can|could|will|would|may|might|must|should|is|are|was|were)\b"
    r"|[其它他]|(?:决定|影响|控制|反映|取决|满足|服从|随)|.*[：:].*[\u4e00-\u9fff]"
)
_CASE = re.compile(r"(?<![小用耗工学课延计])时(?:[为是，]|\Z)")  # "U 为零时": a condition
_SYMBOL_AGAIN = re.compile(r"(?<=[\u4e00-\u9fff])\s+[A-Za-z](?:_?\w{1,3})?\Z")  # 油滴的质量 m
_VERB = re.compile(r"\S\s+\S*[^\Wsui]s\Z")  # "model takes", which could also be "model weights"
Hit = tuple[str, str | None, tuple[int, int]]  # meaning, unit and the characters that say so


def is_noun_phrase(text: str) -> bool:
    """Whether words may name what a symbol stands for."""
    ends = _NO_START.match(text) or _NO_END.search(text)
    cut = any(text.count(opened) != text.count(closed) for opened, closed in ("()", "（）", "[]"))
    return not ends and not cut and not _SENTENCE.match(text) and not _CASE.search(text)


def is_named(text: str) -> bool:
    """Whether words right before a symbol name it, as in "the source X", and no verb parts them."""
    told = not _ANYTHING.fullmatch(ARTICLE.sub("", text))
    return told and is_noun_phrase(text) and not _VERB.search(text)


def hit(found: re.Match[str]) -> Hit | None:
    """The meaning and unit that a sentence gives, unless they cannot be one.

    Args:
        found: A match with a group `meaning`, and `given` for a unit after a value.
    """
    text = found["meaning"].strip().rstrip(",.，。:;：；")
    given = (found.groupdict().get("given") or "").strip()
    if given and as_unit(given) is None:
        return None
    meaning, unit = split_unit(text)
    unit = unit or as_unit(given)
    if not is_noun_phrase(meaning.strip(" ,，")):
        return None
    meaning = _SYMBOL_AGAIN.sub("", ARTICLE.sub("", meaning).strip(" ,，"))
    if not re.search(r"[^\W\d_]{2}", meaning) and not unit or len(meaning) > MAX_MEANING:
        return None
    if _ANYTHING.fullmatch(meaning) and not unit:
        return None
    return meaning, unit, (found.start(), found.end("meaning"))
