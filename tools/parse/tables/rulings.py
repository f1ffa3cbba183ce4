"""Stage 2: vector paths to horizontal rules, vertical rules and filled bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Stroke

THIN = 2.5
LEAST_LENGTH = 4.0
DOUBLE = 3.5  # points between the two lines of a double rule
EDGE = 1.2  # points between ends that meet


class Rule(NamedTuple):
    """A straight rule: the coordinate it stands at, and where it starts and ends, in points."""

    at: float
    lo: float
    hi: float

    @property
    def length(self) -> float:
        """Length in points."""
        return self.hi - self.lo

    def covers(self, place: float, slack: float = 0.0) -> bool:
        """Whether the rule passes a place along its direction."""
        return self.lo - slack <= place <= self.hi + slack

    def shared(self, lo: float, hi: float) -> float:
        """How much of a stretch the rule runs along, in points."""
        return max(0.0, min(self.hi, hi) - max(self.lo, lo))


@dataclass(frozen=True, slots=True)
class Rulings:
    """All rules and filled bands of a page, each list from the top or left."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    fills: tuple[Box, ...]

    def within(self, box: Box) -> Rulings:
        """The rulings inside a box."""
        return Rulings(
            tuple(r for r in self.horizontal if box.y0 <= r.at <= box.y1 and _inside(r, box, "h")),
            tuple(r for r in self.vertical if box.x0 <= r.at <= box.x1 and _inside(r, box, "v")),
            tuple(fill for fill in self.fills if box.overlap(fill) > 0.5 * fill.area),
        )


def read_rulings(strokes: Iterable[Stroke]) -> Rulings:
    """Find the rules and bands among vector paths; pieces of a dashed rule become one rule."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    fills: list[Box] = []
    for stroke in strokes:
        for kind, found in _pieces(stroke):
            if kind == "h":
                horizontal.append(Rule((found.y0 + found.y1) / 2, found.x0, found.x1))
            elif kind == "v":
                vertical.append(Rule((found.x0 + found.x1) / 2, found.y0, found.y1))
            else:
                fills.append(found)
    across, bridges = _without_doubles(merge_rules(horizontal), vertical)
    return Rulings(
        tuple(across), tuple(merge_rules([*vertical, *bridges])), tuple(dict.fromkeys(fills))
    )


def _without_doubles(
    rules: Sequence[Rule], upright: Sequence[Rule]
) -> tuple[list[Rule], list[Rule]]:
    """Double rules that stop the rules between columns as single ones, and what joins the latter.

    Without that, a frame would end at the first line of a double rule and another begin below it.
    """
    kept: list[Rule] = []
    bridges: list[Rule] = []
    for rule in rules:
        first = next((r for r in reversed(kept) if _is_double(r, rule)), None)
        ends = {v.at for v in upright if first and abs(v.hi - first.at) < EDGE}
        starts = {v.at for v in upright if first and abs(v.lo - rule.at) < EDGE}
        joined = [at for at in ends if any(abs(at - other) < EDGE for other in starts)]
        if first and len(joined) > 2:
            bridges += [Rule(at, first.at, rule.at) for at in joined]
        else:
            kept.append(rule)
    return kept, bridges


def _is_double(one: Rule, other: Rule) -> bool:
    near = 0 < other.at - one.at <= DOUBLE
    return near and abs(one.lo - other.lo) < EDGE and abs(one.hi - other.hi) < EDGE


def merge_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Join collinear rules that touch, and short ones that follow each other like dashes."""
    merged: list[tuple[Rule, float]] = []
    for rule in sorted(rules):
        for place in range(len(merged) - 1, -1, -1):
            other, piece = merged[place]
            if rule.at - other.at > 1.2:
                merged, place = merged, -1
                break
            gap = max(rule.lo - other.hi, other.lo - rule.hi)
            if gap <= 1.0 or (gap <= 5.0 and max(piece, rule.length) < 8.0):
                joined = Rule(other.at, min(other.lo, rule.lo), max(other.hi, rule.hi))
                merged[place] = (joined, max(piece, rule.length))
                break
        else:
            place = -1
        if place < 0:
            merged.append((rule, rule.length))
    return [rule for rule, _ in merged if rule.length >= LEAST_LENGTH]


def _inside(rule: Rule, box: Box, direction: Literal["h", "v"]) -> bool:
    lo, hi = (box.x0, box.x1) if direction == "h" else (box.y0, box.y1)
    return rule.shared(lo, hi) >= 0.9 * rule.length


def _pieces(stroke: Stroke) -> Iterator[tuple[Literal["h", "v", "fill"], Box]]:
    for kind, points in stroke.pieces:
        if len(points) < 2 or kind == "c":
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if kind == "l":
            yield from _line_piece(box, stroke)
        elif box.height <= THIN and box.width > box.height:
            yield "h", box
        elif box.width <= THIN:
            yield "v", box
        else:
            yield from _rectangle(box, stroke)


def _line_piece(box: Box, stroke: Stroke) -> Iterator[tuple[Literal["h", "v", "fill"], Box]]:
    if stroke.stroke is None:
        return
    thick = stroke.width > 2 * THIN
    half = stroke.width / 2
    if box.height <= 1.0:
        if thick:
            yield "fill", Box(box.x0, box.y0 - half, box.x1, box.y1 + half)
        else:
            yield "h", box
    elif box.width <= 1.0:
        if thick:
            yield "fill", Box(box.x0 - half, box.y0, box.x1 + half, box.y1)
        else:
            yield "v", box


def _rectangle(box: Box, stroke: Stroke) -> Iterator[tuple[Literal["h", "v", "fill"], Box]]:
    if stroke.fill is not None and min(stroke.fill) < 0.985:
        yield "fill", box
    if stroke.stroke is not None:
        yield "h", Box(box.x0, box.y0, box.x1, box.y0)
        yield "h", Box(box.x0, box.y1, box.x1, box.y1)
        yield "v", Box(box.x0, box.y0, box.x0, box.y1)
        yield "v", Box(box.x1, box.y0, box.x1, box.y1)
