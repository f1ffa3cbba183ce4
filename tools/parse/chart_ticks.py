"""Tick labels beside a frame, and the tick marks or gridlines they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_frames import straight
from mmkg.tools.parse.chart_labels import Label
from mmkg.tools.parse.chart_marks import Mark
from mmkg.tools.parse.chart_numbers import read_number, read_offset
from mmkg.tools.parse.chart_scale import Tick

REACH = 34.0  # points from the frame to the tick labels' near side
APART = 3.0  # points between tick marks such that labels cannot be mistaken
SAME = 0.2  # points within which two labels stand alike beside the ends of an axis
ALIGNED = 2.5  # points between the edges of labels that stand in one row or column


@dataclass(frozen=True, slots=True)
class Side:
    """How to look at a frame from one side, so that all axes are read by the same code.

    Attributes:
        vertical: The axis runs up and down.
        gap: Distance from the frame outwards to a box, in points.
    """

    frame: Box
    vertical: bool
    gap: Callable[[Box], float]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the axis starts and ends on the page."""
        frame = self.frame
        return (frame.y0, frame.y1) if self.vertical else (frame.x0, frame.x1)

    def place(self, box: Box) -> float:
        """The middle of a box along the axis."""
        return box.centre[1 if self.vertical else 0]


def left_of(frame: Box) -> Side:
    """The value axis at the left."""
    return Side(frame, True, lambda box: frame.x0 - box.x1)


def right_of(frame: Box) -> Side:
    """An axis at the right."""
    return Side(frame, True, lambda box: box.x0 - frame.x1)


def below(frame: Box) -> Side:
    """The axis at the bottom."""
    return Side(frame, False, lambda box: box.y0 - frame.y1)


def tick_row(side: Side, labels: Iterable[Label]) -> list[Label]:
    """The labels in one row or column next to the frame."""
    near = [
        label
        for label in labels
        if -ALIGNED <= side.gap(label.box) <= REACH
        and _within(side, label)
        and not is_offset(side, label)
    ]
    if not near:
        return []
    if side.vertical:
        return _column(side, near)
    return _row(near)


def _row(near: list[Label]) -> list[Label]:
    """The first row of two labels or more; a lone label above it belongs to another axis."""
    slack = max((label.size for label in near if label.rotated), default=ALIGNED)
    for first in sorted(near, key=lambda label: label.box.y0):
        row = [label for label in near if 0 <= label.box.y0 - first.box.y0 < slack]
        if len(row) > 1:
            return row
    return []


def _within(side: Side, label: Label) -> bool:
    low, high = side.ends
    if side.vertical or not label.rotated:
        return low - label.size <= side.place(label.box) <= high + label.size
    return label.box.x0 <= high + label.size and label.box.x1 >= low - label.size


def is_offset(side: Side, label: Label) -> bool:
    """Whether a label is the factor at the end of the axis, such as `1e6`."""
    low, high = side.ends
    place = side.place(label.box) if side.vertical else label.box.x1
    inside = low + label.size < place < high - label.size
    return read_offset(label.text) is not None and not inside


def _column(side: Side, near: list[Label]) -> list[Label]:
    """Labels that share an edge or the middle with the one next to the frame."""
    numeric = [label for label in near if read_number(label.text)]
    pool = numeric if len(numeric) >= 3 else [label for label in near if not label.rotated]
    if not pool:
        return []
    first = min(pool, key=lambda label: side.gap(label.box)).box
    columns = (
        [label for label in pool if abs(label.box.x1 - first.x1) < ALIGNED],
        [label for label in pool if abs(label.box.x0 - first.x0) < ALIGNED],
        [label for label in pool if abs(label.box.centre[0] - first.centre[0]) < ALIGNED],
    )
    return max(columns, key=len)


