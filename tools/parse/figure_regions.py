"""Where a figure is: the drawings, pictures and labels between its caption and the running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.figure_captions import Caption
from mmkg.tools.parse.pages import Line, Page

LEAST = 24.0  # points: smaller graphics are symbols or rules
REACH = 1.8  # font sizes between drawings and their labels
RINGS = 3  # tick labels, axis titles, a title over all
LINES_OF_TEXT = 6  # fewer say nothing about the margins
LONG_LINE = 7  # words; labels in a picture have fewer
MOST_OF_PAGE, LETTERS = 0.6, 40  # a picture so large that has so many letters on it
TAIL = 1.5  # sizes between the baselines of the last rows of a paragraph
NEAR = 60.0  # points between a caption and its graphics, labels between them not counted


def find_region(
    page: Page, caption: Caption, others: Sequence[Caption], tables: Sequence[Box] = ()
) -> Box | None:
    """The box of a caption's figure, above it or else below it; none where nothing is drawn.

    It ends where a table stands over or under the caption.
    """
    tables = [box for box in tables if min(box.x1, caption.box.x1) > max(box.x0, caption.box.x0)]
    column = _column(page, caption, others)
    graphics = [box for box in _graphics(page) if column.holds(box)]
    walls = [*(other.box for other in others), *tables]
    above = _band(page, caption, walls, column, up=True)
    below = _band(page, caption, walls, column, up=False)
    found = [_filled(band, graphics, page.lines, others) for band in (above, below)]
    found = [_clipped(page, region, caption, column) for region in found]
    gaps = [_gap(region, caption.box) if region else float("inf") for region in found]
    nearest = 0 if gaps[0] <= max(NEAR, gaps[1]) else 1
    return found[nearest] if gaps[nearest] < NEAR * 2 else None


def _clipped(page: Page, region: Box | None, caption: Caption, column: Box) -> Box | None:
    """A region without what reaches past the text's margins: it is drawn, but clipped away."""
    if region is None:
        return None
    text = [line for line in prose(page) if column.holds(line.box) and line not in caption.lines]
    known = len(text) >= LINES_OF_TEXT
    margins = union((caption.box, *(line.box for line in text))).grown(8.0) if known else column
    x0, x1 = max(region.x0, margins.x0), min(region.x1, margins.x1)
    y0, y1 = max(region.y0, 0.0), min(region.y1, page.height)
    kept = Box(x0, y0, x1, y1)
    return kept if kept.width >= LEAST and kept.height >= LEAST else None


def _gap(region: Box, caption: Box) -> float:
    return max(0.0, caption.y0 - region.y1, region.y0 - caption.y1)


def _graphics(page: Page) -> list[Box]:
    """Boxes of paths and pictures, without page backgrounds and what lies off the page."""
    area = page.width * page.height
    drawn = (stroke.seen for stroke in page.strokes)
    boxes = [*(box for box in drawn if box), *(image.box for image in page.pictures)]
    return [
        box
        for box in boxes
        if box.area < 0.8 * area
        and 0 <= box.centre[0] <= page.width
        and 0 <= box.centre[1] <= page.height
    ]


def _column(page: Page, caption: Caption, others: Sequence[Caption]) -> Box:
    """The part of the page's width that a caption is for, over the whole height."""
    box, middle = caption.box, page.width / 2
    x0, x1 = 0.0, page.width
    if _two_columns(page) and box.x1 < middle + 2:
        x1 = middle
    elif _two_columns(page) and box.x0 > middle - 2:
        x0 = middle
    for other in others:
        if other.box.y0 < box.y1 and box.y0 < other.box.y1:
            if other.box.x0 > box.x1:
                x1 = min(x1, (box.x1 + other.box.x0) / 2)
            elif other.box.x1 < box.x0:
                x0 = max(x0, (box.x0 + other.box.x1) / 2)
    return Box(x0, 0.0, x1, page.height)


