"""Stage 9, part two: row labels that are indented under another label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box

CLEAR = 0.52  # a digit is 0.5 em wide: `1.` above `10.` is no indentation
SAME = 0.12
MOST_LEVELS = 4
TOTAL = re.compile(r"(?:sub|grand )?totals?\b|net\b|.*[合小总總][计計]\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A row label: its row, its box, its text, and the block of rows it cannot name beyond."""

    row: int
    box: Box
    text: str
    block: tuple[object, ...]


def find_parents(labels: Sequence[Label], em: float) -> dict[int, tuple[str, ...]]:
    """By row, the labels above it, outermost first, that the row's label is indented under.

    A total that stands further in than what it adds up is not under the last of that. Nothing is
    found where indentation is not clear: steps of half an em or less, many of them,
    or labels that are centred or set to the right.
    """
    levels = _levels(labels, em)
    if len(levels) < 2:
        return {}
    parents: dict[int, tuple[str, ...]] = {}
    above: list[tuple[int, str]] = []
    block: tuple[object, ...] | None = None
    for label in sorted(labels, key=lambda label: label.row):
        if label.block != block:
            above, block = [], label.block
        depth = max(n for n, lo in enumerate(levels) if lo <= label.box.x0 + 0.01)
        if above and TOTAL.match(label.text):
            depth = min(depth, above[-1][0])
        above = [(level, text) for level, text in above if level < depth]
        if above:
            parents[label.row] = tuple(text for _, text in above)
        above.append((depth, label.text))
    return parents


def _levels(labels: Sequence[Label], em: float) -> list[float]:
    """Where labels start, from the left; none if that says nothing about what belongs to what."""
    levels: list[float] = []
    last = float("-inf")
    for x0 in sorted(label.box.x0 for label in labels):
        if x0 - last > SAME * em:
            if x0 - last < CLEAR * em:
                return []
            levels.append(x0)
        last = x0
    for places in ([label.box.x1 for label in labels], [label.box.centre[0] for label in labels]):
        if places and max(places) - min(places) < SAME * em:
            return []
    return levels if len(levels) <= MOST_LEVELS else []
