"""Readings that part a table finer than we do: `.67`, `±` and `.02` apart, `$` before its amount.

Where the cells of a row put together are ours letter for letter, and each of ours is made of
whole cells of the other reader's, that reader has seen our texts in our order. It has also seen
our columns where what it has for one of them stands left of all that it has for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkg.graph.document import Table

Place = tuple[int, int]
Text = tuple[int, str]  # a column and what stands in it


def finer_places(
    table: Table, ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> set[Place]:
    """The places of cells that another reader's grid holds in pieces.

    Args:
        table: A table.
        ours: Its texts by row and column, made alike for comparing.
        theirs: The other reader's, in the same way.
    """
    found = dict(_matched(table, ours, theirs))
    reach: dict[int, tuple[int, int]] = {}
    for (_, column), (first, last) in found.items():
        lo, hi = reach.get(column, (first, last))
        reach[column] = min(lo, first), max(hi, last)
    mixed = {
        column
        for column, (first, last) in reach.items()
        for other, (lo, hi) in reach.items()
        if other != column and ((first <= hi and lo <= last) or (other < column) != (lo < first))
    }
    return {place for place in found if place[1] not in mixed}


def _matched(
    table: Table, ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Cells, and from which to which column another reader has them; rows in order."""
    rows = [[(at, text) for at, text in enumerate(row) if text] for row in theirs]
    start = 0
    for number in sorted({cell.row for cell in table.cells}):
        own = [(at, text) for at, text in enumerate(ours[number]) if text]
        whole = "".join(text for _, text in own)
        place = next(
            (n for n in range(start, len(rows)) if "".join(t for _, t in rows[n]) == whole), None
        )
        if place is not None and len(own) > 1:
            start = place + 1
            yield from (((number, at), reach) for at, reach in _parted(own, rows[place]))


def _parted(own: Sequence[Text], pieces: Sequence[Text]) -> Iterator[tuple[int, tuple[int, int]]]:
    """The cells of a row that are made of whole pieces, and where these stand."""
    rest = list(pieces)
    for column, text in own:
        taken: list[Text] = []
        length = len(text)
        while rest and length > 0:
            taken.append(rest.pop(0))
            length -= len(taken[-1][1])
        if length != 0:
            return
        yield column, (taken[0][0], taken[-1][0])
