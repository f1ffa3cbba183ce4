"""MathML without its TeX, and raised digits of Office files."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from docx import Document as Word
from latex2mathml.converter import convert

from mmkg.tools.parse.latex import parse_latex
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.text_mathml import latex_of


def math(inside: str) -> Tag:
    found = BeautifulSoup(inside, "html.parser").find("math")
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    "latex",
    [
        r"x = \frac{-b+\sqrt{b^{2}-4ac}}{2a}",
        r"R^{2} = 1-\frac{\mathrm{RSS}}{\mathrm{TSS}}",
        r"v = v_{0}\cos\theta",
        r"k = A\exp(-\frac{E_{a}}{RT})",
        r"F_{1} = \frac{2\mathrm{prec}\cdot\mathrm{rec}}{\mathrm{prec}+\mathrm{rec}}",
    ],
)
def test_presentation_is_read_as_the_formula_that_it_shows(latex: str) -> None:
    assert parse_latex(latex_of(math(convert(latex)))) == parse_latex(latex)


@pytest.mark.parametrize(
    ("inside", "latex"),
    [
        ("<mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable>", r"\begin{matrix}a\end{matrix}"),
        ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>→</mo></mover>", r"\overrightarrow{AB}"),
        (
            '<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>',
            r"\genfrac{}{}{0pt}{}{n}{k}",
        ),
    ],
)
def test_grids_arrows_and_fractions_without_a_line_are_read(inside: str, latex: str) -> None:
    assert latex_of(math(f"<math>{inside}</math>")) == latex


@pytest.mark.parametrize(
    "inside",
    [
        "<mi>a</mi>loose",
        "<mo>\u23e8</mo>",
    ],
)
def test_what_is_not_certain_has_no_latex(inside: str) -> None:
    assert latex_of(math(f"<math>{inside}</math>")) == ""


def test_a_formula_of_a_web_page_can_be_computed(tmp_path: Path) -> None:
    path = tmp_path / "energy.html"
    shown = convert(r"m = \frac{E}{c^{2}}")
    path.write_text(f"<h1>Mass</h1><p>The mass {shown} follows from it.</p>", encoding="utf-8")
    document = read_document(path)
    assert [formula.status for formula in document.formulas] == ["computable"]
    assert "m=E/c^2" in document.chunks[-1].text


def test_raised_digits_of_a_word_file_stay_exponents(tmp_path: Path) -> None:
    word = Word()
    paragraph = word.add_paragraph("An area of 40 m")
    for text, raised in (
        ("2", True),
        (" was sown, as others", False),
        ("3", True),
        (" say.", False),
    ):
        paragraph.add_run(text).font.superscript = raised or None
    word.save(tmp_path / "field.docx")
    (chunk,) = read_document(tmp_path / "field.docx").chunks
    assert chunk.text == "An area of 40 m^2 was sown, as others³ say."


@pytest.mark.parametrize(
    ("content", "latex"),
    [
        (
            "<eq/><ci>E</ci><apply><times/><ci>m</ci><apply><power/><ci>c</ci><cn>2</cn></apply>"
            "</apply>",
            "E = m c^{2}",
        ),
        (
            "<eq/><ci>x</ci><apply><divide/><apply><minus/><ci>a</ci><apply><minus/><ci>b</ci>"
            "<ci>c</ci></apply></apply><apply><root/><degree><cn>3</cn></degree><ci>d</ci></apply>"
            "</apply>",
            r"x = \frac{a - (b - c)}{\sqrt[3]{d}}",
        ),
        (
            "<eq/><ci><msub><mi>v</mi><mn>0</mn></msub></ci><apply><times/><cn>2</cn><pi/>"
            "<apply><sin/><ci>α</ci></apply></apply>",
            r"v_{0} = 2 \pi \sin(\alpha)",
        ),
        (
            "<eq/><ci>s</ci><apply><sum/><bvar><ci>k</ci></bvar><lowlimit><cn>1</cn></lowlimit>"
            "<uplimit><cn>9</cn></uplimit><apply><power/><ci>k</ci><cn>2</cn></apply></apply>",
            r"s = \sum_{k = 1}^{9} k^{2}",
        ),
    ],
)
def test_content_is_read_as_what_it_means(content: str, latex: str) -> None:
    read = latex_of(math(f"<math><apply>{content}</apply></math>"))
    assert read == latex
    assert parse_latex(read) == parse_latex(latex)


@pytest.mark.parametrize(
    "content",
    ["<tendsto/><ci>x</ci>", "<minus/><ci>a</ci><ci>b</ci><ci>c</ci>", "<eq/><cn type='x'>1</cn>"],
)
def test_content_that_is_not_known_gives_nothing(content: str) -> None:
    assert latex_of(math(f"<math><apply>{content}</apply></math>")) == ""
