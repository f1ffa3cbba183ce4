"""Stage 4, part two: which region of a table has which caption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.captions import Caption

FARTHEST_CAPTION = 60.0
WRONG_SIDE = 30.0


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table may stand.

    Attributes:
        box: Around its rules and words, without the caption.
        caption: Its caption, if one is near.
        ruled: How many rules run across it; nothing is ruled in a region found by its caption.
        framed: Whether vertical rules close it on both sides.
        shares: Whether the caption was given to another region first: a further panel, perhaps.
    """

    box: Box
    caption: Caption | None
    ruled: int
    framed: bool = False
    shares: bool = False


def match_captions(
    regions: Iterable[Region], captions: Sequence[Caption], usual: int = 0
) -> list[Region]:
    """Give each region its caption: the nearest one, on the side most captions of the page take.

    Where the page does not show a side, the side that captions took on the pages before counts:
    `usual` is how many more stood below their tables than above.

    A caption serves one region, and further ones that are stacked on that region without another
    caption between. A region nearest to the caption of a figure or algorithm is dropped.
    """
    regions = list(regions)
    below = (_votes_below(regions, captions) or usual) >= 0
    pairs = sorted(
        (
            (_distance(region.box, caption.box, below), place, number)
            for place, region in enumerate(regions)
            for number, caption in enumerate(captions)
            if _distance(region.box, caption.box, below) <= FARTHEST_CAPTION
        ),
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


def _votes_below(regions: Sequence[Region], captions: Sequence[Caption]) -> int:
    """The same for regions with one caption near, before captions are given."""
    votes = 0
    for region in regions:
        near = [
            caption
            for caption in captions
            if caption.kind == "table" and _gap(region.box, caption.box) <= FARTHEST_CAPTION
        ]
        if len(near) == 1:
            votes += 1 if near[0].box.y0 > region.box.centre[1] else -1
    return votes


def _gap(region: Box, caption: Box) -> float:
    """Vertical distance in points; infinite if they do not stand above each other."""
    shared = min(region.x1, caption.x1) - max(region.x0, caption.x0)
    if shared < 0.3 * min(region.width, caption.width):
        return float("inf")
    if caption.centre[1] > region.centre[1]:
        return max(0.0, caption.y0 - region.y1)
    return max(0.0, region.y0 - caption.y1)


def _distance(region: Box, caption: Box, below: bool) -> float:
    stands_below = caption.centre[1] > region.centre[1]
    return _gap(region, caption) + (0.0 if stands_below == below else WRONG_SIDE)


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
        if gap < 30 and not blocked:
            return True
    return False
