"""Stage 4, part four: rows and row labels of a table that stand outside of its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.matching import Region
from mmkg.tools.parse.tables.tokens import Row, split_runs
from mmkg.tools.parse.tables.units import states_unit

ROW_GAP = 0.8  # em between runs that are cells of one row
CLOSE, LOOSE = 1.9, 2.5  # em between baselines of rows: of any, and of rows with several cells
ALIGNED = 0.6  # points
LEVEL = 0.4  # em between baselines of one row


def take_outer_rows(regions: Sequence[Region], lines: Sequence[Row]) -> list[Region]:
    """Widen regions by a header above the first rule, rows below if there are two, and row labels.

    Args:
        regions: Regions with their captions.
        lines: Runs of text of the page.
    """
    wide = []
    for region in regions:
        others = [other.box for other in regions if other is not region]
        free = [line for line in lines if not any(box.holds(line.box) for box in others)]
        rows = [*_above(region, free), *_below(region, free)]
        box = union([region.box, *(row.box.grown(1) for row in rows)])
        labels = [] if region.framed else _beside(box, free)
        box = union([box, *(label.box.grown(1) for label in labels)])
        wide.append(replace(region, box=box))
    return wide


def _beside(box: Box, lines: Sequence[Row]) -> list[Row]:
    """Labels left of the rules: one for nearly each row of numbers there, and no other line."""
    rows = on_one_baseline(line for line in lines if box.holds(line.box))
    inside = [row for row in rows if not any(c.isalpha() for t in row[0].tokens for c in t.text)]
    if len(rows) < 4 or len(inside) < len(rows) - 2:
        return []
    left = [
        line
        for line in lines
        if line.box.x1 < box.x0 + 2 and box.y0 - 2 < line.box.centre[1] < box.y1 + line.size
    ]
    level = {
        line.base: row[0].base
        for line in left
        for row in inside
        if abs(line.base - row[0].base) < LEVEL * line.size
    }
    ends = Counter(round(line.box.x1) for line in left)
    justified = max(ends.values(), default=0) > 0.5 * len(left)
    named = len(set(level.values())) >= 0.8 * len(inside)
    return left if named and not justified and all(line.base in level for line in left) else []


def _above(region: Region, lines: Sequence[Row]) -> list[Row]:
    """Rows of several cells between a caption and the first rule below it, but for its unit."""
    caption, box = region.caption, region.box
    if caption is None or region.framed or caption.box.y1 > box.y0 or region.shares:
        return []
    between = Box(box.x0 - 4, caption.box.y1, box.x1 + 4, box.y0 + 1)
    rows = on_one_baseline(line for line in lines if between.holds(line.box))
    rows = [row for row in rows if not states_unit(" ".join(line.text for line in row))]
    first = next((place for place, row in enumerate(rows) if _cells(row) > 1), len(rows))
    return [line for row in rows[first:] for line in row]


def _below(region: Region, lines: Sequence[Row]) -> list[Row]:
    """Rows that follow closely where there is no rule at the end.

    Below two rules, which may be those of the header, rows have several cells; below more they
    stand where the rows between the rules do.
    """
    box = region.box
    inside = on_one_baseline(line for line in lines if box.holds(line.box))
    if region.ruled < 2 or region.framed or not inside:
        return []
    width = max(map(_cells, inside), default=0)
    reach = Box(box.x0 - 4, box.y1, box.x1 + 4, float("inf"))
    edge, found = box.y1, list[Row]()
    for row in on_one_baseline(line for line in lines if reach.holds(line.box)):
        several = _cells(row) >= max(2, 0.5 * width)
        wanted = several if region.ruled == 2 else _aligned(row, inside, several or bool(found))
        if len(row) == 1 and row[0].text.isdigit():
            break  # the number of the page
        if row[0].base - edge > (LOOSE if several else CLOSE) * row[0].size or not wanted:
            break
        found += row
        edge = row[0].base
    return found


def _aligned(row: Sequence[Row], inside: Sequence[Sequence[Row]], opened: bool) -> bool:
    """Whether each cell of a row starts, ends or has its middle where one of the table does."""
    edges = [place for other in inside for line in other for run in _edges(line) for place in run]
    prose = any(line.box.width > 0.6 * _width(inside) for line in row)
    return (
        opened
        and not prose
        and all(
            any(abs(own - place) < ALIGNED for own in run for place in edges)
            for line in row
            for run in _edges(line)
        )
    )


def _width(rows: Sequence[Sequence[Row]]) -> float:
    return union(line.box for row in rows for line in row).width


def _edges(line: Row) -> list[tuple[float, float, float]]:
    """Left, right and middle of each run of a line."""
    boxes = [run.box for run in split_runs(line, ROW_GAP * line.size)]
    return [(box.x0, box.x1, box.centre[0]) for box in boxes]


def on_one_baseline(lines: Iterable[Row]) -> list[list[Row]]:
    """Runs on one baseline together, from the top."""
    rows: list[list[Row]] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - rows[-1][0].base < LEVEL * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cells(row: Sequence[Row]) -> int:
    return sum(len(split_runs(line, ROW_GAP * line.size)) for line in row)
