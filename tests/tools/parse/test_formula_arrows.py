"""Arrows of several pieces, and what is written on them."""

import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import Mark


def mark(latex: str, x: float, y: float = 100, size: float = 10, wide: float = 0.5) -> Mark:
    box = Box(x, y - 0.72 * size, x + wide * size, y + 0.22 * size)
    return Mark(latex, box, y, size, "italic" if latex.isalpha() else "symbol")


def arrow(head: str, shaft: str) -> list[Mark]:
    """A shaft of two pieces and a head, which overlap as TeX sets them."""
    pieces = [mark(shaft, 10 + 6 * place, wide=0.78) for place in range(2)]
    return [*pieces, mark(head, 22, wide=1.0)]


@pytest.mark.parametrize(("head", "shaft"), [(r"\to", "-"), (r"\Rightarrow", "=")])
def test_a_long_arrow_is_one_sign(head: str, shaft: str) -> None:
    marks = [mark("x", 0), *arrow(head, shaft), mark("y", 36)]
    assert rebuild(marks, [], False).latex.replace(" ", "") == f"x{head}y"


def test_what_is_written_over_and_under_an_arrow_stays_there() -> None:
    label = [mark("P", 19, 92, 6), mark("n", 19, 107, 6)]
    marks = [mark("x", 0), *arrow(r"\to", "-"), *label, mark("y", 36)]
    assert rebuild(marks, [], False).latex.replace(" ", "") == r"x\xrightarrow[n]{P}y"


def test_a_minus_that_stands_off_an_arrow_is_a_minus() -> None:
    marks = [mark("x", 0), mark("-", 8, wide=0.78), mark(r"\to", 22, wide=1.0), mark("y", 36)]
    assert "-" in rebuild(marks, [], False).latex


def test_a_word_over_an_equals_sign_is_no_script_of_what_is_before() -> None:
    marks = [mark("x", 0), mark("=", 10, wide=0.78), mark("d", 12.4, 92, 6), mark("y", 22)]
    assert rebuild(marks, [], False).latex.replace(" ", "") == r"x\overset{d}{=}y"
