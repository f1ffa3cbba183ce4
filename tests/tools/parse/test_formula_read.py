import json
import re
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.expression import Expression, to_text
from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_fonts import as_printed
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_lines import balanced, half_limited
from mmkg.tools.parse.formula_marks import Mark
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.formula_rules import Rule
from mmkg.tools.parse.latex import parse_latex
from mmkg.tools.parse.pages import Pdf

DATA = Path(__file__).parents[2] / "data"
EXAMPLES = Path(__file__).parents[3] / "examples"
TRUTH = json.loads((EXAMPLES / "truth" / "formulas.json").read_text(encoding="utf-8"))
PDFS = sorted({entry["document"] for entry in TRUTH if entry["document"].endswith(".pdf")})


def mark(latex: str, x: float, y: float, size: float = 10, style: str = "italic") -> Mark:
    box = Box(x, y - 0.72 * size, x + 0.5 * size, y + 0.22 * size)
    return Mark(latex, box, y, size, style)


@pytest.mark.parametrize("name", PDFS)
def test_every_display_of_the_examples_is_read_as_it_was_written(name: str) -> None:
    with Pdf(EXAMPLES / "corpus" / name) as pdf:
        found = {f.number: f for f in read_formulas(pdf, "ab" * 32) if not f.inline}
    wanted = {e["number"]: e["latex"] for e in TRUTH if e["document"] == name}
    assert set(found) == set(wanted)
    for number, latex in wanted.items():
        formula = found[number]
        assert formula.status == "computable"
        assert isinstance(formula.expression, Expression)
        assert to_text(formula.expression) == to_text(parse_latex(latex))
        assert re.fullmatch(r"abababababab:formula:\d+", formula.id)
        assert formula.address.page and formula.address.box
        assert [s.name for s in formula.symbols]


def test_scripts_and_fractions_come_from_where_marks_stand() -> None:
    marks = [
        mark("y", 0, 20),
        mark("=", 8, 20, style="symbol"),
        mark("a", 20, 13),
        mark("2", 25.2, 9.4, 7, "roman"),
        mark("b", 21, 27),
        mark("i", 26.2, 28.5, 7),
    ]
    assert rebuild(marks, [Rule(19, 30, 17.5)], True).latex == r"y = \frac{a^{2}}{b_{i}}"


def test_a_rule_or_glyph_without_a_place_leaves_only_the_picture() -> None:
    line = [mark("y", 0, 20), mark("=", 8, 20), mark("x", 16, 20)]
    assert rebuild(line, [], True).latex
    assert rebuild(line, [Rule(0, 30, 80)], True).fault == "a rule without use"
    assert rebuild([*line, mark("z", 22, 24.5)], [], True).fault
    unknown = Mark(None, Box(22, 12, 27, 22), 20, 10, "symbol")
    assert rebuild([*line, unknown], [], True).fault == "unknown glyph"
    assert rebuild([*line, mark("(", 22, 20)], [], True).fault == "unbalanced brackets"
    assert rebuild([], [], True).fault == "no glyphs"


WORDS = "where n is the sag ratio of a bridge, f is its sag and L is the length of its main span."


def drawn(path: Path, draw: Callable[[pymupdf.Page], None]) -> list[str]:
    """LaTeX of the displays of a page with lines of text, a short one right above the display."""
    document = pymupdf.open()
    page = document.new_page()
    for y in (100, 114, 180, 194, 208):
        page.insert_text((72, y), WORDS, fontname="tiro", fontsize=11)
    page.insert_text((72, 128), "The sag ratio is", fontname="tiro", fontsize=11)
    page.insert_text((421, 147), "(2)", fontname="tiro", fontsize=11)
    draw(page)
    document.save(path)
    with Pdf(path) as pdf:
        return [formula.latex for formula in read_formulas(pdf, "ab" * 32)]


def test_a_display_right_below_a_short_line_keeps_its_numerator(tmp_path: Path) -> None:
    def fraction(page: pymupdf.Page) -> None:
        for x, y, text in ((250, 147, "n"), (260, 147, "="), (275, 139, "f"), (274, 155, "L")):
            page.insert_text((x, y), text, fontname="tiit", fontsize=11)
        page.draw_line((273, 144), (282, 144), width=0.4)

    assert drawn(tmp_path / "fraction.pdf", fraction) == [r"n = \frac{f}{L}"]