def tick_places(side: Side, marks: Iterable[Mark]) -> list[list[float]]:
    """Where tick marks and gridlines meet the side of the frame, those that look alike together.

    Major and minor ticks differ in length, so that a label cannot be taken for a minor tick's.
    """
    groups: dict[tuple[object, ...], list[float]] = {}
    for mark in straight(marks):
        if mark.upright == side.vertical or not _meets(side, mark.box):
            continue
        look = (mark.colour, round(max(mark.box.width, mark.box.height), 1), mark.dashed)
        places = groups.setdefault(look, [])
        place = side.place(mark.box)
        if all(abs(place - other) > 0.05 for other in places):
            places.append(place)
    return sorted(groups.values(), key=len)


def _meets(side: Side, box: Box) -> bool:
    frame = side.frame
    if side.vertical:
        return any(_spans(box.x0, box.x1, edge) for edge in (frame.x0, frame.x1))
    return _spans(box.y0, box.y1, frame.y1)


def _spans(start: float, end: float, edge: float) -> bool:
    return start - 1.5 <= edge <= end + 1.5


def snap(
    side: Side, row: Sequence[Label], groups: Sequence[Sequence[float]]
) -> tuple[list[Tick], bool]:
    """Put each label at the tick mark it belongs to.

    Args:
        side: Where the axis is.
        row: Its tick labels.
        groups: Places of tick marks and gridlines, smallest group first.

    Returns:
        The ticks, and whether tick marks or gridlines were found for all of them; if not, they
        stand at the middle of their labels.
    """
    middles = [side.place(label.box) for label in row]
    size = row[0].size
    if not any(read_number(label.text) for label in row):
        groups = [*groups, *(_between(places) for places in groups)]
    options = [(0.45 * size, middles)]
    if not side.vertical and any(is_aslant(label) for label in row):
        options.append((0.9 * size, [_end(label) for label in row]))
    found: list[list[float]] = []
    for places in groups:
        found = [way for slack, at in options if (way := _nearest(side, at, places, slack))]
        if found:
            break
    alike = len({tuple(round(spot, 1) for spot in spots) for spots in found}) == 1
    spots = found[0] if alike else _between_ends(side, middles, size)
    ticks = [
        Tick(spot, label.text, read_number(label.text))
        for spot, label in zip(spots, row, strict=True)
    ]
    return ticks, alike


def _between_ends(side: Side, middles: list[float], size: float) -> list[float]:
    """Middles of labels, moved alike where the outermost ones stand at the ends of the axis."""
    low, high = side.ends
    start, end = low - min(middles), high - max(middles)
    ends = max(abs(start), abs(end)) < 0.15 * size and abs(start - end) < SAME
    return [middle + (start + end) / 2 for middle in middles] if ends else middles


def _between(places: Sequence[float]) -> list[float]:
    """The middles between tick marks, where an axis of names has its ticks at their borders."""
    ordered = sorted(places)
    return [(before + after) / 2 for before, after in pairwise(ordered)]


def _end(label: Label) -> float:
    """Where a label aslant meets the axis: where it ends if it rises, else where it starts."""
    reach = 0.3 * label.size
    return label.box.x1 - reach if label.rising else label.box.x0 + reach


def _nearest(
    side: Side, anchors: Sequence[float], places: Sequence[float], slack: float
) -> list[float] | None:
    """For each anchor a place of its own within the slack; none where a second one is as likely."""
    if not places:
        return None
    ways = [
        [min(places, key=lambda place: abs(place - anchor - by)) for anchor in anchors]
        for by in (place - anchors[0] for place in places if abs(place - anchors[0]) < slack)
    ]
    far = [max(abs(p - a) for p, a in zip(way, anchors, strict=True)) for way in ways]
    order = sorted(zip(far, ways, strict=True))
    if not order or order[0][0] >= slack or (len(order) > 1 and order[1][0] < 2 * order[0][0]):
        return None
    spots = order[0][1]
    inner = [place for place in places if min(abs(place - end) for end in side.ends) > 0.5]
    crowded = any(0.05 < abs(place - spot) < APART for place in inner for spot in spots)
    distinct = len({round(spot, 1) for spot in spots}) == len(spots)
    return spots if distinct and not crowded else None


def is_aslant(label: Label) -> bool:
    """Whether a label is neither level nor upright, so that its end marks its place."""
    return label.rotated and label.box.width > 1.6 * label.size
