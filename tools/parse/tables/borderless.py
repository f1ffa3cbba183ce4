"""Stage 4, part three: a table without rules, found by its caption."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.tokens import Row, split_runs


def find_borderless(caption: Caption, lines: Sequence[Row], taken: Sequence[Box]) -> Box | None:
    """The rows of a table without rules, below or above its caption."""
    best: list[Row] = []
    for direction in (1, -1):
        rows = _aligned_rows(caption, lines, taken, direction)
        if len(rows) > len(best):
            best = rows
    return union(row.box for row in best).grown(2) if len(best) >= 3 else None


def _aligned_rows(
    caption: Caption, lines: Sequence[Row], taken: Sequence[Box], direction: int
) -> list[Row]:
    """Runs beside each other, row after row, until a row with a single run or a wide gap."""
    edge = caption.box.y1 if direction > 0 else caption.box.y0
    runs = [run for line in lines for run in split_runs(line, 0.8 * line.size)]
    near = sorted(
        (
            line
            for line in runs
            if (line.box.centre[1] - edge) * direction > 0 and _below(caption, line)
        ),
        key=lambda line: line.base * direction,
    )
    rows: list[list[Row]] = []
    for line in near:
        if any(box.holds(line.box) for box in taken):
            break
        if rows and abs(line.base - rows[-1][0].base) < 0.4 * line.size:
            rows[-1].append(line)
        elif not rows or abs(line.base - rows[-1][0].base) < 2.2 * line.size:
            rows.append([line])
        else:
            break
    kept: list[Row] = []
    for number, row in enumerate(rows):
        if len(row) < 2 and not (number == 0 and direction > 0):
            break
        kept += row if len(row) > 1 else []
    counts = [len(row) for row in rows[: max(1, len(kept))]]
    return kept if counts and max(counts) >= 2 and len(kept) >= 6 else []


def _below(caption: Caption, line: Row) -> bool:
    """Whether a run is in the caption's width, or short and not far beside it."""
    middle = line.box.centre[0]
    margin = 150.0 if line.box.width < 100 else 0.0
    return caption.box.x0 - margin < middle < caption.box.x1 + margin
