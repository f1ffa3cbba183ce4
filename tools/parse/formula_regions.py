"""Where displayed formulas stand on a page: by their numbers, and by how their lines look."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_marks import mathematical_share
from mmkg.tools.parse.pages import Glyph, Line, Page

NUMBER = re.compile(
    r"[(（]\s*((?:[A-Z]\s?[.\-]?\s?)?\d{1,3}(?:[.\-]\d{1,3}){0,2}\s?[a-z]?'?)\s*[)）]\Z"
)
_RELATION = re.compile(r"[=≤≥<>≈≡∝∼→≜∈⟹⇒≠]|:=")
_MATHEMATICAL = 0.3  # least share of mathematical glyphs in an unnumbered display
_WORD = re.compile(r"[^\W\d_]{3,}")
_OPERATOR_WORD = re.compile(r"log|exp|sin|cos|tan|max|min|arg|lim|softmax|sup|inf|det|if|otherwise")


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


@dataclass(frozen=True, slots=True)
class Region:
    """A displayed formula: its glyphs, the box around them, its number, the size of text near."""

    glyphs: tuple[Glyph, ...]
    box: Box
    number: str | None
    text_size: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column of running text: where its lines begin and end, and the size of its letters."""

    x0: float
    x1: float
    size: float

    def holds(self, box: Box) -> bool:
        """Whether something stands in the column."""
        width = self.x1 - self.x0
        return self.x0 - 3 <= box.x0 < self.x1 + 3 and box.x1 <= self.x1 + 0.08 * width


def columns_of(page: Page) -> list[Column]:
    """The columns that running text is set in, from the lines that fill them."""
    full = [
        line
        for line in page.lines
        if not line.rotated and line.box.width > 0.2 * page.width and len(line.text) > 25
    ]
    found: list[tuple[Column, int]] = []
    rest = sorted(full, key=lambda line: line.box.x0)
    while rest:
        first = rest[0]
        alike = [line for line in rest if abs(line.box.x0 - first.box.x0) < 4]
        edge = _commonest([line.box.x1 for line in alike])
        size = statistics.median(line.size for line in alike)
        found.append((Column(min(ln.box.x0 for ln in alike), edge, size), len(alike)))
        rest = [line for line in rest if line not in alike]
    kept: list[tuple[Column, int]] = []
    for column, count in sorted(found, key=lambda pair: -pair[1]):
        if not any(column.x0 < other.x1 and other.x0 < column.x1 for other, _ in kept):
            kept.append((column, count))
    return [column for column, _ in sorted(kept, key=lambda pair: pair[0].x0)]


def _commonest(values: Sequence[float]) -> float:
    return max(values, key=lambda value: sum(abs(value - other) < 2 for other in values))


def pieces_in(page: Page, column: Column) -> list[Piece]:
    """The printed lines of a column, from the top, equation numbers cut off."""
    found = []
    for line in page.lines:
        if line.rotated or not column.holds(line.box):
            continue
        body, number = _numbered(line, column)
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
        size, y = _main(piece)
        for place, (other_size, other_y, other) in enumerate(rows):
            alike = abs(size - other_size) < 0.1 * size and abs(y - other_y) < 0.15 * size
            if alike and not piece.number and not other.number:
                glyphs = other.glyphs + piece.glyphs
                joined = Piece(glyphs, union((other.box, piece.box)), None)
                rows[place] = (other_size, other_y, joined)
                break
        else:
            rows.append((size, y, piece))
    return [piece for _, _, piece in rows]


def _main(piece: Piece) -> tuple[float, float]:
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
    # Text that hangs into the margin makes the column look a little wider than it is.
    inset = column.x1 - glyphs[len(text) - 1].box.x1
    if not -0.6 * column.size < inset < 2 * column.size:
        return glyphs, None
    before = [glyph for glyph in glyphs[: found.start()] if not _blank(glyph)]
    start = glyphs[found.start()].box.x0
    least = 0.25 if mathematical_share(before) > 0.4 else 1.2
    far = not before or start - max(glyph.box.x1 for glyph in before) > least * column.size
    alone = start > column.x0 + 0.5 * (column.x1 - column.x0)
    if not far or not alone:
        return glyphs, None
    return glyphs[: found.start()], re.sub(r"\s", "", found[1])


