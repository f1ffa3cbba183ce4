"""Printed labels of a chart: lines cut at wide gaps, with superscripts and the place of the ink."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_dates import ALONE
from mmkg.tools.parse.chart_numbers import read_number
from mmkg.tools.parse.pages import Glyph, Line

SUPERSCRIPTS = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
CROWDED = 0.4  # of the font size: the least distance of two tick labels, more than a space
DIGIT_HEIGHT = 0.72  # of the font size; the ink of digits and capitals stands this high


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text in a chart.

    Attributes:
        text: NFKC, with raised digits as Unicode superscripts.
        box: Where its ink is: from the baseline to the top of the digits.
        size: Font size in points.
        rotated: Not written from left to right.
    """

    text: str
    box: Box
    size: float
    rotated: bool


def read_labels(lines: Iterable[Line]) -> tuple[Label, ...]:
    """Cut printed lines into labels, since tick labels may share one line of text."""
    return tuple(
        label
        for line in lines
        for part in _cut(line)
        for piece in _ticks(part, line.rotated)
        if (label := _label(piece, line.rotated)).text
    )


def _ticks(part: tuple[Glyph, ...], rotated: bool) -> list[tuple[Glyph, ...]]:
    """Crowded tick labels one by one: at least three numbers, months or years in a row."""
    pieces: list[list[Glyph]] = [[]]
    for glyph in part:
        if glyph.char.isspace():
            continue
        if pieces[-1] and glyph.box.x0 - pieces[-1][-1].box.x1 > CROWDED * glyph.size:
            pieces.append([])
        pieces[-1].append(glyph)
    words = ["".join(glyph.char for glyph in piece) for piece in pieces]
    if rotated or len(pieces) < 3 or not all(read_number(w) or ALONE.fullmatch(w) for w in words):
        return [part]
    return [tuple(piece) for piece in pieces]


def _cut(line: Line) -> Iterator[tuple[Glyph, ...]]:
    part: list[Glyph] = []
    last: Glyph | None = None
    for glyph in line.glyphs:
        if glyph.char.isspace():
            if part:
                part.append(glyph)
            continue
        if last and _apart(last, glyph, line.rotated):
            yield tuple(part)
            part = []
        part.append(glyph)
        last = glyph
    if part:
        yield tuple(part)


def _apart(before: Glyph, after: Glyph, rotated: bool) -> bool:
    size = max(before.size, after.size)
    if rotated:
        return math.hypot(after.x - before.x, after.y - before.y) > 2.2 * size
    gap = after.box.x0 - before.box.x1
    return gap > 0.85 * size or gap < -2 * size


def _label(glyphs: tuple[Glyph, ...], rotated: bool) -> Label:
    ink = [glyph for glyph in glyphs if not glyph.char.isspace()]
    size = max(glyph.size for glyph in ink)
    base = [glyph.y for glyph in ink if glyph.size > 0.9 * size]
    baseline = max(set(base), key=base.count)
    text = "".join(_char(glyph, size, baseline, rotated) for glyph in glyphs)
    box = union(glyph.box for glyph in ink)
    if not rotated:
        box = Box(box.x0, baseline - DIGIT_HEIGHT * size, box.x1, baseline)
    return Label(" ".join(text.split()), box, size, rotated)


def _char(glyph: Glyph, size: float, baseline: float, rotated: bool) -> str:
    raised = not rotated and baseline - glyph.y > 0.15 * size
    small = glyph.size < 0.86 * size
    if small and (raised or (rotated and (glyph.char.isdigit() or glyph.char in "-−"))):
        return glyph.char.translate(SUPERSCRIPTS)
    if glyph.char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ（）":
        return glyph.char
    return unicodedata.normalize("NFKC", glyph.char)
