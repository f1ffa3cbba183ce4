"""Doubts about a region: words and rules of the table that may stand outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from mmkg.graph.document import Doubt
from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.content import PageContent
from mmkg.tools.parse.tables.grid import Sheet
from mmkg.tools.parse.tables.rulings import Rule, Rulings
from mmkg.tools.parse.tables.tokens import Row, split_runs
from mmkg.tools.parse.tables.units import states_unit

LEVEL = 0.25  # em between baselines of words that stand level
LEAST_LEVEL = 0.6  # share of the rows that have a word beside them
PROSE = 15.0  # em, wider than what stands in a cell
FAR = 4.0  # em between a table and what may be a column of it
RUN_GAP = 0.8  # em between cells of a row
PITCH = 1.8  # of the distance of rows, to a row that may belong to them
NOTE = re.compile(r"(?:\^?[a-z]|[*†‡§¹²³]+)[):]?\s|\^|Note|Source|注|资料|数据")
LEAD_IN = re.compile(r"[:：]\s*$")
EDGE = 1.0  # points between words and the edge of the page
PAST = 6.0  # points that a rule runs past a region


def doubts_around(sheet: Sheet, content: PageContent, notes: Sequence[Box]) -> Iterator[Doubt]:
    """Signs that the region of a table is not the whole table, or more than one."""
    rulings, captions = content.rulings, content.captions
    others = [region.box for region in content.regions if not region.box.holds(sheet.box)]
    taken = [*others, *(caption.box for caption in captions), *(box.grown(1) for box in notes)]
    outside = [
        line
        for line in content.lines
        if not sheet.box.holds(line.box) and not any(box.holds(line.box) for box in taken)
    ]
    if _beside(sheet, outside):
        yield Doubt(reason="words stand level with its rows, outside of its region")
    if _beyond(sheet, outside, rulings):
        yield Doubt(reason="a row of words stands right outside of its region")
    if any(_runs_past(rule, sheet.box, "across") for rule in rulings.horizontal) or any(
        _runs_past(rule, sheet.box, "down") for rule in rulings.vertical
    ):
        yield Doubt(reason="rules run past its region")
    if _leaves_paper(sheet, content.paper):
        yield Doubt(reason="it runs off the page")
    if _two_tables(sheet.box, captions):
        yield Doubt(reason="two captions stand beside each other at its region")


def _leaves_paper(sheet: Sheet, paper: Box) -> bool:
    """Whether words of the table reach the edge of the page, or rules go past it."""
    words = union(token.box for row in sheet.rows for token in row.tokens)
    rules = sheet.rulings
    across = any(rule.lo < paper.x0 - 1 or rule.hi > paper.x1 + 1 for rule in rules.horizontal)
    down = any(rule.lo < paper.y0 - 1 or rule.hi > paper.y1 + 1 for rule in rules.vertical)
    room = paper.grown(-EDGE)
    inside = room.x0 < words.x0 and words.x1 < room.x1 and room.y0 < words.y0 and words.y1 < room.y1
    return across or down or not inside


def _beside(sheet: Sheet, outside: Sequence[Row]) -> bool:
    """Whether words stand level with most rows, near them, and are no running text."""
    box = sheet.box
    far = max(FAR * sheet.em, 1.5 * _widest_gap(sheet))
    for left in (True, False):
        near = [
            line
            for line in outside
            if box.y0 < line.box.centre[1] < box.y1
            and 0 <= (box.x0 - line.box.x1 if left else line.box.x0 - box.x1) + sheet.em < far
        ]
        prose = sum(line.box.width > PROSE * line.size for line in near)
        level = sum(
            any(abs(line.base - row.base) < LEVEL * sheet.em for line in near) for row in sheet.rows
        )
        if 2 * prose < len(near) and level >= max(2, LEAST_LEVEL * len(sheet.rows)):
            return True
    return False


def _widest_gap(sheet: Sheet) -> float:
    """The widest white between cells of one row, in points."""
    runs = (split_runs(row, RUN_GAP * sheet.em) for row in sheet.rows)
    gaps = (b.box.x0 - a.box.x1 for row in runs for a, b in pairwise(row))
    return max(gaps, default=0.0)


def _beyond(sheet: Sheet, outside: Sequence[Row], rulings: Rulings) -> bool:
    """Whether several runs stand on one line right above or below the rows, or one within a rule.

    A single run above is a name over columns if no rule parts it from the rows.
    """
    box = sheet.box
    bases = [row.base for row in sheet.rows]
    pitch = median(b - a for a, b in pairwise(bases)) if len(bases) > 1 else 1.5 * sheet.em
    over = [line for line in outside if _shared(line.box, box) > 0.5 * line.box.width]
    for edge, sign in ((bases[0], -1), (bases[-1], 1)):
        reach = [line for line in over if 0 < sign * (line.base - edge) < PITCH * pitch]
        if not reach:
            continue
        nearest = min(reach, key=lambda line: abs(line.base - edge)).base
        level = [
            line
            for line in sorted(reach, key=lambda line: line.box.x0)
            if abs(line.base - nearest) < LEVEL * sheet.em
        ]
        runs = [run for line in level for run in split_runs(line, RUN_GAP * sheet.em)]
        if NOTE.match(level[0].text) if sign > 0 else LEAD_IN.search(level[-1].text):
            continue
        if len(runs) > 1 and not any(run.box.width > PROSE * run.size for run in runs):
            return True
        ruled = any(
            min(edge, nearest) < rule.at < max(edge, nearest) and rule.shared(box.x0, box.x1) > 0
            for rule in rulings.horizontal
        )
        short = [run for run in runs if run.box.width < 0.6 * box.width]
        if sign > 0 and short and not ruled:
            return True
        if sign < 0 and any(_is_name_above(run, sheet) for run in reach):
            return True
    return False


def _is_name_above(run: Row, sheet: Sheet) -> bool:
    """Whether a short run stands behind the labels; the end of a paragraph starts left of them."""
    inner = run.box.x0 > sheet.box.x0 + 2 * sheet.em
    return inner and run.box.width < 0.6 * sheet.box.width and not states_unit(run.text)


def _shared(one: Box, other: Box) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def _runs_past(rule: Rule, box: Box, way: str) -> bool:
    """Whether a rule that runs along most of a region goes on outside of it."""
    lo, hi = (box.x0, box.x1) if way == "across" else (box.y0, box.y1)
    start, end = (box.y0, box.y1) if way == "across" else (box.x0, box.x1)
    inside = start - 2 < rule.at < end + 2
    along = rule.shared(lo, hi) > 0.5 * (hi - lo)
    return inside and along and (rule.lo < lo - PAST or rule.hi > hi + PAST)


def _two_tables(box: Box, captions: Sequence[Caption]) -> bool:
    """Whether two captions of tables stand side by side right above or right below a region."""
    near = [
        caption.box
        for caption in captions
        if caption.kind == "table"
        and _shared(caption.box, box) > 0.5 * caption.box.width
        and min(abs(caption.box.y1 - box.y0), abs(caption.box.y0 - box.y1)) < 30
    ]
    return any(
        _shared(one, two) <= 0 and min(one.y1, two.y1) > max(one.y0, two.y0)
        for one, two in pairwise(sorted(near, key=lambda one: one.x0))
    )
