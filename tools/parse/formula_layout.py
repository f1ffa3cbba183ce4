"""From the marks and rules of a display to LaTeX, checking that nothing was lost or invented."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmkg.tools.parse.formula_accents import accented
from mmkg.tools.parse.formula_arrows import arrowed
from mmkg.tools.parse.formula_fonts import BIG, CLOSING, OPENING
from mmkg.tools.parse.formula_grids import dotted, gridded
from mmkg.tools.parse.formula_lines import (
    SCRIPT,
    Unclear,
    balanced,
    half_limited,
    line_latex,
    scripted_twice,
)
from mmkg.tools.parse.formula_marks import AXIS, Mark
from mmkg.tools.parse.formula_rules import Rule
from mmkg.tools.parse.formula_stacks import limited, stacked
from mmkg.tools.parse.formula_words import struck, worded


class Rebuilt(NamedTuple):
    """LaTeX of a display and how many lines it has; no LaTeX where the layout was unclear."""

    latex: str
    lines: int
    fault: str = ""


def rebuild(marks: Sequence[Mark], rules: Sequence[Rule], slanted_words: bool) -> Rebuilt:
    """Rebuild the LaTeX of a display, or say why that cannot be done for certain."""
    if not marks:
        return Rebuilt("", 0, "no glyphs")
    builder = _Builder(_smallest(marks))
    try:
        whole = worded(accented(struck(dotted(marks)), builder.line), slanted_words)
        whole = arrowed(whole, builder.inner)
        left, used = stacked(whole, rules, builder.inner)
        if used < len(rules):
            return Rebuilt("", 0, "a rule without use")
        left = gridded(left, builder.inner)
        left = limited(left, builder.inner)
        if sum(mark.parts for mark in left) != len(marks) + used:
            return Rebuilt("", 0, "a glyph lost")
        latex, lines = builder.display(left)
    except Unclear as fault:
        return Rebuilt("", 0, str(fault))
    if not balanced(latex):
        return Rebuilt("", 0, "unbalanced brackets")
    if half_limited(latex):
        return Rebuilt("", 0, "an upper limit without a lower one")
    if re.fullmatch(r"\\overline\{[^{}]*\}", latex):
        return Rebuilt("", 0, "nothing but a line over something")
    if scripted_twice(latex):
        return Rebuilt("", 0, "two scripts in one place")
    return Rebuilt(latex, lines)


def _smallest(marks: Sequence[Mark]) -> float:
    sizes = [mark.size for mark in marks if mark.style != "extension"] or [0.0]
    return 1.05 * min(sizes) if min(sizes) < 0.65 * max(sizes) else 0.0


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds LaTeX from marks; knows the size under which scripts do not shrink any more."""

    smallest: float

    def line(self, marks: Sequence[Mark]) -> str:
        """Marks that stand on one line."""
        return line_latex(marks, self.smallest)

    def inner(self, marks: Sequence[Mark]) -> str:
        """A part of a formula, such as a numerator."""
        left = limited(gridded(marks, self.inner), self.inner)
        if len(_rows(left)) > 1:
            raise Unclear("two lines inside a part")
        return self.line(left)

    def display(self, marks: Sequence[Mark]) -> tuple[str, int]:
        """A whole display, and how many lines it has."""
        brace = _lone_brace(marks)
        beyond = [mark for mark in marks if brace and not _is_beside(mark, brace)]
        if brace is not None and not beyond:
            return self._cases(marks, brace), 1
        if brace is not None and any(brace.box.y0 < m.box.centre[1] < brace.box.y1 for m in beyond):
            raise Unclear("a brace that opens no cases")
        rows = _rows(beyond or marks)
        if brace is not None:
            return self._around_cases(marks, brace, rows)
        if len(rows) == 1:
            return self.line(rows[0]), 1
        if any(all(mark.latex in OPENING | CLOSING for mark in row) for row in rows):
            raise Unclear("brackets on a line of their own")
        lines = r" \\ ".join(self.line(row) for row in rows)
        return rf"\begin{{aligned}} {lines} \end{{aligned}}", len(rows)

    def _around_cases(
        self, marks: Sequence[Mark], brace: Mark, rows: Sequence[Sequence[Mark]]
    ) -> tuple[str, int]:
        """Cases with lines of the same display over and under them."""
        here = [mark for mark in marks if _is_beside(mark, brace)]
        placed = [(statistics.median(mark.axis for mark in row), self.line(row)) for row in rows]
        placed.append((brace.box.centre[1], self._cases(here, brace)))
        lines = r" \\ ".join(latex for _, latex in sorted(placed))
        return rf"\begin{{aligned}} {lines} \end{{aligned}}", len(placed)

    def _cases(self, marks: Sequence[Mark], brace: Mark) -> str:
        head = [mark for mark in marks if mark is not brace and mark.x < brace.x]
        body = _rows([mark for mark in marks if mark is not brace and mark.x > brace.x])
        # The sentence's comma stands in the middle, beside all rows.
        body = [row for row in body if not all(mark.latex in (",", ".") for mark in row)]
        if len(body) < 2 or len(_rows(head)) != 1:
            raise Unclear("a brace that opens no cases")
        rows = r" \\ ".join(self.line(row) for row in body)
        before = f"{self.line(head)} " if head else ""
        return rf"{before}\begin{{cases}} {rows} \end{{cases}}"


def _lone_brace(marks: Sequence[Mark]) -> Mark | None:
    braces = [m for m in marks if m.latex in (r"\{", r"\}") and m.style == "extension"]
    return braces[0] if len(braces) == 1 and braces[0].latex == r"\{" else None


def _is_beside(mark: Mark, brace: Mark) -> bool:
    """Whether something stands on the lines that a brace is before."""
    room = 0.5 * brace.size
    return brace.box.y0 - room < mark.box.centre[1] < brace.box.y1 + room


def _rows(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks by the line that they stand on, from the top."""
    plain = [mark for mark in marks if mark.style != "extension"]
    size = max((mark.size for mark in plain), default=0.0)
    main = sorted(mark.y for mark in plain if mark.size > SCRIPT * size)
    if not main:
        return [list(marks)]
    lines = [[main[0]]]
    for y in main[1:]:
        if y - lines[-1][-1] < 0.95 * size:
            lines[-1].append(y)
        else:
            lines.append([y])
    axes = [statistics.median_low(line) - AXIS * size for line in lines]
    if len(axes) == 1:
        return [list(marks)]
    rows: list[list[Mark]] = [[] for _ in axes]
    for mark in marks:
        rows[_row_of(mark, axes, size)].append(mark)
    return [row for row in rows if row]


def _row_of(mark: Mark, axes: Sequence[float], size: float) -> int:
    middle = mark.axis if mark.style != "extension" else mark.box.centre[1]
    nearest = min(range(len(axes)), key=lambda row: abs(axes[row] - middle))
    if mark.style == "extension" and not (mark.latex or "").startswith(tuple(BIG)):
        near = [abs(axis - middle) for row, axis in enumerate(axes) if row != nearest]
        if abs(axes[nearest] - middle) > 0.7 * size or min(near) < 1.2 * size:
            raise Unclear("a bracket over several lines")
    return nearest
