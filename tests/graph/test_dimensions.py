"""Which unit a symbol has by the others, whether two sides agree, and what nothing proves."""

from __future__ import annotations

import time

import pytest

from mmkg.graph.dimensions import sides_agree, unit_by_others
from mmkg.graph.expression import call, number, symbol
from mmkg.graph.miscopied import slips
from mmkg.graph.unit_powers import DimensionError, equal, in_words, powers_of
from mmkg.graph.unit_slips import slipped, taken_in
from mmkg.graph.units import parse_unit
from mmkg.tools.parse.latex import parse_latex

G = "m^3 kg^-1 s^-2"


def unit(latex: str, target: str, **units: str) -> str:
    return in_words(unit_by_others(parse_latex(latex), target, units))


@pytest.mark.parametrize(
    ("latex", "target", "units", "wanted"),
    [
        (r"g = \frac{GM}{R^2}", "g", {"G": G, "M": "kg", "R": "m"}, "m/s^2"),
        (r"g = \frac{GM}{R^2}", "G", {"g": "m/s^2", "M": "kg", "R": "m"}, G),
        (r"v = \sqrt{\frac{2GM}{R}}", "v", {"G": G, "M": "kg", "R": "m"}, "m/s"),
        (r"v = \sqrt{\frac{GM}{R+h}}", "h", {"G": G, "M": "kg", "R": "m", "v": "m/s"}, "m"),
        (r"W = mg", "m", {"W": "N", "g": "m/s^2"}, "kg"),
        (r"W = mg", "W", {"m": "kg", "g": "m/s^2"}, "kg m/s^2"),
        (r"N = N_0 \exp(-\lambda t)", "lambda", {"t": "s"}, "s^-1"),
        (r"r = a(1-e)", "r", {"a": "AU"}, "AU"),
        (r"s = r\theta", "s", {"r": "m", "theta": "rad"}, "m"),
        (r"Q = c m \Delta T", "c", {"Q": "J", "m": "kg", "Delta_T": "°C"}, "J kg^-1 K^-1"),
        (r"v = \frac{s}{t}", "v", {"s": "千米", "t": "小时"}, "km/h"),
    ],
)
def test_a_unit_follows_from_the_others(
    latex: str, target: str, units: dict[str, str], wanted: str
):
    assert unit(latex, target, **units) == wanted


@pytest.mark.parametrize(
    ("latex", "target", "units", "why"),
    [
        (r"T^2 = a^3", "T", {"a": "AU"}, "root"),
        (r"S = \frac{K}{r^2}", "S", {"K": "W/m^2", "r": "AU"}, "one kind"),
        (r"s = r\theta", "s", {"r": "m", "theta": "°"}, "one kind"),
        (r"k = \frac{a}{b}", "k", {"a": "days", "b": "days"}, "pure number"),
        (r"y = a + b", "y", {"a": "m", "b": "s"}, "different kinds"),
        (r"y = a + b", "y", {"a": "m", "b": "km"}, "different size"),
        (r"y = \exp(x)", "y", {"x": "m"}, "different kinds"),
        (r"y = x^n", "y", {"x": "m"}, "no number"),
        (r"y = a b", "y", {"a": "m"}, "does not follow"),
        (r"F = \frac{9 C}{5} + 32", "F", {"C": "°C"}, "zero of its own"),
        (r"y = 2 a", "y", {"a": "blorps"}, "no known unit"),
        (r"y = a^{61}", "y", {"a": "m"}, "out of bounds"),
    ],
)
def test_what_proves_no_unit_says_why(latex: str, target: str, units: dict[str, str], why: str):
    with pytest.raises(DimensionError, match=why):
        unit(latex, target, **units)


def test_two_sides_agree_whatever_the_size_of_the_units():
    fits = parse_latex(r"v = \frac{2\pi a}{T}")
    assert sides_agree(fits, {"v": "km/s", "a": "AU", "T": "days"})
    assert not sides_agree(fits, {"v": "km/s", "a": "AU", "T": "kg"})


def test_a_symbol_without_a_unit_leaves_it_open_unless_it_must_be_a_pure_number():
    for latex in ("W = mg", r"W = W_0 \exp(-\frac{m}{c})"):
        with pytest.raises(DimensionError, match="leaves it open"):
            sides_agree(parse_latex(latex), {"W": "N", "W_0": "N", "m": "kg"})
    assert sides_agree(parse_latex("r = a(1-e)"), {"r": "km", "a": "AU"})


