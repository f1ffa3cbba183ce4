"""How many formulas of real TeX are read right: of papers, books and notes as they were written.

Each folder in FOLDER is a project. Of each the stretch of sections that is richest in formulas is
typeset, and where each formula came to stand is known, so that nothing is matched by likeness.

Displays: right, kept as a picture, not found, wrong (the worst of a display's rows; what one
region covers is compared as a whole). Formulas in lines that state or compute: right, not found,
wrong; those broken between lines are left out by the reader and counted apart. `false` is what was
read where there is no formula. What TeX had an error in is left out.

python benchmarks/formula_tex.py FOLDER --out DIR [--only NAME ...] [--show]
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from formula_same import plain, same
from tex_projects import Row, Source, Typeset, typeset_project

from mmkg.graph.document import Formula
from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.formula_statements import is_statement
from mmkg.tools.parse.pages import Pdf

DISPLAYS = ("right", "image only", "not found", "wrong", "false")
_LISTED = re.compile(r"(?:[,;]|\\q?quad|\\;)(?![^(\[{]*(?:[)\]]|\\\}))")
_ALIGNED = r"\begin{aligned}", r"\end{aligned}"
_LINE = re.compile(r"\\\\(?![^{}]*\\end\{(?:cases|[bpv]?matrix)\})")
INLINE = ("right", "not found", "wrong", "false", "broken")


class Judge:
    """Compares what was read in a PDF with what stands there."""

    def __init__(self, made: Typeset, read: Sequence[Formula], heights: Sequence[float]) -> None:
        self.made, self.heights = made, heights
        self.left = {id(formula): formula for formula in read}
        self.shown = [formula for formula in read if not formula.inline]
        self.inline = [formula for formula in read if formula.inline]
        self.owned: dict[int, list[Row]] = {}
        for source in made.sources:
            for row in source.rows if not source.inline else ():
                if formula := self._at(row.key, self.shown, 2.0):
                    self.owned.setdefault(id(formula), []).append(row)

    def point(self, key: str) -> tuple[int, float, float] | None:
        """Where a mark is: page and point from the upper left."""
        if key not in self.made.places:
            return None
        page, x, y = self.made.places[key]
        return page, x, self.heights[page - 1] - y

    def _at(self, key: str, formulas: Sequence[Formula], room: float) -> Formula | None:
        place = self.point(key)
        for formula in formulas if place else ():
            if place and _holds(formula, place, room):
                return formula
        return None

    def display(self, source: Source) -> tuple[str, str]:
        """What became of a display, and what was read of it."""
        outcomes, texts = set(), []
        for row in source.rows:
            formula = self._at(row.key, self.shown, 2.0) or self._moved(row)
            if formula is None:
                outcomes.add("not found")
                continue
            self.left.pop(id(formula), None)
            texts.append(f"[{formula.number}] {formula.latex or formula.fault}")
            good = _is_read(formula.latex, row, self.owned.get(id(formula), [row]))
            outcomes.add("image only" if not formula.latex else "right" if good else "wrong")
        worst = ("wrong", "not found", "image only", "right")
        return next(one for one in worst if one in outcomes), "\n        ".join(
            dict.fromkeys(texts)
        )

    def _moved(self, row: Row) -> Formula | None:
        """A display that is the row's but for its place, which boxes and pictures of TeX's move."""
        place = self.point(row.key)
        for formula in self.left.values() if place else ():
            here = place and formula.address.page == place[0] and not formula.inline
            if here and id(formula) not in self.owned and same(formula.latex, row.latex):
                return formula
        return None

    def in_line(self, source: Source) -> tuple[str, str]:
        """What became of a formula in a line of text, and what was read of it."""
        key = source.rows[0].key
        begin, end = self.point(key), self.point(f"{key.split('.')[0]}.e")
        if begin is None or end is None or begin[0] != end[0] or abs(begin[2] - end[2]) > 1:
            return "broken", ""
        span = Box(begin[1], begin[2] - 1, max(end[1], begin[1] + 1), begin[2] + 1)
        found = [f for f in self.inline if f.address.page == begin[0] and _over(f, span)]
        for formula in found:
            self.left.pop(id(formula), None)
        if not found:
            return "not found", ""
        good = all(self._says(formula, source) for formula in found)
        return "right" if good else "wrong", " | ".join(formula.latex for formula in found)

    def _says(self, formula: Formula, source: Source) -> bool:
        """Whether a formula is the author's, one that it lists, or several side by side."""
        latex = source.rows[0].latex
        parts = [latex, *_LISTED.split(latex)]
        parts += [part.strip().strip("()") for part in parts]
        if any(same(formula.latex, part) for part in parts):
            return True
        within = [one for one in self.made.sources if one.inline and self._covers(formula, one)]
        side = "".join(f"{{{one.rows[0].latex}}}" for one in within)
        return re.sub(r"[,;]", "", plain(side)) == re.sub(r"[,;]", "", plain(formula.latex))

    def _covers(self, formula: Formula, source: Source) -> bool:
        place = self.point(source.rows[0].key)
        return place is not None and _holds(formula, place, 2.0)

    def false(self) -> list[Formula]:
        """What was read where nothing of a formula stands."""
        points = [(p, x, self.heights[p - 1] - y) for p, x, y in self.made.others]
        return [f for f in self.left.values() if not any(_holds(f, one, 3.0) for one in points)]


