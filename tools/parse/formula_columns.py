"""Columns of running text on a page."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_marks import mathematical_share
from mmkg.tools.parse.pages import Line, Page

RAGGED = 0.08  # share of a column's width by which something in it may end right of it
_WORD = re.compile(r"[^\W\d_]{2,}")
_INDENT = 3.0  # sizes; first lines of paragraphs stand in by less
_FILLING = 3  # lines that show where a column ends, at least
_BESIDE = 6  # pages to either side whose columns a page may have


@dataclass(frozen=True, slots=True)
class Column:
    """A column of running text: where its lines begin and end, and the size of its letters.

    Attributes:
        x0: Where its leftmost lines begin.
        x1: Where its lines end.
        size: Size of its letters.
        edges: Where its lines begin, those of lists and the like too, from the left.
        limit: How far anything in it may reach to the right.
    """

    x0: float
    x1: float
    size: float
    edges: tuple[float, ...] = ()
    limit: float = 0.0

    def holds(self, box: Box) -> bool:
        """Whether something stands in the column."""
        limit = max(self.limit, self.x1 + RAGGED * (self.x1 - self.x0))
        return self.x0 - 3 <= box.x0 < max(self.x1, self.limit) + 3 and box.x1 <= limit

    def inset(self, x: float) -> float:
        """How far something stands in from where lines begin."""
        return min((x - edge for edge in self.edges if edge <= x + 1), default=x - self.x0)


def columns_of(page: Page) -> list[Column]:
    """The columns that running text is set in, from the lines that fill them.

    A page with too few lines for that has the column of a page beside it, if it fits.
    """
    own = _own_columns(page)
    if len(own) > 1 or any(_is_filled(page, column) for column in own):
        return own
    beside = list(_beside(page))
    for other, column in beside:
        alike = sum(abs(column.x1 - one.x1) < 1 for _, one in beside)
        if _fits(page, column, own) and (alike > 1 or _is_filled(other, column)):
            edges = {*column.edges, *(edge for one in own for edge in one.edges)}
            size = _usual_size(page, column)
            return [replace(column, edges=tuple(sorted(edges)), size=size)]
    return [replace(column, size=_usual_size(page, column)) for column in own]


def _beside(page: Page) -> Iterator[tuple[Page, Column]]:
    """The pages around one that have a single column of text, the nearest first, and these."""
    pages = page.document.pages
    for apart in range(1, _BESIDE + 1):
        for place in (page.number - 1 - apart, page.number - 1 + apart):
            if 0 <= place < len(pages) and pages[place].width == page.width:
                columns = _own_columns(pages[place])
                if len(columns) == 1:
                    yield pages[place], columns[0]


def _is_filled(page: Page, column: Column) -> bool:
    """Whether several lines go from one edge of a column to the other."""
    filling = (
        line
        for line in page.lines
        if abs(line.box.x1 - column.x1) < 2 and line.box.x0 < column.x0 + _INDENT * column.size
    )
    return len(list(islice(filling, _FILLING))) == _FILLING


def _fits(page: Page, column: Column, own: Sequence[Column]) -> bool:
    """Whether the lines of a page may stand in the column of another."""
    begins = [line.box.x0 - column.x0 for line in page.lines if not line.rotated]
    near = any(abs(begin) < 3 for begin in begins)
    return near and all(
        -3 < one.x0 - column.x0 < _INDENT * column.size and one.x1 < column.x1 + 3 for one in own
    )


def _usual_size(page: Page, column: Column) -> float:
    """The size of most letters in a column."""
    sizes = [g.size for line in page.lines if column.holds(line.box) for g in line.glyphs]
    return statistics.mode(sizes) if sizes else column.size


def _own_columns(page: Page) -> list[Column]:
    full = [
        line
        for line in page.lines
        if not line.rotated and line.box.width > 0.2 * page.width and _length(line.text) > 25
    ]
    found: list[tuple[Column, list[Line]]] = []
    rest = sorted(full, key=lambda line: line.box.x0)
    while rest:
        first = rest[0]
        alike = [line for line in rest if abs(line.box.x0 - first.box.x0) < 4]
        held = [ln for ln in rest if ln.box.x0 - first.box.x0 < _INDENT * ln.size]
        edge = _right_edge([line.box.x1 for line in held])
        size = statistics.median(line.size for line in alike)
        left = min(line.box.x0 for line in alike)
        found.append((Column(left, edge, size, (left,)), alike))
        rest = [line for line in rest if line not in alike]
    kept: list[Column] = []
    for column, lines in sorted(found, key=lambda pair: -len(pair[1])):
        over = [other for other in kept if column.x0 < other.x1 and other.x0 < column.x1]
        if not over:
            kept.append(column)
        elif len(over) == 1 and any(map(_is_worded, lines)):
            kept = [_widened(one, column) if one is over[0] else one for one in kept]
    kept.sort(key=lambda column: column.x0)
    return [_reaching(page, column, kept) for column in kept]


def _length(text: str) -> int:
    """Characters, those of Chinese counted for two."""
    return len(text) + sum("\u4e00" <= char <= "\u9fff" for char in text)


def _is_worded(line: Line) -> bool:
    return len(_WORD.findall(line.text)) >= 4 and mathematical_share(line.glyphs) < 0.3


def _widened(column: Column, other: Column) -> Column:
    """A column that has lines of another one too, such as those of a list."""
    edges = tuple(sorted({*column.edges, *other.edges}))
    x0, x1 = min(column.x0, other.x0), max(column.x1, other.x1)
    return replace(column, x0=x0, x1=x1, edges=edges)


def _reaching(page: Page, column: Column, columns: Sequence[Column]) -> Column:
    """A column with its limit: as far from the page's edge as it begins, or the next column."""
    right = [other.x0 for other in columns if other.x0 >= column.x1]
    return replace(column, limit=min([page.width - column.x0, *right]))


def _right_edge(ends: Sequence[float]) -> float:
    """Where lines end most often; of ends nearly as common the last."""
    counts = {end: sum(abs(end - other) < 2 for other in ends) for end in ends}
    return max(end for end, count in counts.items() if count >= 0.6 * max(counts.values()))
