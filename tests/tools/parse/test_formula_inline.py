"""Formulas in lines of text, with the mathematical fonts that a page of our own examples has."""

from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.formula_statements import is_statement
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document


@pytest.mark.parametrize(
    "latex", ["a = 2b", r"\alpha \in [0,1]", "x + 1", r"\frac{a}{b}", r"\sum_{i} x_{i}", "w>0"]
)
def test_what_relates_or_computes_symbols_is_a_formula(latex: str) -> None:
    assert is_statement(latex)


@pytest.mark.parametrize("latex", ["w_{i}", "x_{t-1}^{*}", "f(x)", "3+4", "a =", r"\prod^{n}"])
def test_symbols_and_pieces_are_no_formulas(latex: str) -> None:
    assert not is_statement(latex)


WORDS = "this line of running text is long enough to be seen as the width of the column here "


def text_with(path: Path, rows: list[list[tuple[str, str]]]) -> Path:
    """A page of text lines; `m` pieces are set in the font of symbols, `i` ones are slanted."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 70), "A short title", fontname="tiro", fontsize=20)
    for number, row in enumerate([[("t", WORDS)], *rows, [("t", WORDS)], [("t", WORDS)]]):
        x = 72.0
        for kind, text in row:
            font = pymupdf.Font({"m": "symb", "i": "tiit"}.get(kind, "tiro"))
            writer = pymupdf.TextWriter(page.rect)
            writer.append((x, 100 + 14 * number), text, font=font, fontsize=11)
            writer.write_text(page)
            x += font.text_length(text, 11)
    document.save(path)
    return path


def inline_in(path: Path) -> list[str]:
    with Pdf(path) as pdf:
        return [formula.latex for formula in read_formulas(pdf, "ab" * 32) if formula.inline]


def test_a_formula_in_a_line_ends_where_the_sentence_goes_on(tmp_path: Path) -> None:
    row = [
        ("t", "We set "),
        ("m", "α=2β+γ"),
        ("t", ", where "),
        ("m", "β"),
        ("t", " is free in all that follows in this text"),
    ]
    path = text_with(tmp_path / "one.pdf", [row])
    assert inline_in(path) == [r"\alpha = 2\beta + \gamma"]
    (formula,) = read_document(path).formulas
    assert formula.inline and formula.address.page == 1 and formula.status == "computable"


def test_statements_in_a_list_are_parted_and_shared_values_left_out(tmp_path: Path) -> None:
    parted = [
        ("t", "for "),
        ("m", "α=1"),
        ("t", ", "),
        ("m", "β=2"),
        ("t", " and so on in all that follows in this text"),
    ]
    shared = [("t", "for "), ("m", "α,β=1,2"), ("t", " and so on in all that follows in this text")]
    assert inline_in(text_with(tmp_path / "a.pdf", [parted])) == [r"\alpha = 1", r"\beta = 2"]
    assert inline_in(text_with(tmp_path / "b.pdf", [shared])) == []


def test_a_formula_goes_on_at_a_sum_that_stands_off(tmp_path: Path) -> None:
    row = [("t", "with "), ("m", "α=β"), ("t", " "), ("m", "∑γ")]
    row += [("t", " and so on in all that follows in this text")]
    assert r"\alpha = \beta" not in inline_in(text_with(tmp_path / "sum.pdf", [row]))


def test_a_formula_that_a_line_breaks_is_left_out(tmp_path: Path) -> None:
    rows = [
        [("t", WORDS), ("m", "α=2β+")],
        [("m", "3γ"), ("t", " holds and more in all that follows here")],
    ]
    assert inline_in(text_with(tmp_path / "broken.pdf", rows)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("where ", " J and so on in all that follows"),  # its unit follows
        ("where ", " mod 7 and so on in all that follows"),
        ("where ", " (mod 7) and so on in all that follows"),  # its remainder follows
        ("where ", " (J) and so on in all that follows"),  # its last symbol is a function of J
    ],
)
def test_a_part_of_a_formula_is_not_kept_as_a_whole(
    tmp_path: Path, before: str, after: str
) -> None:
    row = [("t", before), ("m", "α=2β+γ"), ("t", after)]
    assert inline_in(text_with(tmp_path / "part.pdf", [row])) == []


REST = " and so on in all that follows in this text"


def test_slanted_letters_beside_signs_are_variables(tmp_path: Path) -> None:
    row = [("t", "where "), ("i", "E"), ("t", " = "), ("i", "m"), ("t", " + 2"), ("i", "k")]
    assert inline_in(text_with(tmp_path / "slanted.pdf", [[*row, ("t", REST)]])) == ["E = m + 2k"]


@pytest.mark.parametrize(
    "row",
    [
        [("t", "the "), ("i", "p"), ("t", "-value and item ("), ("i", "a"), ("t", ") of it")],
        [("i", "A"), ("t", "/"), ("i", "B"), ("t", " tests")],
        [("t", "in "), ("i", "E. coli"), ("t", " = "), ("i", "B"), ("t", " it is")],
        [("t", "an "), ("m", "Ω"), ("t", "-3 diet")],
    ],
)
def test_emphasised_words_and_hyphens_are_no_formulas(
    tmp_path: Path, row: list[tuple[str, str]]
) -> None:
    assert inline_in(text_with(tmp_path / "words.pdf", [[("t", "Of "), *row, ("t", REST)]])) == []


def test_a_formula_goes_on_over_a_space_between_symbols(tmp_path: Path) -> None:
    row = [("t", "where "), ("m", "α=β"), ("t", " "), ("m", "γ"), ("t", REST)]
    assert inline_in(text_with(tmp_path / "space.pdf", [row])) == [r"\alpha = \beta\gamma"]


def test_a_remark_after_a_formula_is_no_part_of_it(tmp_path: Path) -> None:
    row = [("t", "where "), ("m", "α=2β+γ"), ("t", " (see the text) and so on in all of it")]
    assert inline_in(text_with(tmp_path / "said.pdf", [row])) == [r"\alpha = 2\beta + \gamma"]


def test_a_list_that_dots_go_on_with_is_not_kept_as_its_beginning(tmp_path: Path) -> None:
    row = [("t", "where "), ("m", "α=1,2,…"), ("t", REST)]
    assert inline_in(text_with(tmp_path / "list.pdf", [row])) == []


@pytest.mark.parametrize("latex", ["= a + b", r"\in A \cup B", r"a = b\ln", r"x = \sum_{i}^{n}"])
def test_what_begins_or_ends_with_a_sign_is_no_statement(latex: str) -> None:
    assert not is_statement(latex)


def test_a_function_keeps_its_name_before_the_colon(tmp_path: Path) -> None:
    row = [("t", "Let  "), ("i", "f"), ("t", " : "), ("m", "Θ→Λ"), ("t", "  be given in this text")]
    path = text_with(tmp_path / "typed.pdf", [row])
    assert inline_in(path) == [r"f:\Theta \to \Lambda"]


def test_a_stop_of_the_sentence_parts_two_formulas(tmp_path: Path) -> None:
    row = [("t", "We have "), ("m", "α=2β"), ("t", ". "), ("m", "γ=2δ"), ("t", " holds as well")]
    path = text_with(tmp_path / "stop.pdf", [row])
    assert inline_in(path) == [r"\alpha = 2\beta", r"\gamma = 2\delta"]


def test_what_goes_on_with_words_in_square_brackets_is_left_out(tmp_path: Path) -> None:
    row = [("t", "We set "), ("m", "α=2β"), ("t", "[Type I] and go on with other words here")]
    assert inline_in(text_with(tmp_path / "bracket.pdf", [row])) == []


def test_short_words_of_tight_lines_are_no_part_of_a_formula(tmp_path: Path) -> None:
    row = [("t", "Let "), ("m", "α=2β"), ("t", " be given, and say so if "), ("m", "γ=2δ")]
    row += [("t", " is not so")]
    path = text_with(tmp_path / "short.pdf", [row])
    assert inline_in(path) == [r"\alpha = 2\beta", r"\gamma = 2\delta"]


def test_what_implies_something_keeps_its_commas(tmp_path: Path) -> None:
    row = [("t", "Here "), ("m", "α=2, β=3⇒γ=2"), ("t", " holds in all that follows")]
    path = text_with(tmp_path / "chain.pdf", [row])
    assert inline_in(path) == [r"\alpha = 2,\beta = 3\Rightarrow\gamma = 2"]


def test_a_fraction_with_a_side_that_was_not_read_is_left_out(tmp_path: Path) -> None:
    path = text_with(tmp_path / "one.pdf", [[], [("t", "We set ")], []])
    symbols = pymupdf.Font("symb")
    with pymupdf.open(path) as document:
        page = document[0]
        x, y = 110, 128
        writer = pymupdf.TextWriter(page.rect)
        for dx, dy, size, text in (
            *((0, 0, 11, "α"), (10, 0, 11, "="), (22, -6.7, 11, "4β")),
            *((22, 7, 11, "γ"), (27, 3.5, 7, "2")),
        ):
            writer.append((x + dx, y + dy), text, font=symbols, fontsize=size)
        writer.write_text(page)
        page.draw_line((x + 21, y - 2.75), (x + 34, y - 2.75), width=0.5)
        document.save(tmp_path / "two.pdf")
    assert not [latex for latex in inline_in(tmp_path / "two.pdf") if "frac" in latex]
