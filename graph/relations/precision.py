"""How exactly a sentence states an amount: as it is, roughly, or as a bound."""

from __future__ import annotations

import re
from typing import Literal

from mmkg.graph.document import Chunk
from mmkg.graph.schema import Relation

Precision = Literal["exact", "about", "least", "most"]

ABOUT = "about|around|approximately|roughly|nearly|almost|some|circa"
_BEFORE = {
    "about": rf"\b(?:{ABOUT}|ca\.|close to|in the region of)\s*|[约近≈~∼]为?|大约是?|接近",
    "least": r"\b(?:over|above|exceed(?:s|ed|ing)|more than|at least|no less than)\s*"
    r"|[超逾]过?|高于|至少|不少于",
    "most": r"\b(?:under|below|less than|at most|no more than|up to)\s*"
    r"|不到|不足|低于|至多|最多|不超过",
}
_AFTER = {
    "about": r"左右|上下",
    "least": r"以上|[余多]|\s*(?:or more|and more)\b",
    "most": r"以下|以内|\s*(?:or less)\b",
}
ROUGHLY = re.compile(
    "|".join(rf"(?:{words})" for kinds in (_BEFORE, _AFTER) for words in kinds.values()), re.I
)


def precision(chunk: Chunk, stated: Relation) -> Precision:
    """What the words right beside an amount say of it."""
    if stated.tail_span is None:
        return "exact"
    start, end = stated.tail_span
    before, after = chunk.text[max(0, start - 20) : start], chunk.text[end : end + 12]
    kinds: tuple[Precision, ...] = ("most", "least", "about")
    for kind in kinds:  # 不超过 before 超过
        if re.search(rf"(?:{_BEFORE[kind]})\Z", before, re.I) or re.match(
            _AFTER[kind], after, re.I
        ):
            return kind
    return "exact"
