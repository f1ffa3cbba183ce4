"""Axes of a plot frame: scales or categories with their titles and units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_dates import doubt_of_dates
from mmkg.tools.parse.chart_frames import LEAST
from mmkg.tools.parse.chart_labels import Label
from mmkg.tools.parse.chart_legend import has_sample
from mmkg.tools.parse.chart_marks import Mark
from mmkg.tools.parse.chart_numbers import holds_offset, read_offset, split_title
from mmkg.tools.parse.chart_scale import Scale, Tick, fit, fit_dates
from mmkg.tools.parse.chart_ticks import (
    Side,
    below,
    is_aslant,
    is_offset,
    left_of,
    right_of,
    snap,
    tick_places,
    tick_row,
)
from mmkg.tools.parse.chart_titles import joined_text, title_of

WRAP = 1.35  # font sizes between the baselines of one tick label's lines
SHORT = {"a", "an", "as", "at", "by", "in", "is", "of", "on", "or", "to", "up", "vs", "we"}
NEAR = 60.0  # points between a frame and labels of its own


@dataclass(frozen=True, slots=True)
class Ruler:
    """One axis: a fitted scale, or categories at their places.

    Attributes:
        scale: None for an axis of categories.
        ticks: Tick labels in order along the axis.
        used: Labels that belong to it, title and offset included.
        exact: Whether places come from tick marks or gridlines.
        doubt: Why labels that are dates or parts of them have no scale.
        refusal: Why nothing can be read by it: a factor at its end that was not taken up, or a name
            that is broken within a word.
    """

    scale: Scale | None
    ticks: tuple[Tick, ...]
    title: str
    unit: str | None
    used: frozenset[Label]
    exact: bool
    doubt: str = ""
    refusal: str = ""

    @property
    def numbered(self) -> bool:
        """Whether its labels are numbers, whether a scale fits them or not."""
        return all(tick.number for tick in self.ticks)


@dataclass(frozen=True, slots=True)
class Axes:
    """A frame whose two axes were understood; at least one of them has a scale.

    Attributes:
        doubt: Why nothing can be read by them all the same.
    """

    frame: Box
    x: Ruler
    y: Ruler
    doubt: str = ""

    @property
    def used(self) -> frozenset[Label]:
        """Labels that belong to the axes."""
        return self.x.used | self.y.used

    @property
    def box(self) -> Box:
        """The frame with its tick labels and titles, but for those at another panel."""
        near = self.frame.grown(NEAR)
        return union((self.frame, *(n.box for n in self.used if near.overlap(n.box) > 0)))


def read_axes(
    frame: Box, labels: Sequence[Label], marks: Sequence[Mark], others: Sequence[Box] = ()
) -> Axes | None:
    """Read both axes of a frame, or none if it is no plot.

    Args:
        frame: The plot area.
        labels: All labels of the figure.
        marks: All marks of the figure.
        others: Further frames, whose tick labels at their left are not this one's at its right, and
            may be this one's where panels of one size share an axis.
    """
    alike = [other for other in others if other != frame and _same_size(frame, other)]
    column = [other for other in alike if abs(other.x0 - frame.x0) < 1 and other.y0 > frame.y1]
    row = [other for other in alike if abs(other.y0 - frame.y0) < 1 and other.x1 < frame.x0]
    x = _first(map(below, (frame, *column)), labels, marks)
    left = _first(map(left_of, (frame, *row)), labels, marks)
    used = left.used if left else frozenset()
    free = [n for n in labels if n not in used and not _of_neighbour(n.box, frame, others)]
    right = read_ruler(right_of(frame), [n for n in free if not has_sample(n, marks)], marks)
    y = left if left and (left.scale or not right or not right.scale) else right
    if not x or not y or not (x.scale or y.scale):
        return None
    both = left and right and left.numbered and right.numbered
    return Axes(frame, x, y, "two axes of values" if both else x.refusal or y.refusal)


def _same_size(frame: Box, other: Box) -> bool:
    return abs(frame.width - other.width) < 1 and abs(frame.height - other.height) < 1


def _first(sides: Iterable[Side], labels: Sequence[Label], marks: Sequence[Mark]) -> Ruler | None:
    """The axis at the first side that has one: a frame's own, or else one that it shares."""
    return next((ruler for side in sides if (ruler := read_ruler(side, labels, marks))), None)


def _of_neighbour(label: Box, frame: Box, others: Sequence[Box]) -> bool:
    """Whether a label stands between a frame and one at its right, and nearer to that one."""
    gap = label.x0 - frame.x1
    return any(
        other.x0 > frame.x1 and -2 <= other.x0 - label.x1 < gap + 1 and other.height > LEAST
        for other in others
    )


