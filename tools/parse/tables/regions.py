"""Stage 4: rules and captions to the regions of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.rulings import Rule, Rulings
from mmkg.tools.parse.tables.tokens import Row, split_runs

LEAST_WIDTH = 40.0
DOUBLE_RULE = 6.0
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
    """

    box: Box
    caption: Caption | None
    ruled: int
    framed: bool = False


def find_regions(
    lines: Sequence[Row], rulings: Rulings, captions: Sequence[Caption]
) -> list[Region]:
    """Find where tables may stand on a page: rules of one extent, grids, captions without rules."""
    found = [*_ruled_regions(lines, rulings, captions), *_grids(rulings)]
    regions = [region for region in _united(found) if _filled(region, lines)]
    regions = match_captions(regions, captions)
    taken = {id(region.caption) for region in regions if region.caption}
    for caption in captions:
        if caption.kind == "table" and id(caption) not in taken:
            box = _borderless(caption, lines, rulings, [region.box for region in regions])
            if box:
                regions.append(Region(box, caption, 0))
    return sorted(regions, key=lambda region: (region.box.y0, region.box.x0))


def match_captions(regions: Iterable[Region], captions: Sequence[Caption]) -> list[Region]:
    """Give each region its caption: the nearest one, on the side most captions of the page take.

    A caption serves one region, and further ones that are stacked on that region without another
    caption between. A region nearest to the caption of a figure or algorithm is dropped.
    """
    regions = list(regions)
    below = _captions_stand_below(regions, captions)
    pairs = sorted(
        (
            (_distance(region.box, caption.box, below), place, number)
            for place, region in enumerate(regions)
            for number, caption in enumerate(captions)
            if _distance(region.box, caption.box, below) <= FARTHEST_CAPTION
        ),
    )
    given: dict[int, Caption] = {}
    for _, place, number in pairs:
        caption = captions[number]
        served = [regions[other].box for other, its in given.items() if its is caption]
        if place in given or (served and not _stacked(regions[place].box, served, captions)):
            continue
        given[place] = caption
    matched = [replace(region, caption=given.get(n)) for n, region in enumerate(regions)]
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
                    regions[place] = replace(region, caption=other.caption)
                    break
    return regions


def _ruled_regions(
    lines: Sequence[Row], rulings: Rulings, captions: Sequence[Caption]
) -> Iterable[Region]:
    for group in _by_extent(rulings.horizontal):
        stretch = [group[0]]
        for upper, lower in pairwise(group):
            if _belong_together(upper, lower, lines, captions):
                stretch.append(lower)
            else:
                yield from _region_of(stretch, rulings)
                stretch = [lower]
        yield from _region_of(stretch, rulings)


def _region_of(rules: list[Rule], rulings: Rulings) -> Iterable[Region]:
    ys = [rule.at for rule in rules]
    if len(rules) < 2 or ys[-1] - ys[0] < 12:
        return
    lo, hi = min(rule.lo for rule in rules), max(rule.hi for rule in rules)
    sides = [
        rule for rule in rulings.vertical if rule.shared(ys[0], ys[-1]) > 0.8 * (ys[-1] - ys[0])
    ]
    framed = all(any(abs(rule.at - edge) < 3 for rule in sides) for edge in (lo, hi))
    yield Region(Box(lo - 2, ys[0] - 1, hi + 2, ys[-1] + 1), None, len(rules), framed)


