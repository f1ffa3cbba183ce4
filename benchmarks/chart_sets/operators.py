"""Charts drawn operator by operator from known data, in the manner of R's `pdf()` and of ggplot2.

R's base graphics draw axes that reach from the first to the last tick only, upright labels turned
along the axis, bars without a line under them, and lines broken around hollow points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import pymupdf

Truth = dict[str, dict[str, float]]
FONT = "helv"
LEFT, TOP, RIGHT, BOTTOM = 60.0, 50.0, 340.0, 260.0
RED, TEAL = (0.97, 0.46, 0.43), (0.0, 0.75, 0.77)


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` over a length of the page."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands on the page, in points."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


X = Scale(1, 8, LEFT + 12, RIGHT - 12)
Y = Scale(1, 9, BOTTOM - 8, TOP + 8)
TICKS = (2, 4, 6, 8)


def _write(page: pymupdf.Page, x: float, y: float, text: str, align: float = 0.5) -> None:
    width = pymupdf.get_text_length(text, FONT, 10)
    page.insert_text((x - align * width, y), text, fontsize=10, fontname=FONT)


def _along(page: pymupdf.Page, x: float, y: float, text: str) -> None:
    """A text turned upwards, its middle at y."""
    width = pymupdf.get_text_length(text, FONT, 10)
    page.insert_text((x, y + width / 2), text, fontsize=10, fontname=FONT, rotate=90)


def _axes(page: pymupdf.Page, box: bool = True, turned: bool = True) -> None:
    page.draw_line((X(2), BOTTOM), (X(8), BOTTOM), width=0.75)
    for tick in TICKS:
        page.draw_line((X(tick), BOTTOM), (X(tick), BOTTOM + 7), width=0.75)
        _write(page, X(tick), BOTTOM + 24, str(tick))
    _upright(page, Y, TICKS, turned)
    if box:
        page.draw_rect((LEFT, TOP, RIGHT, BOTTOM), width=0.75)
    _write(page, (LEFT + RIGHT) / 2, BOTTOM + 48, "Dose (mg)")
    _along(page, LEFT - 38, (TOP + BOTTOM) / 2, "Response")


def _upright(page: pymupdf.Page, y: Scale, ticks: Sequence[int], turned: bool) -> None:
    page.draw_line((LEFT, y(ticks[0])), (LEFT, y(ticks[-1])), width=0.75)
    for tick in ticks:
        page.draw_line((LEFT, y(tick)), (LEFT - 7, y(tick)), width=0.75)
        if turned:
            _along(page, LEFT - 14, y(tick), str(tick))
        else:
            _write(page, LEFT - 12, y(tick) + 3.5, str(tick), 1.0)


def _dots(random: Random) -> dict[str, float]:
    return {str(x): round(random.uniform(1, 9), 2) for x in range(1, 9)}


def _spots(points: dict[str, float]) -> list[tuple[float, float]]:
    return [(X(float(x)), Y(y)) for x, y in points.items()]


def r_points(page: pymupdf.Page, random: Random, box: bool = True, turned: bool = True) -> Truth:
    """`plot(x, y)`."""
    points = _dots(random)
    _axes(page, box, turned)
    for spot in _spots(points):
        page.draw_circle(spot, 2.7, width=0.75)
    return {"": points}


def r_open(page: pymupdf.Page, random: Random) -> Truth:
    """`plot(x, y, bty = "n", las = 1)`: axes that do not meet."""
    return r_points(page, random, box=False, turned=False)


def r_overplotted(page: pymupdf.Page, random: Random) -> Truth:
    """`plot(x, y, type = "o", pch = 16)`."""
    points = _dots(random)
    _axes(page)
    page.draw_polyline(_spots(points), width=0.75)
    for spot in _spots(points):
        page.draw_circle(spot, 2.7, width=0.75, fill=(0, 0, 0))
    return {"": points}


def r_both(page: pymupdf.Page, random: Random) -> Truth:
    """`plot(x, y, type = "b")`: lines that stop short of the points."""
    points = _dots(random)
    _axes(page)
    for start, end in pairwise(_spots(points)):
        gap = 6 / math.dist(start, end)
        along = (end[0] - start[0], end[1] - start[1])
        if gap < 0.5:
            a = (start[0] + gap * along[0], start[1] + gap * along[1])
            b = (end[0] - gap * along[0], end[1] - gap * along[1])
            page.draw_line(a, b, width=0.75)
    for spot in _spots(points):
        page.draw_circle(spot, 2.7, width=0.75)
    return {"": points}


def r_barplot(page: pymupdf.Page, random: Random) -> Truth:
    """`barplot(h, beside = TRUE, las = 1)` with a legend."""
    shades = {"old": 0.3, "new": 0.9}
    truth = {n: {k: round(random.uniform(1, 9), 2) for k in ("north", "east")} for n in shades}
    y = Scale(0, 12, BOTTOM, TOP)
    _upright(page, y, (0, 2, 4, 6, 8, 10), turned=False)
    for place, (name, shade) in enumerate(shades.items()):
        fill = (shade, shade, shade)
        for group, (key, value) in enumerate(truth[name].items()):
            x = LEFT + 20 + 90 * group + 35 * place
            page.draw_rect((x, y(value), x + 35, y(0)), width=0.75, fill=fill)
            if not place:
                _write(page, x + 35, BOTTOM + 24, key)
        corner = (260, 54 + 15 * place, 270, 62 + 15 * place)
        page.draw_rect(corner, width=0.75, fill=fill)
        _write(page, 278, 62 + 15 * place, name, 0.0)
    return truth


def gg_lines(page: pymupdf.Page, random: Random) -> Truth:
    """`ggplot(...) + geom_line(aes(colour = group))`."""
    colours = {"alpha": RED, "beta": TEAL}
    truth = {name: _dots(random) for name in colours}
    right = RIGHT + 4
    page.draw_rect((LEFT, TOP, right, BOTTOM), color=None, fill=(0.92, 0.92, 0.92))
    for tick in (1, 3, 5, 7, 9):
        page.draw_line((LEFT, Y(tick)), (right, Y(tick)), width=0.53, color=(1, 1, 1))
    for tick in TICKS:
        page.draw_line((LEFT, Y(tick)), (right, Y(tick)), width=1.07, color=(1, 1, 1))
        page.draw_line((X(tick), BOTTOM), (X(tick), TOP), width=1.07, color=(1, 1, 1))
        page.draw_line((LEFT - 2.7, Y(tick)), (LEFT, Y(tick)), width=1.07, color=(0.2, 0.2, 0.2))
        page.draw_line(
            (X(tick), BOTTOM + 2.7), (X(tick), BOTTOM), width=1.07, color=(0.2, 0.2, 0.2)
        )
        _write(page, LEFT - 5, Y(tick) + 3, str(tick), 1.0)
        _write(page, X(tick), BOTTOM + 12, str(tick))
    _write(page, right + 11, 140, "group", 0.0)
    for place, (name, colour) in enumerate(colours.items()):
        page.draw_polyline(_spots(truth[name]), color=colour, width=1.07)
        y = 148 + 17.3 * place
        key = (right + 11, y, right + 28.3, y + 17.3)
        page.draw_rect(key, color=None, fill=(0.95, 0.95, 0.95))
        page.draw_line((right + 12.7, y + 8.6), (right + 26.6, y + 8.6), color=colour, width=1.07)
        _write(page, right + 34, y + 11.8, name, 0.0)
    return truth


def _on_a_page(draw: Callable[[pymupdf.Page, Random], Truth]) -> Callable[[Path, Random], Truth]:
    def drawn(path: Path, random: Random) -> Truth:
        with pymupdf.open() as made:
            page = made.new_page(width=420, height=360)
            truth = draw(page, random)
            caption = "Figure 1: A chart drawn from known data."
            page.insert_text((60, 340), caption, fontsize=9, fontname=FONT)
            made.save(path)
        return truth

    return drawn


OPERATORS = {
    draw.__name__: _on_a_page(draw)
    for draw in (r_points, r_open, r_overplotted, r_both, r_barplot, gg_lines)
}