def _two_columns(page: Page) -> bool:
    wide = [line.box for line in page.lines if not line.rotated and len(line.text) > 25]
    middle = page.width / 2
    left = sum(box.x1 < middle + 4 for box in wide)
    right = sum(box.x0 > middle - 4 for box in wide)
    return min(left, right) >= 3 and left + right > 0.55 * len(wide)


def _band(page: Page, caption: Caption, walls: Sequence[Box], column: Box, up: bool) -> Box:
    """From the caption to the nearest wall or running text of its column."""
    edge = 0.0 if up else page.height
    text = [line.box for line in prose(page) if line not in caption.lines]
    for wall in (*walls, *text):
        across = wall.x0 < column.x1 - 2 and wall.x1 > column.x0 + 2
        if across and up and wall.centre[1] < caption.box.y0:
            edge = max(edge, wall.y1)
        elif across and not up and wall.centre[1] > caption.box.y1:
            edge = min(edge, wall.y0)
    if up:
        return Box(column.x0, edge - 1, column.x1, caption.box.y0 + 1)
    return Box(column.x0, caption.box.y1 - 1, column.x1, edge + 1)


def prose(page: Page) -> list[Line]:
    """Lines of running text: level, mostly letters, in the commonest size, in no box.

    They are long, or the short last one of a paragraph.
    """
    level = [line for line in page.lines if not line.rotated]
    sizes = [round(line.size, 1) for line in level for _ in range(len(line.text) // 10)]
    if not sizes:
        return []
    body = max(set(sizes), key=sizes.count)
    frames = [s.box for s in page.strokes if s.box.height > 40 and s.box.width > 100]
    frames = [box for box in frames if box.area < 0.8 * page.width * page.height]
    letters = [
        line
        for line in level
        if abs(line.size - body) < 0.6
        and 2 * sum(map(str.isalpha, line.text)) > len("".join(line.text.split()))
        and not any(frame.holds(line.box) for frame in frames)
    ]
    long = [line for line in letters if line.box.width > 0.3 * page.width]
    return [line for line in letters if line in long or any(_ends(line, other) for other in long)]


def _ends(line: Line, above: Line) -> bool:
    """Whether a short line is the last of a paragraph: close under a long one, from its left."""
    step = line.glyphs[0].y - above.glyphs[0].y
    flush = abs(line.box.x0 - above.box.x0) < 0.3 * line.size
    return flush and 0.5 * line.size < step < TAIL * line.size


def is_backdrop(page: Page, picture: Box) -> bool:
    """Whether text is printed on a picture: words in long lines, or more than labels on most."""
    printed = [line for line in page.lines if picture.holds(line.box)]
    if any(len(line.text.split()) >= LONG_LINE for line in printed):
        return True
    letters = sum(len("".join(line.text.split())) for line in printed)
    most = picture.area > MOST_OF_PAGE * page.width * page.height
    return most and letters >= LETTERS


def _filled(
    band: Box, graphics: Iterable[Box], lines: Sequence[Line], captions: Sequence[Caption]
) -> Box | None:
    """The graphics in a band with the labels around them."""
    inside = [box for box in graphics if band.holds(box)]
    if not inside:
        return None
    drawn = union(inside)
    if drawn.width < LEAST or drawn.height < LEAST:
        return None
    taken = {line for caption in captions for line in caption.lines}
    free = [line for line in lines if line not in taken and band.holds(line.box)]
    return _with_labels(drawn, free)


def _with_labels(drawn: Box, lines: Iterable[Line]) -> Box:
    """A box grown by the labels beside it, then by those beside them: ticks, then titles."""
    lines = list(lines)
    for _ in range(RINGS):
        near = [
            line.box
            for line in lines
            if drawn.grown(REACH * max(line.size, 6.0)).overlap(line.box) > 0
        ]
        drawn = union((drawn, *near))
    return drawn