def test_a_display_right_below_a_short_line_keeps_its_upper_limit(tmp_path: Path) -> None:
    def total(page: pymupdf.Page) -> None:
        page.insert_text((250, 147), "S", fontname="tiit", fontsize=11)
        page.insert_text((260, 147), "=", fontname="tiit", fontsize=11)
        page.insert_text((274, 148), "\u2211", fontname="china-s", fontsize=15)
        page.insert_text((278, 135), "N", fontname="tiit", fontsize=8)
        page.insert_text((275, 160), "k=1", fontname="tiit", fontsize=8)
        page.insert_text((292, 147), "x", fontname="tiit", fontsize=11)

    assert drawn(tmp_path / "sum.pdf", total) == [r"S = \sum_{k = 1}^{N}x"]


def test_the_comma_after_a_display_is_no_part_of_it(tmp_path: Path) -> None:
    def line(page: pymupdf.Page) -> None:
        page.insert_text((250, 147), "n = f + L,", fontname="tiit", fontsize=11)

    assert drawn(tmp_path / "comma.pdf", line) == ["n = f + L"]


def test_a_formula_known_only_as_a_picture_says_why(tmp_path: Path) -> None:
    def line(page: pymupdf.Page) -> None:
        page.insert_text((250, 147), "n = (f + L", fontname="tiit", fontsize=11)

    assert drawn(tmp_path / "open.pdf", line) == [""]
    with Pdf(tmp_path / "open.pdf") as pdf:
        (formula,) = read_formulas(pdf, "ab" * 32)
    assert (formula.status, formula.fault) == ("image_only", "unbalanced brackets")


def test_a_stroke_through_a_relation_denies_it() -> None:
    line = [mark("y", 0, 20), mark("=", 8, 20, style="roman"), mark("x", 16, 20)]
    stroke = Mark(r"\not", Box(9.5, 12.8, 12, 22.2), 20, 10, "symbol")
    assert rebuild([*line, stroke], [], True).latex.replace(" ", "") == r"y\neqx"
    slash = Mark("/", Box(9, 12.8, 14, 22.2), 20, 10, "italic")
    inside = [line[0], mark(r"\in", 8, 20, style="symbol"), line[2]]
    assert rebuild([*inside, slash], [], True).latex.replace(" ", "") == r"y\notinx"
    astray = Mark(r"\not", Box(40, 12.8, 45, 22.2), 20, 10, "symbol")
    assert rebuild([*line, astray], [], True).fault == "unknown glyph"


def test_the_font_of_symbols_names_its_two_forms_of_phi_crosswise() -> None:
    assert as_printed("ϕ", "ABCDEF+StandardSymL") == "φ"
    assert as_printed("ϕ", "CMMI10") == "ϕ"


def test_formulas_of_a_page_printed_by_a_browser_are_read() -> None:
    """Its mathematical font has no name but in its descriptor; accents are set smaller, higher."""
    with Pdf(DATA / "chromium_mathml.pdf") as pdf:
        read = read_formulas(pdf, "ab" * 32)
    assert [(formula.number, formula.inline, formula.latex) for formula in read] == [
        (None, False, r"\bar{q} = \frac{\hat{W}-\tilde{\psi}_{n}}{2K^{\prime}(r)}"),
        ("7", False, r"\vec{x} = \sum_{j = 1}^{N}u_{n}^{a_{l,n}}\log_{2}\rho"),
        (None, True, r"T_{k} = \mu(1-r)"),
    ]


@pytest.mark.parametrize("latex", [r"a = \int ^{\infty}b", r"\sum^{n}x"])
def test_an_upper_limit_alone_says_that_the_lower_was_not_seen(latex: str) -> None:
    assert half_limited(latex)
    assert not half_limited(r"\int_{0}^{1}x + \prod_{i}x_{i}")


@pytest.mark.parametrize("latex", [r"\left(_{l}^{f}\right)", "a + ^{2}", "(_{i})"])
def test_a_script_of_nothing_is_no_formula(latex: str) -> None:
    assert not balanced(latex)
    assert balanced(r"\|x\|_{2} = \left(y\right)^{2}")


def test_a_prime_on_a_subscript_stays_there() -> None:
    marks = [mark("z", 0, 100), mark("j", 5, 102, 7), mark(r"\prime", 8, 100, 5, "symbol")]
    assert rebuild(marks, [], False).latex == r"z_{j^{\prime}}"
    marks = [mark("z", 0, 100), mark(r"\prime", 5, 96.4, 7, "symbol"), mark("j", 5, 102, 7)]
    assert rebuild(marks, [], False).latex == r"z_{j}^{\prime}"


def test_a_wide_accent_that_ends_amid_scripts_is_the_letters_alone() -> None:
    scripts = [mark("i", 5, 102, 7), mark("j", 8, 102, 7)]
    box = Box(0.8, 92, 6.6, 94)
    tilde = Mark(r"\widetilde", box, 100, 10, "extension")
    assert rebuild([mark("a", 0, 100), tilde, *scripts], [], False).latex == r"\tilde{a}_{ij}"
