"""Where displayed formulas stand on a page: by their numbers, and by how their lines look."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_columns import Column, columns_of
from mmkg.tools.parse.formula_fonts import BIG, style_of
from mmkg.tools.parse.formula_kinds import RELATIONS, words_in
from mmkg.tools.parse.formula_marks import Mark, marks_of, mathematical_share
from mmkg.tools.parse.formula_pieces import Piece, hangs, main_of, pieces_in
from mmkg.tools.parse.formula_rules import Rule, rules_in
from mmkg.tools.parse.pages import Glyph, Page

_RELATED = RELATIONS - {":"} | frozenset("⇔⟺↔⟹⇐⊃⊇≻≺")
_RELATION = re.compile(f"[{''.join(sorted(_RELATED))}]|:=")
_BULLETS = frozenset("•·∗*–—▪■◦▶►○●.")
_MATHEMATICAL = 0.3  # least share of mathematical glyphs in a display that is not centred
_WORDED = 0.5  # share of the letters of words in an unnumbered display, at most
_WORD = re.compile(r"[^\W\d_]{3,}")
_OPERATOR_WORD = re.compile(r"log|exp|sin|cos|tan|max|min|arg|lim|softmax|sup|inf|det|if|otherwise")


@dataclass(frozen=True, slots=True)
class Region:
    """A displayed formula.

    Attributes:
        glyphs: Its glyphs.
        box: The box around them.
        number: Its equation number.
        text_size: Size of the text near.
    """

    glyphs: tuple[Glyph, ...]
    box: Box
    number: str | None
    text_size: float


def is_text(piece: Piece, column: Column) -> bool:
    """Whether a line is running text: words of a text font, from the column's left edge."""
    words = [word for word in _WORD.findall(_plain(piece)) if not _OPERATOR_WORD.fullmatch(word)]
    cjk = sum("\u4e00" <= char <= "\u9fff" for char in piece.text)
    share = mathematical_share(piece.glyphs)
    width = (column.x1 - column.x0) or 1
    inset = column.inset(piece.box.x0)
    flush = inset < 2.5 * column.size
    if inset < 0.3 * column.size and (words or cjk or _is_label(piece, share)):
        return True
    wide = piece.box.width > 0.8 * width
    if cjk >= 6 and share < 0.3 or len(words) >= 4 and share < 0.35:
        return True
    if flush and (len(words) >= 1 or cjk >= 2) and share < 0.5:
        return not _RELATION.search(piece.text) or len(words) >= 3 or wide
    return flush and wide and share < 0.2


def _is_label(piece: Piece, share: float) -> bool:
    """Whether a line is but a bullet or number of a list, or a short word."""
    text = piece.text.strip()
    if text in _BULLETS:
        return True
    return not share and len(text) <= 6 and any(map(str.isalnum, text)) and "=" not in text


def _plain(piece: Piece) -> str:
    size, _ = main_of(piece)
    return "".join(
        glyph.char
        if style_of(glyph.font) in ("roman", "text", "textit", "bold") and glyph.size > 0.9 * size
        else " "
        for glyph in piece.glyphs
    )


def regions_of(page: Page) -> list[Region]:
    """The displayed formulas of a page, column by column from the top."""
    found = []
    for column in columns_of(page):
        pieces = [p for p in pieces_in(page, column) if not _is_page_number(p, page)]
        numbers = [piece for piece in pieces if piece.number]
        bars = rules_in(page, union(piece.box for piece in pieces)) if pieces else []
        texts = [
            piece
            for piece in pieces
            if not piece.number and is_text(piece, column) and not _on_bar(piece, bars, pieces)
        ]
        loose = [piece for piece in pieces if not piece.number and piece not in texts]
        kept = _of_displays(loose, texts, column)
        gap = _line_gap(texts, column)
        groups = _groups(kept, numbers, gap, texts)
        taken = {id(piece) for group, _ in groups for piece in group}
        rest = [piece for piece in kept if id(piece) not in taken]
        clusters = _clusters(rest, gap, texts)
        shown = [group for group in clusters if _is_display(group, column, pieces)]
        used = taken | {id(piece) for group in shown for piece in group}
        left = [piece for piece in loose if id(piece) not in used]
        for group, number in [*groups, *((group, None) for group in shown)]:
            box = union(piece.box for piece in group)
            strays = [piece for piece in left if _is_stray(piece, box, texts, column)]
            found.append(_region([*group, *strays], number, column))
    return sorted(found, key=lambda region: (region.box.x0 > page.width / 2, region.box.y0))


