"""Measures how well tables are read, against tables typed out by hand, beside other readers.

    python benchmarks/tables.py --truth DIR [--truth DIR] --pdfs DIR [--alone]
    python benchmarks/tables.py --icdar DIR
    python benchmarks/tables.py --fresh SEED [--looks NAME ...] [--keep DIR] [--alone]

A truth folder holds `NAME.csv` (header rows first) with `NAME.json` (`pdf`, `page`, `bbox`,
`header_rows`, `spans` as [row, column, rows, columns]). Every reader finds the regions by itself;
the table that shares most with the true box is compared. `table_metrics.py` says what is counted.

The agreement gate: of the number cells in which the second reader agrees with ours, the share
that is right, with its row and column labels.

With `--icdar` the folder holds PDFs with `-str.xml` files of the ICDAR 2013 competition; regions
are given, and cell F1 and TEDS of our reader are printed.

With `--fresh` tables that nobody has seen are typeset by LaTeX, a browser, LibreOffice and
ReportLab, as far as they are installed, and their truth is taken from their sources
(`table_sets/`, `table_fresh.py`).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

import table_fresh
from table_icdar import given_scores, given_tables
from table_metrics import Grid, Spans, cell_f1, f1, facts_at, facts_of, plain, spread, teds
from table_readers import OTHERS
from table_sets.typeset import LOOKS, typeset

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import TableOnPage, read_tables
from mmkg.tools.parse.tables.second import confirm

Scores = tuple[float, float | None, float]


@dataclass(frozen=True, slots=True)
class Truth:
    """A table typed out by hand, and where it stands."""

    name: str
    path: Path
    page: int
    box: Box
    header_rows: int
    grid: Grid
    spans: Spans

    def scores(self, found: Grid, spans: Spans, header_rows: int) -> Scores:
        """Cell F1, TEDS and fact F1 of a reading."""
        wanted, read = spread(self.grid, self.spans), spread(found, spans)
        return (
            cell_f1(wanted, read),
            teds(self.grid, self.spans, found, spans),
            f1(facts_of(wanted, self.header_rows), facts_of(read, header_rows)),
        )


def main() -> None:
    """Print one line a table for our reader, the means of all readers, and the gate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--truth", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--pdfs", type=Path, help="folder of the PDFs")
    parser.add_argument("--icdar", type=Path, metavar="DIR", help="folder of the ICDAR 2013 set")
    parser.add_argument("--alone", action="store_true", help="leave out the other readers")
    parser.add_argument(
        "--fresh", metavar="SEED", help="typeset fresh tables, others for each seed"
    )
    parser.add_argument("--looks", nargs="+", choices=LOOKS, default=LOOKS, metavar="NAME")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the fresh documents here")
    arguments = parser.parse_args()
    if arguments.fresh:
        with tempfile.TemporaryDirectory() as folder:
            kept = arguments.keep or Path(folder)
            _print_fresh(list(typeset(kept, arguments.fresh, arguments.looks)), arguments.alone)
        return
    if arguments.icdar:
        _print_icdar(arguments.icdar)
        return
    if not (arguments.truth and arguments.pdfs):
        parser.error("give --truth and --pdfs, or --icdar")
    truths = [truth for folder in arguments.truth for truth in _truths(folder, arguments.pdfs)]
    ours = [_ours(truth) for truth in truths]
    print(f"{'table':<18}{'cells':>8}{'TEDS':>8}{'facts':>8}")
    for truth, scores in zip(truths, ours, strict=True):
        print(_line(truth.name, scores))
    print(f"\n{f'mean of {len(truths)}':<18}{'cells':>8}{'TEDS':>8}{'facts':>8}")
    print(_line("mmkg", _means(ours)))
    for name in () if arguments.alone else OTHERS:
        print(_line(name, _other(name, truths)) if _installed(name, truths) else f"{name}: skipped")
    print("\n" + _gate(truths))


