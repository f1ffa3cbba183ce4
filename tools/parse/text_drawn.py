"""What is drawn beside rows and says what they are: bullets, and the rule over footnotes."""

from __future__ import annotations

from dataclasses import replace

from mmkg.tools.parse.pages import Page, Stroke
from mmkg.tools.parse.text_rows import Row

BULLET = 0.15, 0.75  # width and height of a drawn bullet at least and at most, in font sizes
BEFORE = 2.5  # font sizes that it may stand in front of its row
RULE = 0.15, 0.6  # width of the rule over footnotes, as shares of the page
UNDER = 1.6  # font sizes from that rule to the first row at most
THIN = 2.0  # points


def with_drawn(row: Row, page: Page) -> Row:
    """A row with what the strokes of its page say about it."""
    listed = any(_is_bullet(stroke, row) for stroke in page.strokes)
    ruled = row.marked and any(_is_rule(stroke, row, page) for stroke in page.strokes)
    return replace(row, listed=listed, ruled=ruled) if listed or ruled else row


def _is_bullet(stroke: Stroke, row: Row) -> bool:
    """Whether a path is a dot, ring or square in front of a row, at the height of its letters."""
    box, least, most = stroke.box, BULLET[0] * row.size, BULLET[1] * row.size
    if not (least <= box.width <= most and least <= box.height <= most):
        return False
    gap = row.box.x0 - box.x1
    level = row.baseline - 0.8 * row.size <= box.centre[1] <= row.baseline
    return level and 0 < gap < BEFORE * row.size and abs(box.width - box.height) < 0.3 * most


def _is_rule(stroke: Stroke, row: Row, page: Page) -> bool:
    box = stroke.box
    over = 0 <= row.baseline - box.y1 <= UNDER * row.size
    short = RULE[0] * page.width <= box.width <= RULE[1] * page.width
    return over and short and box.height < THIN and abs(box.x0 - row.box.x0) < 2 * row.size