def _on_bar(piece: Piece, bars: Sequence[Rule], pieces: Sequence[Piece]) -> bool:
    """Whether words are one side of a fraction: centred on a bar that has something beyond."""
    return any(
        (side := _side(piece, bar))
        and any(_side(other, bar) * side < 0 for other in pieces if other is not piece)
        for bar in bars
    )


def _side(piece: Piece, bar: Rule) -> int:
    """1 over a bar and -1 under it, if most of a line stands right there and centred; else 0."""
    inked = [glyph for glyph in piece.glyphs if not glyph.char.isspace()]
    within = [g for g in inked if bar.x0 - 1 <= g.box.x0 and g.box.x1 <= bar.x1 + 1]
    if not within or len(within) < 0.6 * len(inked):
        return 0
    middle = (within[0].box.x0 + max(glyph.box.x1 for glyph in within)) / 2
    y, size = within[0].y, within[0].size
    if abs(middle - (bar.x0 + bar.x1) / 2) > 0.3 * size:
        return 0
    over, under = bar.y - y, y - 0.7 * size - bar.y
    return 1 if 0 < over < 0.9 * size else -1 if 0 < under < 0.9 * size else 0


_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*")


def _is_page_number(piece: Piece, page: Page) -> bool:
    """Whether a number is the first or last thing on its page."""
    middles = [line.box.centre[1] for line in page.lines]
    middle = piece.box.centre[1]
    edge = middle <= min(middles) + 2 or middle >= max(middles) - 2
    return edge and not piece.number and bool(_PAGE_NUMBER.fullmatch(piece.text))


def _line_gap(texts: Sequence[Piece], column: Column) -> float:
    """The largest gap between lines of one display: a little more than between lines of text."""
    tops = sorted(piece.box.y0 for piece in texts)
    steps = [low - high for high, low in pairwise(tops) if low - high > 0.9 * column.size]
    pitch = statistics.median_low(steps) if steps else 0.0
    return max(0.75 * column.size, min(pitch, 2.2 * column.size) - 0.6 * column.size)


def _is_stray(piece: Piece, box: Box, texts: Sequence[Piece], column: Column) -> bool:
    """Whether marks that no one has claimed stand next to a display, nearer than to any text."""
    beside = piece.box.x0 < box.x1 and box.x0 < piece.box.x1
    gap = max(piece.box.y0 - box.y1, box.y0 - piece.box.y1)
    others = min((_height_between(piece, line) for line in texts), default=99.0)
    return beside and gap < min(others, 0.9 * column.size)


def _of_displays(loose: Sequence[Piece], texts: Sequence[Piece], column: Column) -> list[Piece]:
    """Lines without those parts of lines of text that stand above or below the rest of these."""
    inline = [piece for piece in loose if _belongs_to_text(piece, texts, loose, column)]
    kept = [piece for piece in loose if piece not in inline]
    large = [mark for mark in marks_of(_glyphs(kept)) if mark.latex in BIG]
    return [piece for piece in loose if piece not in inline or _are_limits(piece, large)]


def _belongs_to_text(
    piece: Piece, texts: Sequence[Piece], loose: Sequence[Piece], column: Column
) -> bool:
    """Whether marks stand nearer to a line of text than to any line of a display.

    Indented ones of full size must reach far into it, as TeX sets displays right below short lines.
    """
    size, _ = main_of(piece)
    indented = piece.box.x0 - column.x0 > 0.3 * column.size
    least = -0.5 if indented and size > 0.9 * column.size else 0.3
    larger = [line for line in loose if main_of(line)[0] > 1.1 * size and not hangs(line)]
    lines = [line for line in larger if line is not piece]
    here = min((_height_between(piece, line) for line in lines), default=99.0)
    there = min((_height_between(piece, line) for line in texts), default=99.0)
    return there < min(here, least * size)


def _are_limits(piece: Piece, operators: Sequence[Mark]) -> bool:
    """Whether all on a line is centred just over or under large operators."""
    size, _ = main_of(piece)
    runs: list[Box] = []
    for glyph in sorted(piece.glyphs, key=lambda glyph: glyph.box.x0):
        if runs and glyph.box.x0 - runs[-1].x1 < 0.6 * size:
            runs[-1] = union((runs[-1], glyph.box))
        elif not glyph.char.isspace():
            runs.append(glyph.box)
    return all(
        any(_is_limit(run, piece.box, operator, size) for operator in operators) for run in runs
    )


