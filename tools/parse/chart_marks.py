"""Marks of a chart: vector paths cut into connected runs, each named for what it can be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.pages import Stroke

Spot = tuple[float, float]
Colour = tuple[float, ...]
Shape = Literal["rule", "line", "curve", "rect", "marker", "area"]

TOUCH = 0.05  # points within which two ends are one
SMALL = 16.0  # points: the largest marker
THIN = 1.3  # points: a filled rectangle this thin may be a drawn line


@dataclass(frozen=True, slots=True)
class Mark:
    """One connected piece of vector drawing.

    Attributes:
        shape: `rule` is one straight horizontal or vertical piece, `line` an open run of straight
            pieces, `curve` an open run with bends, `rect` upright, `marker` small and closed or
            crossed, `area` any other closed shape.
        points: Its vertices, in drawing order.
        colour: The colour a reader sees it by: the fill, or the outline where it is hollow.
        form: What the path is made of, equal for equal markers of any size.
        order: Painting order.
    """

    shape: Shape
    box: Box
    points: tuple[Spot, ...]
    colour: Colour
    dashed: bool
    filled: bool
    form: str
    order: int

    @property
    def upright(self) -> bool:
        """Whether it is taller than wide."""
        return self.box.height > self.box.width

    @property
    def even(self) -> bool:
        """Whether its box is centred on the value it stands for, whoever drew it."""
        return self.form.endswith("=")


@dataclass(frozen=True, slots=True)
class _Run:
    kinds: str
    points: tuple[Spot, ...]
    stroke: Stroke
    order: int

    @property
    def closed(self) -> bool:
        return bool(set(self.kinds) & {"r", "q"}) or _near(self.points[0], self.points[-1])

    @property
    def slanted(self) -> bool:
        return any(abs(a[0] - b[0]) > TOUCH and abs(a[1] - b[1]) > TOUCH for a, b in _steps(self))


def read_marks(strokes: Iterable[Stroke]) -> tuple[Mark, ...]:
    """Turn vector paths into marks; a line drawn segment by segment becomes one mark again.

    What is clipped away altogether is left out, and rectangles larger than markers end where they
    are cut off.
    """
    runs: list[_Run] = []
    marks: list[Mark] = []
    for order, stroke in enumerate(strokes):
        if stroke.seen is None:
            continue
        parts = tuple(_runs(stroke, order))
        if _crossed(stroke, parts):
            marks.append(_mark("marker", parts))
        else:
            runs.extend(parts)
    marks += [_mark(_shape(run), (run,)) for run in _chained(runs)]
    return tuple(_once(sorted(marks, key=lambda mark: mark.order)))


def _once(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks without the outlines that are drawn around small ones in their own colour."""
    last: Mark | None = None
    for mark in marks:
        again = last is not None and last.filled and not mark.filled and _same_ink(last, mark)
        if not again:
            yield mark
        last = mark


def _same_ink(mark: Mark, outline: Mark) -> bool:
    """Whether an outline is that of a small mark before it, in the same colour."""
    small = max(mark.box.width, mark.box.height) <= SMALL and outline.shape in ("rect", "marker")
    edges = zip(mark.box, outline.box, strict=True)
    return small and mark.colour == outline.colour and all(abs(a - b) < TOUCH for a, b in edges)


def _runs(stroke: Stroke, order: int) -> Iterator[_Run]:
    kinds, points = "", [(0.0, 0.0)]
    for kind, corners in stroke.pieces:
        if not corners:
            continue
        if kind in ("re", "qu"):
            if kinds:
                yield _Run(kinds, tuple(points), stroke, order)
            yield _Run(kind[0], _corners(kind, corners), stroke, order)
            kinds, points = "", [(0.0, 0.0)]
            continue
        if kinds and not _near(points[-1], corners[0]):
            yield _Run(kinds, tuple(points), stroke, order)
            kinds = ""
        points = [*(points if kinds else corners[:1]), *_along(kind, corners), corners[-1]]
        kinds += kind
    if kinds:
        yield _Run(kinds, tuple(points), stroke, order)


def _along(kind: str, corners: tuple[Spot, ...]) -> Iterator[Spot]:
    """Spots on a long Bézier curve between its ends, as near to it as a label stands."""
    if kind != "c" or len(corners) != 4 or math.dist(corners[0], corners[-1]) <= SMALL:
        return
    for share in (0.25, 0.5, 0.75):
        rest = 1 - share
        weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
        yield (
            sum(w * x for w, (x, _) in zip(weights, corners, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, corners, strict=True)),
        )


