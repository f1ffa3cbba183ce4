"""Headings that are printed as text is: short rows whose numbers count on through a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmkg.tools.parse.text_flow import Flow, Measures
from mmkg.tools.parse.text_rows import IS_CJK, Row

COUNTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.．、：:]?\s*(?P<title>[^\W\d_].*)")
SENTENCE = re.compile(r"[。；;，,！!？?=<>≤≥]")
FEWEST = 4  # that count on, one of them below another, before lists are excluded
SHORT = 0.6  # of a column's width


def counted_rows(flow: Flow, start: int, usual: Measures) -> frozenset[int]:
    """Places of rows that are headings by their numbers alone: 1, 1.1, 1.2, 2, 2.1.

    Chinese documents set headings as text; the numbers of a list do not go below another.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    for place, number in _candidates(flow, start, usual):
        if number in _next(found[-1][1] if found else ()):
            found.append((place, number))
    nested = any(len(number) > 1 for _, number in found)
    return (
        frozenset(place for place, _ in found) if len(found) >= FEWEST and nested else frozenset()
    )


def _candidates(flow: Flow, start: int, usual: Measures) -> Iterator[tuple[int, tuple[int, ...]]]:
    for place in range(start, len(flow)):
        row = flow[place]
        if not isinstance(row, Row) or row.entry or row.box.width > SHORT * usual.width(row):
            continue
        counted = COUNTED.fullmatch(row.text)
        if counted and IS_CJK.search(counted["title"]) and not SENTENCE.search(row.text):
            yield place, tuple(map(int, counted["number"].split(".")))


def _next(number: Sequence[int]) -> list[tuple[int, ...]]:
    """The numbers that may follow one: its first below, the next or one left out beside and above.

    One is left out where its heading has a comma, say, or is in another print.
    """
    above = [tuple(number[:depth]) for depth in range(1, len(number) + 1)]
    beside = ((*part[:-1], part[-1] + step) for part in above for step in (1, 2))
    return [(*number, 1), *beside]
