"""The pieces of printed lines that stand in a column, equation numbers apart."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_columns import RAGGED, Column
from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_marks import mathematical_share
from mmkg.tools.parse.pages import Glyph, Line, Page

_NUMBER = r"[(（]\s*((?:[A-Z]\s?[.\-]?\s?)?\d{1,3}(?:[.\-]\d{1,3}){0,2}\s?[a-z]?['′]*)\s*[)）]"
NUMBER = re.compile(rf"{_NUMBER}\Z")
_NUMBER_BEFORE = re.compile(rf"{_NUMBER}\s*")
_FAR = 1.2  # sizes between a number and its display, at least


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs of one printed line in one column, without an equation number at its end."""

    glyphs: tuple[Glyph, ...]
    box: Box
    number: str | None

    @property
    def text(self) -> str:
        """The characters."""
        return "".join(glyph.char for glyph in self.glyphs)


def pieces_in(page: Page, column: Column) -> list[Piece]:
    """The printed lines of a column, from the top, equation numbers cut off."""
    found = []
    for line in page.lines:
        if line.rotated or not column.holds(line.box):
            continue
        body, number = _numbered(line, column)
        if not number:
            body, number = _numbered_before(line, column, page)
        inked = [glyph for glyph in body if not _blank(glyph)]
        if inked:
            found.append(Piece(tuple(body), _ink(inked), None))
        if number:
            glyphs = tuple(glyph for glyph in line.glyphs if glyph not in body)
            found.append(Piece(glyphs, _ink(glyphs), number))
    return sorted(_rows(found), key=lambda piece: piece.box.y0)


def _rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces with those on the same baseline joined; PyMuPDF parts lines at scripts and gaps."""
    rows: list[tuple[float, float, Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.x0):
        size, y = main_of(piece)
        for place, (other_size, other_y, other) in enumerate(rows):
            alike = abs(size - other_size) < 0.1 * size and abs(y - other_y) < 0.15 * size
            alike = alike and hangs(piece) == hangs(other)
            if alike and not piece.number and not other.number:
                glyphs = other.glyphs + piece.glyphs
                joined = Piece(glyphs, union((other.box, piece.box)), None)
                rows[place] = (other_size, other_y, joined)
                break
        else:
            rows.append((size, y, piece))
    return [piece for _, _, piece in rows]


def hangs(piece: Piece) -> bool:
    """Whether it has nothing but glyphs of an extension font, which hang from their baseline."""
    return all(style_of(glyph.font) == "extension" for glyph in piece.glyphs)


def main_of(piece: Piece) -> tuple[float, float]:
    """The largest size on a line and the baseline of what is set in it."""
    inked = [glyph for glyph in piece.glyphs if not _blank(glyph)]
    plain = [glyph for glyph in inked if style_of(glyph.font) != "extension"] or inked
    size = max(glyph.size for glyph in plain)
    return size, statistics.median_low(g.y for g in plain if g.size > 0.9 * size)


def _blank(glyph: Glyph) -> bool:
    return glyph.char.isspace() and style_of(glyph.font) != "extension"


def _ink(glyphs: Sequence[Glyph]) -> Box:
    boxes = []
    for glyph in glyphs:
        if style_of(glyph.font) == "extension":
            boxes.append(Box(glyph.box.x0, glyph.y, glyph.box.x1, glyph.y + 1.3 * glyph.size))
        else:
            top, bottom = glyph.y - 0.72 * glyph.size, glyph.y + 0.22 * glyph.size
            boxes.append(Box(glyph.box.x0, top, glyph.box.x1, bottom))
    return union(boxes)


def _numbered(line: Line, column: Column) -> tuple[list[Glyph], str | None]:
    """Cut an equation number off the end of a line, if it stands alone at the column's edge."""
    glyphs = list(line.glyphs)
    text = "".join(glyph.char[:1] for glyph in glyphs).rstrip()
    found = NUMBER.search(text)
    if not found:
        return glyphs, None
    # Text that hangs into the margin makes the column look a little wider than it is, and lines
    # that are not justified make it look narrower.
    insets = [edge - glyphs[len(text) - 1].box.x1 for edge in (column.x1, column.limit)]
    if not any(-RAGGED * (column.x1 - column.x0) < i < 2 * column.size for i in insets):
        return glyphs, None
    before = [glyph for glyph in glyphs[: found.start()] if not _blank(glyph)]
    start = glyphs[found.start()].box.x0
    least = 0.25 if mathematical_share(before) > 0.4 else _FAR
    far = not before or start - max(glyph.box.x1 for glyph in before) > least * column.size
    alone = start > column.x0 + 0.5 * (column.x1 - column.x0)
    if not far or not alone:
        return glyphs, None
    return glyphs[: found.start()], re.sub(r"\s", "", found[1])


def _numbered_before(line: Line, column: Column, page: Page) -> tuple[list[Glyph], str | None]:
    """Cut an equation number off the start of a line, where it stands far left of a display."""
    glyphs = list(line.glyphs)
    found = _NUMBER_BEFORE.match("".join(glyph.char[:1] for glyph in glyphs))
    if not found or column.inset(glyphs[0].box.x0) > 0.5 * column.size:
        return glyphs, None
    number, rest = glyphs[: found.end()], glyphs[found.end() :]
    end = max(glyph.box.x1 for glyph in number if not _blank(glyph))
    beside = rest or [
        glyph
        for other in page.lines
        if other is not line and abs(other.box.centre[1] - line.box.centre[1]) < 0.5 * column.size
        for glyph in other.glyphs
        if end < glyph.box.x0 < column.x1
    ]
    inked = [glyph for glyph in beside if not _blank(glyph)]
    far = inked and min(glyph.box.x0 for glyph in inked) - end > _FAR * column.size
    if not far or mathematical_share(inked) < 0.3:
        return glyphs, None
    return rest, re.sub(r"\s", "", found[1])
