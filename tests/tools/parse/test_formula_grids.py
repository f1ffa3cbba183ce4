"""Matrices, stacks of dots and what the second reader sees, from marks as they stand on a page."""

from dataclasses import replace

import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import Mark
from mmkg.tools.parse.formula_rules import Rule
from mmkg.tools.parse.pages import Glyph
from mmkg.tools.parse.pdfium import Placed


def mark(latex: str, x: float, y: float, style: str = "italic") -> Mark:
    return Mark(latex, Box(x, y - 7.2, x + 5, y + 2.2), y, 10, style)


def tall(latex: str, x: float, y0: float, y1: float) -> Mark:
    return Mark(latex, Box(x, y0, x + 4, y1), (y0 + y1) / 2 + 2.5, 10, "extension")


def matrix(opening: str, closing: str, step: float) -> list[Mark]:
    cells = [mark("a", 26, 20), mark("b", 42, 20), mark("c", 26, 20 + step)]
    cells.append(mark("d", 42, 20 + step))
    middle = 20 + step / 2
    sides = [mark("A", 0, middle), mark("=", 8, middle, "symbol")]
    return [*sides, tall(opening, 20, 10, 26 + step), *cells, tall(closing, 50, 10, 26 + step)]


@pytest.mark.parametrize(
    ("opening", "closing", "kind"), [("(", ")", "p"), ("[", "]", "b"), ("|", "|", "v")]
)
def test_rows_and_columns_between_tall_brackets_are_a_matrix(
    opening: str, closing: str, kind: str
) -> None:
    latex = rebuild(matrix(opening, closing, 13), [], True).latex
    assert latex == rf"A = \begin{{{kind}matrix}} a & b \\ c & d \end{{{kind}matrix}}"


def test_two_lines_in_parentheses_may_be_a_vector_or_a_binomial_unless_far_apart() -> None:
    close = [tall("(", 0, 8, 38), mark("n", 6, 20), mark("k", 6, 32), tall(")", 12, 8, 38)]
    far = [tall("(", 0, 8, 42), mark("n", 6, 20), mark("k", 6, 35), tall(")", 12, 8, 42)]
    assert rebuild(close, [], True).fault == "a binomial coefficient or a vector of two"
    assert rebuild(far, [], True).latex == r"\binom{n}{k}"


def small(latex: str, x: float, y: float) -> Mark:
    return Mark(latex, Box(x, y - 5, x + 4, y + 1.5), y, 7, "italic")


def test_two_small_lines_in_parentheses_are_a_binomial_also_in_a_fraction() -> None:
    row = [mark("a", 0, 20), mark("=", 8, 20, "symbol"), tall("(", 16, 11, 24)]
    row += [small("n", 20, 15), small("k", 20, 24), tall(")", 24, 11, 24)]
    assert rebuild(row, [], True).latex == r"a = \binom{n}{k}"
    under = [*row, mark("c", 10, 40)]
    assert rebuild(under, [Rule(0, 28, 29)], True).latex == r"\frac{a = \binom{n}{k}}{c}"


def test_small_letters_beside_an_integral_alone_are_on_its_line_or_its_limits() -> None:
    whole = replace(tall(r"\int", 0, 8, 22), y=18)
    marks = [whole, small("a", 5, 22), small("b", 7, 13), small("x", 14, 14), small("y", 14, 26)]
    latex = rebuild(marks, [Rule(13, 19, 17)], True).latex
    assert latex == r"\int _{a}^{b}\frac{x}{y}"


def test_a_radical_without_a_bar_leaves_only_the_picture() -> None:
    radical = [mark("x", 0, 20), mark("=", 8, 20, "symbol"), tall(r"\sqrt", 16, 10, 24)]
    assert rebuild([*radical, mark("y", 22, 20)], [], True).fault == "a radical without a bar"


def test_what_only_the_second_reader_sees_is_told() -> None:
    area = Box(0, 0, 100, 30)
    known = Glyph("x", Box(10, 12, 16, 22), 10, 20, "CMMI10", 10, False)
    x = Placed("x", Box(10.4, 15, 15.2, 20), (10.1, 20.0), 10)
    lost = Placed("√", Box(30, 8, 38, 24), (30, 22), 10)
    accent = Placed("\u0304", Box(11, 12, 15, 12.6), (16, 20), 10)
    ink = Ink([x, lost, accent])
    assert ink.of(known) == x.box
    assert ink.unread([known], area) == [lost]
    assert list(ink.accents(area)) == [accent]


def test_brackets_that_close_before_they_open_leave_only_the_picture() -> None:
    row = [mark(latex, 8.0 * i, 20) for i, latex in enumerate(["a", ")", "=", "(", "b"])]
    assert rebuild(row, [], True).fault == "unbalanced brackets"
