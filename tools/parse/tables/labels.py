"""Stage 7, part two: which rows a label names that is printed once for several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from mmkg.tools.parse.tables.grid import BodyRow
from mmkg.tools.parse.tables.tokens import Token

MOST_ROWS = 150


@dataclass(frozen=True, slots=True)
class SpanningLabel:
    """A label and the consecutive rows it names."""

    rows: list[BodyRow]
    tokens: list[Token]


@dataclass(frozen=True, slots=True)
class _Printed:
    """A label as printed: the lines it takes."""

    lines: list[BodyRow]

    @property
    def top(self) -> float:
        return self.lines[0].base

    @property
    def middle(self) -> float:
        return (self.lines[0].base + self.lines[-1].base) / 2


def take_labels(
    lines: Sequence[BodyRow], column: int, walls: Sequence[float], em: float
) -> list[SpanningLabel]:
    """Take labels that name several rows out of a column.

    Labels may stand at the top or at the middle of their rows. Within each block between rules
    and group rows, rows are dealt to labels so that label and rows stand closest in all.

    Args:
        lines: Body rows; the labels found are removed from their cells.
        column: The column to look at.
        walls: Where horizontal rules cross the column.
        em: Font size in points.
    """
    rows = [line for line in lines if not line.group and not line.floating]
    blank = sum(column not in row.cells for row in rows)
    floating = any(line.floating and column in line.cells for line in lines)
    if not floating and blank < (0.3 if column == 0 else 0.5) * len(rows):
        return []
    if column and not floating and all(0 in row.cells for row in rows):
        return []  # each row has its own name: cells below the label are empty
    taken = []
    for block in _blocks(lines, walls):
        taken += _deal(block, column, em)
    return taken


def _blocks(lines: Sequence[BodyRow], walls: Sequence[float]) -> list[list[BodyRow]]:
    blocks: dict[tuple[int, int], list[BodyRow]] = {}
    groups = 0
    for line in lines:
        groups += line.group
        key = groups, sum(at < line.base for at in walls)
        if not line.group:
            blocks.setdefault(key, []).append(line)
    return list(blocks.values())


def _deal(block: Sequence[BodyRow], column: int, em: float) -> list[SpanningLabel]:
    rows = [line for line in block if not line.floating][:MOST_ROWS]
    labelled = [line for line in block if column in line.cells]
    floating = any(line.floating for line in labelled)
    if not labelled or not rows or (not floating and len(labelled) == len(rows)):
        return []
    at_top = not floating and column in rows[0].cells
    labels = [_Printed([line]) for line in labelled] if at_top else _printed(labelled, em)
    if len(labels) > len(rows):
        return []
    found = []
    for label, (first, last) in zip(labels, _partition(rows, labels, at_top), strict=True):
        own = rows[first : last + 1]
        if len(own) == 1 and label.lines == own:
            continue
        tokens = [token for line in label.lines for token in line.cells.pop(column)]
        found.append(SpanningLabel(own, tokens))
    return found


def _printed(lines: Sequence[BodyRow], em: float) -> list[_Printed]:
    """Labels of one or more close lines."""
    labels: list[_Printed] = []
    for line in lines:
        if labels and line.base - labels[-1].lines[-1].base < 1.35 * em:
            labels[-1].lines.append(line)
        else:
            labels.append(_Printed([line]))
    return labels


def _partition(
    rows: Sequence[BodyRow], labels: Sequence[_Printed], at_top: bool
) -> list[tuple[int, int]]:
    """First and last row of each label, the rows dealt without gaps at the least distance."""

    def cost(label: int, first: int, last: int) -> float:
        if at_top:
            return abs(rows[first].base - labels[label].top)
        return abs((rows[first].base + rows[last].base) / 2 - labels[label].middle)

    @cache
    def best(label: int, first: int) -> tuple[float, int]:
        if label == len(labels) - 1:
            return cost(label, first, len(rows) - 1), len(rows) - 1
        room = len(rows) - (len(labels) - label - 1)
        return min(
            (cost(label, first, last) + best(label + 1, last + 1)[0], last)
            for last in range(first, room)
        )

    spans = []
    first = 0
    for label in range(len(labels)):
        last = best(label, first)[1]
        spans.append((first, last))
        first = last + 1
    return spans


def settle_floating(lines: Sequence[BodyRow]) -> None:
    """Add what floating lines still hold to the cells of the nearest row."""
    rows = [line for line in lines if not line.group and not line.floating]
    for line in lines:
        if line.floating and line.cells and rows:
            nearest = min(rows, key=lambda row: abs(row.base - line.base))
            for column, tokens in line.cells.items():
                nearest.cells.setdefault(column, []).extend(tokens)


def line_pitch(rows: Sequence[BodyRow]) -> float:
    """The usual distance between baselines of neighbouring rows, in points: the lower quartile."""
    steps = sorted(b.base - a.base for a, b in pairwise(rows))
    return steps[len(steps) // 4]
