"""Measures how well tables are read: cell F1 and fact F1 against tables typed out by hand.

    python benchmarks/tables.py --truth DIR --pdfs DIR

The truth folder holds `NAME.csv` (header rows first) with `NAME.json` (`pdf`, `page`, `bbox`,
`header_rows`, `spans` as [row, column, rows, columns]). Regions are found automatically; camelot
stream is given the page and must find its own, too.

Cell F1 is GriTS-Con-like: rows and columns of both grids are aligned by dynamic programming to
the greatest summed similarity of texts (longest common subsequence over the mean length, spanning
texts repeated in each place); F1 is twice that sum over the sum of both areas.
Fact F1 counts (row labels, column labels, value) for the body cells that hold a number, exactly.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import TableOnPage, read_tables

T = TypeVar("T")
Grid = list[list[str]]
Fact = tuple[tuple[str, ...], tuple[str, ...], str]


def main() -> None:
    """Print one line a table and the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--truth", type=Path, required=True, help="folder of NAME.csv and NAME.json"
    )
    parser.add_argument("--pdfs", type=Path, required=True, help="folder of the PDFs")
    parser.add_argument("--no-camelot", action="store_true", help="measure our reader alone")
    arguments = parser.parse_args()
    rows = []
    for place in sorted(arguments.truth.glob("*.json")):
        rows.append(_measure(place, arguments.pdfs, not arguments.no_camelot))
    print(f"{'table':<16}{'cells':>8}{'facts':>8}{'camelot cells':>15}{'camelot facts':>15}")
    for name, scores in rows:
        print(
            f"{name:<16}"
            + "".join(f"{s:>{w}.3f}" for s, w in zip(scores, (8, 8, 15, 15), strict=False))
        )
    means = [sum(column) / len(column) for column in zip(*(s for _, s in rows), strict=True)]
    print(
        f"{'mean':<16}"
        + "".join(f"{s:>{w}.3f}" for s, w in zip(means, (8, 8, 15, 15), strict=False))
    )


def _measure(place: Path, pdfs: Path, with_camelot: bool) -> tuple[str, list[float]]:
    about = json.loads(place.read_text(encoding="utf-8"))
    with place.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        truth = [[_plain(text) for text in row] for row in csv.reader(file)]
    spans = [tuple(span) for span in about.get("spans", ())]
    path = pdfs / about["pdf"]
    box = Box(*about["bbox"])
    wanted = spread(truth, spans)
    facts = facts_of(wanted, about["header_rows"])
    ours, our_header = _ours(path, about["page"], box)
    scores = [cell_f1(wanted, ours), f1(facts, facts_of(ours, our_header))]
    if with_camelot:
        theirs = _camelot(path, about["page"], box)
        scores += [cell_f1(wanted, theirs), f1(facts, facts_of(theirs, about["header_rows"]))]
    return place.stem, scores


def _ours(path: Path, page: int, box: Box) -> tuple[Grid, int]:
    tables = [item.table for item in _read(path) if item.table.address.page == page]
    table = max(tables, key=lambda table: box.overlap(table.address.box or box), default=None)
    if table is None or not table.address.box or box.overlap(table.address.box) == 0:
        return [[""]], 0
    return spread(table.grid(), _spans(table)), table.header_rows


@lru_cache(maxsize=1)
def _read(path: Path) -> tuple[TableOnPage, ...]:
    with Pdf(path) as pdf:
        return read_tables(pdf, "0" * 64)


def _spans(table: Table) -> list[tuple[int, ...]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row_span > 1 or cell.column_span > 1
    ]


def _camelot(path: Path, page: int, box: Box) -> Grid:
    import camelot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = camelot.read_pdf(str(path), pages=str(page), flavor="stream", row_tol=6)
    with Pdf(path) as pdf:
        height = pdf.pages[page - 1].height
    best: Grid = [[""]]
    shared = 0.0
    for table in found:
        x0, y0, x1, y1 = table._bbox
        overlap = box.overlap(Box(x0, height - y1, x1, height - y0))
        if overlap > shared:
            shared, best = overlap, [[_plain(str(t)) for t in row] for row in table.df.values]
    return best


def spread(grid: Grid, spans: Iterable[Sequence[int]]) -> Grid:
    """Repeat the text of spanning cells in every place they cover."""
    full = [[_plain(text) for text in row] for row in grid]
    for row, column, rows, columns in spans:
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                full[r][c] = full[row][column]
    return full


def facts_of(grid: Grid, header_rows: int) -> Counter[Fact]:
    """Row labels, column labels and value of each number below the header."""
    header, body = grid[:header_rows], grid[header_rows:]
    labels = _label_columns(body)
    facts: Counter[Fact] = Counter()
    group = ""
    for row in body:
        if len(row) > 1 and len(set(row)) == 1:
            group = row[0]
            continue
        names = tuple(dict.fromkeys(filter(None, (group, *row[:labels]))))
        for column in range(labels, len(row)):
            if re.search(r"\d", row[column]):
                above = tuple(dict.fromkeys(filter(None, (line[column] for line in header))))
                facts[names, above, row[column]] += 1
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


def _plain(text: str) -> str:
    """Text with one kind of minus and one kind of space, as both readers can agree on."""
    return " ".join(re.sub(r"[−–—]", "-", text).replace("∗", "*").split())


if __name__ == "__main__":
    main()
