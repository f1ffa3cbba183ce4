"""Blocks of a sheet: filled cells that no empty row or column parts; rows that do not show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, int]
Area = tuple[int, int, int, int]  # top, left, bottom, right
GoesOn = Callable[[Sequence[Place], Sequence[Place], int], bool]
LARGEST_MERGE = 10_000  # cells


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows or columns that do not show, by their numbers, in order."""

    numbers: tuple[int, ...] = ()

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self.numbers, number)
        return at < len(self.numbers) and self.numbers[at] == number

    def closed(self, first: int, last: int) -> tuple[int, int]:
        """A range as it is numbered without them; it ends before it begins if none of it shows."""
        return first - bisect_left(self.numbers, first), last - bisect_right(self.numbers, last)

    def opened(self, number: int) -> int:
        """What a number without them is with them."""
        gaps = [hidden - place for place, hidden in enumerate(self.numbers)]
        return number + bisect_right(gaps, number)


@dataclass(frozen=True, slots=True)
class Block:
    """Places of cells by row and column, in the smallest rectangle around them."""

    places: frozenset[Place]
    top: int
    left: int
    bottom: int
    right: int

    def between(self, top: int, bottom: int) -> Block:
        """The block's rows from one to another."""
        return _block([place for place in self.places if top <= place[0] <= bottom])


def find_blocks(
    filled: Collection[Place], merged: Sequence[Area] = (), goes_on: GoesOn | None = None
) -> list[Block]:
    """Part a sheet at its empty rows, then columns, until nothing parts; from top left on.

    Args:
        filled: Cells that hold something.
        merged: Top, left, bottom and right of merged cells.
        goes_on: Whether a part belongs to the one that leads its table (axis 0 above it, 1 at its
            left), where a single empty row or column is before it.
    """
    places = set(filled)
    places |= {place for start, place in covered(merged) if start in places}
    waiting = [list(places)] if places else []
    blocks = []
    while waiting:
        group = waiting.pop()
        parts = list(_split(group, 0, goes_on))
        if len(parts) == 1:
            parts = list(_split(group, 1, goes_on))
        if len(parts) == 1:
            blocks.append(_block(group))
        else:
            waiting += parts
    return sorted(blocks, key=lambda block: (block.top, block.left))


def covered(merged: Sequence[Area]) -> Iterator[tuple[Place, Place]]:
    """First cell and each other cell of merged ones; huge areas are passed over."""
    for top, left, bottom, right in merged:
        if (bottom - top + 1) * (right - left + 1) <= LARGEST_MERGE:
            for row in range(top, bottom + 1):
                for column in range(left + (row == top), right + 1):
                    yield (top, left), (row, column)


def within(place: Place, areas: Sequence[Area]) -> bool:
    """Whether a cell lies in one of some areas."""
    row, column = place
    return any(
        top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas
    )


def _split(places: Sequence[Place], axis: int, goes_on: GoesOn | None) -> Iterator[list[Place]]:
    """Groups of places that an empty row (axis 0) or column (axis 1) parts."""
    lines: dict[int, list[Place]] = {}
    for place in places:
        lines.setdefault(place[axis], []).append(place)
    used = sorted(lines)
    starts = [used[0], *(after for before, after in pairwise(used) if after > before + 1)]
    group: list[Place] = []
    lead: list[Place] = []
    for start, end in zip(starts, [*starts[1:], used[-1] + 1], strict=True):
        own = used[bisect_left(used, start) : bisect_left(used, end)]
        part = [place for line in own for place in lines[line]]
        if lead and not (start - 2 in lines and goes_on and goes_on(lead, part, axis)):
            yield group
            group, lead = [], []
        group += part
        lead = lead or part
    yield group


def _block(places: Sequence[Place]) -> Block:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Block(frozenset(places), min(rows), min(columns), max(rows), max(columns))
