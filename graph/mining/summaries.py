"""Rows of a table that add up others: totals and averages, which rank and count with nothing."""

from __future__ import annotations

import re
from collections import Counter

from mmkg.graph.document import Cell, Table

CERTAIN = re.compile(
    r"(?:(?:macro|micro|grand|overall|weighted)[- ])?"
    r"(?:average|avg|mean|total|sum|overall|median|all)"
    r"|(?:.*\b)?(?:sub|grand[ -])?totals?|.*(?:合计|总计|小计|总和)|平均值?|均值",
    re.IGNORECASE,
)
PERHAPS = re.compile(  # or names of things, as "Total assets" and "Moving average" are
    r"(?:total|all|overall|average|avg|mean) .*|.*\b(?:average|avg|mean|overall)"
    r"|平均.*|全[国球部体].*",
    re.IGNORECASE,
)
FEWEST = 3  # things that a row must be the sum of to be taken for their total


class Summaries:
    """Tells which rows of a table add up the others.

    Args:
        table: The table.
    """

    def __init__(self, table: Table) -> None:
        self._sums = Counter[int]()  # by row: in how many columns it is the sum of all others
        for position in range(table.label_columns, table.columns):
            column = [c for c in table.cells if c.column == position and _has_name(c)]
            self._sums.update(_total(column))

    def counts(self, cell: Cell) -> bool:
        """Whether a cell says something of a thing of its own.

        A row that is the sum of all others in one column may be so by chance; in two it is a total.
        """
        return _has_name(cell) and self._sums[cell.row] <= 1

    def doubted(self, cell: Cell) -> bool:
        """Whether a cell that counts may be a total or average all the same."""
        named = bool(cell.row_path) and PERHAPS.fullmatch(_bare(cell.row_path[-1])) is not None
        return named or self._sums[cell.row] > 0


def _has_name(cell: Cell) -> bool:
    """Whether a cell has a value, and no label that only totals and averages have."""
    if cell.kind != "body" or cell.reading.kind == "empty":
        return False
    return not any(CERTAIN.fullmatch(_bare(label)) for label in cell.row_path)


def _bare(label: str) -> str:
    return label.strip(" .:*")


def _total(column: list[Cell]) -> list[int]:
    """The row of a column that is the sum of all its others, if there is one."""
    numbers = {c.row: n for c in column if (n := c.reading.number) is not None}
    if sum(number > 0 for number in numbers.values()) <= FEWEST:
        return []
    whole = sum(numbers.values())
    return [row for row, number in numbers.items() if 2 * number == whole]
