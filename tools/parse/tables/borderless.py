"""Stage 4, part three: a table without rules, found by its caption."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.rulings import Rulings
from mmkg.tools.parse.tables.tokens import Row, split_runs
from mmkg.tools.parse.tables.units import states_unit

CLOSE, LOOSE = 2.2, 3.4  # em between baselines of rows: of any, and of rows with several cells
MOST_NAMES = 3
NEAR = 60.0  # points from a caption to a rule or band of its table


def find_borderless(
    caption: Caption, lines: Sequence[Row], taken: Sequence[Box], rulings: Rulings
) -> Box | None:
    """The rows of a table that rules do not close, below or above its caption.

    Args:
        caption: The caption.
        lines: Runs of text of the page.
        taken: Regions of other tables.
        rulings: A single rule or filled bands near the caption show how wide the table is.
    """
    found: list[Box] = []
    for direction in (1, -1):
        reach = _reach(caption.box, rulings, direction)
        rows = _aligned_rows(caption, lines, taken, direction, reach)
        while rows and (wider := union([reach, *(row.box for row in rows)])) != reach:
            reach = wider
            rows = _aligned_rows(caption, lines, taken, direction, reach)
        if len(rows) >= 3:
            found.append(union(row.box for row in rows).grown(2))
    return min(found, key=lambda box: _distance(box, caption.box), default=None)


def _distance(box: Box, caption: Box) -> float:
    """How much white is between a table and its caption, in points."""
    return max(box.y0 - caption.y1, caption.y0 - box.y1)


def _aligned_rows(
    caption: Caption, lines: Sequence[Row], taken: Sequence[Box], direction: int, reach: Box
) -> list[Row]:
    """Runs beside each other, row after row, until a row with a single run or a wide gap."""
    edge = caption.box.y1 if direction > 0 else caption.box.y0
    runs = [run for line in lines for run in split_runs(line, 0.8 * line.size)]
    near = sorted(
        (
            line
            for line in runs
            if (line.box.centre[1] - edge) * direction > 0 and _within(reach, line)
        ),
        key=lambda line: line.base * direction,
    )
    rows = _followed(near, taken)
    names = _names_above(rows) if direction > 0 else []
    rows = rows[len(names) :]
    kept: list[Row] = []
    count = 0
    for count, row in enumerate(rows):
        if len(row) < 2 and not (count == 0 and direction > 0) and not _is_title(rows, count):
            break
        kept += row if len(row) > 1 or count else []
    counts = [len(row) for row in rows[: max(1, len(kept))]]
    if direction < 0 and count:
        tops = (_names_above([*rows[count : count + n][::-1], rows[count - 1]]) for n in (3, 2, 1))
        names = next(filter(None, tops), [])
    return [*names, *kept] if counts and max(counts) >= 2 and len(kept) >= 6 else []


def _names_above(rows: Sequence[Sequence[Row]]) -> list[Row]:
    """Lines of one short run each above the first cells, one of them over inner columns: names."""
    count = next((n for n, row in enumerate(rows) if len(row) > 1), 0)
    if not 0 < count <= MOST_NAMES:
        return []
    cells, names = union(run.box for run in rows[count]), [row[0] for row in rows[:count]]
    inner = any(name.box.x0 > cells.x0 + 2 * name.size for name in names)
    short = all(name.box.width < 0.6 * cells.width and not states_unit(name.text) for name in names)
    return names if inner and short else []


def _followed(near: Sequence[Row], taken: Sequence[Box]) -> list[list[Row]]:
    """Runs on one baseline together, until a wide gap or another table."""
    rows: list[list[Row]] = []
    for line in near:
        if any(box.holds(line.box) for box in taken):
            break
        if rows and abs(line.base - rows[-1][0].base) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    for number, (before, row) in enumerate(pairwise(rows), 1):
        loose = len(before) > 1 and len(row) > 1
        if abs(row[0].base - before[0].base) >= (LOOSE if loose else CLOSE) * row[0].size:
            return rows[:number]
    return rows


def _is_title(rows: Sequence[Sequence[Row]], number: int) -> bool:
    """Whether a single run stands at the left between rows of cells, as the title of a group."""
    before, after = rows[number - 1 : number], rows[number + 1 : number + 2]
    if not before or not after or len(after[0]) < 2:
        return False
    start, width = min(run.box.x0 for run in after[0]), union(r.box for r in after[0]).width
    (title,) = rows[number]
    return abs(title.box.x0 - start) < title.size and title.box.width < 0.6 * width


def _reach(caption: Box, rulings: Rulings, direction: int) -> Box:
    """A caption's box, as wide as the rules and bands that stand near on one side of it."""
    drawn = [Box(rule.lo, rule.at, rule.hi, rule.at) for rule in rulings.horizontal]
    near = [
        box
        for box in (*drawn, *rulings.fills)
        if 0 < (box.centre[1] - caption.centre[1]) * direction < NEAR
        and box.x0 < caption.x1
        and box.x1 > caption.x0
    ]
    return union([caption, *near])


def _within(reach: Box, line: Row) -> bool:
    """Whether a run is in the caption's width, or short and not far beside it."""
    middle = line.box.centre[0]
    margin = 150.0 if line.box.width < 100 else 0.0
    return reach.x0 - margin < middle < reach.x1 + margin
