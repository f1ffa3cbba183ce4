"""Levels of headings: from the outline and numbering, else from size and weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.tools.parse.text_flow import Flow
from mmkg.tools.parse.text_numbering import LETTERED, NAMED, ROMAN, depth_of
from mmkg.tools.parse.text_rows import Row


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its rows in the flow (first and past-the-last), its text and its level from 1."""

    start: int
    end: int
    level: int


def levelled(flow: Flow, found: Sequence[tuple[int, int, int | None]]) -> list[Heading]:
    """Levels from outline and numbering; the others take that of their style, or rank by size.

    Where the title is the outline's first level, its sections are of the first level here.
    """
    above = min((level for _, _, level in found if level), default=1) - 1
    found = [(start, end, level - above if level else None) for start, end, level in found]
    known: dict[tuple[float, bool], int] = {}
    levels: list[int | None] = []
    texts = [" ".join(row.text for row in flow[a:b] if isinstance(row, Row)) for a, b, _ in found]
    roman = any(ROMAN.fullmatch(text) for text in texts)
    for (start, _, level), text in zip(found, texts, strict=True):
        lettered = roman and LETTERED.fullmatch(text) is not None  # below Roman numbers
        deep = (depth_of(text) or 0) + lettered or (1 if NAMED.fullmatch(text) else None)
        levels.append(level := level or deep)
        if level and not NAMED.fullmatch(text):
            known.setdefault(_style(_row(flow, start)), level)
    styles = {_style(_row(flow, start)) for start, _, _ in found}
    return [
        Heading(start, end, level or _ranked(_style(_row(flow, start)), known, styles))
        for (start, end, _), level in zip(found, levels, strict=True)
    ]


def _row(flow: Flow, place: int) -> Row:
    row = flow[place]
    assert isinstance(row, Row)
    return row


def _style(row: Row) -> tuple[float, bool]:
    return round(row.size * 2) / 2, row.bold


def _ranked(
    style: tuple[float, bool], known: dict[tuple[float, bool], int], styles: set[tuple[float, bool]]
) -> int:
    if style in known:
        return known[style]
    larger = {other for other in styles if other > style}
    return 1 + max(len(larger), *(known.get(other, 0) for other in larger), 0)