def _corners(kind: str, corners: tuple[Spot, ...]) -> tuple[Spot, ...]:
    if kind == "qu":
        return corners
    (x0, y0), (x1, y1) = corners[0], corners[-1]
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _crossed(stroke: Stroke, runs: tuple[_Run, ...]) -> bool:
    """Whether a path is a `+`, `x` or star marker: a few short pieces over one another."""
    box = stroke.box
    square = 0.6 < (box.width + 0.01) / (box.height + 0.01) < 1.7
    if not 2 <= len(runs) <= 6 or max(box.width, box.height) > SMALL or not square:
        return False
    return all(len(run.points) == 2 for run in runs)


def _chained(runs: Iterable[_Run]) -> list[_Run]:
    chained: list[_Run] = []
    for run in runs:
        last = chained[-1] if chained else None
        if last and _continues(last, run):
            joined = last.points + run.points[1:]
            chained[-1] = _Run(last.kinds + run.kinds, joined, last.stroke, last.order)
        else:
            chained.append(run)
    return chained


def _continues(last: _Run, run: _Run) -> bool:
    if last.closed or run.closed or not _near(last.points[-1], run.points[0]):
        return False
    same = last.stroke.stroke == run.stroke.stroke and last.stroke.width == run.stroke.width
    return same and last.order != run.order and (last.slanted or run.slanted)


def _shape(run: _Run) -> Shape:
    box = _box(run)
    filled = "f" in run.stroke.kind
    if run.kinds in ("l", "c") and min(box.width, box.height) < TOUCH:
        return "rule"
    if _is_rect(run):
        return "rect"
    if run.closed or (filled and len(run.points) > 2):
        return "marker" if max(box.width, box.height) <= SMALL else "area"
    return "curve" if "c" in run.kinds else "line"


def _is_rect(run: _Run) -> bool:
    if run.kinds == "r":
        return True
    box = _box(run)
    at_corner = all(
        min(abs(x - box.x0), abs(x - box.x1)) < TOUCH
        and min(abs(y - box.y0), abs(y - box.y1)) < TOUCH
        for x, y in run.points
    )
    closed = run.closed or "f" in run.stroke.kind
    return at_corner and closed and 4 <= len(run.points) <= 6 and "c" not in run.kinds


def _mark(shape: Shape, runs: tuple[_Run, ...]) -> Mark:
    stroke = runs[0].stroke
    points = tuple(point for run in runs for point in run.points)
    box = union(_box(run) for run in runs)
    if shape == "rect" and stroke.clip and max(box.width, box.height) > SMALL:
        shown = box.shared(stroke.clip.grown(THIN / 2))
        box = shown if min(shown.width, shown.height) >= 0 else box
    filled = "f" in stroke.kind and not _white(stroke.fill)
    colour = (stroke.fill if filled or not stroke.stroke else stroke.stroke) or ()
    form = _form("+".join(run.kinds for run in runs), points, box, filled)
    colour = tuple(round(part, 2) for part in colour)
    return Mark(shape, box, points, colour, stroke.dashed, filled, form, runs[0].order)


def _form(kinds: str, points: tuple[Spot, ...], box: Box, filled: bool) -> str:
    corners = set(points)
    size = max(box.width, box.height, 0.01)
    x = (sum(point[0] for point in corners) / len(corners) - box.centre[0]) / size
    y = (sum(point[1] for point in corners) / len(corners) - box.centre[1]) / size
    even = "=" if abs(x) < 0.03 and abs(y) < 0.03 else "~"
    return f"{kinds}{'f' if filled else 'h'}{round(x * 5)},{round(y * 5)}{even}"


def _white(colour: Colour | None) -> bool:
    return not colour or (len(colour) != 4 and min(colour) > 0.97)


def _steps(run: _Run) -> Iterable[tuple[Spot, Spot]]:
    return zip(run.points, run.points[1:], strict=False)


def _box(run: _Run) -> Box:
    xs, ys = zip(*run.points, strict=True)
    if "c" in run.kinds and len(run.stroke.pieces) == len(run.kinds):
        return run.stroke.box
    return Box(min(xs), min(ys), max(xs), max(ys))


def _near(a: Spot, b: Spot) -> bool:
    return math.dist(a, b) < TOUCH
