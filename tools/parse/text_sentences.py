"""Sentences of English and Chinese running text, as character spans."""

from __future__ import annotations

import re
from collections.abc import Collection

ABBREVIATIONS = re.compile(
    r"figs?|eqs?|eqn|tab|secs?|ch|chap|nos?|vol|pp?|refs?|al|cf|vs|e\.g|i\.e|viz|resp|approx|ca|etc"
    r"|dr|mrs?|ms|prof|st|inc|ltd|co|corp|dept|univ|eds?|est|jr|sr|u\.[sk]|ph\.d|[ap]\.m|def|thm|prop"
    r"|lem|cor|ex|appx?|incl|excl|max|min|avg|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
ENDS_ANYWAY = {"etc", "al", "inc", "ltd", "co", "corp", "jr", "a.m", "p.m", "ph.d"}
NOTES = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # footnote marks, which stand after the full stop
AROUND = 200  # characters that decide whether a sentence ends
END = re.compile(
    rf"[.!?]+[\"'”’)\]{NOTES}]*(?=\s|$)|[。！？；]+[”’」』）\"{NOTES}]*|[!?](?=[\u4e00-\u9fff])"
)


def split_sentences(text: str, forced: Collection[int] = ()) -> tuple[tuple[int, int], ...]:
    """Spans of sentences, spaces between them left out.

    Args:
        text: Running text.
        forced: Places where a sentence ends whatever is printed, such as at a display formula.
    """
    ends = sorted({m.end() for m in END.finditer(text) if _is_end(text, m)} | set(forced))
    spans = []
    start = 0
    for end in [*ends, len(text)]:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start + lead, start + len(piece.rstrip())))
        start = end
    return tuple(spans)


def _is_end(text: str, mark: re.Match[str]) -> bool:
    sign = mark.group()[0]
    after = text[mark.end() : mark.end() + AROUND].lstrip()
    if sign in "。！？；!?" or not after:
        return True
    if after[0].islower() or after[0] in ",;:)]":
        return False
    begin = max(0, mark.start() - AROUND)
    return not _abbreviates(text[begin : mark.start()], mark.start() - begin, after)


def _abbreviates(text: str, dot: int, after: str) -> bool:
    """Whether the full stop at `dot` belongs to an abbreviation, an initial or a list number."""
    word = re.search(r"[^\s(\[“\"']+$", text[:dot])
    if word is None:
        return False
    token = word.group().lower()
    if ABBREVIATIONS.fullmatch(token):
        return token not in ENDS_ANYWAY or not after[0].isupper()
    if re.fullmatch(r"[A-Z](\.?-?[A-Z])*", word.group()) and len(word.group()) == 1:
        return after[0].isupper() and not _ends_clause(text, word.start())
    starts = word.start() == 0 or text[: word.start()].rstrip()[-1:] in ".:;"
    return starts and re.fullmatch(r"\d{1,2}|[a-z]|[ivx]+", token) is not None


def _ends_clause(text: str, start: int) -> bool:
    """Whether a single capital before the stop is a name in the text (`model A. The`)."""
    before = re.search(r"(\w+)\s+$", text[:start])
    return before is not None and before.group(1).islower() and before.group(1) != "and"
