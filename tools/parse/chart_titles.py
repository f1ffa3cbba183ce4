"""Titles of axes: beyond the tick labels, level with the middle of the frame, in a line or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mmkg.tools.parse.chart_labels import Label
from mmkg.tools.parse.chart_numbers import read_number
from mmkg.tools.parse.chart_ticks import Side

PANEL = re.compile(r"\s*[(（]?[a-h][)）]\s*\S")  # "(b) Memory use", the title of a panel
TITLE_REACH = 3.5  # font sizes from the tick labels to the axis title


def joined_text(labels: Sequence[Label]) -> str:
    """Lines of one label as one text, Chinese without a space."""
    text = ""
    for label in labels:
        cjk = bool(text) and text[-1] > "\u2e80" and label.text[0] > "\u2e80"
        text += label.text if cjk or not text else f" {label.text}"
    return text


def title_of(side: Side, row: Sequence[Label], labels: Iterable[Label]) -> list[Label]:
    """The title beyond the tick labels, level with the middle of the frame."""
    edge = max(side.gap(label.box) for label in row)
    depth = max(label.box.width if side.vertical else label.box.height for label in row)
    low, high = side.ends
    found = [
        label
        for label in labels
        if edge - 1 <= side.gap(label.box) <= edge + depth + TITLE_REACH * label.size
        and abs(side.place(label.box) - (low + high) / 2) < 0.25 * (high - low)
        and (label.rotated or not side.vertical)
        and not read_number(label.text)
        and not PANEL.match(label.text)
    ]
    if not found:
        return []
    first = min(found, key=lambda label: side.gap(label.box))
    return _stacked(side, first, found)


def _stacked(side: Side, first: Label, found: Iterable[Label]) -> list[Label]:
    """A title and its other lines, outermost first where it is rotated."""
    lines = [first]
    for label in sorted(found, key=lambda label: side.gap(label.box)):
        step = side.gap(label.box) - side.gap(lines[-1].box)
        level = abs(side.place(label.box) - side.place(first.box)) < label.size
        same = abs(label.size - first.size) < 0.2
        if label is not first and level and same and 0 < step < 1.6 * first.size:
            lines.append(label)
    return lines[::-1] if side.vertical else lines