def _is_read(latex: str, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is right in what was read of it and its neighbours: as a line, or with all."""
    if same(latex, " ".join(one.latex for one in rows)):
        return True
    lines = _LINE.split(latex.removeprefix(_ALIGNED[0]).removesuffix(_ALIGNED[1]))
    alike = latex.startswith(_ALIGNED[0]) and len(lines) == len(rows)
    return alike and same(lines[rows.index(row)], row.latex)


def _holds(formula: Formula, place: tuple[int, float, float], room: float) -> bool:
    box = formula.address.box
    page, x, y = place
    return bool(
        box
        and formula.address.page == page
        and box.x0 - 2 * room <= x <= box.x1 + room
        and box.y0 - room <= y <= box.y1 + room
    )


def _over(formula: Formula, span: Box) -> bool:
    box = formula.address.box
    if box is None or not (box.y0 < span.y1 and span.y0 < box.y1):
        return False
    shared = min(box.x1, span.x1) - max(box.x0, span.x0)
    return shared > 0.5 * min(box.width, span.width)


def measured(made: Typeset, show: bool) -> Counter[tuple[str, str]]:
    """How many formulas of a PDF had each outcome."""
    with Pdf(made.pdf) as pdf:
        read = read_formulas(pdf, "0" * 64)
        judge = Judge(made, read, [page.height for page in pdf.pages])
    counts: Counter[tuple[str, str]] = Counter()
    for source in made.sources:
        key = source.rows[0].key
        if judge.point(key) is None:
            continue
        place = "inline" if source.inline else "display"
        outcome, text = judge.in_line(source) if source.inline else judge.display(source)
        unfound = source.inline and outcome in ("not found", "broken")
        if unfound and not is_statement(plain(source.rows[0].latex)):
            continue
        counts[place, outcome] += 1
        if show and outcome not in ("right", "broken"):
            truth = " \\\\ ".join(" ".join(row.latex.split()) for row in source.rows)
            page, x, y = judge.point(key) or (0, 0.0, 0.0)
            print(f"{place} {outcome}: page {page} ({x:.0f}, {y:.0f})")
            print(f"  truth {truth}\n  read  {text}")
    for formula in judge.false():
        counts["inline" if formula.inline else "display", "false"] += 1
        if show:
            print(f"false: page {formula.address.page} {formula.address.box}: {formula.latex}")
    return counts


def main() -> None:
    """Print a line for each project, and one for all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="where the PDFs go")
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    options = parser.parse_args()
    started = time.process_time()
    total: Counter[tuple[str, str]] = Counter()
    heads = [*(o[:6] for o in DISPLAYS), *(o[:6] for o in INLINE)]
    print(f"{'':30}" + "".join(f"{head:>7}" for head in heads))
    for project in sorted(path for path in options.folder.iterdir() if path.is_dir()):
        if options.only and project.name not in options.only:
            continue
        made = typeset_project(project, options.out / project.name)
        if made is None:
            print(f"{project.name}: left out, no PDF was made")
            continue
        try:
            counts = measured(made, options.show)
        except InputError as error:
            print(f"{project.name}: left out, {error}")
            continue
        total += counts
        _print_line(project.name, counts)
    _print_line("all", total)
    print(f"{time.process_time() - started:.1f} s of CPU")


def _print_line(name: str, counts: Counter[tuple[str, str]]) -> None:
    cells = [counts["display", one] for one in DISPLAYS] + [counts["inline", one] for one in INLINE]
    print(f"{name[:29]:30}" + "".join(f"{cell:7}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
