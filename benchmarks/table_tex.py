"""Measures how well tables of real LaTeX sources are read.

    python benchmarks/table_tex.py FOLDER [--keep DIR] [--most N]

FOLDER holds a folder for each author's sources. Of each at most N tables with numbers are typeset
with the text around them, by the author's own class and packages, or by a common class where those
do not compile. What must be read comes from the source (`table_sets/tex_*.py`, `table_judge.py`).
Printed: cell F1 and fact F1 of each table, and each wrong number cell that the gate lets through.

A cell let through is right if its text stands in the source in a row and a column that its paths
name, and no other row or column has all of these names.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from table_judge import fault_of
from table_metrics import cell_f1, plain
from table_sets.tex_print import Printed, typeset
from table_sets.tex_tables import TexTable

from mmkg.graph.document import Cell, Table
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm

ALIKE = 0.3  # share of words that a table must have in common with the true one


@dataclass(slots=True)
class Tally:
    """What became of the tables."""

    tables: int = 0
    unread: int = 0
    numbers: int = 0
    offered: int = 0


def main() -> None:
    """Print a line for each table, the means, the gate, and what it lets through wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the documents here")
    parser.add_argument("--most", type=int, default=6, metavar="N", help="tables of an author")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        keep = arguments.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        projects = sorted(place for place in arguments.folder.iterdir() if place.is_dir())
        _measure(projects, keep, arguments.most)


def _measure(projects: Sequence[Path], keep: Path, most: int) -> None:
    tally, cells, facts, wrong = Tally(), [], [], []
    authors = 0
    print(f"{'table':<44}{'cells':>7}{'facts':>7}{'offered':>9}{'wrong':>7}")
    for project in projects:
        made = typeset(project, keep, most)
        if not made:
            continue
        authors += 1
        for path, printed in made:
            for name, scores, found in _read(path, printed, tally):
                cells.append(scores[0])
                facts.append(scores[1])
                wrong += [f"{name}: {text}" for text in found]
        sys.stdout.flush()
    if not cells:
        print("table_tex.py: nothing was typeset; is a LaTeX installed?", file=sys.stderr)
        raise SystemExit(2)
    right = tally.offered - len(wrong)
    print(
        f"\n{tally.tables} tables of {authors} authors, {tally.unread} not found: "
        f"cells {mean(cells):.3f}, facts {mean(facts):.3f}\n"
        f"agreement gate: {tally.offered} of {tally.numbers} number cells let through, "
        f"{right} right ({right / max(tally.offered, 1):.4f})"
    )
    for text in wrong:
        print(f"  wrong: {text}")


def _read(
    path: Path, floats: Sequence[Printed], tally: Tally
) -> Iterator[tuple[str, tuple[float, float], list[str]]]:
    """Scores of each table of a document, and what is let through wrongly."""
    with Pdf(path) as pdf:
        found = [item.table for item in read_tables(pdf, "0" * 64)]
        confirmed, _ = confirm(pdf, found)
    left = list(confirmed)
    for printed in floats:
        for number, truth in enumerate(printed.tables, 1):
            tally.tables += 1
            name = printed.name + (f"#{number}" if len(printed.tables) > 1 else "")
            best = max(left, key=lambda one: _alike(truth, one), default=None)
            if best is None or _alike(truth, best) < ALIKE:
                tally.unread += 1
                print(f"{name:<44}{'not found':>14}")
                yield name, (0.0, 0.0), []
                continue
            left.remove(best)
            yield name, *_judged(name, truth, best, tally)
    for extra in left:
        wrong = [f"{_shown(c)} (no such table)" for c in _numbers_of(extra) if c.agreed]
        tally.offered += len(wrong)
        if wrong:
            yield f"{path.stem}, extra: {extra.caption[:40]}", (0.0, 0.0), wrong


def _judged(
    name: str, truth: TexTable, found: Table, tally: Tally
) -> tuple[tuple[float, float], list[str]]:
    numbers = _numbers_of(found)
    judged = [(cell, fault_of(cell, truth)) for cell in numbers]
    offered = [(cell, fault) for cell, fault in judged if cell.agreed]
    wrong = [f"{_shown(cell)} ({fault})" for cell, fault in offered if fault]
    tally.numbers += len(numbers)
    tally.offered += len(offered)
    wanted = [[_bare(text) for text in row] for row in truth.grid]
    grid = [[_bare(text) for text in row] for row in _spread(found)]
    cells = cell_f1(wanted, grid)
    right = sum(not fault for _, fault in judged)
    facts = 2 * right / max(1, len(numbers) + truth.numbers())
    print(
        f"{name:<44}{cells:>7.3f}{min(facts, 1):>7.3f}"
        f"{len(offered):>5}/{len(numbers):<4}{len(wrong):>6}"
    )
    return (cells, min(facts, 1.0)), wrong


def _spread(table: Table) -> list[list[str]]:
    grid = table.grid()
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid[row][column] = cell.text
    return grid


def _numbers_of(table: Table) -> list[Cell]:
    return [c for c in table.cells if c.kind == "body" and c.reading.kind == "number"]


def _bare(text: str) -> str:
    return "".join(plain(unicodedata.normalize("NFKC", text)).replace("^", "").split())


def _alike(truth: TexTable, found: Table) -> float:
    """The share of words and parts of numbers in common; raised ones are printed otherwise."""
    wanted = _words(text for row in truth.grid for text in dict.fromkeys(row))
    read = _words(text for row in found.grid() for text in row)
    return 2 * (wanted & read).total() / max(1, wanted.total() + read.total())


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(w for text in texts for w in re.findall(r"[^\W_]+", text))


def _shown(cell: Cell) -> str:
    return f"{' / '.join(cell.row_path)} | {' / '.join(cell.column_path)} | {cell.text}"


if __name__ == "__main__":
    main()
