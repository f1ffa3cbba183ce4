"""Tables set sideways on an upright page: the page is turned until their text runs to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.pages import Glyph, Line, Page, Stroke

LEAST_LINES = 6


@dataclass(frozen=True, slots=True)
class TurnedPage:
    """The sideways lines of a page and its vector paths, turned so that the lines are level.

    Attributes:
        runs: Which way the lines run on the page as printed.
    """

    number: int
    width: float
    height: float
    runs: Literal["up", "down"]
    lines: tuple[Line, ...] = ()
    strokes: tuple[Stroke, ...] = ()

    def back(self, box: Box) -> Box:
        """A box of the turned page as it stands on the page."""
        if self.runs == "up":
            return Box(box.y0, self.height - box.x1, box.y1, self.height - box.x0)
        return Box(self.width - box.y1, box.x0, self.width - box.y0, box.x1)

    def turn(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page on the turned page."""
        return (self.height - y, x) if self.runs == "up" else (y, self.width - x)

    def turned_box(self, box: Box) -> Box:
        """A box of the page on the turned page."""
        (ax, ay), (bx, by) = self.turn(box.x0, box.y0), self.turn(box.x1, box.y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def turn_sideways(page: Page) -> Iterator[TurnedPage]:
    """The page turned for its lines that run up, and for those that run down, if there are many."""
    sideways = [line for line in page.lines if line.rotated]
    if len(sideways) < LEAST_LINES:
        return
    for runs in ("up", "down"):
        lines = [line for line in sideways if _direction(line) == runs]
        if len(lines) >= LEAST_LINES:
            bare = TurnedPage(page.number, page.width, page.height, runs)
            yield replace(
                bare,
                lines=tuple(_turned_line(line, bare) for line in lines),
                strokes=tuple(_turned_stroke(stroke, bare) for stroke in page.strokes),
            )


def _direction(line: Line) -> Literal["up", "down", "none"]:
    """Which way a line runs; a single character is taken for one that runs up."""
    first, last = line.glyphs[0], line.glyphs[-1]
    across, down = abs(last.x - first.x), last.y - first.y
    if across > 0.1 * abs(down) and across > 1.0:
        return "none"
    return "down" if down > 0 else "up"


def _turned_line(line: Line, page: TurnedPage) -> Line:
    glyphs = tuple(_turned_glyph(glyph, page) for glyph in line.glyphs)
    return Line(line.text, union(glyph.box for glyph in glyphs), glyphs, line.block, rotated=False)


def _turned_glyph(glyph: Glyph, page: TurnedPage) -> Glyph:
    x, y = page.turn(glyph.x, glyph.y)
    return replace(glyph, box=page.turned_box(glyph.box), x=x, y=y)


def _turned_stroke(stroke: Stroke, page: TurnedPage) -> Stroke:
    pieces = tuple((kind, _turned_points(points, page)) for kind, points in stroke.pieces)
    return replace(stroke, box=page.turned_box(stroke.box), pieces=pieces)


def _turned_points(
    points: Sequence[tuple[float, float]], page: TurnedPage
) -> tuple[tuple[float, float], ...]:
    return tuple(page.turn(x, y) for x, y in points)