def _by_extent(rules: Iterable[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule.length < LEAST_WIDTH:
            continue
        for group in groups:
            if abs(group[-1].lo - rule.lo) < 4 and abs(group[-1].hi - rule.hi) < 4:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _belong_together(
    upper: Rule, lower: Rule, lines: Sequence[Row], captions: Sequence[Caption]
) -> bool:
    between = [
        line
        for line in lines
        if upper.at < line.box.centre[1] < lower.at and upper.shared(line.box.x0, line.box.x1) > 0
    ]
    if not between:
        return lower.at - upper.at <= DOUBLE_RULE
    box = Box(upper.lo, upper.at, upper.hi, lower.at)
    if any(box.holds(caption.box) for caption in captions):
        return False
    return not _is_prose(between, upper.length)


def _is_prose(lines: Sequence[Row], width: float) -> bool:
    """Whether three or more lines fill a width with no stripe of white through them."""
    full = [line for line in lines if line.box.width > 0.85 * width]
    if len(full) < 3:
        return False
    spans = sorted((t.box.x0, t.box.x1) for line in full for t in line.tokens)
    reach = spans[0][1]
    for lo, hi in spans:
        if lo - reach > 0.5 * full[0].size:
            return False
        reach = max(reach, hi)
    return True


def _grids(rulings: Rulings) -> Iterable[Region]:
    """Regions where vertical rules cross horizontal ones, at least three by three."""
    parts: list[tuple[list[Rule], list[Rule]]] = []
    for rule in rulings.vertical:
        crossed = [h for h in rulings.horizontal if _cross(h, rule)]
        if len(crossed) < 2:
            continue
        touching = [part for part in parts if any(h in part[0] for h in crossed)]
        for part in touching:
            parts.remove(part)
        joined = {h for part in touching for h in part[0]} | set(crossed)
        parts.append((sorted(joined), [v for part in touching for v in part[1]] + [rule]))
    for across, down in parts:
        columns = {round(rule.at) for rule in down}
        if len(across) >= 3 and len(columns) >= 3:
            box = Box(
                min(h.lo for h in across) - 2,
                across[0].at - 1,
                max(h.hi for h in across) + 2,
                across[-1].at + 1,
            )
            edges = (box.x0 + 2, box.x1 - 2)
            framed = all(any(abs(v.at - edge) < 3 for v in down) for edge in edges)
            yield Region(box, None, len(across), framed)


def _cross(horizontal: Rule, vertical: Rule) -> bool:
    return horizontal.covers(vertical.at, 2) and vertical.covers(horizontal.at, 2)


def _united(regions: Iterable[Region]) -> list[Region]:
    """Unite regions that share more than half of the smaller one."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda region: -region.box.width * region.box.height):
        for place, other in enumerate(kept):
            area = region.box.width * region.box.height
            if other.box.overlap(region.box) > 0.5 * area:
                kept[place] = Region(
                    union((other.box, region.box)) if region.framed else other.box,
                    None,
                    max(other.ruled, region.ruled),
                    other.framed or region.framed,
                )
                break
        else:
            kept.append(region)
    return kept


def _filled(region: Region, lines: Sequence[Row]) -> bool:
    return sum(region.box.holds(line.box) for line in lines) >= 2


def _captions_stand_below(regions: Sequence[Region], captions: Sequence[Caption]) -> bool:
    votes = 0
    for region in regions:
        near = [
            caption
            for caption in captions
            if caption.kind == "table" and _gap(region.box, caption.box) <= FARTHEST_CAPTION
        ]
        if len(near) == 1:
            votes += 1 if near[0].box.y0 > region.box.centre[1] else -1
    return votes >= 0


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


def _borderless(
    caption: Caption, lines: Sequence[Row], rulings: Rulings, taken: Sequence[Box]
) -> Box | None:
    """The rows of a table without rules, below or above its caption."""
    best: list[Row] = []
    for direction in (1, -1):
        rows = _aligned_rows(caption, lines, taken, direction)
        if len(rows) > len(best):
            best = rows
    return union(row.box for row in best).grown(2) if len(best) >= 3 else None


def _aligned_rows(
    caption: Caption, lines: Sequence[Row], taken: Sequence[Box], direction: int
) -> list[Row]:
    """Runs beside each other, row after row, until a row with a single run or a wide gap."""
    edge = caption.box.y1 if direction > 0 else caption.box.y0
    runs = [run for line in lines for run in split_runs(line, 0.8 * line.size)]
    near = sorted(
        (
            line
            for line in runs
            if (line.box.centre[1] - edge) * direction > 0 and _below(caption, line)
        ),
        key=lambda line: line.base * direction,
    )
    rows: list[list[Row]] = []
    for line in near:
        if any(box.holds(line.box) for box in taken):
            break
        if rows and abs(line.base - rows[-1][0].base) < 0.4 * line.size:
            rows[-1].append(line)
        elif not rows or abs(line.base - rows[-1][0].base) < 2.2 * line.size:
            rows.append([line])
        else:
            break
    kept: list[Row] = []
    for number, row in enumerate(rows):
        if len(row) < 2 and not (number == 0 and direction > 0):
            break
        kept += row if len(row) > 1 else []
    counts = [len(row) for row in rows[: max(1, len(kept))]]
    return kept if counts and max(counts) >= 2 and len(kept) >= 6 else []


def _below(caption: Caption, line: Row) -> bool:
    """Whether a run is in the caption's width, or short and not far beside it."""
    middle = line.box.centre[0]
    margin = 150.0 if line.box.width < 100 else 0.0
    return caption.box.x0 - margin < middle < caption.box.x1 + margin
