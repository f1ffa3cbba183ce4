"""Frames that a page break cuts, where it is not clear which rows and names go on."""

from __future__ import annotations

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Page
from mmkg.tools.parse.tables.rulings import Rule, Rulings, read_rulings

FOOT, HEAD = 0.8, 0.2  # of a page's height: where a frame may be cut, and go on
SLACK = 4.0  # points
NEAR = 60.0  # points from the end of a frame to the last row that is seen in it
COLUMNS = 3  # vertical rules, at least, that a frame has


def is_cut(table: Table, page: Page, after: Page) -> bool:
    """Whether the frame of a table ends at the foot of its last page and goes on right below.

    A table of its own would have a title or a running head between the top of the page and it.
    """
    foot = max(box.y1 for box in _boxes(table, page))
    edge = _edge(page, after) if foot > FOOT * page.height - NEAR else None
    return edge is not None and edge[0].at - NEAR < foot < edge[0].at + SLACK


def goes_on(table: Table, before: Page, page: Page) -> bool:
    """Whether a table stands in a frame that was cut on the page before."""
    head = min(box.y0 for box in _boxes(table, page))
    edge = _edge(before, page) if head < HEAD * page.height + NEAR else None
    return edge is not None and edge[1].at - SLACK < head < edge[1].at + NEAR


def _boxes(table: Table, page: Page) -> list[Box]:
    cells = (cell.address for cell in table.cells if cell.address.page == page.number)
    return [place.box for place in cells if place.box] or [Box(0, page.height, 0, 0)]


def _edge(page: Page, after: Page) -> tuple[Rule, Rule] | None:
    """The last rule of a frame on a page, and the first of one as wide at the top of the next."""
    here, there = read_rulings(page.strokes), read_rulings(after.strokes)
    last = max((r for r in here.horizontal if r.at > FOOT * page.height), default=None)
    first = min((r for r in there.horizontal if r.at < HEAD * after.height), default=None)
    if last is None or first is None:
        return None
    wide = abs(last.lo - first.lo) < SLACK and abs(last.hi - first.hi) < SLACK
    above = any(first.at - NEAR < line.box.centre[1] < first.at for line in after.lines)
    framed = _columns(here, last.at) >= COLUMNS and _columns(there, first.at) >= COLUMNS
    return (last, first) if wide and framed and not above else None


def _columns(rulings: Rulings, at: float) -> int:
    return sum(rule.covers(at, SLACK) for rule in rulings.vertical)