def is_text(piece: Piece, column: Column) -> bool:
    """Whether a line is running text: words of a text font, from the column's left edge."""
    words = [word for word in _WORD.findall(_plain(piece)) if not _OPERATOR_WORD.fullmatch(word)]
    cjk = sum("\u4e00" <= char <= "\u9fff" for char in piece.text)
    share = mathematical_share(piece.glyphs)
    width = (column.x1 - column.x0) or 1
    flush = piece.box.x0 - column.x0 < 2.5 * column.size
    if piece.box.x0 - column.x0 < 0.3 * column.size and (words or cjk):
        return True
    wide = piece.box.width > 0.8 * width
    if cjk >= 6 and share < 0.3 or len(words) >= 4 and share < 0.35:
        return True
    if flush and (len(words) >= 1 or cjk >= 2) and share < 0.5:
        return not _RELATION.search(piece.text) or len(words) >= 3 or wide
    return flush and wide and share < 0.2


def _plain(piece: Piece) -> str:
    size, _ = _main(piece)
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
        pieces = pieces_in(page, column)
        taken: set[int] = set()
        numbers = [piece for piece in pieces if piece.number]
        texts = [piece for piece in pieces if not piece.number and is_text(piece, column)]
        loose = [piece for piece in pieces if not piece.number and piece not in texts]
        loose = [piece for piece in loose if not _belongs_to_text(piece, texts, loose)]
        for group in _groups(loose, numbers, column):
            found.append(_region(*group, column))
            taken |= {id(piece) for piece in group[0]}
        rest = [piece for piece in loose if id(piece) not in taken]
        found += [
            Region(_glyphs(group), union(piece.box for piece in group), None, column.size)
            for group in _clusters(rest, column)
            if _is_display(group, column, pieces)
        ]
    return sorted(found, key=lambda region: (region.box.x0 > page.width / 2, region.box.y0))


def _belongs_to_text(piece: Piece, texts: Sequence[Piece], loose: Sequence[Piece]) -> bool:
    """Whether small marks stand nearer to a line of text than to any line of a display."""
    size, _ = _main(piece)
    lines = [line for line in loose if line is not piece and _main(line)[0] > 1.1 * size]
    here = min((_height_between(piece, line) for line in lines), default=99.0)
    return min((_height_between(piece, line) for line in texts), default=99.0) < min(
        here, 0.3 * size
    )


def _height_between(piece: Piece, line: Piece) -> float:
    return max(line.box.y0 - piece.box.y1, piece.box.y0 - line.box.y1)


def _groups(
    loose: Sequence[Piece], numbers: Sequence[Piece], column: Column
) -> list[tuple[list[Piece], Piece]]:
    """Numbers with the pieces that belong to each."""
    owned: dict[int, list[Piece]] = {id(number): [] for number in numbers}
    for cluster in _clusters([*loose, *numbers], column):
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


def _clusters(pieces: Sequence[Piece], column: Column) -> list[list[Piece]]:
    """Pieces that stand close to each other, with no text between."""
    clusters: list[list[Piece]] = []
    floor = float("-inf")
    for piece in sorted(pieces, key=lambda piece: piece.box.y0):
        if clusters and piece.box.y0 - floor < 0.75 * column.size:
            clusters[-1].append(piece)
            floor = max(floor, piece.box.y1)
        else:
            clusters.append([piece])
            floor = piece.box.y1
    return clusters


def _glyphs(pieces: Sequence[Piece]) -> tuple[Glyph, ...]:
    return tuple(glyph for piece in pieces for glyph in piece.glyphs)


def _region(pieces: Sequence[Piece], number: Piece, column: Column) -> Region:
    box = union(piece.box for piece in pieces)
    return Region(_glyphs(pieces), box, number.number, column.size)


def _is_display(group: Sequence[Piece], column: Column, pieces: Sequence[Piece]) -> bool:
    glyphs = _glyphs(group)
    text = "".join(glyph.char for glyph in glyphs)
    box = union(piece.box for piece in group)
    left, right = box.x0 - column.x0, column.x1 - box.x1
    centred = abs(left - right) < 0.07 * (column.x1 - column.x0) and left > 1.2 * column.size
    sizes = [glyph.size for glyph in glyphs if not glyph.char.isspace()]
    usual = abs(max(sizes) - column.size) < 0.25 * column.size
    related = bool(_RELATION.search(text)) and len(text.strip()) >= 3
    beside = any(is_text(piece, column) and _near(piece.box, box, column) for piece in pieces)
    mathematical = mathematical_share(glyphs) >= _MATHEMATICAL
    return centred and usual and related and beside and mathematical


def _near(text: Box, box: Box, column: Column) -> bool:
    gap = max(text.y0 - box.y1, box.y0 - text.y1)
    return gap < 3 * column.size
