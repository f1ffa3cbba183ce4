"""A table as its author writes it, and what must be read from it.

In a grid `<` goes on with the cell on its left and `^` with the cell above; a text in the first
cell of a row that goes on to its end is the title of a group of rows. A label that starts with em
spaces is indented under the last one with fewer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mmkg.tools.parse.tables.tokens import without_mark
from mmkg.tools.parse.tables.units import split_unit, unit_of

LEFT, ABOVE, INDENT = "<", "^", "\u2003"
TOTAL = re.compile(r"Total\b|合计")
Rows = list[list[str]]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table with its caption, how many rows are header, and how many columns name the rows.

    Attributes:
        wide: Whether it needs the width of a page.
        wraps: Columns of running text, which an author gives a width.
        turned_header: Whether the lowest header is printed upwards.
        leaders: Whether dots lead from the names of rows to their values.
        halves: Width of parts that stand side by side, each with names of its own; 0 if one.
        header_again: The row that names the columns of the rows below it anew; 0 if none.
    """

    caption: str
    grid: Rows
    header_rows: int = 1
    labels: int = 1
    notes: tuple[str, ...] = ()
    above: str = ""
    chinese: bool = False
    wide: bool = False
    wraps: frozenset[int] = field(default_factory=frozenset)
    turned_header: bool = False
    leaders: bool = False
    halves: int = 0
    header_again: int = 0

    def owner(self, row: int, column: int) -> tuple[int, int]:
        """The place whose text a place shows."""
        while (mark := self.grid[row][column]) in (LEFT, ABOVE):
            row, column = (row - 1, column) if mark == ABOVE else (row, column - 1)
        return row, column

    def spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Rows and columns that a cell covers, by its place; of spanning cells only."""
        covered: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for row, line in enumerate(self.grid):
            for column in range(len(line)):
                covered.setdefault(self.owner(row, column), []).append((row, column))
        return {
            (row, column): (max(r for r, _ in own) - row + 1, max(c for _, c in own) - column + 1)
            for (row, column), own in covered.items()
            if len(own) > 1
        }

    def texts(self) -> Rows:
        """The grid with a spanning text at its first place alone, indents left out."""
        return [
            ["" if t in (LEFT, ABOVE) else " ".join(t.strip(INDENT).split("\n")) for t in row]
            for row in self.grid
        ]

    def facts(self) -> Iterator[tuple[Path, Path, str]]:
        """Row path, column path and text of each cell of the body, or of each of its lines."""
        for names, (row, column) in self._addressed():
            text, over = self.grid[row][column], self.column_path(column, row)
            for part in dict.fromkeys((text.replace("\n", " "), *text.split("\n"))):
                yield names, over, part

    def _addressed(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        """Row path and place of each cell of the body."""
        group: Path = ()
        above: Path = ()
        outer: dict[int, str] = {}
        for number, row in enumerate(self.grid[self.header_rows :], self.header_rows):
            if len(row) > 1 and set(row[1:]) == {LEFT}:
                group, outer = (name_of(row[0]),), {}
                continue
            own = dict.fromkeys(self.owner(number, column) for column in range(self.labels))
            names = [self._text(*place) for place in own]
            depth = len(row[0]) - len(row[0].lstrip(INDENT))
            if TOTAL.match(names[0]):
                depth = min(depth, 1)  # further in than what it adds up
            outer = {d: name for d, name in outer.items() if d < depth}
            path: Path = (*group, *outer.values(), *(name_of(n) for n in names if n))
            outer[depth] = name_of(names[0])
            for column in range(self.labels, len(row)):
                if self.owner(number, column) == (number, column) and row[column]:
                    half = column // self.halves * self.halves if self.halves else 0
                    if half and column > half:
                        path = (name_of(row[half]),)
                    if number != self.header_again and (half == 0 or column > half):
                        yield path, (number, column)
                    if not any(names):  # a second line of the row above, as readers see it
                        yield above, (number, column)
            above = path

    def column_path(self, column: int, below: int = 0) -> Path:
        """Names above a column, outermost first; a unit is no name."""
        top = self.header_again if 0 < self.header_again < below else 0
        names = [self._text(row, column) for row in range(top, top + self.header_rows)]
        if len(names) > 1 and all(map(unit_of, self.grid[self.header_rows - 1][self.labels :])):
            names.pop()
        stated = [(name_of(name), split_unit(name)[1]) for name in names]
        kept = [name for name, unit in stated if name.strip("()") not in ("", unit)]
        return tuple(name for place, name in enumerate(kept) if kept[place - 1 : place] != [name])

    def _text(self, row: int, column: int) -> str:
        row, column = self.owner(row, column)
        return self.grid[row][column].strip(INDENT).replace("\n", " ")


def name_of(text: str) -> str:
    """A label without the unit and the note mark that stand with it."""
    return without_mark(split_unit(text.strip(INDENT))[0])


class Draw(random.Random):
    """Random texts of cells."""

    def real(self, lo: float, hi: float, digits: int = 1) -> str:
        """A number with some decimals."""
        return f"{self.uniform(lo, hi):.{digits}f}"

    def count(self, lo: int, hi: int, sign: str = ",") -> str:
        """A whole number, its thousands parted by a sign."""
        return f"{self.randint(lo, hi):,}".replace(",", sign)

    def stars(self) -> str:
        """Stars of significance, or none."""
        return self.choice(("", "", "*", "**", "***"))

    def some(self, words: str, least: int, most: int) -> list[str]:
        """Some of the words, which are parted by bars."""
        every = words.split("|")
        return self.sample(every, min(len(every), self.randint(least, most)))
