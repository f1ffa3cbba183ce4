import pytest

from mmkg.graph.document import Chunk, Formula, TextLine
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_meanings import is_noun_phrase
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
            r"R = \ell \cos \phi + \epsilon",
            "where R is the reach (m), ℓ is the length of the ray (m), φ is the elevation (°) and "
            "ε is the correction (m).",
            {
                "R": ("reach", "m"),
                "ell": ("length of the ray", "m"),
                "phi": ("elevation", "°"),
                "epsilon": ("correction", "m"),
            },
        ),
        (
            r"Q = \dot{m} \bar{x} \tilde{n} q_{\infty} c^*",
            "where Q is the heat, ṁ is the mass flow (kg/s), x̅ is the mean path (m), ñ is the "
            "number of tubes, q_∞ is the flow far away (m/s) and c^* is the fastest speed (m/s).",
            {
                "m_dot": ("mass flow", "kg/s"),
                "x_bar": ("mean path", "m"),
                "n_tilde": ("number of tubes", None),
                "q_infty": ("flow far away", "m/s"),
                "c_star": ("fastest speed", "m/s"),
            },
        ),
        (
            r"y = a \cos(\phi - \varphi)",
            "where φ is the phase and a is the amplitude (m).",
            # of which of the two it is the phase, the text leaves open
            {"a": ("amplitude", "m"), "phi": (None, None), "varphi": (None, None)},
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
        (
            r"h = \frac{1000 V}{A}",
            "其中 h 为平均水深（米）,V 为蓄水量（立方公里）,A 为面积（平方公里）。",
            {
                "h": ("平均水深", "米"),
                "V": ("蓄水量", "立方公里"),
                "A": ("面积", "平方公里"),
            },
        ),
    ],
)
def test_meanings_and_units_come_from_the_sentence_around(
    latex: str, text: str, expected: dict[str, tuple[str | None, str | None]]
) -> None:
    found = meanings(latex, text)
    for name, pair in expected.items():
        assert found[name] == pair


@pytest.mark.parametrize(
    ("latex", "text", "expected"),
    [
        (
            r"h = c A^{0.36}",
            "where h is the mean thickness in m, A is the area in km^2 and c = 33 is an empirical "
            "constant.",
            {
                "h": ("mean thickness", "m"),
                "A": ("area", "km^2"),
                "c": ("empirical constant", None),
            },
        ),
        (
            r"p = \rho g h",
            "where ρ = 900 kg/m^3 is the density of ice, g = 9.81 m/s^2, the acceleration of "
            "gravity, and h is the depth in m, B is the width.",
            {
                "rho": ("density of ice", "kg/m^3"),
                "g": ("acceleration of gravity", "m/s^2"),
                "h": ("depth", "m"),
            },
        ),
        (
            r"E = k t W",
            "where E is the energy in kWh, k = 1.2 is the overhead of the centre, t is the time "
            "in hours and W = 400 is the power of one lamp in watts.",
            {
                "E": ("energy", "kWh"),
                "k": ("overhead of the centre", None),
                "t": ("time", "hours"),
                "W": ("power of one lamp", "watts"),
            },
        ),
        (
            r"E = \frac{R T}{V}",
            "where R = 8.314 J/(mol K) is the gas constant and V = 2 boxes or T is the heat.",
            {"R": ("gas constant", "J/(mol K)"), "V": (None, None)},
        ),
        (r"F = g m", "其中 g = 9.81 m/s^2 为重力加速度,m 为质量。", {"g": ("重力加速度", "m/s^2")}),
    ],
)
def test_symbols_defined_with_a_value_are_told_apart(
    latex: str, text: str, expected: dict[str, tuple[str | None, str | None]]
) -> None:
    found = meanings(latex, text)
    for name, pair in expected.items():
        assert found[name] == pair


