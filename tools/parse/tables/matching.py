"""Stage 4, part two: which region of a table has which caption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.tokens import Row

FARTHEST_CAPTION = 60.0  # points of white
FARTHEST_EDGE = 100.0  # points from a caption to the first rule, a header between
FARTHEST_BESIDE = 60.0  # points from the end of a caption to a table further right
FARTHEST_LEVEL = 30.0  # points between the tops of panels side by side
WRONG_SIDE = 30.0
PROSE = 30.0  # as if so many points further away, where prose stands between
PROSE_LETTERS = 30


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table may stand.

    Attributes:
        box: Around its rules and words, without the caption.
        caption: Its caption, if one is near.
        ruled: How many rules run across it; nothing is ruled in a region found by its caption.
        framed: Whether vertical rules close it on both sides.
        shares: Whether the caption was given to another region first: a further panel, perhaps.
        bare: Whether columns of numbers alone show it, neither caption nor frame.
    """

    box: Box
    caption: Caption | None
    ruled: int
    framed: bool = False
    shares: bool = False
    bare: bool = False


def match_captions(
    regions: Iterable[Region],
    captions: Sequence[Caption],
    usual: int = 0,
    lines: Sequence[Row] = (),
) -> list[Region]:
    """Give each region its caption: the nearest one, on the side most captions of the page take.

    Where the page does not show a side, the side that captions took on the pages before counts:
    `usual` is how many more stood below their tables than above. Of `lines`, those between caption
    and region count as part of the table; prose there counts against their belonging together.

    A caption serves one region, and further ones that are stacked on that region without another
    caption between. A region nearest to the caption of a figure or algorithm is dropped.
    """
    regions = list(regions)
    white = {
        (place, number): _white(region.box, caption, lines)
        for place, region in enumerate(regions)
        for number, caption in enumerate(captions)
    }
    below = (_votes_below(regions, captions, white) or usual) >= 0
    pairs = sorted(
        (distance, place, number)
        for (place, number), gap in white.items()
        if (distance := gap + _wrong_side(regions[place].box, captions[number].box, below))
        <= FARTHEST_CAPTION
    )
    given: dict[int, tuple[Caption, bool]] = {}
    for _, place, number in pairs:
        caption = captions[number]
        served = [regions[other].box for other, (its, _) in given.items() if its is caption]
        if place in given or (served and not _stacked(regions[place].box, served, captions)):
            continue
        given[place] = caption, bool(served)
    none = None, False
    matched = [
        replace(region, caption=given.get(n, none)[0], shares=given.get(n, none)[1])
        for n, region in enumerate(regions)
    ]
    return [
        region
        for region in _share_with_panels(matched, captions)
        if not (region.caption and region.caption.kind != "table")
    ]


def _share_with_panels(regions: list[Region], captions: Sequence[Caption]) -> list[Region]:
    """Hand a caption on to uncaptioned regions stacked on the one that has it."""
    for place, region in sorted(enumerate(regions), key=lambda pair: -pair[1].box.y0):
        if region.caption is None:
            for other in regions:
                if other.caption and _stacked(region.box, [other.box], captions):
                    regions[place] = replace(region, caption=other.caption, shares=True)
                    break
    return regions


def votes_below(regions: Iterable[Region]) -> int:
    """How many more regions have their caption below than above."""
    own = [(r.caption.box, r.box) for r in regions if r.caption and not r.shares]
    return sum(1 if caption.y0 > box.centre[1] else -1 for caption, box in own)


def _votes_below(
    regions: Sequence[Region], captions: Sequence[Caption], white: dict[tuple[int, int], float]
) -> int:
    """The same for regions with one caption near, before captions are given."""
    votes = 0
    for place, region in enumerate(regions):
        near = [
            caption
            for number, caption in enumerate(captions)
            if caption.kind == "table" and white[place, number] <= FARTHEST_CAPTION
        ]
        if len(near) == 1:
            votes += 1 if near[0].box.y0 > region.box.centre[1] else -1
    return votes


def _white(region: Box, caption: Caption, lines: Sequence[Row]) -> float:
    """The gap without what stands in it; prose in it makes it wider."""
    gap, box = _gap(region, caption.box, lines), caption.box
    if gap > FARTHEST_EDGE:
        return float("inf")
    top, bottom = sorted((box.y1, region.y0) if box.y1 <= region.y0 else (region.y1, box.y0))
    between = [
        line
        for line in lines
        if top < line.box.centre[1] < bottom
        and region.x0 < line.box.centre[0] < region.x1
        and not box.holds(line.box)
    ]
    if any(_is_prose(line, region) for line in between):
        return gap + PROSE
    taken = sorted({(line.box.y0, line.box.y1) for line in between})
    reach = top
    for lo, hi in taken:
        gap -= max(0.0, min(hi, bottom) - max(lo, reach))
        reach = max(reach, hi)
    return gap


def _is_prose(line: Row, region: Box) -> bool:
    return line.box.width > 0.7 * region.width and len(line.text) > PROSE_LETTERS


def _gap(region: Box, caption: Box, lines: Sequence[Row]) -> float:
    """Vertical distance in points; infinite if they do not stand above each other.

    A caption at the left edge of a page names a table in its middle if nothing stands beside that.
    """
    shared = min(region.x1, caption.x1) - max(region.x0, caption.x0)
    level = (line.box for line in lines if region.y0 < line.box.centre[1] < region.y1)
    beside = any(box.x0 < caption.x1 and box.x1 < region.x0 for box in level)
    if shared < 0.3 * min(region.width, caption.width) and (
        beside or region.x0 - caption.x1 > FARTHEST_BESIDE or caption.y1 > region.y0
    ):
        return float("inf")
    if caption.centre[1] > region.centre[1]:
        return max(0.0, caption.y0 - region.y1)
    return max(0.0, region.y0 - caption.y1)


def _wrong_side(region: Box, caption: Box, below: bool) -> float:
    return 0.0 if (caption.centre[1] > region.centre[1]) == below else WRONG_SIDE


def _stacked(box: Box, served: Sequence[Box], captions: Sequence[Caption]) -> bool:
    """Whether a region is a further panel beside or on top of one that has the caption."""
    for other in served:
        gap = max(box.y0, other.y0) - min(box.y1, other.y1)
        between = Box(
            min(box.x0, other.x0),
            min(box.y1, other.y1),
            max(box.x1, other.x1),
            max(box.y0, other.y0),
        )
        blocked = any(between.holds(caption.box) for caption in captions)
        level = gap >= 0 or abs(box.y0 - other.y0) < FARTHEST_LEVEL
        if gap < 30 and level and not blocked:
            return True
    return False
