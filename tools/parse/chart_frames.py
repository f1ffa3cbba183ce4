"""Plot frames: the rectangles that axes are drawn along, from panels, spines and gridlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.chart_marks import THIN, Mark

LEAST = 30.0  # points: a smaller plot area is not read
APART = 60.0  # points between axes that keep off each other, or between an axis and its first bar
MEET = 2.0  # points between the ends of spines that meet in a corner


def find_frames(marks: Iterable[Mark]) -> tuple[Box, ...]:
    """Every rectangle that could be a plot area; most are not, and their axes will tell."""
    marks = tuple(marks)
    rects = [mark.box for mark in marks if mark.shape == "rect" and _wide_enough(mark.box)]
    across = _bundles(line for line in straight(marks) if not line.upright)
    along = _bundles(line for line in straight(marks) if line.upright)
    found: list[Box] = []
    for box in (*rects, *_crossings(across, along), *_grids(across)):
        if not any(_same(box, other) for other in found):
            found.append(box)
    for box in (*_detached(across, along), *_bare(along, marks)):
        area = box.area
        if not any(box.overlap(other) > 0.7 * area for other in found):
            found.append(box)
    return tuple(found)


def straight(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Rules, among them the rectangles so thin that they were meant as lines."""
    for mark in marks:
        thin = min(mark.box.width, mark.box.height) < THIN < max(mark.box.width, mark.box.height)
        if mark.shape == "rule" or (mark.shape == "rect" and thin):
            yield mark


def _bundles(rules: Iterable[Mark]) -> list[tuple[Box, int]]:
    """Groups of parallel rules that start and end together, with how many each holds."""
    groups: dict[tuple[bool, int, int], list[Box]] = {}
    for rule in rules:
        box, upright = rule.box, rule.upright
        start, end = (box.y0, box.y1) if upright else (box.x0, box.x1)
        if end - start < LEAST:
            continue
        key = next(
            (k for k in groups if abs(k[1] / 8 - start) < 1 and abs(k[2] / 8 - end) < 1),
            (upright, round(start * 8), round(end * 8)),
        )
        groups.setdefault(key, []).append(box)
    return [(union(group), len(group)) for group in groups.values()]


def _crossings(across: list[tuple[Box, int]], along: list[tuple[Box, int]]) -> Iterator[Box]:
    for h, _ in across:
        for v, _ in along:
            level = h.y0 <= v.y1 + MEET and h.y1 >= v.y0 - MEET
            upright = v.x0 <= h.x1 + MEET and v.x1 >= h.x0 - MEET
            box = Box(h.x0, v.y0, h.x1, v.y1)
            if level and upright and _wide_enough(box):
                yield box


def _detached(across: list[tuple[Box, int]], along: list[tuple[Box, int]]) -> Iterator[Box]:
    """Axes that keep off each other, as in R; the frame reaches as far beyond their other ends."""
    for h, _ in across:
        for v, _ in along:
            right, down = h.x0 - v.x1, h.y0 - v.y1
            if max(right, down) > MEET and min(right, down) >= -MEET and max(right, down) < APART:
                yield Box(v.x0, v.y0 - max(0.0, down), h.x1 + max(0.0, right), h.y1)


def _bare(along: list[tuple[Box, int]], marks: Iterable[Mark]) -> Iterator[Box]:
    """An upright axis beside bars that stand on one level, with no line under them."""
    rects = [mark.box for mark in marks if mark.shape == "rect"]
    for axis, count in along:
        bars = [
            box
            for box in rects
            if abs(box.y1 - axis.y1) < MEET and box.x0 >= axis.x1 and box.width > THIN
        ]
        if count == 1 and len(bars) > 1 and min(b.x0 for b in bars) - axis.x1 < APART:
            gap = min(bar.x0 for bar in bars) - axis.x1
            top = min(axis.y0, *(bar.y0 for bar in bars))
            yield Box(axis.x0, top, max(bar.x1 for bar in bars) + gap, axis.y1)


def _grids(across: list[tuple[Box, int]]) -> Iterator[Box]:
    for box, count in across:
        if count >= 3 and _wide_enough(box):
            yield box


def _wide_enough(box: Box) -> bool:
    return box.width >= LEAST and box.height >= LEAST


def _same(a: Box, b: Box) -> bool:
    return all(abs(p - q) < 1.0 for p, q in zip(a, b, strict=True))