def test_the_symbols_of_another_formula_end_a_definition() -> None:
    text = "where h is the mean thickness in m, A is the area in km^2 and c = 33 is a constant."
    assert meanings(r"p = g h", text)["h"] == ("mean thickness", "m")


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
        ("ng/mL", "ng/mL"),
        ("J/(mol K)", "J/(mol K)"),
        ("the sky", None),
        ("2", None),
    ],
)
def test_units_are_told_from_words(text: str, unit: str | None) -> None:
    assert as_unit(text) == unit


def test_a_unit_is_split_off_the_meaning() -> None:
    assert split_unit("the mass (kg)") == ("the mass", "kg")
    assert split_unit("interest in cities") == ("interest in cities", None)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("y = a + b", "The one with the highest probability has a role in what follows."),
        ("y = a + b", "With the source a user is shown what was found."),
        ("y = o + b", "Here the model takes o and returns the rest."),
        ("y = z + b", "The value of z is between 0 and 1 here."),
        ("y = z + b", "In all of our runs z is set to five."),
        ("y = i + b", "where αi is the trade-off factor of the score."),
        ("y = z + b", "where z is a value and b is the number."),  # as every symbol is
        ("y = z + b", "Let z be activation can be generalized to any number of layers."),
        ("y = z + b", "A speed z is just its length d times a constant."),
        ("y = z + b", "Here z is literally a measure of growth."),
        ("y = z + b", "It is of the form y = z + b, says the law z."),
        ("y = z + b", "Big z is what turns dice into a clock."),
        ("y = z + b", "Then z is highly correlated with the length."),
        ("y = z + b", "It hugs the line z = y, and this tells the story z < y."),
        ("y = z + b", "Here z is calculated as: a sum."),
        ("y = z + b", "It is y / z + b that is meant, where y + z is the total count."),
    ],
)
def test_pieces_of_sentences_are_no_meanings(latex: str, text: str) -> None:
    assert not any(meaning for meaning, _ in meanings(latex, text).values())


def test_a_meaning_ends_where_the_sentence_goes_on_about_something_else() -> None:
    text = (
        "where x ∈ [0, 1] is the share of the load, and we write y for it, and σ limits the error."
    )
    assert meanings("y = x + 1", text)["x"] == ("share of the load", None)
    text = "μ is the estimated level and σ quantifies the error of that estimate."
    assert meanings(r"y = \mu + 1", text)["mu"] == ("estimated level", None)


def test_what_a_sum_is_said_to_be_is_no_meaning_of_its_last_symbol() -> None:
    text = "The useful number is B/A, where A = Z + N is the total nucleon count of a nucleus."
    found = meanings("A = Z + N", text)
    assert found["A"] == ("total nucleon count of a nucleus", None)
    assert "N" not in found or found["N"] == (None, None)


def test_a_meaning_ends_where_a_symbol_of_no_formula_is_explained_without_a_verb() -> None:
    text = "Let W name the wave with t an integer, where χ is a reduction fraction and δ a delay."
    assert meanings(r"P = \chi W", text)["chi"] == ("reduction fraction", None)


def test_a_participle_begins_a_meaning_only_before_a_noun() -> None:
    assert meanings("y = U + b", "where U is the applied voltage.")["U"][0] == "applied voltage"
    assert not meanings("y = U + b", "Then U is applied to the plates.").get("U", (None,))[0]


@pytest.mark.parametrize(
    "text", ["保留在瓶中这部分气体在状态 I(P1", "半波长的奇数倍时为暗环", "零时", "value (in kg"]
)
def test_a_case_or_a_cut_bracket_is_no_meaning(text: str) -> None:
    assert not is_noun_phrase(text)


@pytest.mark.parametrize("text", ["总用时", "两小时内的路程", "修正常数"])
def test_words_with_hours_in_them_may_be_a_meaning(text: str) -> None:
    assert is_noun_phrase(text)


def test_an_upright_letter_with_a_subscript_is_written_with_its_braces_closed() -> None:
    symbols = formula(r"\mathrm{P}_{\mathrm{e}} = 3\mathrm{p}^{2} + \mathrm{p}^{3}").symbols
    assert [symbol.latex for symbol in symbols] == ["P_{e}", "p"]
