"""Stage 4: rules and captions to the regions of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.borderless import find_borderless
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.extent import take_outer_rows
from mmkg.tools.parse.tables.matching import Region, match_captions
from mmkg.tools.parse.tables.rulings import Rule, Rulings
from mmkg.tools.parse.tables.statements import find_statements
from mmkg.tools.parse.tables.tokens import Row

LEAST_WIDTH = 40.0
LEAST_BARS = 30.0
DOUBLE_RULE = 6.0


def find_regions(
    lines: Sequence[Row], rulings: Rulings, captions: Sequence[Caption], usual: int = 0
) -> list[Region]:
    """Find where tables may stand on a page: rules of one extent, grids, captions without rules.

    Args:
        lines: Runs of text, the columns of a page apart.
        rulings: Rules of the page.
        captions: Captions of the page.
        usual: How many more captions stood below their tables than above on the pages before.
    """
    found = [*_ruled_regions(lines, rulings, captions), *_grids(rulings), *_barred(rulings)]
    regions = [region for region in _united(found) if _filled(region, lines)]
    regions = take_outer_rows(match_captions(regions, captions, usual, lines), lines)
    taken = {id(region.caption) for region in regions if region.caption}
    for caption in captions:
        if caption.kind == "table" and id(caption) not in taken:
            box = find_borderless(caption, lines, [region.box for region in regions], rulings)
            if box:
                regions.append(Region(box, caption, 0))
    regions = _with_statements(regions, lines)
    return sorted(regions, key=lambda region: (region.box.y0, region.box.x0))


def _with_statements(regions: Sequence[Region], lines: Sequence[Row]) -> list[Region]:
    """Regions, and in the place of pieces of a table that columns of numbers show, that table."""
    found = list(regions)
    for box in find_statements(lines):
        inside = [r for r in found if box.overlap(r.box) > 0.5 * min(r.box.area, box.area)]
        if not any(r.caption or r.framed or r.box.area > box.area for r in inside):
            found = [r for r in found if r not in inside]
            found.append(Region(box, None, sum(r.ruled for r in inside), bare=True))
    return found


def _ruled_regions(
    lines: Sequence[Row], rulings: Rulings, captions: Sequence[Caption]
) -> Iterable[Region]:
    for group in _by_extent(rulings.horizontal):
        stretch = [group[0]]
        for upper, lower in pairwise(group):
            parted = _frames_apart(upper, lower, rulings)
            if not parted and _belong_together(upper, lower, lines, captions):
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


def _frames_apart(upper: Rule, lower: Rule, rulings: Rulings) -> bool:
    """Whether the sides of one frame end at a rule, and those of the next begin below."""

    def at_sides(near: Callable[[Rule], bool]) -> bool:
        edges = (upper.lo, upper.hi)
        return all(any(abs(v.at - x) < 3 and near(v) for v in rulings.vertical) for x in edges)

    if any(rule.covers((upper.at + lower.at) / 2) for rule in _across(upper, rulings)):
        return False
    return at_sides(lambda rule: abs(rule.hi - upper.at) < 3) and at_sides(
        lambda rule: abs(rule.lo - lower.at) < 3
    )


def _across(rule: Rule, rulings: Rulings) -> list[Rule]:
    return [upright for upright in rulings.vertical if rule.covers(upright.at, 3)]


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


def _barred(rulings: Rulings) -> Iterable[Region]:
    """Regions with rules between the columns only, as where a ruled table goes on."""
    parts: dict[tuple[int, int], list[Rule]] = {}
    for rule in rulings.vertical:
        if rule.length >= LEAST_BARS:
            parts.setdefault((round(rule.lo), round(rule.hi)), []).append(rule)
    for bars in parts.values():
        if len(bars) >= 3:
            box = Box(bars[0].at - 2, bars[0].lo - 1, bars[-1].at + 2, bars[0].hi + 1)
            yield Region(box, None, 0, framed=True)


def _cross(horizontal: Rule, vertical: Rule) -> bool:
    return horizontal.covers(vertical.at, 2) and vertical.covers(horizontal.at, 2)


def _united(regions: Iterable[Region]) -> list[Region]:
    """Unite regions that share more than half of the smaller one."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda region: -region.box.area):
        for place, other in enumerate(kept):
            area = region.box.area
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
