"""What the stages after the region hand on: columns, and cells as tokens with spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from mmkg.graph.document import CellKind
from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.rulings import Rulings
from mmkg.tools.parse.tables.tokens import Row, Token, split_runs
from mmkg.tools.parse.tables.values import DATE

NUMERIC = re.compile(
    r"^[(\[]?[-+−–±↑↓~≈<>]?[$¥€£]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[×x]10\^?[-−]?\d+|[eE][-+−]?\d+)?"
    r"(?:[%‰xX×]|bp|pct)?[)\]]?[\^\d♣♠♡♢♦†‡§¶*∗⋆↑↓]*$|^[-–—−/]+$|^N/?A$"
)
INTO = 0.25  # of a column: a rule that ends sooner belongs to the neighbour
COUNTED = re.compile(r"\(\d{1,2}\)|\[\d{1,2}\]|[1-9]\d?")  # how columns are numbered


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns part: `cuts[k]` to `cuts[k + 1]` is column k, in points.

    Attributes:
        parted: Baselines of the rows whose labels stand in the second column, next to a label for
            several of them; the labels of all other rows reach over the first two. Empty where
            the first column is a column like any other.
    """

    cuts: tuple[float, ...]
    parted: frozenset[float] = frozenset()

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.cuts) - 1

    def at(self, x: float) -> int:
        """The column at a place, the outer ones reaching to infinity."""
        return min(max(bisect_right(self.cuts, x) - 1, 0), self.count - 1)

    def of(self, token: Token) -> int:
        """The column of a token's centre."""
        return self.at(token.box.centre[0])

    def under(self, lo: float, hi: float) -> tuple[int, int]:
        """First and last column that a stretch touches."""
        return self.at(lo + 0.5), self.at(hi - 0.5)

    def along(self, lo: float, hi: float) -> tuple[int, int]:
        """First and last column that a rule runs along, not only into."""
        first, last = self.under(lo + 0.5, hi - 0.5)
        while last > first and self.cuts[first + 1] - lo < INTO * self._width(first):
            first += 1
        while last > first and hi - self.cuts[last] < INTO * self._width(last):
            last -= 1
        return first, last

    def _width(self, column: int) -> float:
        return self.cuts[column + 1] - self.cuts[column]

    def by_column(self, tokens: Iterable[Token]) -> dict[int, list[Token]]:
        """Tokens by the column of their centre."""
        found: dict[int, list[Token]] = {}
        for token in tokens:
            found.setdefault(self.of(token), []).append(token)
        return found

    def middle(self, column: int) -> float:
        """The middle of a column."""
        return (self.cuts[column] + self.cuts[column + 1]) / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of a region: its rows of tokens, its rulings and its commonest font size."""

    box: Box
    rows: tuple[Row, ...]
    rulings: Rulings
    em: float

    def runs(self, row: Row, gap: float = 0.4) -> list[Row]:
        """A row split where words are further apart than a gap in em."""
        return split_runs(row, gap * self.em)

    def numbers(self, row: Row) -> int:
        """How many tokens of a row are numbers; not dates, the 2 of `Task 2` or (1), (2), (3)."""
        if _counts_columns(row):
            return 0
        count = 0
        for run in self.runs(row):
            if DATE.match(run.text):
                continue
            own = [token for token in run.tokens if is_numeric(token)]
            if 2 * len(own) > len(run.tokens):
                count += sum(re.fullmatch(r"(19|20)\d\d", token.text) is None for token in own)
        return count


@dataclass(slots=True)
class Piece:
    """A cell in the making: its place, spans and tokens."""

    row: int
    column: int
    tokens: list[Token]
    kind: CellKind = "body"
    row_span: int = 1
    column_span: int = 1

    @property
    def letters(self) -> str:
        """All that is printed in it, without spaces between its tokens."""
        return "".join(token.text for token in self.tokens)

    def covered_columns(self) -> range:
        """The columns that the cell covers."""
        return range(self.column, self.column + self.column_span)

    def covered_rows(self) -> range:
        """The rows that the cell covers."""
        return range(self.row, self.row + self.row_span)


@dataclass(slots=True)
class BodyRow:
    """A table row: tokens by column, and over how many columns a cell reaches if over several."""

    base: float
    cells: dict[int, list[Token]]
    spans: dict[int, int] = field(default_factory=dict)
    group: bool = False
    floating: bool = False
    last_base: float = 0.0
    dense: bool = False
    lines: list[Row] = field(default_factory=list)

    def numeric_columns(self) -> set[int]:
        """Columns that hold a number."""
        return {c for c, tokens in self.cells.items() if any(map(is_numeric, tokens))}


def _counts_columns(row: Row) -> bool:
    """Whether the numbers of a row, from 1 if bare, count its columns."""
    counted = [token.text for token in row.tokens if COUNTED.fullmatch(token.text)]
    numbers = [int(text.strip("()[]")) for text in counted]
    bare = any(text.isdigit() for text in counted)
    least, first = (3, 1) if bare else (2, min(numbers, default=0))
    others = any(is_numeric(t) for t in row.tokens if t.text not in counted)
    ascending = numbers == list(range(first, first + len(numbers)))
    return len(numbers) >= least and ascending and not (bare and others)


def is_numeric(token: Token) -> bool:
    """Whether a token is a number with its marks, or a dash that stands for one."""
    return is_number(token.text)


def is_number(text: str) -> bool:
    """Whether a text is one number with its marks, in brackets perhaps, or a dash for one."""
    return NUMERIC.match(text) is not None
