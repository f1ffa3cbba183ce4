"""Legends: samples of line, marker or fill with the name printed at their right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_labels import Label
from mmkg.tools.parse.chart_marks import SMALL, Colour, Mark

WIDEST = 48.0  # points: the widest sample
TALLEST = 22.0
SHORTEST = 8.0  # points: a shorter line at the left of a label is a tick mark
TOGETHER = 6  # places in the painting order between the marks of one sample
LEVEL = 0.7  # points between the middles of the marks of one sample


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and the marks that stand for it."""

    name: str
    label: Label
    marks: tuple[Mark, ...]

    @property
    def box(self) -> Box:
        """Where the sample is."""
        return union(mark.box for mark in self.marks)

    @property
    def colours(self) -> frozenset[Colour]:
        """The colours of the sample."""
        return frozenset(mark.colour for mark in self.marks)

    @property
    def dashed(self) -> bool:
        """Whether the sample has a dashed line."""
        return any(mark.dashed for mark in self.marks)

    @property
    def forms(self) -> frozenset[str]:
        """The forms of the markers in the sample."""
        return frozenset(mark.form for mark in self.marks if mark.shape in ("marker", "rect"))


def read_legend(
    labels: Iterable[Label], marks: Sequence[Mark], frames: Sequence[Box]
) -> tuple[Entry, ...]:
    """Find the entries of a legend, inside or outside of the frames.

    Args:
        labels: Labels that do not belong to an axis.
        marks: All marks of the figure.
        frames: Plot areas; what stands inside one must be boxed, or line up with other entries.
    """
    small = [m for m in marks if m.box.width <= WIDEST and m.box.height <= TALLEST]
    found = [entry for label in labels if (entry := _entry(label, small))]
    found = _without_background(found)
    return tuple(
        entry
        for entry in found
        if all(frame.holds(entry.box) == frame.holds(entry.label.box) for frame in frames)
        and (
            _boxed(entry, marks, frames)
            or not any(frame.holds(entry.box) for frame in frames)
            or any(_aligned(entry, other) for other in found if other is not entry)
            or _line_sample(entry)
        )
    )


def has_sample(label: Label, marks: Iterable[Mark]) -> bool:
    """Whether a label could be a legend's: a sample stands at its left."""
    return not label.rotated and any(
        _beside(mark, label) and mark.box.width <= WIDEST and mark.box.height <= TALLEST
        for mark in marks
    )


def _entry(label: Label, small: Sequence[Mark]) -> Entry | None:
    if label.rotated:
        return None
    beside = [mark for mark in small if _beside(mark, label)]
    if not beside:
        return None
    first = max(beside, key=lambda mark: (mark.box.x1, mark.box.width, mark.order))
    nearest = first.box
    level = [
        mark
        for mark in beside
        if abs(mark.box.centre[1] - nearest.centre[1]) < LEVEL
        and abs(mark.order - first.order) <= TOGETHER
    ]
    sample = [mark for mark in level if nearest.grown(1.0).overlap(mark.box.grown(0.1)) > 0]
    reach = union(mark.box for mark in sample).grown(0.5)
    sample = [mark for mark in level if reach.holds(mark.box)]
    return Entry(label.text, label, tuple(sample))


def _beside(mark: Mark, label: Label) -> bool:
    gap = label.box.x0 - mark.box.x1
    level = abs(mark.box.centre[1] - label.box.centre[1]) < 0.5 * label.size
    far = 1.8 * label.size if mark.box.width > SMALL else 2.5 * label.size + 8
    solid = mark.shape not in ("rule", "line") or mark.box.width >= SHORTEST
    return level and solid and -0.5 <= gap <= far and mark.box.width + mark.box.height > 2


def _without_background(entries: list[Entry]) -> list[Entry]:
    """Drop marks that every sample has, such as the grey key of ggplot."""
    if len(entries) < 2:
        return entries
    shared = frozenset.intersection(*(_looks(entry.marks) for entry in entries))
    kept = [
        Entry(entry.name, entry.label, marks)
        for entry in entries
        if (marks := tuple(mark for mark in entry.marks if _look(mark) not in shared))
    ]
    return kept if len(kept) == len(entries) else entries


def _looks(marks: Iterable[Mark]) -> frozenset[tuple[object, ...]]:
    return frozenset(_look(mark) for mark in marks)


def _look(mark: Mark) -> tuple[object, ...]:
    return mark.shape, mark.colour, mark.dashed, mark.form, round(mark.box.width)


def _boxed(entry: Entry, marks: Iterable[Mark], frames: Sequence[Box]) -> bool:
    """Whether a rectangle smaller than the plot area holds the sample and its name."""
    widest = max((frame.width for frame in frames), default=0.0)
    return any(
        mark.shape in ("rect", "area")
        and mark.box.width < 0.9 * widest
        and mark.box.width > entry.label.box.width
        and _around(mark.box, entry.box)
        and _around(mark.box, entry.label.box)
        for mark in marks
    )


def _around(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 <= inner.x0 + 1
        and outer.y0 <= inner.y0 + 1
        and outer.x1 >= inner.x1 - 1
        and outer.y1 >= inner.y1 - 1
    )


def _aligned(entry: Entry, other: Entry) -> bool:
    """Whether two entries stand in one column or row, with samples of one size in two looks."""
    a, b = entry.box, other.box
    column = abs(a.centre[0] - b.centre[0]) < 1.0 and abs(a.centre[1] - b.centre[1]) < 40
    row = abs(a.centre[1] - b.centre[1]) < 1.0
    alike = abs(a.width - b.width) < 1.5 and abs(a.height - b.height) < 6
    return (column or row) and alike and _looks(entry.marks) != _looks(other.marks)


def _line_sample(entry: Entry) -> bool:
    """A short level line, as no data line is."""
    return any(
        mark.box.height < 0.1 and mark.box.width >= 12 and mark.shape in ("rule", "line")
        for mark in entry.marks
    )
