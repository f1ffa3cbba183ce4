"""Stage 4, part five: tables that neither caption nor frame shows, by their columns of numbers.

Statements of accounts, results and statistics are often printed so: names at the left, numbers
flush right below each other, short rules above the sums alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.extent import on_one_baseline
from mmkg.tools.parse.tables.gaps import CURRENCY, DASHES
from mmkg.tools.parse.tables.grid import is_number
from mmkg.tools.parse.tables.tokens import Row, split_runs
from mmkg.tools.parse.tables.units import states_unit

CELL_GAP = 0.8  # em between cells of a row
FLUSH = 0.6  # em between right ends of a column's numbers: brackets and signs stand out
FAR = 4.0  # em between baselines of rows that follow each other
LEAST_ROWS = 4
LEAST_MEMBERS = 3  # numbers of a column, at least
LEAST_COLUMNS = 2
NAMED = 0.5  # share of the rows of numbers that have a name
WIDE = 0.6  # of the table, which a line of a title or of prose is wider than
MOST_NAMES = 6  # rows of names above the numbers


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a page: its runs of words and its numbers behind the first words."""

    runs: tuple[Row, ...]
    numbers: tuple[Row, ...]

    @property
    def base(self) -> float:
        return self.runs[0].base

    @property
    def named(self) -> bool:
        """Whether words stand before the first number."""
        return self.runs[0] not in self.numbers


def find_statements(lines: Sequence[Row]) -> Iterator[Box]:
    """The boxes of tables on a page that show by numbers flush right in columns, and names."""
    rows = [_line(row) for row in on_one_baseline(lines)]
    at = 0
    while at < len(rows):
        end = _end(rows, at)
        box = _table(rows, at, end)
        if box:
            yield box
        at = end


def _line(row: Sequence[Row]) -> _Line:
    runs = [run for line in row for run in split_runs(line, CELL_GAP * line.size)]
    runs.sort(key=lambda run: run.box.x0)
    named = next((place for place, run in enumerate(runs) if not _is_number(run)), 0)
    return _Line(tuple(runs), tuple(run for run in runs[named:] if _is_number(run)))


def _is_number(run: Row) -> bool:
    """Whether a run is a number, with a sign of money before it perhaps."""
    texts = [token.text for token in run.tokens if not CURRENCY.fullmatch(token.text)]
    return bool(texts) and is_number("".join(texts))


def _end(rows: Sequence[_Line], start: int) -> int:
    """Where the rows that follow each other closely end, or other columns are named."""
    names = float("inf")
    for place in range(start, len(rows)):
        row = rows[place]
        if place > start and row.base - rows[place - 1].base > FAR * row.runs[0].size:
            return place
        if not row.numbers and sum(run.box.x0 > names for run in row.runs) > 1:
            while not rows[place - 1].numbers and rows[place - 1].runs[0].box.x0 > names:
                place -= 1
            return place
        if row.named and len(row.numbers) >= LEAST_COLUMNS:
            before = [run.box.x1 for run in row.runs if run.box.x1 < row.numbers[0].box.x0]
            end = max(before, default=row.numbers[0].box.x0)
            names = end if names == float("inf") else max(names, end)
    return len(rows)


def _table(rows: Sequence[_Line], start: int, end: int) -> Box | None:
    """The box of the table among rows that follow each other closely; none if there is none."""
    data = [row for row in rows[start:end] if len(row.numbers) >= LEAST_COLUMNS]
    edges = _columns(data)
    data = [row for row in data if sum(_in_column(n, edges) for n in row.numbers) > 1]
    if len(edges) < LEAST_COLUMNS or len(data) < LEAST_ROWS:
        return None
    if sum(row.named for row in data) < NAMED * len(data):
        return None
    first, last = rows.index(data[0]), rows.index(data[-1])
    numbers = [n for row in data for n in row.numbers if _in_column(n, edges)]
    left, width = min(n.box.x0 for n in numbers), union(n.box for n in numbers)
    inner = rows[first : last + 1]
    if any(_is_prose(row, left) for row in inner):
        return None
    body = union(run.box for row in inner for run in row.runs)
    names = _names(rows[start:first], left, body)
    return union([body, *(run.box for row in names for run in row.runs), width]).grown(2)


def _columns(data: Sequence[_Line]) -> list[float]:
    """Where the columns of numbers end that several rows have."""
    ends = sorted((n.box.x1, n.size) for row in data for n in row.numbers)
    groups: list[list[float]] = []
    for at, size in ends:
        if groups and at - groups[-1][0] < FLUSH * size:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [sum(group) / len(group) for group in groups if len(group) >= LEAST_MEMBERS]


def _in_column(number: Row, edges: Sequence[float]) -> bool:
    """Whether a number ends where those of a column do; the dash for nil may stand elsewhere."""
    return not number.text.strip(DASHES) or any(
        abs(number.box.x1 - edge) < FLUSH * number.size for edge in edges
    )


def _is_prose(row: _Line, left: float) -> bool:
    """Whether a row without numbers runs on from the names into the columns of numbers."""
    return not row.numbers and any(
        run.box.x0 < left - run.size and run.box.x1 > left + 4 * run.size for run in row.runs
    )


def _names(above: Sequence[_Line], left: float, body: Box) -> list[_Line]:
    """The rows of names right above the numbers, and titles of rows between."""
    found: list[_Line] = []
    for count, row in enumerate(reversed(above[-MOST_NAMES:]), 1):
        if any(run.box.width > WIDE * body.width or states_unit(run.text) for run in row.runs):
            break
        if any(
            run.box.x0 > left - run.size and run.box.x1 < body.x1 + run.size for run in row.runs
        ):
            found = list(above[-count:])
    return found
