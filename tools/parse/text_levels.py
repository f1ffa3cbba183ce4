"""Levels of headings: from the outline and numbering, else from size and weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mode

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

    Numbers count from where the outline has them: its first level may be the title, or parts.
    """
    known: dict[tuple[float, bool], int] = {}
    texts = [" ".join(row.text for row in flow[a:b] if isinstance(row, Row)) for a, b, _ in found]
    depths = _depths(texts)
    lead = _lead(depths, [level for _, _, level in found])
    levels = [
        level or (depth + lead if depth else None)
        for (_, _, level), depth in zip(found, depths, strict=True)
    ]
    for (start, _, _), level, text in zip(found, levels, texts, strict=True):
        if level and not NAMED.fullmatch(text):
            known.setdefault(_style(_row(flow, start)), level)
    styles = {_style(_row(flow, start)) for start, _, _ in found}
    return [
        Heading(start, end, level or _ranked(_style(_row(flow, start)), known, styles))
        for (start, end, _), level in zip(found, levels, strict=True)
    ]


def _depths(texts: Sequence[str]) -> list[int | None]:
    """How deep the numbers of headings go; the first level for names that sections usually have."""
    roman = any(ROMAN.fullmatch(text) for text in texts)
    lettered = [roman and LETTERED.fullmatch(text) is not None for text in texts]  # below Roman
    return [
        (depth_of(text) or 0) + below or (1 if NAMED.fullmatch(text) else None)
        for text, below in zip(texts, lettered, strict=True)
    ]


def _lead(depths: Sequence[int | None], outline: Sequence[int | None]) -> int:
    """How many levels the outline has above the first that is numbered, by most headings."""
    ahead = [level - depth for depth, level in zip(depths, outline, strict=True) if depth and level]
    return max(mode(ahead), 0) if ahead else 0


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
