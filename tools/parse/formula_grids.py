"""Matrices: what stands in rows and columns between two tall brackets or bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_fonts import BIG
from mmkg.tools.parse.formula_lines import Unclear
from mmkg.tools.parse.formula_marks import AXIS, Mark

Build = Callable[[Sequence[Mark]], str]
_KINDS = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    (r"\{", r"\}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    (r"\|", r"\|"): "Vmatrix",
}
_TALL = 1.7  # least height of a bracket around two lines, in sizes
_COLUMN_GAP = 0.55  # least gap between columns, in sizes
_SMALL = 0.85  # share of the size around that entries of a matrix have at least
_STACK = 1.3  # numbers over each other without a bar stand further apart than rows


def gridded(marks: Sequence[Mark], build: Build) -> list[Mark]:
    """Make each pair of brackets around several lines, and all between, one mark; inner first."""
    left = list(marks)
    largest = max((mark.size for mark in marks if mark.style != "extension"), default=0.0)
    while found := _innermost(left, largest):
        opening, closing, inside = found
        made = _matrix(opening, closing, inside, build, largest)
        gone = {id(mark) for mark in (opening, closing, *inside)}
        left = [mark for mark in left if id(mark) not in gone] + [made]
    return left


def dotted(marks: Sequence[Mark]) -> list[Mark]:
    r"""Join three dots in a column, a diagonal or a row to `\vdots`, `\ddots` or `\cdots`."""
    low = sorted((m for m in marks if m.latex == "."), key=lambda m: (m.box.x0, m.y))
    middle = sorted((m for m in marks if m.latex == r"\cdot"), key=lambda m: (m.y, m.box.x0))
    left = list(marks)
    for dots in (low, middle):
        for place in range(len(dots) - 2):
            three = dots[place : place + 3]
            latex = _dots(three)
            if latex and all(any(mark is dot for mark in left) for dot in three):
                made = _joined(three, latex)
                left = [m for m in left if not any(m is dot for dot in three)] + [made]
    return left


def _joined(three: Sequence[Mark], latex: str) -> Mark:
    box, second = union(dot.box for dot in three), three[1]
    y = second.y if latex == r"\cdots" else box.centre[1] + AXIS * second.size
    return replace(second, latex=latex, box=box, parts=3, y=y)


def _dots(three: Sequence[Mark]) -> str | None:
    size = three[0].size
    steps = [(b.x - a.x, b.y - a.y) for a, b in pairwise(three)]
    across, down = steps[0]
    even = max(abs(one - other) for one, other in zip(*steps, strict=True)) < 0.1 * size
    if not even or len({mark.latex for mark in three}) > 1:
        return None
    if 0.2 * size < abs(down) < 0.6 * size:
        return r"\vdots" if abs(across) < 0.1 * size else r"\ddots"
    centred = three[0].latex == r"\cdot" and abs(down) < 0.05 * size and across < 0.6 * size
    return r"\cdots" if centred else None


def _innermost(marks: Sequence[Mark], largest: float) -> tuple[Mark, Mark, list[Mark]] | None:
    tall = [m for m in marks if m.style == "extension" and m.latex not in BIG]
    tall = sorted((m for m in tall if m.box.height > m.size), key=lambda m: m.box.x0)
    for opening, closing in zip(tall, tall[1:], strict=False):
        alike = abs(opening.box.centre[1] - closing.box.centre[1]) < 0.3 * opening.size
        if (opening.latex, closing.latex) not in _KINDS or not alike:
            continue
        area = union((opening.box, closing.box))
        inside = [
            mark
            for mark in marks
            if mark is not opening
            and mark is not closing
            and opening.x < mark.x < closing.x
            and area.y0 < mark.box.centre[1] < area.y1
        ]
        size = max((mark.size for mark in inside), default=area.height)
        tall_enough = area.height > min(_TALL * size, max(1.4 * size, 1.1 * largest))
        if tall_enough and len(_rows(inside)) > 1:
            return opening, closing, inside
    return None


def _rows(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks by row: those of full size whose baselines are close, and the scripts nearest to them.

    A matrix inside a matrix is as tall as several rows, so its own baseline counts.
    """
    size = max((m.size for m in marks if m.style != "extension"), default=0.0)
    full = sorted((m for m in marks if m.size > 0.85 * size), key=lambda mark: mark.y)
    rows: list[list[Mark]] = []
    for mark in full:
        if rows and mark.y - rows[-1][-1].y < 0.55 * size:
            rows[-1].append(mark)
        else:
            rows.append([mark])
    lines = [row[0].y for row in rows]
    for mark in marks:
        if mark.size <= 0.85 * size and lines:
            nearest = min(range(len(lines)), key=lambda place: abs(lines[place] - mark.y))
            rows[nearest].append(mark)
    return rows


def _matrix(
    opening: Mark, closing: Mark, inside: Sequence[Mark], build: Build, largest: float
) -> Mark:
    size = max(mark.size for mark in inside if mark.style != "extension")
    rows = _rows(inside)
    columns = _columns([mark.box for mark in inside], _COLUMN_GAP * size)
    lines = [
        " & ".join(
            build(cell) if (cell := [m for m in row if x0 <= m.x <= x1]) else ""
            for x0, x1 in columns
        )
        for row in rows
    ]
    kind = _KINDS[opening.latex or "", closing.latex or ""]
    body = r" \\ ".join(lines)
    latex = rf"\begin{{{kind}}} {body} \end{{{kind}}}"
    if kind == "pmatrix" and len(rows) == 2 and len(columns) == 1:
        least = _STACK * size if size > _SMALL * largest else 0.0
        latex = _binomial(rows, lines, least)
    box = union((opening.box, closing.box))
    parts = sum(mark.parts for mark in (opening, closing, *inside))
    return Mark(latex, box, box.centre[1] + AXIS * size, size, "built", parts)


def _binomial(rows: Sequence[Sequence[Mark]], lines: Sequence[str], least: float) -> str:
    """Two lines in parentheses: a binomial coefficient where they are small, or far apart.

    Raises:
        Unclear: If they are as close as in a vector of two, which other fonts set alike.
    """
    if min(mark.y for mark in rows[1]) - max(mark.y for mark in rows[0]) < least:
        raise Unclear("a binomial coefficient or a vector of two")
    return rf"\binom{{{lines[0]}}}{{{lines[1]}}}"


def _columns(boxes: Sequence[Box], gap: float) -> list[tuple[float, float]]:
    """Where columns begin and end: at the gaps that all rows share."""
    spans: list[tuple[float, float]] = []
    for box in sorted(boxes, key=lambda box: box.x0):
        if spans and box.x0 - spans[-1][1] < gap:
            spans[-1] = (spans[-1][0], max(spans[-1][1], box.x1))
        else:
            spans.append((box.x0, box.x1))
    return spans