@pytest.mark.parametrize(
    ("latex", "units", "wrong"),
    [
        (r"v = \frac{d}{t}", {"v": "km/h", "d": "m", "t": "s"}, True),
        (r"v = \sqrt{2gh}", {"v": "m/s", "g": "m/s^2", "h": "km"}, True),
        (r"p = \frac{a}{b}", {"p": "%", "a": "kg", "b": "kg"}, True),
        (r"h = d \sin(a)", {"h": "m", "d": "m", "a": "°"}, True),
        (r"h = d \sin(a)", {"h": "m", "d": "m", "a": "rad"}, False),
        (r"y = x (1 + r)", {"y": "yuan", "x": "yuan", "r": "%"}, True),
        (r"y = x (1 + \frac{r}{100})", {"y": "yuan", "x": "yuan", "r": "%"}, False),
        (r"v = \sqrt{\frac{K}{R+h}}", {"R": "m", "h": "km"}, True),
        (r"k = A \exp(-\frac{E}{R T})", {"E": "kJ/mol", "R": "J/(mol K)", "T": "K"}, True),
        (r"v = \frac{d}{t}", {"v": "m/s", "d": "m", "t": "s"}, False),
        (r"v = 3.6\frac{d}{t}", {"v": "km/h", "d": "m", "t": "s"}, False),  # it converts
        (r"p = \frac{100 a}{b}", {"p": "%", "a": "kg", "b": "kg"}, False),
        (r"w = \frac{d}{7}", {"w": "weeks", "d": "days"}, False),
        (r"b = \arctan(0.102 k)", {"b": "°", "k": "m/s^2"}, True),  # what 0.102 converts is in it
        (r"F = 9.81 m \sin a", {"F": "N", "m": "kg", "a": "°"}, True),
        (r"R = 2.5 L \cos(\frac{\pi}{180} a)", {"R": "m", "L": "m", "a": "°"}, False),
        (r"A = P(1+r)^n", {"A": "thalers", "P": "thalers", "r": "%"}, True),
        (r"T^2 = a^3", {"T": "years", "a": "AU"}, False),  # units hide in it
        (r"S = \frac{K}{r^2}", {"S": "W/m^2", "K": "W/m^2", "r": "AU"}, False),
        (r"y = a b", {"y": "km", "a": "m"}, False),  # b may be what converts
    ],
)
def test_units_of_another_size_are_a_slip_where_nothing_converts(
    latex: str, units: dict[str, str], wrong: bool
):
    assert slipped(parse_latex(latex), tuple(units.items())) is wrong


@pytest.mark.parametrize(
    ("latex", "units", "taken"),
    [
        (r"F = 9.81 m \sin a", {"F": "N", "m": "kg", "a": "°"}, {"a": "rad"}),
        (r"b = \arctan(0.102 k)", {"b": "°", "k": "m/s^2"}, {"b": "rad"}),
        (r"y = \sin(w t + p)", {"w": "rad/s", "t": "s", "p": "°"}, {"p": "rad"}),
        (r"p = \frac{a}{b}", {"p": "%", "a": "kg", "b": "kg"}, {"p": None}),
        (r"y = x (1 + r)^n", {"y": "yuan", "x": "yuan", "r": "%"}, {"r": None}),
        (r"y = x (1 + \frac{r}{100})", {"y": "yuan", "x": "yuan", "r": "%"}, {}),
        (r"R = 2.5 L \cos(\frac{\pi}{180} a)", {"R": "m", "L": "m", "a": "°"}, {}),
        (r"v = \frac{d}{t}", {"v": "km/h", "d": "m", "t": "s"}, {}),  # refused, not converted
        (r"a = w t", {"a": "°", "w": "°/s", "t": "s"}, {}),
        (r"y = \frac{a}{90} \sin a", {"y": "m", "a": "°"}, {}),  # in doubt
    ],
)
def test_degrees_and_percent_are_taken_as_an_equation_needs_them(
    latex: str, units: dict[str, str], taken: dict[str, str | None]
):
    found = taken_in(parse_latex(latex), units)
    assert {n: found.get(n) for n in units} == {**units, **taken}


def test_nested_powers_and_long_sums_end_soon():
    began, deep = time.monotonic(), symbol("a")
    for _ in range(50):
        deep = call("power", deep, number("0.5"))
    wide = call("add", *(call("multiply", symbol(f"a{n}"), symbol("t")) for n in range(500)))
    with pytest.raises(DimensionError):
        unit_by_others(call("equals", symbol("y"), deep), "y", {"a": "m"})
    units = {"t": "s", **{f"a{n}": "m/s" for n in range(500)}}
    assert in_words(unit_by_others(call("equals", symbol("y"), wide), "y", units)) == "m"
    assert time.monotonic() - began < 5


def test_a_huge_exponent_is_refused_at_once():
    began = time.monotonic()
    for exponent in (number("1e9999"), call("multiply", *[number("1e9999")] * 900), number(10**19)):
        with pytest.raises(DimensionError):
            raised = call("power", symbol("a"), exponent)
            unit_by_others(call("equals", symbol("y"), raised), "y", {"a": "m"})
    assert time.monotonic() - began < 2


def test_what_is_written_is_read_back_as_the_same_unit():
    for text in (G, "kg m^2/s^2", "J kg^-1 K^-1", "AU/year", "km/h", "V A", "s^-1", "mol/l"):
        assert equal(in_words(powers_of(text)), text)


def test_a_slip_of_the_pen_leaves_alone_what_the_equation_is_for():
    equation = parse_latex(r"v = \sqrt{\frac{2GM}{R}}")
    found = [*slips(equation)]
    assert len(found) == len({*found}) >= 6
    assert equation not in found
    assert all(other.args[0] == equation.args[0] for other in found)
    assert parse_latex(r"v = \frac{2GM}{R}") in found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("千克·米/秒²", "N"),
        ("千克每立方米", "kg/m^3"),
        ("J/(kg·℃)", "J/(kg K)"),  # a difference of one degree
        ("Ω", "V/A"),
        ("AU^2", "AU AU"),
    ],
)
def test_units_in_other_words_are_equal(one: str, two: str):
    assert equal(one, two)


def test_degrees_among_other_units_are_differences():
    found = parse_unit("°C/min")
    assert found is not None
    assert found.m == 1
