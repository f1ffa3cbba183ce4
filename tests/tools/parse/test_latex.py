import time

import pytest

from mmkg.graph.document import Formula
from mmkg.graph.expression import symbols, to_text
from mmkg.graph.provenance import Address
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_statements import is_statement
from mmkg.tools.parse.latex import LatexError, parse_latex


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"v_{\mathrm{esc}} = \sqrt{\frac{2GM}{r}}", "v_esc = sqrt(2 × G × M/r)"),
        (r"E = mc^2", "E = m × c^2"),
        (r"PV = nRT", "P × V = n × R × T"),
        (r"\text{Precision} = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FP}}", None),
        (r"G = 6.674\times10^{-11}", "G = 6.674 × 10^(-11)"),
        (r"N(t) = N_0 e^{-\lambda t}", "N = N_0 × exp(-lambda × t)"),
        (r"A = P\left(1 + \frac{r}{n}\right)^{nt}.", "A = P × (1 + r/n)^(n × t)"),
        (r"\hat{y}_i = \hat{\beta}_0 + \hat{\beta}_1 x_i", None),
        (r"\hat{y_i} = 2", "y_hat_i = 2"),
        (r"\Delta t = \frac{\Delta x}{v} \quad (3)", "Delta_t = Delta_x/v"),
        (r"\begin{equation} y = \sin \omega t \label{eq:a}\end{equation}", "y = sin(omega × t)"),
        (r"s = \sum_{i=1}^{3} w_i x_i", "s = w_1 × x_1 + w_2 × x_2 + w_3 × x_3"),
        (r"p = 5\% + 12,000", "p = 5/100 + 12000"),
        (r"n = 1{,}234\,567", "n = 1234567"),
        (r"F_{0.5} = x'", "F_0.5 = x_prime"),
        (r"b = a\sqrt{1-e^2}", "b = a × sqrt(1 - e^2)"),
        (r"T = 2\pi\sqrt{L/g}", "T = 2 × π × sqrt(L/g)"),
        ("𝑇 = 𝑎^3", "T = a^3"),
        (r"速度 = \frac{\text{路程}}{\text{时间}}", None),
        (r"a = b = c", "a = b"),
        (r"x \le 3", "x ≤ 3"),
        (r"P(A|B) = \frac{P(B \mid A)P(A)}{P(B)}", "P(A|B) = P(B|A) × P(A)/P(B)"),
        (r"E(R_{i}) = R_{f} + \beta(E(R_{m}) - R_{f})", "E(R_i) = R_f + beta × (E(R_m) - R_f)"),
        (r"C = S N(d_{1}) - K N(d_{2})", "C = S × N(d_1) - K × N(d_2)"),
        (r"x = {a \over b}", "x = a/b"),
        (r"x = {a + 1 \over {b \over c}} + d", "x = (a + 1)/(b/c) + d"),
        (r"x = \sqrt{1 \over 2}\left( a \over b \right)", "x = sqrt(1/2) × a/b"),
        (r"x = {n \choose 2}", "x = n!/(2! × (n - 2)!)"),
        (r"P(X = k) = p^{k}(1-p)^{n-k}", "P = p^k × (1 - p)^(n - k)"),
        (r"N(t) = N_{0}(\frac{1}{2})^{t/t_{1/2}}", "N = N_0 × (1/2)^(t/t_1_over_2)"),
        (r"k = A e^{-E_{a}/RT}", "k = A × exp(-E_a/(R × T))"),
        (r"\sigma(z) = \frac{1}{1+e^{-z}} = 1 - \sigma(-z)", "sigma = 1/(1 + exp(-z))"),
        (r"S = \frac{a(1-q^{n})}{1-q}, \quad q \neq 1", "S = a × (1 - q^n)/(1 - q)"),
        (r"x = r\cos\theta, \quad y = r\sin\theta", "x = r × cos(theta)"),
        (r"\begin{aligned} a &= b + c \\ &= d + e \end{aligned}", "a = b + c"),
        (r"B = \sum_{t=1}^{T}\frac{C}{(1+y)^{t}}", "B = sum(C/(1 + y)^t for t = 1 … T)"),
        (
            r"T = \begin{cases} 0.1x, & \text{若} x \leq 36 \\ 0.2x - 4, & \text{否则} \end{cases}",
            "T = (0.1 × x if x ≤ 36, else 0.2 × x - 4)",
        ),
        (
            r"w = \left\{\begin{array}{ll} 1 & 0 \leq u < 1 \\ 2 & u \geq 1 \end{array}\right.",
            "w = (1 if 0 ≤ u and u < 1, 2 if u ≥ 1)",
        ),
        (r"\Delta G^{\circ} = -RT\ln K", "Delta_G_circ = -R × T × ln(K)"),
        (r"W_{\mathrm{net,in}} = y'' x_{k|k-1}", "W_net_in = y_prime_prime × x_k_given_k_minus_1"),
    ],
)
def test_formulas_are_read(latex: str, text: str | None) -> None:
    try:
        tree = parse_latex(latex)
    except LatexError as fault:
        assert text is None, fault
        return
    assert text is None or to_text(tree) == text