def _print_fresh(tables: Sequence[table_fresh.FreshTable], alone: bool) -> None:
    if not tables:
        print(
            "tables.py: nothing was typeset; install a LaTeX, Chromium or LibreOffice",
            file=sys.stderr,
        )
        raise SystemExit(2)
    tally = table_fresh.score(tables)
    print(f"{'table':<34}{'cells':>8}{'TEDS':>8}{'facts':>8}")
    for name, scores in tally.scores.items():
        print(f"{name:<34}" + _line("", scores)[18:])
    print(f"\n{f'mean of {len(tables)}':<18}{'cells':>8}{'TEDS':>8}{'facts':>8}")
    print(_line("mmkg", table_fresh.means(list(tally.scores.values()))))
    for name, scores in () if alone else table_fresh.others(tables):
        print(_line(name, scores))
    print(f"\n{tally.gate()}")
    for wrong in tally.wrong:
        print(f"  wrong: {wrong}")


def _print_icdar(folder: Path) -> None:
    found = [(table.name, given_scores(table)) for table in given_tables(folder)]
    print(f"{'table':<18}{'cells':>8}{'TEDS':>8}")
    for name, (cells, tree) in found:
        print(f"{name:<18}{cells:>8.3f}{'–' if tree is None else format(tree, '.3f'):>8}")
    if found:
        print(f"{f'mean of {len(found)}':<18}{mean(cells for _, (cells, _) in found):>8.3f}")


def _truths(folder: Path, pdfs: Path) -> Iterator[Truth]:
    for place in sorted(folder.glob("*.json")):
        about = json.loads(place.read_text(encoding="utf-8"))
        with place.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            grid = [[plain(text) for text in row] for row in csv.reader(file)]
        path, box = pdfs / about["pdf"], Box(*about["bbox"])
        spans = about.get("spans", ())
        yield Truth(place.stem, path, about["page"], box, about["header_rows"], grid, spans)


def _line(name: str, scores: Scores) -> str:
    return f"{name:<18}" + "".join(f"{'–':>8}" if s is None else f"{s:>8.3f}" for s in scores)


def _means(scores: Sequence[Scores]) -> Scores:
    trees = [tree for _, tree, _ in scores if tree is not None]
    cells, facts = mean(c for c, _, _ in scores), mean(f for _, _, f in scores)
    return cells, mean(trees) if trees else None, facts


def _ours(truth: Truth) -> Scores:
    table = _found(truth)
    if table is None:
        return truth.scores([[""]], (), 0)
    return truth.scores(table.grid(), _spans(table), table.header_rows)


def _found(truth: Truth) -> Table | None:
    """Our table that shares most with the true box."""
    best, shared = None, 0.0
    for table in (item.table for item in _read(truth.path)):
        box = table.address.box
        if box and table.address.page == truth.page and truth.box.overlap(box) > shared:
            best, shared = table, truth.box.overlap(box)
    return best


@cache
def _read(path: Path) -> tuple[TableOnPage, ...]:
    with Pdf(path) as pdf:
        return read_tables(pdf, "0" * 64)


def _spans(table: Table) -> list[tuple[int, ...]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row_span > 1 or cell.column_span > 1
    ]


def _installed(name: str, truths: Sequence[Truth]) -> bool:
    try:
        OTHERS[name](truths[0].path, truths[0].page, truths[0].box)
    except ImportError:
        return False
    return True


def _other(name: str, truths: Sequence[Truth]) -> Scores:
    return _means(
        [
            truth.scores(OTHERS[name](truth.path, truth.page, truth.box), (), truth.header_rows)
            for truth in truths
        ]
    )


def _gate(truths: Sequence[Truth]) -> str:
    offered = right = numbers = 0
    for truth in truths:
        table = _found(truth)
        if table is None:
            continue
        with Pdf(truth.path) as pdf:
            (table,), _ = confirm(pdf, [table])
        wanted = facts_of(spread(truth.grid, truth.spans), truth.header_rows)
        facts = facts_at(spread(table.grid(), _spans(table)), table.header_rows)
        for cell in table.cells:
            if cell.kind == "body" and cell.reading.kind == "number":
                numbers += 1
                offered += bool(cell.agreed)
                right += bool(cell.agreed) and wanted[facts[cell.row, cell.column]] > 0
    return (
        f"agreement gate: {offered} of {numbers} number cells let through, {right} right "
        f"({right / max(offered, 1):.4f})"
    )


if __name__ == "__main__":
    main()