def _is_limit(run: Box, line: Box, operator: Mark, size: float) -> bool:
    gap = max(operator.box.y0 - line.y1, line.y0 - operator.box.y1)
    return gap < 0.7 * size and abs(operator.x - run.centre[0]) < 0.3 * size


def _height_between(piece: Piece, line: Piece) -> float:
    return max(line.box.y0 - piece.box.y1, piece.box.y0 - line.box.y1)


def _groups(
    loose: Sequence[Piece], numbers: Sequence[Piece], gap: float, texts: Sequence[Piece]
) -> list[tuple[list[Piece], Piece]]:
    """Numbers with the pieces that belong to each."""
    owned: dict[int, list[Piece]] = {id(number): [] for number in numbers}
    for cluster in _clusters([*loose, *numbers], gap, texts):
        anchors = [piece for piece in cluster if piece.number]
        if not anchors:
            continue
        for piece in cluster:
            if not piece.number:
                nearest = min(anchors, key=lambda anchor: _apart(anchor, piece))
                owned[id(nearest)].append(piece)
    return [(owned[id(number)], number) for number in numbers if owned[id(number)]]


def _apart(anchor: Piece, piece: Piece) -> float:
    low, high = piece.box.y0, piece.box.y1
    middle = anchor.box.centre[1]
    outside = max(0.0, low - middle, middle - high)
    return outside + 0.01 * abs(piece.box.centre[1] - middle)


def _clusters(pieces: Sequence[Piece], gap: float, texts: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand close to each other, with no text between."""
    clusters: list[list[Piece]] = []
    floor = float("-inf")
    for piece in sorted(pieces, key=lambda piece: piece.box.y0):
        parted = any(floor - 1 < text.box.y0 and text.box.y1 < piece.box.y0 + 1 for text in texts)
        if clusters and piece.box.y0 - floor < gap and not parted:
            clusters[-1].append(piece)
            floor = max(floor, piece.box.y1)
        else:
            clusters.append([piece])
            floor = piece.box.y1
    return clusters


def _glyphs(pieces: Sequence[Piece]) -> tuple[Glyph, ...]:
    return tuple(glyph for piece in pieces for glyph in piece.glyphs)


def _region(pieces: Sequence[Piece], number: Piece | None, column: Column) -> Region:
    box = union(piece.box for piece in pieces)
    return Region(_glyphs(pieces), box, number.number if number else None, column.size)


def _is_display(group: Sequence[Piece], column: Column, pieces: Sequence[Piece]) -> bool:
    glyphs = _glyphs(group)
    text = "".join(glyph.char for glyph in glyphs)
    box = union(piece.box for piece in group)
    sizes = [glyph.size for glyph in glyphs if not glyph.char.isspace()]
    usual = abs(max(sizes) - column.size) < 0.25 * column.size
    related = bool(_RELATION.search(text)) and len(text.strip()) >= 3
    beside = any(is_text(piece, column) and _near(piece.box, box, column) for piece in pieces)
    worded = sum(len(word) for piece in group for word in words_in(piece.glyphs))
    mathematical = worded < _WORDED * sum(not glyph.char.isspace() for glyph in glyphs)
    share = mathematical_share(glyphs)
    placed = _is_centred(box, column) or share >= _MATHEMATICAL and _is_apart(box, column, pieces)
    return placed and usual and related and beside and mathematical


def _is_centred(box: Box, column: Column) -> bool:
    """Whether something stands in the middle of a column, or of a list in it."""
    for edge in (*column.edges, column.x0):
        for end in (column.x1, column.limit):
            left, right = box.x0 - edge, end - box.x1
            if abs(left - right) < 0.07 * (end - edge) and left > 1.2 * column.size:
                return True
    return False


def _is_apart(box: Box, column: Column, pieces: Sequence[Piece]) -> bool:
    """Whether something stands in from where lines begin, with more room around than lines have."""
    others = [piece.box for piece in pieces if not box.holds(piece.box)]
    above = min((box.y0 - other.y1 for other in others if other.y0 < box.y0), default=99.0)
    below = min((other.y0 - box.y1 for other in others if other.y1 > box.y1), default=99.0)
    return column.inset(box.x0) > 1.2 * column.size and min(above, below) > 0.45 * column.size


def _near(text: Box, box: Box, column: Column) -> bool:
    gap = max(text.y0 - box.y1, box.y0 - text.y1)
    return gap < 3 * column.size
