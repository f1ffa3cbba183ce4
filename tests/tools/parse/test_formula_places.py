"""Where accents, lines and scripts of formulas belong, by where TeX puts them."""

import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_edges import is_whole
from mmkg.tools.parse.formula_fonts import as_printed, reading
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import Mark, marks_of
from mmkg.tools.parse.formula_rules import Rule
from mmkg.tools.parse.pages import Glyph
from mmkg.tools.parse.pdfium import Placed
from mmkg.tools.parse.sign_fonts import shown_sign


def mark(latex: str, x: float, y: float, size: float = 10, width: float = 0.5) -> Mark:
    box = Box(x, y - 0.72 * size, x + width * size, y + 0.22 * size)
    style = "italic" if latex.isalpha() else "symbol"
    return Mark(latex, box, y, size, style)


def wide(latex: str, middle: float, width: float) -> Mark:
    return Mark(latex, Box(middle - width / 2, 11, middle + width / 2, 13), 20, 10, "extension")


SCRIPTED = [mark("L", 0, 20, width=0.7), mark("i", 7, 16, 7), mark("j", 7, 23, 7)]
WHOLE_MIDDLE = (0 + 10.5) / 2 + 0.25


def test_a_wide_accent_over_the_middle_of_a_letter_with_scripts_is_of_all() -> None:
    found = rebuild([*SCRIPTED, wide(r"\widetilde", WHOLE_MIDDLE, 10)], [], True).latex
    assert found == r"\tilde{L_{j}^{i}}"


def test_a_narrow_accent_over_the_letter_is_the_letters() -> None:
    found = rebuild([*SCRIPTED, wide(r"\widetilde", 3.7, 5.6)], [], True).latex
    assert found == r"\tilde{L}_{j}^{i}"


def test_an_accent_too_wide_for_its_letter_and_off_the_middle_of_all_is_no_ones() -> None:
    assert rebuild([*SCRIPTED, wide(r"\widetilde", 3.7, 10)], [], True).fault == "unknown glyph"


def test_the_widest_accent_amid_a_product_says_nothing_of_a_part_of_it() -> None:
    row = [mark(letter, 5 * place, 20) for place, letter in enumerate("abcdefg")]
    accent = wide(r"\widehat", 17.5, 14.4)
    assert rebuild([*row, accent], [], True).fault == "unknown glyph"
    assert rebuild([*row[2:5], accent], [], True).latex == r"\hat{cde}"


def test_a_vector_may_be_a_digit() -> None:
    arrow = Mark(r"\vec", Box(1, 11, 4, 13), 20, 10, "symbol")
    assert rebuild([mark("1", 0, 20), arrow], [], True).latex == r"\vec{1}"


@pytest.mark.parametrize(
    ("end", "latex"), [(5, r"\overline{u}_{i}"), (8.3, r"\overline{u_{i}}")], ids=["letter", "all"]
)
def test_an_overline_is_over_what_its_line_covers(end: float, latex: str) -> None:
    marks = [mark("u", 0, 20), mark("i", 5, 21.5, 7, width=0.4)]
    assert rebuild(marks, [Rule(0, end, 11)], True).latex == latex


def test_the_degree_of_a_root_is_whole() -> None:
    sign = Mark(r"\sqrt", Box(10, 8, 16, 24), 18.5, 10, "extension")
    degree = [mark("n", 6, 14, 5), mark("-", 8.5, 14, 5), mark("1", 11, 14, 5)]
    body = [mark("w", 17, 20)]
    found = rebuild([mark("a", 0, 20), *degree, sign, *body], [Rule(16, 23, 8.5)], True).latex
    assert found == r"a\sqrt[n-1]{w}"


def test_a_relation_may_have_a_script_that_touches_it() -> None:
    row = [mark("a", 0, 20), mark(r"\geq", 8, 20, width=0.8), mark("b", 26, 20)]
    near = rebuild([*row, mark("k", 16.2, 21.5, 7)], [], True)
    assert near.latex.replace(" ", "") == r"a\geq_{k}b"
    assert rebuild([*row, mark("k", 19, 21.5, 7)], [], True).fault == "a script of nothing"


def test_cases_have_only_the_lines_that_their_brace_is_before() -> None:
    brace = Mark(r"\{", Box(10, 10, 14, 36), 23, 10, "extension")
    head = [mark("f", 0, 26), mark("=", 5, 26, width=0.4)]
    body = [mark("a", 16, 18), mark("b", 16, 34)]
    below = [mark("c", 10, 60), mark("=", 18, 60), mark("d", 26, 60)]
    found = rebuild([*head, brace, *body, *below], [], True)
    cases = r"f = \begin{cases} a \\ b \end{cases}"
    assert rebuild([*head, brace, *body], [], True).latex == cases
    assert (found.latex, found.lines) == (rf"\begin{{aligned}} {cases} \\ c = d \end{{aligned}}", 2)


def placed(char: str, x: float, box: Box) -> Placed:
    return Placed(char, box, (x, 20), 10)


def test_a_stroke_that_the_second_reader_takes_for_a_digit_still_strikes() -> None:
    glyphs = [
        Glyph("\u0338", Box(8, 10, 8, 22), 8, 20, "CMSY10", 10, False),
        Glyph("=", Box(11, 10, 19, 22), 11, 20, "CMR10", 10, False),
    ]
    ink = Ink([placed("6", 11, Box(10, 12, 14, 22)), placed("=", 11, Box(12, 15, 18, 18))])
    marks = [mark("a", 0, 20), *marks_of(glyphs, ink), mark("b", 22, 20)]
    assert rebuild(marks, [], True).latex.replace(" ", "") == r"a\neqb"


def test_a_formula_ends_before_a_chinese_stop_however_near() -> None:
    near = Box(20.5, 18, 22, 21)
    assert is_whole((0, 20), 20, 10, Ink([placed("，", 20, near)]))
    assert not is_whole((0, 20), 20, 10, Ink([placed("x", 20, near)]))


def test_capitals_of_fonts_without_a_name_are_not_known() -> None:
    assert as_printed("R", "F77") == as_printed("C", "") == "\ufffd"
    assert reading(as_printed("R", "F77"), "text", 0.5)[0] is None
    assert as_printed("e", "F77") == "e" and as_printed("R", "CMR10") == "R"


def test_integrals_of_a_font_that_names_them_as_accents_are_integrals() -> None:
    assert [shown_sign(char, "ABCDEF+esint10") for char in "´ˆ¸"] == ["∫", "∫", "∮"]
    assert shown_sign("ˆ", "CMR10") == "ˆ"
