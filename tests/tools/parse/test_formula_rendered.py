"""Formulas set again by another engine, and compared with what is printed."""

import itertools
import random
import time
from pathlib import Path

import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.formula_rendered import set_again
from mmkg.tools.parse.formula_rendered_compare import GLYPHS, SET_AGAIN, compared, unlike
from mmkg.tools.parse.formula_rendered_match import assigned
from mmkg.tools.parse.formula_rendered_signs import Sign, signs_of
from mmkg.tools.parse.pages import Pdf

RIGHT = [
    r"a_{i} + b^{2} = c",
    r"\frac{a + b}{c} \leq \sqrt{d}",
    r"\sum_{i = 1}^{n}x_{i} = \prod_{j}y_{j}",
    r"\left(\frac{a_{i}}{b}\right)^{2} + \hat{x}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} = A",
    r"f(x) = \begin{cases} 1,\quad x>0 \\ 0,\quad \text{otherwise} \end{cases}",
    r"\begin{aligned} a = b + c \\ d = \int_{0}^{1}f dx \end{aligned}",
    r"\overline{AB} \cdot \mathbf{x} \neq \mathcal{L}",
    r"\sup_{x \in A}f(x) + \text{non-zero}",
]
WRONG = [
    (r"a_{i} + b^{2} = c", r"a + b_{i}^{2} = c"),
    (r"a_{i} + b^{2} = c", r"a^{i} + b^{2} = c"),
    (r"a_{i} + b^{2} = c", r"ai + b^{2} = c"),
    (r"\frac{a}{b} + c", r"\frac{b}{a} + c"),
    (r"\frac{a + b}{c}", r"a + \frac{b}{c}"),
    (r"\sum_{i}x + y", r"\sum x_{i} + y"),
    (r"\sum_{i}^{n}x", r"\sum_{n}^{i}x"),
    (r"x^{\prime} = y", r"x = y"),
    (r"x \leq y", r"x \geq y"),
    (r"\mathbf{x} = y", r"x = y"),
    (r"\mathcal{L}(x)", r"L(x)"),
    (r"\overline{AB}C", r"\overline{A}BC"),
    (r"\begin{aligned} a = b \\ c = d \end{aligned}", r"a = b c = d"),
    (r"\hat{x}y", r"x\hat{y}"),
    (r"\sqrt{x}y", r"\sqrt{xy}"),
    (r"E_{4}^{a} - b", r"E_{4^{a}} - b"),
]


def printed(latex: str) -> tuple[Sign, ...]:
    """The signs of a formula as a page may have them: smaller, elsewhere, in another order."""
    signs = [*set_again(latex, inline=False)]
    random.Random(1).shuffle(signs)
    return tuple(
        sign._replace(
            box=Box(*(100 + side * 0.4 for side in sign.box)),
            y=100 + sign.y * 0.4,
            size=sign.size and sign.size * 0.4,
            row=(),
            limit=False,
        )
        for sign in signs
    )


@pytest.mark.parametrize("latex", RIGHT)
def test_a_formula_is_like_itself_in_another_size_and_order(latex: str) -> None:
    page = printed(latex)
    assert page
    assert unlike(page, latex, inline=False) == ""
    assert unlike(page, latex, inline=True) == ""  # limits and fractions of a display in a line


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_a_formula_that_says_something_else_is_told_from_its_page(right: str, wrong: str) -> None:
    assert unlike(printed(right), right, inline=False) == ""
    assert unlike(printed(right), wrong, inline=False)


def test_columns_of_a_matrix_of_one_row_are_no_product() -> None:
    page = printed(r"\begin{bmatrix} a & b \end{bmatrix} x")
    wide = tuple(
        sign._replace(box=Box(sign.box.x0 + 15, sign.box.y0, sign.box.x1 + 15, sign.box.y1))
        if sign.char in "bx]"
        else sign
        for sign in page
    )
    assert unlike(wide, r"\left[ab\right]x", inline=False)


def test_what_the_engine_cannot_set_is_taken_on_the_word_of_its_glyphs() -> None:
    assert set_again(r"\frac{a}", inline=False) == ()
    assert compared(printed("a"), r"\frac{a}", inline=False) == ("", GLYPHS)


def test_why_a_formula_is_not_taken_is_said() -> None:
    fault, _ = compared(printed(r"\frac{a}{b}"), r"\frac{b}{a}", inline=False)
    assert fault.startswith("not set again as on the page: ")


def test_rows_of_brackets_that_go_on_in_the_next_row_are_set() -> None:
    latex = r"\begin{aligned} a = \left(b \\ + c\right) \end{aligned}"
    assert {sign.row for sign in set_again(latex, inline=False)} == {(0,), (1,)}


def test_deeply_nested_formulas_are_set_in_reasonable_time() -> None:
    latex = r"\sqrt{" * 8 + "x" + "}" * 8
    started = time.process_time()
    assert set_again(latex + "=" + r"{a^{b^{c}}}" * 9, inline=False)
    assert time.process_time() - started < 20


def test_signs_that_look_alike_are_one_and_composed_ones_are_several() -> None:
    box = Box(0, 0, 10, 10)
    assert [s.char for s in signs_of("∗", box, 0, 10)] == ["*"]
    assert [s.char for s in signs_of("⋯", box, 0, 10)] == ["·", "·", "·"]
    assert [s.char for s in signs_of("ﬁ", box, 0, 10)] == ["f", "i"]
    assert [s.face for s in signs_of("𝐱", box, 0, 10)] == ["bold"]


def test_the_assignment_is_the_cheapest() -> None:
    drawn = random.Random(2)
    for size in range(1, 7):
        costs = [[drawn.randint(0, 20) for _ in range(size)] for _ in range(size)]
        best = min(
            sum(costs[i][j] for i, j in enumerate(order))
            for order in itertools.permutations(range(size))
        )
        found = assigned(costs)
        assert sorted(found) == list(range(size))
        assert sum(costs[i][j] for i, j in enumerate(found)) == best


def test_formulas_of_a_page_are_confirmed_by_setting_them_again() -> None:
    path = Path(__file__).parents[3] / "examples/corpus/planets.pdf"
    with Pdf(path) as pdf:
        read = [formula for formula in read_formulas(pdf, "ab" * 32) if formula.latex]
    assert read
    assert {formula.method for formula in read} == {SET_AGAIN}
