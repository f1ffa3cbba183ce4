"""The runs of mathematical glyphs in lines of running text, which may be formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_columns import columns_of
from mmkg.tools.parse.formula_fonts import is_whole_font, style_of
from mmkg.tools.parse.formula_kinds import (
    ACCENTS,
    CLOSE,
    NAME_GAP,
    OPEN,
    SIGNS,
    SMALL,
    gap_before,
    is_big,
    kinds_of,
)
from mmkg.tools.parse.formula_pieces import Piece, main_of, pieces_in
from mmkg.tools.parse.formula_stretches import stretches_of
from mmkg.tools.parse.pages import Glyph, Page

_BEFORE_NAME = 0.36  # sizes before the name of a function; more than between words of tight lines
_IN_ONE_FONT = 0.6  # sizes inside a formula whose font serves no words, brackets and functions too
_WORD_GAP = 0.19  # in sizes; thin spaces inside formulas are smaller


class Line(NamedTuple):
    """The baseline of a row of text, and the size of its letters."""

    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of a row that belong to one formula, and the line that they stand on."""

    glyphs: tuple[Glyph, ...]
    line: Line

    @property
    def text(self) -> str:
        """The characters."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        """Where its ink may be; glyphs of an extension font hang from their baseline."""
        return union(
            Box(g.box.x0, g.y + top * g.size, g.box.x1, g.y + bottom * g.size)
            for g in self.glyphs
            for top, bottom in [(0.0, 1.0) if style_of(g.font) == "extension" else (-0.72, 0.22)]
        )


def runs_in(page: Page) -> Iterator[Run]:
    """The runs of mathematical glyphs in a page's rows, without those broken at a row's end."""
    for column in columns_of(page):
        rows = _rows(pieces_in(page, column), column.size)
        texts = [[glyph for glyph in row if not glyph.char.isspace()] for row, _ in rows]
        for place, (_, line) in enumerate(rows):
            glyphs = texts[place]
            before = texts[place - 1][-1:] if place else []
            after = texts[place + 1][:1] if place + 1 < len(texts) else []
            for run in _runs(glyphs, line):
                begun = run.glyphs[0] is glyphs[0] and _is_open(before)
                goes_on = run.glyphs[-1] is glyphs[-1] and _is_open(after)
                ends_open = run.glyphs[-1] is glyphs[-1] and run.text[-1] in SIGNS
                if not begun and not goes_on and not ends_open:
                    yield run


def _is_open(side: Sequence[Glyph]) -> bool:
    """Whether the neighbouring row ends or begins with a sign that its formula goes on from."""
    return bool(side) and side[0].char in SIGNS - {"-", ":"}


def _rows(pieces: Sequence[Piece], size: float) -> list[tuple[list[Glyph], Line]]:
    """Rows of text from the top, each with its scripts, accents and tall brackets, from the left.

    PyMuPDF gives these as lines of their own.
    """
    plain = [piece for piece in pieces if not piece.number]
    full = [p for p in plain if abs(main_of(p)[0] - size) < 0.15 * size and not _is_loose(p)]
    rows = [[*piece.glyphs] for piece in full]
    for piece in plain:
        if main_of(piece)[0] >= SMALL * size and not _is_loose(piece):
            continue
        near = [
            (abs(host.box.centre[1] - piece.box.centre[1]), place)
            for place, host in enumerate(full)
            if host.box.x0 - size < piece.box.x0 < host.box.x1 + 0.5 * size
        ]
        if near and min(near)[0] < 0.9 * size:
            rows[min(near)[1]].extend(piece.glyphs)
    lines = [Line(y, size) for size, y in map(main_of, full)]
    ordered = (sorted(row, key=lambda glyph: glyph.box.x0) for row in rows)
    return list(zip(ordered, lines, strict=True))


def _is_loose(piece: Piece) -> bool:
    """Whether it has nothing but accents, or brackets that hang from their baseline."""
    inked = [glyph for glyph in piece.glyphs if not glyph.char.isspace()]
    return all(g.char in ACCENTS or style_of(g.font) == "extension" for g in inked)


def _runs(glyphs: Sequence[Glyph], line: Line) -> Iterator[Run]:
    kinds = kinds_of(glyphs)
    start = 0
    for end in range(1, len(glyphs) + 1):
        joined = end < len(glyphs) and kinds[end] and kinds[end - 1]
        if joined and not _parted(glyphs, kinds, (start, end), line.size):
            continue
        if kinds[end - 1]:
            for first, last in stretches_of(glyphs, kinds, start, end):
                yield Run(tuple(glyphs[first:last]), line)
        start = end


def _parted(
    glyphs: Sequence[Glyph], kinds: Sequence[str], span: tuple[int, int], size: float
) -> bool:
    """Whether a formula that began at one glyph ends before another of a line of some size.

    It does so at a space that no sign or comma asks for.
    """
    start, place = span
    left, right = glyphs[place - 1], glyphs[place]
    end = max(glyph.box.x1 for glyph in glyphs[start:place])
    gap = min(gap_before(glyphs, place), (right.box.x0 - end) / max(left.size, right.size))
    asked = left.char in SIGNS or right.char in SIGNS or left.char in ",;" or right.char == "|"
    asked = asked or is_big(right) or any(map(is_big, _base(glyphs, place)))
    return (
        gap > 1.2
        or gap > _space(glyphs, kinds, place, size)
        and not asked
        and left.char not in "|.…"
    )


def _space(glyphs: Sequence[Glyph], kinds: Sequence[str], place: int, size: float) -> float:
    """The widest space inside a formula that may stand before a glyph without any sign."""
    left, right = glyphs[place - 1], glyphs[place]
    small = max(left.size, right.size) < SMALL * size  # as in scripts and fractions
    if small or left.font == right.font and is_whole_font(left.font):
        return _IN_ONE_FONT
    if kinds[place - 1] == kinds[place] == "m" and _ends_factor(left) and _begins_factor(right):
        return _IN_ONE_FONT
    if kinds[place] == "f":
        return _BEFORE_NAME
    return NAME_GAP if kinds[place - 1] == "f" else _WORD_GAP


def _ends_factor(glyph: Glyph) -> bool:
    return glyph.char.isalnum() or glyph.char in ACCENTS | CLOSE | set("!∥‖|′∞")


def _begins_factor(glyph: Glyph) -> bool:
    return glyph.char.isalnum() or glyph.char in ACCENTS | OPEN | set("∥‖√∂∇")


def _base(glyphs: Sequence[Glyph], place: int) -> Sequence[Glyph]:
    """What stands before a glyph of full size: one more such glyph, with its scripts or limits."""
    start = place - 1
    while start > 0 and glyphs[start].size < 0.85 * glyphs[place].size:
        start -= 1
    return glyphs[start:place]