@pytest.mark.parametrize(
    ("latex", "now"),
    [
        (r"P_{\rm out} = 3 V_{\it x}", r"P_{\mathrm{out}} = 3 V_{x}"),
        (r"R = {\rm Re} a", r"R = \mathrm{Re} a"),
        (r"{\cal L} = T - V", r"\mathcal{L} = T - V"),
    ],
)
def test_old_switches_of_fonts_mean_what_commands_with_braces_do(latex: str, now: str) -> None:
    assert parse_latex(latex) == parse_latex(now)
    with pytest.raises(LatexError, match="bold"):
        parse_latex(r"{\bf F} = m a")


def test_decorated_and_long_symbols_are_one_name() -> None:
    tree = parse_latex(r"\hat{y}_i = \mathrm{F1} + \bar{x}_{\mathrm{max}} + \mathcal{L}' + v^{*}")
    assert symbols(tree) == ("y_hat_i", "F1", "x_bar_max", "L_cal_prime", "v_star")


@pytest.mark.parametrize(
    "latex",
    [
        r"y = f(x)",
        r"y = x f(x)",
        r"x = \begin{cases} 1 & \text{otherwise} \\ 0 & x > 0 \end{cases}",
        r"dS = \mu S dt + \sigma S dW",
        r"E = 2.5 \times 10^{-3}\,\mathrm{J}",
        r"\sum_{k=0}^{\infty} x^{k} = 2",
        r"y = x \sin A^{\circ}",
        r"f(x) = f(x - 1) + 1",
        r"p(y|x) = 0.5",
        r"\int_0^1 x\,dx = 2",
        r"\mathbb{E}[x] = 1",
        r"\|x\| = 1",
        r"\frac{dx}{dt} = 5",
        r"\frac{\partial f}{\partial x} = 1",
        r"y = \begin{cases} 1 & x>0 \\ 0 \end{cases}",
        r"a = b \\ c = d",
        r"\sum_{i=1}^n x_i = 3",
        r"P = \frac{TP}{TP+FP}",
        r"rate = x",
        r"Re = \rho v L",
        r"x = a/bc",
        r"x = 2 \frac{3}{4}",
        r"y = W^T x",
        r"y = \mathbf{w} x",
        r"a \approx b",
        r"x = y \pm z",
        r"H = -p \log p",
        r"y = \sin^{-1} x",
        r"y = \sin \theta x",
        r"y = \pi^{*}(s_{n-1}^{\theta})",
        r"y = b(c^{k+1})",
        r"g = 9.81\,\mathrm{m}",
        r"x = 2 3",
        r"x^a^b",
        r"x = \infty",
        r"N = |D|",
        r"0 < x < 1",
        r"y = x \text{ if } x > 0",
        r"e^{x} + e = y",
        r"(a + b] = c",
        r"\frac{1}{2",
        r"x = {a \over b \over c}",
        "",
    ],
)
def test_what_is_ambiguous_or_not_computable_is_refused(latex: str) -> None:
    with pytest.raises(LatexError):
        parse_latex(latex)


