"""Two names of one thing that a text puts side by side: an acronym spelt out, or "also called"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mmkg.graph.document import Chunk
from mmkg.graph.units import parse_unit

SPELT_OUT = "acronym spelt out"
CLOSING = ' \t\n”"’»'  # behind a name that was quoted
SHORT = r"[A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9]*"
SPELT = re.compile(
    rf"(?P<long>[A-Za-z][^()（）.;；。]{{2,120}}?) ?[(（](?P<short>{SHORT})(?:[)）]|; )"
)
SPELT_AFTER = re.compile(
    rf"(?<![\w-])(?P<short>{SHORT}) [(（](?P<long>[A-Za-z][\w'’-]*(?:[ -][\w'’-]+){{1,8}})[)）]"
)
BILINGUAL = re.compile(r"(?P<zh>[\u4e00-\u9fff]{2,14})[（(](?P<en>[A-Za-z][\w \-.&]{1,50})[）)]")
CUT = re.compile("[的为是与和及在由对从于将把被称即指以或]|负责|其中|采用|使用|包括|例如")
NAME = r"[A-Z][\w'’-]*(?: (?:(?:of|the|de) )*[A-Z0-9][\w'’-]*){0,4}"
CALLED = re.compile(
    rf"(?P<long>{NAME}),? \(?(?:also|formerly|previously|otherwise|commonly) "
    rf"(?:known as|called|named|abbreviated as|written) (?:the )?[\"“]?(?P<short>{NAME})"
)
CALLED_ZH = re.compile(
    r"(?P<long>[\u4e00-\u9fff]{2,16})[，（(](?:又称|也称|亦称|又名|简称|以下简称|下称|俗称|别名|原名)"
    r"(?:为|作)?[：:]?[“「\"]?(?P<short>[\u4e00-\u9fffA-Za-z0-9-]{2,12}?)[”」\"]?(?=[，。；、）)])"
)


class Pair(NamedTuple):
    """Two names, where the text says that they are one, and how."""

    long: str
    short: str
    span: tuple[int, int]
    why: str


def alias_pairs(chunk: Chunk) -> Iterator[Pair]:
    """Long and short form, other names, Chinese and English name."""
    text = chunk.text
    for pattern in (SPELT, SPELT_AFTER):
        for match in pattern.finditer(text):
            if long := spelt_out(match["long"], match["short"]):
                start = match.start("long") + match["long"].rindex(long)
                span = (min(start, match.start("short")), match.end())
                yield Pair(long, match["short"], span, SPELT_OUT)
    for match in BILINGUAL.finditer(text):
        zh, en = CUT.split(match["zh"])[-1], match["en"]
        if len(zh) > 1 and parse_unit(en) is None:
            yield Pair(zh, en, (match.end("zh") - len(zh), match.end()), "Chinese and English name")
    for pattern in (CALLED, CALLED_ZH):
        for match in pattern.finditer(text):
            yield Pair(match["long"], match["short"], match.span(), "another name")


def spelt_out(before: str, short: str) -> str | None:
    """The end of a phrase whose words spell an acronym.

    Letters are matched from the last to the first, the first at the beginning of a word, within
    min(n + 5, 2n) words for n letters (Schwartz & Hearst, 2003). Beyond that, each capital must
    begin a word, or stand inside one that has matched none yet.
    """
    letters = [char.lower() for char in short.removesuffix("s") if char.isalnum()]
    starts = [match.start() for match in re.finditer(r"[^\s-]+", before)]
    most = min(len(letters) + 5, 2 * len(letters))
    tail = before[starts[-most] :] if len(starts) > most else before
    at = len(tail)
    for place, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and (
            tail[at].lower() != letter
            or (place == 0 and at > 0 and tail[at - 1].isalnum())
            or not _fits(tail, at)
        ):
            at -= 1
        if at < 0:
            return None
    found = tail[at:].rstrip(CLOSING)
    return found if len(found) > len(short) else None


def _fits(text: str, at: int) -> bool:
    """Whether a letter of an acronym may stand for this one: a word's first, or a capital."""
    return at == 0 or not text[at - 1].isalnum() or text[at].isupper()