def read_ruler(side: Side, labels: Sequence[Label], marks: Sequence[Mark]) -> Ruler | None:
    """Read the axis on one side of a frame, or none if no tick labels stand there."""
    row = tick_row(side, labels)
    if len(row) < 2:
        return None
    groups = tick_places(side, marks)
    ticks, exact = snap(side, row, groups)
    offset = [label for label in labels if is_offset(side, label) and _at_end(side, label)]
    aslant = not exact and any(is_aslant(label) for label in row)  # which place they mean is unsure
    scale = None if aslant else _scale(tuple(_times(ticks, offset)), exact, groups)
    used = {*row, *offset}
    if scale is None:
        ticks, wrapped = _wrap(side, labels, row, ticks)
        used |= wrapped
    free = [label for label in labels if label not in used and not has_sample(label, marks)]
    title = title_of(side, row, free)
    text, unit = split_title(joined_text(title))
    ordered = sorted(scale.ticks if scale else ticks, key=lambda tick: tick.place)
    unit = unit or (scale.unit if scale else None)
    doubt = "" if scale else doubt_of_dates([label.text for label in row], exact, aslant)
    refusal = "a name broken within a word" if any(map(_is_rest, used - {*row, *offset})) else ""
    if any(_is_lost(side, label) for label in labels if label not in used):
        refusal = "a factor that is not surely of this axis"
    taken = frozenset({*used, *title})
    return Ruler(scale, tuple(ordered), text, unit, taken, exact, doubt, refusal)


def _scale(ticks: tuple[Tick, ...], exact: bool, groups: Sequence[Sequence[float]]) -> Scale | None:
    """The scale that fits best: numbers, or dates where those fit the ticks more closely."""
    plain, dated = fit(ticks, exact, groups), fit_dates(ticks, exact)
    return dated if dated and (not plain or 3 * dated.error < plain.error) else plain


def _at_end(side: Side, label: Label) -> bool:
    """Whether a label stands just beyond the top of a vertical or the right of a flat axis."""
    frame, box = side.frame, label.box
    if side.vertical:
        beyond = 0 <= frame.y0 - box.y1 < 2 * label.size
        return beyond and (abs(box.x0 - frame.x0) < 40 or abs(box.x1 - frame.x1) < 40)
    return 0 <= box.y0 - frame.y1 < 4 * label.size and abs(box.x1 - frame.x1) < 15


def _is_lost(side: Side, label: Label) -> bool:
    """Whether a label near the end of the axis is or holds a factor not known to be its own."""
    if not holds_offset(label.text):
        return False
    frame, box, near = side.frame, label.box, 5 * label.size
    if side.vertical:
        at_end = min(abs(box.x0 - frame.x0), abs(box.x1 - frame.x1)) < near
        return at_end and 0 <= frame.y0 - box.y1 < near
    return frame.centre[0] < box.centre[0] < frame.x1 + near and 0 <= box.y0 - frame.y1 < near


def _times(ticks: Iterable[Tick], offset: Sequence[Label]) -> list[Tick]:
    factor = read_offset(offset[0].text) if len(offset) == 1 else None
    return [_scaled(tick, factor) if factor else tick for tick in ticks]


def _scaled(tick: Tick, factor: Decimal) -> Tick:
    if tick.number is None:
        return tick
    return replace(tick, number=replace(tick.number, value=tick.number.value * factor))


def _wrap(
    side: Side, labels: Sequence[Label], row: Sequence[Label], ticks: list[Tick]
) -> tuple[list[Tick], set[Label]]:
    """Join the further lines of category labels to their first lines."""
    used: set[Label] = set()
    joined = []
    for first, tick in zip(row, ticks, strict=True):
        lines = [first]
        while not first.rotated and not side.vertical:
            below_it = [other for other in labels if _is_next_line(lines[-1], other)]
            if len(below_it) != 1:
                break
            lines += below_it
        used.update(lines)
        joined.append(replace(tick, text=joined_text(lines)))
    return joined, used


def _is_rest(label: Label) -> bool:
    """Whether a line is the end of a word that had no room, as Office breaks long names."""
    return (
        len(label.text) < 3
        and label.text.isascii()
        and label.text.islower()
        and (label.text not in SHORT)
    )


def _is_next_line(line: Label, other: Label) -> bool:
    down = other.box.y1 - line.box.y1
    level = abs(other.box.centre[0] - line.box.centre[0]) < 1.5
    return level and 0.5 * line.size < down < WRAP * line.size and abs(other.size - line.size) < 0.2
