"""What stands above the text of a document: its title, and who wrote it."""

from __future__ import annotations

import re
from statistics import median

from mmkg.graph.provenance import union
from mmkg.tools.parse.text_flow import Flow
from mmkg.tools.parse.text_numbering import NAMED, depth_of
from mmkg.tools.parse.text_rows import IS_CJK, Row

ENDS = (".", "!", "?", "。", "！", "？", ":", "：")
COVER = re.compile(  # says what kind of document it is, whatever its title
    r"running head\b.*|(?:(?:bachelor|master|doctor)\S* |ph\.?d\.? )?(?:thesis|dissertation)"
    r"|(?:综合论文训练|(?:\S{2,12})?(?:本科|学士|硕士|博士|研究)\S{0,4}(?:毕业|学位)(?:论文|设计)\S{0,8}"
    r"|[\u4e00-\u9fff]{2,12}(?:大学|学院|研究[所院])"
    r"|毕业(?:论文|设计)\S{0,8}|学位论文)",
    re.IGNORECASE,
)
MOST_AUTHORS = 12  # rows of them and of where they work


def find_title(flow: Flow) -> tuple[int, int]:
    """First and past-the-last row of the title: the largest print at the top of page 1.

    Nothing where the largest print is that of the running text, and what it says is a paragraph.
    """
    first = [
        (place, item)
        for place, item in enumerate(flow)
        if isinstance(item, Row)
        and item.page == 1
        and sum(c.isalnum() for c in item.text) > 1
        and not says_kind(item.text)
    ][:25]
    if not first:
        return 0, 0
    largest = max(row.size for _, row in first)
    start = next(place for place, row in first if row.size > largest - 0.5)
    end = start + 1
    while end < len(flow) and end < start + 5 and _continues_title(flow, end, largest):
        end += 1
    return (0, 0) if _is_running_text(flow, start, end) else (start, end)


def says_kind(text: str) -> bool:
    """Whether a line says what kind of document it is, as all of its kind do."""
    return COVER.fullmatch(text.replace(" ", "") if IS_CJK.search(text) else text) is not None


def _is_running_text(flow: Flow, start: int, end: int) -> bool:
    """Whether would-be title rows are set as most rows are, and fill lines or end as sentences."""
    rows = [row for row in flow if isinstance(row, Row)]
    title = [row for row in flow[start:end] if isinstance(row, Row)]
    usual = median(row.size for row in rows)
    if title[0].size > usual + 0.5 or title[0].bold:
        return False
    widest = max(row.box.width for row in rows)
    return title[-1].text.endswith(ENDS) or title[0].box.width > 0.9 * widest


def _continues_title(flow: Flow, place: int, largest: float) -> bool:
    row, above = flow[place], flow[place - 1]
    return (
        isinstance(row, Row)
        and isinstance(above, Row)
        and row.size > largest - 0.5
        and 0 < row.baseline - above.baseline < 2 * largest
    )


def after_authors(flow: Flow, title: tuple[int, int]) -> int:
    """Place past the authors: rows under the title, centred as it is, in print of their own.

    What is printed as a later row is no author but the first heading, or text.
    """
    end = title[1]
    while end < min(len(flow), title[1] + MOST_AUTHORS) and _is_author(flow, title, end):
        end += 1
    later = {_style(row) for row in flow[end:] if isinstance(row, Row)}
    own = (place for place in range(title[1], end) if _style(flow[place]) in later)
    return next(own, end)


def _is_author(flow: Flow, title: tuple[int, int], place: int) -> bool:
    rows = [row for row in flow[slice(*title)] if isinstance(row, Row)]
    row = flow[place]
    if not rows or not isinstance(row, Row) or row.page != rows[0].page or row.bold:
        return False
    middle = union(above.box for above in rows).centre[0]
    centred = abs(row.box.centre[0] - middle) < 0.2 * row.size
    named = NAMED.fullmatch(row.text) or depth_of(row.text) is not None
    return centred and not named and row.size < rows[0].size - 0.5


def _style(row: object) -> tuple[float, bool] | None:
    return (round(2 * row.size), row.bold) if isinstance(row, Row) else None
