"""Reading order of a page: gutters between columns, and what spans them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mmkg.graph.provenance import Box
from mmkg.tools.parse.text_rows import Column, Piece

SPANS_BY = 12.0  # points beyond a gutter, on both sides, that make a thing span it
LEAST_ROWS = 3  # on each side of a gutter, unless the other pages have the same gutter
LEAST_WIDTH = 0.13  # median width of a column's rows, as a share of the page
DEPTH = 2  # gutters within columns: up to four columns


@dataclass(frozen=True, slots=True)
class Region:
    """A place that another reader has taken: a table, a formula, a figure."""

    key: str
    page: int
    box: Box


Item = Piece | Region
Band = tuple[list[Item], list[Item]]  # left and right of a gutter


@dataclass(frozen=True, slots=True)
class Zone:
    """Things that are read from top to bottom, one column of one band of the page.

    Attributes:
        entries: Whether they are the entries of a table of contents.
    """

    column: Column
    items: tuple[Item, ...]
    entries: bool = False


def order_page(items: Sequence[Item], width: float, gutter: float | None) -> list[Zone]:
    """Zones of a page in reading order.

    Args:
        items: Fragments of text and regions, in any order.
        width: Page width in points.
        gutter: Where the document's other pages have a gutter, if they do.
    """
    if not items:
        return []
    whole = Column(0.0, width)
    found = find_gutter(items, width)
    if found is not None and gutter is not None:
        found = max(found, gutter, key=lambda x: _score(items, x, width))
    if found is not None:
        return _split(items, whole, width, found, LEAST_ROWS, DEPTH)
    if gutter is not None:
        return _split(items, whole, width, gutter, 1, DEPTH)
    return [_zone(whole, items)]


def common_gutter(gutters: Iterable[float | None], pages: int) -> float | None:
    """The gutter that at least a third of the pages share, within 9 points."""
    known = [x for x in gutters if x is not None]
    if not known:
        return None
    slot, count = Counter(round(x / 9) for x in known).most_common(1)[0]
    return median(x for x in known if round(x / 9) == slot) if count >= max(2, pages / 3) else None


def find_gutter(items: Sequence[Item], width: float) -> float | None:
    """The x of the gutter with most rows on both sides, if any has enough."""
    lines = [item for item in items if isinstance(item, Piece)]
    if len(lines) < 2 * LEAST_ROWS:
        return None
    low, high = min(i.box.x0 for i in lines), max(i.box.x1 for i in lines)
    inset = 0.15 * (high - low)
    edges = Counter(round(line.box.x0 / 2) for line in lines)
    scores = {
        2.0 * slot - 3: _score(items, 2.0 * slot - 3, width)
        for slot, count in edges.items()
        if count >= LEAST_ROWS and low + inset < 2.0 * slot < high - inset
    }
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > 0 else None


def _score(items: Sequence[Item], x: float, width: float) -> float:
    """Rows in bands that the gutter splits, less those that stick into it."""
    total = 0.0
    for left, right in _bands(items, x)[0]:
        if _two_columns(left, right, width, LEAST_ROWS):
            dirty = sum(1 for i in (*left, *right) if i.box.x0 < x - 1 and i.box.x1 > x + 1)
            edge = _commonest([item.box.x0 for item in right])
            total += min(_rows(left), _rows(right)) + 0.1 * edge - 2 * dirty
    return total


def _commonest(edges: Sequence[float]) -> int:
    return Counter(round(edge / 2) for edge in edges).most_common(1)[0][1]


def _spans(item: Item, x: float, edges: Counter[int]) -> bool:
    """Whether an item lies across a gutter: well over it, or a little if it is set off.

    A row that starts at a margin and is merely too long belongs to its column.
    """
    if item.box.x0 > x - SPANS_BY:
        return False
    return item.box.x1 > x + SPANS_BY or (
        item.box.x1 > x + 2 and edges[round(item.box.x0 / 2)] < LEAST_ROWS
    )


def _bands(items: Sequence[Item], x: float) -> tuple[list[Band], list[Item]]:
    """Left and right items of each band between spanning items, and the spanning items."""
    edges = Counter(round(item.box.x0 / 2) for item in items)
    spanning = [item for item in items if _spans(item, x, edges)]
    rest = [item for item in items if not _spans(item, x, edges)]
    beside = [item for item in rest if any(_beside(item, wide) for wide in spanning)]
    if beside:
        spanning += beside
        rest = [item for item in rest if item not in beside]
    tails = [item for item in rest if any(_ends(item, wide, rest, x) for wide in spanning)]
    spanning += tails
    rest = [item for item in rest if item not in tails]
    spanning.sort(key=lambda item: item.box.centre[1])
    middles = [item.box.centre[1] for item in spanning]
    bands: list[Band] = [([], []) for _ in range(len(spanning) + 1)]
    for item in rest:
        cx, cy = item.box.centre
        bands[sum(1 for middle in middles if middle < cy)][cx > x].append(item)
    return bands, spanning


def _beside(item: Item, wide: Item) -> bool:
    """Whether an item continues the printed row of a spanning fragment."""
    if isinstance(item, Region) or isinstance(wide, Region):
        return False
    same = abs(item.box.centre[1] - wide.box.centre[1]) < 0.35 * min(item.size, wide.size)
    return same and (item.box.x0 >= wide.box.x1 - 1 or item.box.x1 <= wide.box.x0 + 1)


def _ends(item: Item, wide: Item, rest: Sequence[Item], x: float) -> bool:
    """Whether an item is the short last row under a spanning one, with nothing to its right."""
    if isinstance(item, Region) or isinstance(wide, Region):
        return False
    below = 0 < item.baseline - wide.baseline < 1.4 * item.size
    alike = abs(item.size - wide.size) < 0.6 and abs(item.box.x0 - wide.box.x0) < 3
    return (
        below
        and alike
        and not any(
            other.box.centre[0] > x and other.box.y0 < item.box.y1 and item.box.y0 < other.box.y1
            for other in rest
        )
    )


def _rows(items: Sequence[Item]) -> int:
    return len({round(item.box.centre[1] / 5) for item in items if isinstance(item, Piece)})


def _two_columns(left: Sequence[Item], right: Sequence[Item], width: float, least: int) -> bool:
    counts = sorted((_rows(left), _rows(right)))
    if counts[0] < least or counts[1] < LEAST_ROWS:
        return least == 1 and bool(left) and bool(right) and counts[1] >= LEAST_ROWS
    extents = (_extent(left), _extent(right))
    if min(extents) < LEAST_WIDTH * width and least > 1:
        return False
    top = max(min(item.box.y0 for item in side) for side in (left, right))
    bottom = min(max(item.box.y1 for item in side) for side in (left, right))
    return top < bottom or least == 1


def _extent(items: Sequence[Item]) -> float:
    """Median width of the rows of one side, fragments of one row taken together."""
    rows: dict[int, list[Box]] = {}
    for item in items:
        rows.setdefault(round(item.box.centre[1] / 5), []).append(item.box)
    return median(max(b.x1 for b in row) - min(b.x0 for b in row) for row in rows.values())


def _split(
    items: Sequence[Item], column: Column, width: float, x: float, least: int, depth: int
) -> list[Zone]:
    bands, spanning = _bands(items, x)
    zones: list[Zone] = []
    wide: list[Item] = []
    for place, (left, right) in enumerate(bands):
        if _two_columns(left, right, width, least):
            zones += [_zone(column, wide)] if wide else []
            wide = []
            zones += _column(left, Column(column.left, x), width, depth)
            zones += _column(right, Column(x, column.right), width, depth)
        else:
            wide += [*left, *right]
        wide += spanning[place : place + 1]
    return zones + ([_zone(_narrowed(column, wide, x), wide)] if wide else [])


def _narrowed(column: Column, items: Sequence[Item], x: float) -> Column:
    """The half that holds everything, where only one column of the page is printed on."""
    if all(item.box.x1 <= x + SPANS_BY for item in items):
        return Column(column.left, x)
    return column


def _column(items: Sequence[Item], column: Column, width: float, depth: int) -> list[Zone]:
    inner = find_gutter(items, width) if depth > 1 else None
    if inner is None:
        return [_zone(column, items)]
    return _split(items, column, width, inner, LEAST_ROWS + 2, depth - 1)


def _zone(column: Column, items: Iterable[Item]) -> Zone:
    return Zone(column, tuple(sorted(items, key=lambda item: (item.box.y0, item.box.x0))))
