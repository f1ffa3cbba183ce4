"""How alike two tables are: cell F1, TEDS and fact F1.

Cell F1 is GriTS-Con-like: rows and columns of both grids are aligned by dynamic programming to
the greatest summed similarity of texts (twice the matching characters over both lengths, spanning
texts repeated in each place); F1 is twice that sum over the sum of both areas.
TEDS is the tree edit distance similarity of both tables as HTML, by `docling-metrics-table`.
Fact F1 counts (row labels, column labels, value) for the body cells that hold a number, exactly.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, TypeVar

T = TypeVar("T")
Grid = list[list[str]]
Fact = tuple[tuple[str, ...], tuple[str, ...], str]
Spans = Sequence[Sequence[int]]
CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


def teds(wanted: Grid, wanted_spans: Spans, found: Grid, found_spans: Spans) -> float | None:
    """TEDS of two grids, spanning texts at their first place; none without the package."""
    metric = _teds_metric()
    if metric is None:
        return None
    evaluate, sample = metric
    pair = sample(id="table", html_a=_html(wanted, wanted_spans), html_b=_html(found, found_spans))
    return float(evaluate(pair).teds.teds)


@cache
def _teds_metric() -> tuple[Callable[..., Any], Callable[..., Any]] | None:
    try:
        from docling_metrics_table import TableMetric, TableMetricHTMLInputSample
        from docling_metrics_table.docling_metrics_table import TableMetricKind
    except ImportError:
        return None
    return TableMetric([TableMetricKind.TEDS]).evaluate_sample, TableMetricHTMLInputSample


def _html(grid: Grid, spans: Spans) -> str:
    reach = {(row, column): (rows, columns) for row, column, rows, columns in spans}
    covered = {
        (r, c)
        for (row, column), (rows, columns) in reach.items()
        for r in range(row, row + rows)
        for c in range(column, column + columns)
    } - set(reach)
    lines = []
    for r, row in enumerate(grid):
        cells = []
        for c, text in enumerate(row):
            if (r, c) not in covered:
                rows, columns = reach.get((r, c), (1, 1))
                sizes = f' rowspan="{rows}" colspan="{columns}"' if rows * columns > 1 else ""
                cells.append(f"<td{sizes}>{html.escape(CONTROL.sub('', plain(text)))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def spread(grid: Grid, spans: Iterable[Sequence[int]]) -> Grid:
    """Repeat the text of spanning cells in every place they cover."""
    full = [[plain(text) for text in row] for row in grid]
    for row, column, rows, columns in spans:
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                full[r][c] = full[row][column]
    return full


def facts_of(grid: Grid, header_rows: int) -> Counter[Fact]:
    """Row labels, column labels and value of each number below the header."""
    return Counter(facts_at(grid, header_rows).values())


def facts_at(grid: Grid, header_rows: int) -> dict[tuple[int, int], Fact]:
    """The facts by row and column."""
    header, body = grid[:header_rows], grid[header_rows:]
    labels = _label_columns(body)
    facts: dict[tuple[int, int], Fact] = {}
    group = ""
    for number, row in enumerate(body, start=header_rows):
        if len(row) > 1 and len(set(row)) == 1:
            group = row[0]
            continue
        names = tuple(dict.fromkeys(filter(None, (group, *row[:labels]))))
        for column in range(labels, len(row)):
            if re.search(r"\d", row[column]):
                above = tuple(dict.fromkeys(filter(None, (line[column] for line in header))))
                facts[number, column] = (names, above, row[column])
    return facts


def _label_columns(body: Grid) -> int:
    """Columns at the left that hold words in most rows."""
    count = 0
    width = min((len(row) for row in body), default=0)
    while count < width - 1:
        column = [row[count] for row in body]
        if sum(bool(re.match(r"^[-−+]?[\d.,]+%?$", text)) for text in column) > 0.5 * len(column):
            break
        count += 1
        if len(set(map(tuple, (row[:count] for row in body)))) == len(body):
            break
    return max(count, 1)


def f1(wanted: Counter[Fact], found: Counter[Fact]) -> float:
    """F1 of two multisets."""
    total = wanted.total() + found.total()
    return 2 * (wanted & found).total() / total if total else 1.0


def cell_f1(wanted: Grid, found: Grid) -> float:
    """GriTS-Con-like F1: the best order-keeping alignment of rows, then of columns."""

    def row_score(one: Sequence[str], other: Sequence[str]) -> float:
        return _aligned(one, other, similarity)[0]

    _, rows = _aligned(wanted, found, row_score)
    flipped_wanted = [list(column) for column in zip(*(wanted[i] for i, _ in rows), strict=True)]
    flipped_found = [list(column) for column in zip(*(found[j] for _, j in rows), strict=True)]

    def column_score(one: Sequence[str], other: Sequence[str]) -> float:
        return sum(map(similarity, one, other))

    score, _ = _aligned(flipped_wanted, flipped_found, column_score)
    area = sum(map(len, wanted)) + sum(map(len, found))
    return 2 * score / area if area else 1.0


def _aligned(
    one: Sequence[T], other: Sequence[T], score: Callable[[T, T], float]
) -> tuple[float, list[tuple[int, int]]]:
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    scores = [[score(a, b) for b in other] for a in one]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            best[i][j] = max(
                best[i - 1][j], best[i][j - 1], best[i - 1][j - 1] + scores[i - 1][j - 1]
            )
    pairs = []
    i, j = len(one), len(other)
    while i and j:
        if best[i][j] == best[i - 1][j - 1] + scores[i - 1][j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return best[-1][-1], pairs[::-1]


@lru_cache(maxsize=200_000)
def similarity(one: str, other: str) -> float:
    """1 for equal texts; twice the matching characters over both lengths otherwise."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def plain(text: str) -> str:
    """Text with one kind of minus and one kind of space, as both readers can agree on."""
    return " ".join(re.sub(r"[−–—]", "-", text).replace("∗", "*").split())
