"""Names for the panels of a figure: their letters, their titles, or where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mmkg.graph.provenance import Box
from mmkg.tools.parse.chart_numbers import read_number
from mmkg.tools.parse.chart_read import Chart
from mmkg.tools.parse.pages import Line

PANEL = re.compile(r"^\(?(?P<letter>[a-hA-H])[).:](?:\s|$)|^\((?P<alone>[a-hA-H])\)")
LONGEST_TITLE = 60
ROWS = {1: ("",), 2: ("top", "bottom"), 3: ("top", "middle", "bottom")}
COLUMNS = {1: ("",), 2: ("left", "right"), 3: ("left", "middle", "right")}
CHINESE = {"top": "上", "bottom": "下", "middle": "中", "left": "左", "right": "右"}


def name_panels(
    charts: Sequence[Chart], lines: Sequence[Line], chinese: bool, whole: bool
) -> list[str]:
    """A name for each panel; the empty text where none is plain, and then for all but letters.

    Args:
        charts: All plots of a figure.
        lines: What is printed in the figure.
        chinese: Whether its caption is Chinese.
        whole: Whether the plots are all that the figure shows, so that places are unmistakable.
    """
    letters = _letters(charts, lines)
    if any(letters):
        return letters
    titles = [_title(chart, lines) for chart in charts]
    if all(titles) and len(set(titles)) == len(titles) > 1:
        return titles
    return _places(charts, chinese) if whole and len(charts) > 1 else [""] * len(charts)


def _letters(charts: Sequence[Chart], lines: Sequence[Line]) -> list[str]:
    printed = [
        ((match["letter"] or match["alone"]).lower(), line.box)
        for line in lines
        if (match := PANEL.match(line.text.strip()))
    ]
    found = []
    for chart in charts:
        near = [letter for letter, place in printed if _belongs(place, chart, charts)]
        found.append(near[0] if len(near) == 1 else "")
    given = [letter for letter in found if letter]
    return found if len(set(given)) == len(given) else [""] * len(charts)


def _belongs(letter: Box, chart: Chart, charts: Sequence[Chart]) -> bool:
    """Whether a panel letter stands just above, below or in a plot, nearer than to any other."""
    distances = {id(other): _distance(letter, other.box) for other in charts}
    return distances[id(chart)] == min(distances.values()) < 30


def _distance(a: Box, b: Box) -> float:
    across = max(0.0, a.x0 - b.x1, b.x0 - a.x1)
    along = max(0.0, a.y0 - b.y1, b.y0 - a.y1)
    return max(across, along)


def _title(chart: Chart, lines: Sequence[Line]) -> str:
    """The one line of words centred above a plot."""
    frame = chart.frame
    above = [
        " ".join(line.text.split())
        for line in lines
        if not line.rotated
        and -2 <= frame.y0 - line.box.y1 < 1.5 * line.size
        and abs(line.box.centre[0] - frame.centre[0]) < 0.1 * frame.width
    ]
    plain = len(above) == 1 and len(above[0]) <= LONGEST_TITLE and not read_number(above[0])
    return above[0] if plain else ""


def _places(charts: Sequence[Chart], chinese: bool) -> list[str]:
    """Where plots stand, if they fill a grid of at most three rows and columns."""
    rows = _bands([(chart.frame.y0, chart.frame.y1) for chart in charts])
    columns = _bands([(chart.frame.x0, chart.frame.x1) for chart in charts])
    high, wide = max(rows) + 1, max(columns) + 1
    places = set(zip(rows, columns, strict=True))
    if high > 3 or wide > 3 or len(places) < len(charts) or len(charts) < high * wide:
        return [""] * len(charts)
    words = [(ROWS[high][r], COLUMNS[wide][c]) for r, c in zip(rows, columns, strict=True)]
    if chinese:
        return ["".join(CHINESE[w] for w in reversed(pair) if w) for pair in words]
    return [" ".join(filter(None, pair)) for pair in words]


def _bands(spans: Sequence[tuple[float, float]]) -> list[int]:
    """For each span the number of its band, counted from 0; spans of one band overlap."""
    starts: list[tuple[float, float]] = []
    for span in sorted(spans):
        if not starts or span[0] >= starts[-1][1]:
            starts.append(span)
    return [max(i for i, first in enumerate(starts) if first[0] <= span[0]) for span in spans]
