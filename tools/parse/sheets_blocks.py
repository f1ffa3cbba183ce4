"""Blocks of a sheet: filled cells that no empty row or column parts; rows that do not show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, int]
Area = tuple[int, int, int, int]  # top, left, bottom, right
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


def find_blocks(filled: Collection[Place], merged: Sequence[Area] = ()) -> list[Block]:
    """Part a sheet at its empty rows, then columns, until nothing parts; from top left on.

    Args:
        filled: Cells that hold something.
        merged: Top, left, bottom and right of merged cells.
    """
    places = set(filled)
    places |= {place for start, place in covered(merged) if start in places}
    waiting = [list(places)] if places else []
    blocks = []
    while waiting:
        group = waiting.pop()
        parts = list(_split(group, 0))
        if len(parts) == 1:
            parts = list(_split(group, 1))
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


def _split(places: Sequence[Place], axis: int) -> Iterator[list[Place]]:
    """Groups of places that an empty row (axis 0) or column (axis 1) parts."""
    used = sorted({place[axis] for place in places})
    starts = [used[0], *(after for before, after in pairwise(used) if after > before + 1)]
    group_of: dict[int, int] = {}
    for value in used:
        group_of[value] = value if value in starts else group_of[value - 1]
    groups: dict[int, list[Place]] = {start: [] for start in starts}
    for place in places:
        groups[group_of[place[axis]]].append(place)
    yield from groups.values()


def _block(places: Sequence[Place]) -> Block:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Block(frozenset(places), min(rows), min(columns), max(rows), max(columns))
