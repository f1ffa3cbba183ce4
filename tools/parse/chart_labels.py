"""Printed labels of a chart: lines cut at wide gaps, with superscripts and the place of the ink."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_dates import ALONE, split_dates
from mmkg.tools.parse.chart_numbers import Number, read_number
from mmkg.tools.parse.pages import Glyph, Line

SYMBOLS = str.maketrans("£¡", "×−")
SUPERSCRIPTS = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
CROWDED = 0.4  # of the font size: the least distance of two tick labels, more than a space
TOUCHING = (CROWDED, 0.25, 0.15, 0.08)  # the same for numbers at even steps, widest first
WORDS, FIXED = 0.5, 0.85  # of the font size: the least distance of labels of words, by fonts
MONO = re.compile("mono|courier|consol|code|typewriter|cmtt", re.IGNORECASE)
DIGIT_HEIGHT = 0.72  # of the font size; the ink of digits and capitals stands this high


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text in a chart.

    Attributes:
        text: NFKC, with raised digits as Unicode superscripts.
        box: Where its ink is: from the baseline to the top of the digits.
        size: Font size in points.
        rotated: Not written from left to right.
        rising: Rotated so that it ends higher than it starts.
    """

    text: str
    box: Box
    size: float
    rotated: bool
    rising: bool = False


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
    """Crowded tick labels one by one: at least three numbers, months, years or dates in a row."""
    if rotated:
        return [part]
    spans = split_dates("".join(glyph.char for glyph in part))
    if len(spans) > 1:
        return [part[start:end] for start, end in spans]
    for least in TOUCHING:
        pieces = _pieces(part, least)
        if len(pieces) > 2 and _even([read_number(_said(piece)) for piece in pieces]):
            return pieces
    pieces = _pieces(part, CROWDED)
    known = all(read_number(_said(p)) or ALONE.fullmatch(_said(p)) for p in pieces)
    return pieces if len(pieces) > 2 and known else [part]


def _pieces(part: tuple[Glyph, ...], least: float) -> list[tuple[Glyph, ...]]:
    """A label cut at gaps of at least a share of the font size."""
    pieces: list[list[Glyph]] = [[]]
    for glyph in part:
        if glyph.char.isspace():
            continue
        if pieces[-1] and glyph.box.x0 - pieces[-1][-1].box.x1 > least * glyph.size:
            pieces.append([])
        pieces[-1].append(glyph)
    return [tuple(piece) for piece in pieces]


def _said(piece: Iterable[Glyph]) -> str:
    return "".join(glyph.char for glyph in piece)


def _even(numbers: Sequence[Number | None]) -> bool:
    """Whether all are numbers that rise or fall by equal steps, as tick labels do."""
    values = [number.value for number in numbers if number]
    steps = {after - before for before, after in pairwise(values)}
    return len(values) == len(numbers) and len(steps) == 1 and 0 not in steps


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
    level = abs(after.y - before.y) < 0.05 * size  # unlike a raised exponent
    other = level and abs(after.size - before.size) > 0.1 * size and not before.char.isalpha()
    words = FIXED if MONO.search(after.font) else WORDS
    return gap > words * size or gap < -2 * size or other


def _label(glyphs: tuple[Glyph, ...], rotated: bool) -> Label:
    ink = [glyph for glyph in glyphs if not glyph.char.isspace()]
    size = max(glyph.size for glyph in ink)
    base = [glyph.y for glyph in ink if glyph.size > 0.9 * size]
    baseline = max(set(base), key=base.count)
    text = "".join(_char(glyph, size, baseline, rotated) for glyph in glyphs)
    box = union(glyph.box for glyph in ink)
    if not rotated:
        box = Box(box.x0, baseline - DIGIT_HEIGHT * size, box.x1, baseline)
    rising = rotated and ink[-1].y < ink[0].y
    return Label(" ".join(text.split()), box, size, rotated, rising)


def _char(glyph: Glyph, size: float, baseline: float, rotated: bool) -> str:
    raised = not rotated and baseline - glyph.y > 0.15 * size
    small = glyph.size < 0.86 * size
    if small and (raised or (rotated and (glyph.char.isdigit() or glyph.char in "-−"))):
        return _symbol(glyph).translate(SUPERSCRIPTS)
    if glyph.char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ（）":
        return glyph.char
    return unicodedata.normalize("NFKC", _symbol(glyph))


def _symbol(glyph: Glyph) -> str:
    """What a glyph shows; matplotlib's copy of TeX's symbols has them at other characters."""
    return glyph.char.translate(SYMBOLS) if glyph.font.lower().startswith("cmsy") else glyph.char