@pytest.mark.parametrize(
    "attack",
    [
        "__import__('os').system('id')",
        r"\mathrm{__import__}('os')",
        "().__class__.__bases__[0].__subclasses__()",
        "lambda x: x",
        "x.__class__",
        "eval(1)",
        r"\input{/etc/passwd}",
        r"\def\a{\a\a}\a",
        r"x = \infty - \infty",
        "NaN",
        "{" * 5000 + "x" + "}" * 5000,
        "{" * 900 + "x" + "}" * 900,
        "(" * 900,
        "-" * 1900 + "x",
        r"\sqrt{" * 280 + "x" + "}" * 280,
        "x^{" * 400 + "2" + "}" * 400,
        r"\frac" * 390,
        r"\sum_{i=1}^{50}" * 60 + "x",
        r"\left(" * 300,
        "x" * 10_000_000,
        "__import__" * 1_000_000,
        "x_" * 5_000_000,
        "9^{9^{9^{9}}}!" * 2_000,
        "x_{" * 600,
        "\x00\ud835",
    ],
)
def test_attacks_are_typed_errors_in_bounded_time(attack: str) -> None:
    started = time.process_time()
    with pytest.raises(LatexError):
        parse_latex(attack)
    assert time.process_time() - started < 5  # of the processor, however busy the machine is


@pytest.mark.parametrize(
    "bit",
    ["x_a ", "{", "x_{", r"\hat{", r"\mathrm{__import__('os')}", "$", "=", "x^", r"\frac{1}", "9^"],
)
def test_a_formula_of_any_length_and_depth_is_kept_in_bounded_time(bit: str) -> None:
    blank = Formula(id="a", address=Address(document="a" * 64))
    for length in (1_000, 10_000_000):
        started = time.process_time()
        read = with_latex(blank, (bit * length)[:length])
        is_statement(read.latex)
        assert read.status == "latex_only"
        assert time.process_time() - started < 10


def test_names_from_the_text_settle_what_a_run_of_letters_is() -> None:
    tree = parse_latex(r"P = \frac{TP}{TP+FP}", names={"TP", "FP"})
    assert symbols(tree) == ("P", "TP", "FP")
    assert symbols(parse_latex(r"r = i + \pi", names={"pi"})) == ("r", "i", "pi")


def test_the_base_of_a_bare_logarithm_must_be_known() -> None:
    assert to_text(parse_latex(r"S = k \log W", log_base="e")) == "S = k × ln(W)"
    assert to_text(parse_latex(r"H = \log x", log_base="2")) == "H = log(x, 2)"


def test_a_power_of_a_number_may_follow_a_factor() -> None:
    assert parse_latex(r"C = C_{0}\;2^{-t/T}") == parse_latex(r"C = C_{0} \cdot 2^{-t/T}")
    with pytest.raises(LatexError):
        parse_latex(r"C = C_{0} 2")


def test_lines_that_go_on_with_a_term_are_one_equation() -> None:
    whole = parse_latex(r"y = 2a + 3b - c")
    assert parse_latex(r"\begin{aligned} y = 2a \\ + 3b \\ - c \end{aligned}") == whole
    assert parse_latex(r"\begin{aligned} y &= 2a \\ &\quad + 3b - c \end{aligned}") == whole
    for two in (r"y = 2a \\ - c = 4", r"y = 2a \\ b = 3", r"y + 2 \\ + 3"):
        with pytest.raises(LatexError, match="more than one line"):
            parse_latex(two)


@pytest.mark.parametrize(
    ("latex", "status"),
    [
        (r"\delta_{k}^{t} = y_{k}^{t} - z_{k}^{t}", "latex_only"),
        (r"h^{T+1} = 0", "latex_only"),
        (r"r^{2} = x^{2} + y^{2}", "computable"),
        (r"VP = \frac{a}{b}", "latex_only"),
        (r"y = a^{x}", "computable"),
        (r"(1+r)^{n} = 2 q", "computable"),
    ],
)
def test_what_is_defined_is_neither_a_power_of_its_number_nor_a_product(
    latex: str, status: str
) -> None:
    blank = Formula(id="f", address=Address(document="0" * 64))
    assert with_latex(blank, latex).status == status


@pytest.mark.parametrize("names", [{"VP"}, {"V", "P"}])
def test_what_capitals_are_the_text_may_say(names: set[str]) -> None:
    blank = Formula(id="f", address=Address(document="0" * 64))
    assert with_latex(blank, r"VP = \frac{a}{b}", frozenset(names)).status == "computable"


def test_formulas_set_apart_on_one_line_are_no_product() -> None:
    with pytest.raises(LatexError, match="set apart"):
        parse_latex(r"H_{1,0} = a_{1}\quad H_{1,1}")
    assert parse_latex(r"x = a + \quad b")
    assert parse_latex(r"y = \begin{cases} 1 & \quad x>0 \\ 0 & \quad x \le 0 \end{cases}")
