"""A document's rows and regions as one stream in reading order, with its usual measures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.text_columns import (
    Item,
    Region,
    Zone,
    common_gutter,
    find_gutter,
    order_page,
)
from mmkg.tools.parse.text_contents import CONTENTS, contents_span
from mmkg.tools.parse.text_drawn import with_drawn
from mmkg.tools.parse.text_furniture import without_furniture
from mmkg.tools.parse.text_rows import Column, Piece, Row, rows_of

FULL_BUT = 0.06  # of its column's width may a full row leave free at its end
EQUATION_NUMBER = re.compile(r"[(（][A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?[)）]")
Flow = list[Row | Region]


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document.

    Attributes:
        size: Body font size in points.
        leading: Distance of body baselines in points.
        margins: Left and right edge of the text in each column of each page.
    """

    size: float
    leading: float
    margins: dict[tuple[int, Column], tuple[float, float]]

    def margin(self, row: Row) -> tuple[float, float]:
        """Left and right edge of the text in the column of a row."""
        return self.margins[row.page, row.column]

    def width(self, row: Row) -> float:
        """Width of the text in the column of a row."""
        left, right = self.margin(row)
        return right - left

    def fills(self, row: Row) -> bool:
        """Whether a row takes its column's whole width, so that what follows may go on with it."""
        return row.box.x1 > self.margin(row)[1] - FULL_BUT * self.width(row)

    def apart(self, above: Row, below: Row) -> float:
        """Distance of two baselines as a multiple of the usual one for their size."""
        usual = self.leading * max(above.size, below.size) / self.size
        return (below.baseline - above.baseline) / usual


def read_flow(pdf: Pdf, regions: Sequence[Region]) -> Flow:
    """All rows outside regions, and the regions, in reading order."""
    zones: list[tuple[Page, Zone]] = []
    taken: dict[int, list[Region]] = defaultdict(list)
    for region in regions:
        taken[region.page].append(region)
    items: list[list[Item]] = [
        [*_outside(lines, taken[page.number]), *taken[page.number]]
        for page, lines in zip(pdf.pages, without_furniture(pdf.pages), strict=True)
    ]
    gutters = [find_gutter(i, page.width) for page, i in zip(pdf.pages, items, strict=True)]
    common = common_gutter(gutters, len(items))
    for page, printed in zip(pdf.pages, items, strict=True):
        zones += [(page, zone) for zone in _zones(printed, page.width, common)]
    return [item for page, zone in zones for item in _merged(zone, page)]


def _zones(items: Sequence[Item], width: float, gutter: float | None) -> list[Zone]:
    """Zones of a page in reading order; the entries of a table of contents are one."""
    zones = order_page(items, width, gutter)
    listed = [_contents_in(zone.items) is not None for zone in zones]
    if sum(listed) > 1:  # in columns
        return [replace(zone, entries=of) for zone, of in zip(zones, listed, strict=True)]
    span = _contents_in(items)
    if span is None:
        return zones
    top, bottom = span
    parts: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    for item in items:
        y = item.box.centre[1]
        parts[(y > top) + (y > bottom)].append(item)
    above, within, below = parts
    entries = Zone(Column(0.0, width), tuple(within), entries=True)
    return [*order_page(above, width, gutter), entries, *order_page(below, width, gutter)]


def _outside(lines: Sequence[Piece], regions: Sequence[Region]) -> list[Piece]:
    return [
        line
        for line in lines
        if not any(_covers(region.box, line.box) or _trims(region, line) for region in regions)
    ]


def _trims(region: Region, line: Piece) -> bool:
    """Whether a fragment is the number to the right of a formula, or a sign at its edge."""
    if region.key.split(":")[1:2] != ["formula"]:
        return False
    if not any(char.isalnum() for char in line.text):
        return region.box.grown(0.8 * line.size).holds(line.box)
    beside = region.box.y0 - 2 <= line.box.centre[1] <= region.box.y1 + 2
    right = line.box.x0 > region.box.centre[0]
    return beside and right and EQUATION_NUMBER.fullmatch(line.text) is not None


def _covers(region: Box, line: Box) -> bool:
    area = line.width * line.height
    return region.holds(line) or (area > 0 and region.overlap(line) > 0.6 * area)


def _merged(zone: Zone, page: Page) -> Flow:
    """Rows and regions of a zone from the top; a region stands where its upper edge is."""
    lines = [item for item in zone.items if isinstance(item, Piece)]
    regions = [item for item in zone.items if isinstance(item, Region)]
    placed: list[tuple[float, Row | Region]] = [
        (row.box.centre[1], with_drawn(replace(row, entry=_is_entry(row, zone)), page))
        for row in rows_of(lines, page.number, zone.column)
    ]
    placed += [(region.box.y0, region) for region in regions]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _contents_in(items: Sequence[Item]) -> tuple[float, float] | None:
    return contents_span([item for item in items if isinstance(item, Piece)])


def _is_entry(row: Row, zone: Zone) -> bool:
    return zone.entries and not CONTENTS.fullmatch(row.text)


def measure(flow: Flow) -> Measures:
    """The body size, leading and margins of a stream of rows."""
    rows = [item for item in flow if isinstance(item, Row)]
    sizes: dict[float, float] = defaultdict(float)
    for row in rows:
        sizes[round(row.size * 2) / 2] += row.box.width
    size = max(sizes, key=sizes.__getitem__) if sizes else 10.0
    return Measures(size, _leading(rows, size), _margins(rows))


def _leading(rows: Sequence[Row], size: float) -> float:
    steps = [
        below.baseline - above.baseline
        for above, below in zip(rows, rows[1:], strict=False)
        if (above.page, above.column) == (below.page, below.column)
        and abs(above.size - size) < 0.6
        and abs(below.size - size) < 0.6
        and 0 < below.baseline - above.baseline < 3 * size
    ]
    return median(steps) if steps else 1.2 * size


def _margins(rows: Sequence[Row]) -> dict[tuple[int, Column], tuple[float, float]]:
    by_column: dict[tuple[int, Column], list[Row]] = defaultdict(list)
    for row in rows:
        by_column[row.page, row.column].append(row)
    return {key: _edges(found) for key, found in by_column.items()}


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    """The outermost left and right edges that several rows share; else the outermost at all."""
    least = max(2.0, 0.1 * len(rows))
    lefts = Counter(round(row.box.x0 / 2) for row in rows)
    rights = Counter(round(row.box.x1 / 2) for row in rows)
    left = [slot * 2.0 for slot, count in lefts.items() if count >= least]
    right = [slot * 2.0 for slot, count in rights.items() if count >= least]
    return (
        min(left, default=min(row.box.x0 for row in rows)),
        max(right, default=max(row.box.x1 for row in rows)),
    )
