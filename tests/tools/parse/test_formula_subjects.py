import pytest

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.provenance import Address
from mmkg.tools.parse.formula_expressions import as_printed, with_latex
from mmkg.tools.parse.formula_symbols import define_symbols

SHA = "d" * 64


def meaning_of(name: str, latex: str, before: str) -> str | None:
    """What a symbol of a display means after a chunk that ends right before the display."""
    chunk = Chunk(
        id="c", address=Address(document=SHA), text=before, order=3, sentences=((0, len(before)),)
    )
    formula = with_latex(Formula(id="f", address=Address(document=SHA), order=4), latex)
    read = define_symbols(formula, [chunk])
    return next(symbol.meaning for symbol in read.symbols if symbol.name == name)


@pytest.mark.parametrize(
    ("before", "meaning"),
    [
        ("The F1 score is", "F1 score"),
        ("Then the mass of the planet is given by:", "mass of the planet"),
        ("We compute the kinetic energy of the body as follows:", "kinetic energy of the body"),
        ("Using the data from the table the total mass is", "total mass"),
        ("The bipolar pulse x is calculated as:", "bipolar pulse"),
        ("F1 值的计算公式为", "F1 值"),
        ("由此可得，逃逸速度定义为：", "逃逸速度"),
        ("设密度为ρ，油滴的质量 x 可表示为：", "油滴的质量"),
    ],
)
def test_a_subject_named_before_its_display_is_its_meaning(before: str, meaning: str) -> None:
    assert meaning_of("x", r"x = \frac{a}{b}", before) == meaning


@pytest.mark.parametrize(
    "before",
    [
        "The factor K for two models M, N over a data set D can be computed:",
        "The norm of this over a space S is",
        "The relation between the two is",
        "This holds in all cases, and we write",
        "The mass, which is measured twice, and is",
        "其中关系式为",
    ],
)
def test_a_sentence_that_names_no_quantity_gives_no_meaning(before: str) -> None:
    assert meaning_of("x", r"x = \frac{a}{b}", before) is None


def test_what_the_text_says_of_a_symbol_goes_before_what_leads_to_the_display() -> None:
    assert meaning_of("x", "x = 2a", "Here x is the wind speed. The result is") == "wind speed"


@pytest.mark.parametrize(
    "text",
    [
        "Here q = 1 is the corner case, an incommensurate rate is effectively continuous",
        "其中 q：其载荷开始于 0 先增加后衰减为 0",
        "其中 q：决定了曲线的弯曲度",
        "其中 q 为长期因子：期限无穷大时利率收敛",
    ],
)
def test_what_a_symbol_does_or_is_in_one_case_is_no_meaning(text: str) -> None:
    assert meaning_of("q", r"x = \frac{p}{q}", text) is None


@pytest.mark.parametrize(
    ("name", "latex", "spelt"),
    [
        ("E_ic", r"E_{ic} = \epsilon_{\text{tx}} L", "E_{ic}"),
        ("epsilon_tx", r"E_{ic} = \epsilon_{\text{tx}} L", r"\epsilon_{\text{tx}}"),
        ("j_prime", r"j^{\prime} = k - 1", r"j^{\prime}"),
        ("x", "e^{x} = x_{i}", "x"),
        ("x_i", "e^{x} = x_i^2", "x_i"),
    ],
)
def test_a_symbol_is_spelt_as_its_formula_spells_it(name: str, latex: str, spelt: str) -> None:
    assert as_printed(name, latex) == spelt


@pytest.mark.parametrize(
    ("latex", "status"),
    [
        ("r_{t} = f_{t}^{t}", "latex_only"),  # of date t, seen at t
        (r"V_{i} = \frac{C_{i}}{(1 + y)^{i}}", "computable"),
        (r"u_{t} = \beta^{t} c", "computable"),
        ("y_{i} = x_{i}^{2}", "computable"),
    ],
)
def test_an_index_that_is_raised_is_no_exponent(latex: str, status: str) -> None:
    formula = Formula(id="f", address=Address(document=SHA), order=4)
    assert with_latex(formula, latex).status == status
