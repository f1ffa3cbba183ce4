"""Sums that check: what adds up to the number printed below or beside it was read right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from mmkg.graph.document import Cell, Table

LEAST_ADDENDS = 3  # that are not nil
LEAST_DIGITS = 3  # of the sum: small numbers add up by chance
NIL = "-–—−"
Place = tuple[int, int]


def summed_places(table: Table) -> set[Place]:
    """The places of numbers that are part of a sum that checks, or are one, down or across."""
    body = [cell for cell in table.cells if cell.kind == "body" and cell.row_span == 1]
    lines: dict[tuple[str, int], list[Cell]] = {}
    for cell in body:
        lines.setdefault(("down", cell.column), []).append(cell)
        lines.setdefault(("across", cell.row), []).append(cell)
    return {place for line in lines.values() for place in _summed(line)}


def _summed(line: Sequence[Cell]) -> Iterator[Place]:
    """The places of each stretch of a line whose last number is the sum of those before it."""
    values = [_value(cell) for cell in line]
    for last, total in enumerate(values):
        if total is None or len(str(abs(total)).replace(".", "").lstrip("0")) < LEAST_DIGITS:
            continue
        rest, addends = total, 0
        for first in range(last - 1, -1, -1):
            value = values[first]
            if value is None:
                break
            rest, addends = rest - value, addends + (value != 0)
            if not rest and addends >= LEAST_ADDENDS:
                yield from ((cell.row, cell.column) for cell in line[first : last + 1])
                break


def _value(cell: Cell) -> Decimal | None:
    """The number of a cell, zero for a dash; none for what is no plain number."""
    if cell.text and not cell.text.strip(NIL):
        return Decimal(0)
    return cell.reading.number if cell.reading.kind == "number" else None
