"""Scores of fresh tables: each table read is matched with the true one by the words they share.

A number cell that the gate lets through is right if the true table has the same text under the
same row path and column path; numbers and labels are compared without spaces and kinds of dash.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from table_metrics import Fact, Grid, Spans, cell_f1, f1, facts_of, plain, spread, teds
from table_readers import OTHERS
from table_sets.sources import Path as Names
from table_sets.typeset import FreshTable

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm

ALIKE = 0.2  # share of words that a table must have in common with the true one
Scores = tuple[float, float | None, float]


@dataclass(slots=True)
class Tally:
    """What became of some tables.

    Attributes:
        scores: Cell F1, TEDS and fact F1 of each table, by its name.
        numbers: How many number cells were read.
        offered: How many the gate let through.
        wrong: Those of them that are wrong.
    """

    scores: dict[str, Scores] = field(default_factory=dict)
    numbers: int = 0
    offered: int = 0
    wrong: list[str] = field(default_factory=list)

    def gate(self) -> str:
        """The gate in one line."""
        right = self.offered - len(self.wrong)
        share = right / max(self.offered, 1)
        return (
            f"agreement gate: {self.offered} of {self.numbers} number cells let through, "
            f"{right} right ({share:.4f})"
        )


def score(tables: Sequence[FreshTable]) -> Tally:
    """Read the documents of the tables and compare."""
    tally = Tally()
    for path in dict.fromkeys(table.path for table in tables):
        with Pdf(path) as pdf:
            found = [item.table for item in read_tables(pdf, "0" * 64)]
            confirmed, _ = confirm(pdf, found)
        left = list(confirmed)
        for table in (table for table in tables if table.path == path):
            best = max(left, key=lambda one: _alike(table, one.grid()), default=None)
            if best is None or _alike(table, best.grid()) < ALIKE:
                tally.scores[table.name] = _scores(table, [[""]], (), 0)
                continue
            left.remove(best)
            spans = [(c.row, c.column, c.row_span, c.column_span) for c in best.cells]
            tally.scores[table.name] = _scores(table, best.grid(), spans, best.header_rows)
            _let_through(table, best, tally)
        for extra in left:
            _let_through(None, extra, tally)
    return tally


def _let_through(truth: FreshTable | None, found: Table, tally: Tally) -> None:
    """Count the number cells of a table, those let through, and those of them that are wrong."""
    known = {_fact(*fact) for fact in truth.source.facts()} if truth else set()
    cells = [c for c in found.cells if c.kind == "body" and c.reading.kind == "number"]
    offered = [cell for cell in cells if cell.agreed]
    wrong = [
        cell for cell in offered if _fact(cell.row_path, cell.column_path, cell.text) not in known
    ]
    tally.numbers += len(cells)
    tally.offered += len(offered)
    name = truth.name if truth else f"no table, {found.caption[:40]}"
    tally.wrong += [f"{name}: {_shown(cell)}" for cell in wrong]


def _shown(cell: Cell) -> str:
    return f"{' / '.join(cell.row_path)} | {' / '.join(cell.column_path)} | {cell.text}"


def _fact(rows: Names, columns: Names, text: str) -> tuple[Names, Names, str]:
    return tuple(map(_bare, rows)), tuple(map(_bare, columns)), _bare(text)


def _bare(text: str) -> str:
    """Text without spaces and raised marks, with one kind of dash."""
    shown = plain(unicodedata.normalize("NFKC", text)).replace("^", "")
    return "".join(shown.split())


def _scores(table: FreshTable, grid: Grid, spans: Spans, header_rows: int) -> Scores:
    wanted, reach = _even(table), [(*at, *size) for at, size in table.source.spans().items()]
    grid = [[_bare(text) for text in row] for row in grid]
    reach = [*reach, *_titles(wanted, reach)]
    spans = [*spans, *_titles(grid, spans)]
    full, read = spread(wanted, reach), spread(grid, spans)
    return (
        cell_f1(full, read),
        teds(wanted, reach, grid, spans),
        f1(_joined(facts_of(full, table.source.header_rows)), _joined(facts_of(read, header_rows))),
    )


def _titles(grid: Grid, spans: Spans) -> list[tuple[int, int, int, int]]:
    """Rows whose first text stands alone count as spanning, in the truth and in readings."""
    spanning = {row for row, *_ in spans}
    return [
        (number, 0, 1, len(row))
        for number, row in enumerate(grid)
        if number not in spanning and len(row) > 1 and row[0] and not any(row[1:])
    ]


def _joined(facts: Counter[Fact]) -> Counter[str]:
    """Facts with their labels joined: in how many lines a header is printed is no matter."""
    joined: Counter[str] = Counter()
    for (rows, columns, value), count in facts.items():
        joined["|".join(("".join(rows), "".join(columns), value))] += count
    return joined


def _even(table: FreshTable) -> Grid:
    return [[_bare(text) for text in row] for row in table.source.texts()]


def _alike(table: FreshTable, grid: Grid) -> float:
    """Share of words that a table and a reading have in common."""
    wanted, read = _words(table.source.texts()), _words(grid)
    return 2 * (wanted & read).total() / max(1, wanted.total() + read.total())


def _words(grid: Grid) -> Counter[str]:
    return Counter(word for row in grid for text in row for word in text.split())


def others(tables: Sequence[FreshTable]) -> Iterator[tuple[str, Scores]]:
    """Mean scores of the other readers that are installed, on tables that stand on one page."""
    placed = [(table, *place) for table in tables if (place := _place(table))]
    for name, reader in OTHERS.items():
        try:
            found = [
                _scores(table, reader(table.path, page, box), (), table.source.header_rows)
                for table, page, box in placed
            ]
        except ImportError:
            continue
        yield name, means(found)


def means(scores: Sequence[Scores]) -> Scores:
    """Mean cell F1, TEDS (none if nowhere known) and fact F1."""
    trees = [tree for _, tree, _ in scores if tree is not None]
    cells, facts = (mean(score[place] for score in scores) for place in (0, 2))
    return cells, mean(trees) if trees else None, facts


def _place(table: FreshTable) -> tuple[int, Box] | None:
    """The page and box of most of its numbers; none if they stand on several pages."""
    wanted = {word for word in _words(table.source.texts()) if any(map(str.isdigit, word))}
    with Pdf(Path(table.path)) as pdf:
        on = {p.number: [w.box for w in p.words if w.text in wanted] for p in pdf.pages}
    most = max(on, key=lambda number: len(on[number]))
    if not on[most] or len(on[most]) < 0.7 * sum(map(len, on.values())):
        return None
    return most, union(on[most])
