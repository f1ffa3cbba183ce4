import pytest

from mmkg.graph.document import Chunk, Formula, TextLine
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_symbols import define_symbols
from mmkg.tools.parse.formula_units import as_unit, split_unit

SHA = "c" * 64


def formula(latex: str) -> Formula:
    address = Address(document=SHA, page=1, box=Box(100, 100, 300, 120))
    return with_latex(Formula(id=f"{SHA[:12]}:formula:1", address=address), latex)


def chunk(text: str) -> Chunk:
    line = TextLine(span=(0, len(text)), page=1, box=Box(72, 130, 520, 160))
    return Chunk(
        id=f"{SHA[:12]}:chunk:1",
        address=Address(document=SHA, page=1),
        text=text,
        lines=(line,),
        sentences=((0, len(text)),),
    )


def meanings(latex: str, text: str) -> dict[str, tuple[str | None, str | None]]:
    read = define_symbols(formula(latex), [chunk(text)])
    return {symbol.name: (symbol.meaning, symbol.unit) for symbol in read.symbols}


@pytest.mark.parametrize(
    ("latex", "text", "expected"),
    [
        (
            r"v_{\mathrm{esc}} = \sqrt{\frac{2GM}{r}}",
            "where vesc is the escape velocity in km/s, G is the gravitational constant, "
            "6.674 × 10−11 m3 kg−1 s−2, M is the mass of the body (kg), and r its radius.",
            {
                "v_esc": ("escape velocity", "km/s"),
                "G": ("gravitational constant", "m^3 kg^-1 s^-2"),
                "M": ("mass of the body", "kg"),
            },
        ),
        (
            r"F = \frac{2 P R}{P + R}",
            "Here P and R are precision and recall, respectively.",
            {"P": ("precision", None), "R": ("recall", None)},
        ),
        (
            r"N = N_0 e^{-\lambda t}",
            "Let N denote the number of nuclei and let λ be the decay constant in 1/s; t is the "
            "elapsed time in s.",
            {"N": ("number of nuclei", None), "t": ("elapsed time", "s")},
        ),
        (
            r"v = \frac{2\pi r}{T}",
            "其中 v 为速度（km/s），r 表示半径（km），T是周期，单位为 s。",
            {"v": ("速度", "km/s"), "r": ("半径", "km"), "T": ("周期", "s")},
        ),
    ],
)
def test_meanings_and_units_come_from_the_sentence_around(
    latex: str, text: str, expected: dict[str, tuple[str | None, str | None]]
) -> None:
    found = meanings(latex, text)
    for name, pair in expected.items():
        assert found[name] == pair


def test_a_definition_carries_its_address_and_sentence() -> None:
    text = "where g is the surface gravity in m/s2."
    read = define_symbols(formula("W = m g"), [chunk(text)])
    (gravity,) = [symbol for symbol in read.symbols if symbol.name == "g"]
    assert gravity.defined_at is not None
    assert gravity.defined_at.span is not None
    assert text[slice(*gravity.defined_at.span)] == "g is the surface gravity in m/s2"
    assert gravity.defined_at.page == 1
    assert read.context == text


def test_text_that_names_a_run_of_letters_makes_the_formula_computable() -> None:
    blank = formula(r"P = \frac{TP}{TP + FP}")
    assert blank.status == "latex_only"
    text = "where TP is the number of true positives and FP is the number of false positives."
    read = define_symbols(blank, [chunk(text)])
    assert read.status == "computable"
    assert [symbol.name for symbol in read.symbols] == ["P", "TP", "FP"]


def test_pi_is_a_symbol_where_the_text_says_what_it_is() -> None:
    read = define_symbols(formula(r"r = i - \pi"), [chunk("where π is the rate of inflation.")])
    assert "pi" in [symbol.name for symbol in read.symbols]
    kept = define_symbols(formula(r"C = 2 \pi r"), [chunk("where r is the radius in m.")])
    assert "pi" not in [symbol.name for symbol in kept.symbols]


def test_text_about_something_else_defines_nothing() -> None:
    found = meanings("W = m g", "Table 3 is the best. We are glad, and weight is a great thing.")
    assert all(pair == (None, None) for pair in found.values())


def test_hostile_text_takes_bounded_time() -> None:
    text = "where " + "m is m is , and m " * 2_000
    define_symbols(formula("W = m g"), [chunk(text)])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("m/s2", "m/s^2"),
        ("kg m−3", "kg m^-3"),
        ("m³ kg⁻¹", "m^3 kg^-1"),
        ("years", "years"),
        ("km / h", "km/h"),
        ("the sky", None),
        ("2", None),
    ],
)
def test_units_are_told_from_words(text: str, unit: str | None) -> None:
    assert as_unit(text) == unit


def test_a_unit_is_split_off_the_meaning() -> None:
    assert split_unit("the mass (kg)") == ("the mass", "kg")
    assert split_unit("interest in cities") == ("interest in cities", None)
