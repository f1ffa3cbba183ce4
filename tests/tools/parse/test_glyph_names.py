"""Fonts whose glyphs only their names tell, and glyphs that cannot be what they seem."""

from __future__ import annotations

import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_fonts import reading
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_lines import scripted_twice
from mmkg.tools.parse.glyph_names import ARROW, UNKNOWN, shown_by_names
from mmkg.tools.parse.page_fonts import agreed
from mmkg.tools.parse.pages import Glyph
from mmkg.tools.parse.pdfium import Placed


def program(**codes: int) -> bytes:
    """The readable part of a Type 1 font, with the codes of its glyphs."""
    entries = "".join(f"dup {code} /{name} put\n" for name, code in codes.items())
    return f"%!PS-AdobeFont-1.0: Made\n/Encoding 256 array\n{entries}readonly def\neexec".encode()


def strange(shown: dict[str, str]) -> dict[str, str]:
    return {char: sign for char, sign in shown.items() if char != sign}


def test_a_character_that_is_a_letter_in_one_font_of_a_name_stays_one() -> None:
    """Fonts that serve text and signs alike have one name for both."""
    assert agreed("r", "√", "r") == agreed("r", "r", "√") == "r"
    assert agreed("X", "∑", "∑") == "∑"
    assert agreed("X", "∑", "∫") == UNKNOWN


def test_a_glyphs_name_tells_what_its_code_does_not() -> None:
    font = program(summationdisplay=88, integraltext=82, parenleftBig=16, radicalBigg=115, A=65)
    assert strange(shown_by_names(font, "pfa")) == {"X": "∑", "R": "∫", "\x10": "⎛", "s": "√"}


def test_codes_without_a_glyph_say_nothing_of_a_character() -> None:
    entries = dict.fromkeys(["parenleftbig"], 0)
    font = program(**entries) + b"\ndup 40 /.notdef put\n"
    font = font.replace(b"\neexec", b"") + b"\neexec"
    assert shown_by_names(font, "pfa", b"<00> <0028>") == {"(": "⎛"}


def test_a_name_that_says_nothing_known_leaves_the_glyph_unknown() -> None:
    assert shown_by_names(program(visiblespacelow=33), "pfa") == {"!": UNKNOWN}
    assert strange(shown_by_names(program(a33=33, C0034=34), "pfa")) == {}


def test_letters_of_tex_have_both_forms_of_phi_in_their_own_order() -> None:
    assert strange(shown_by_names(program(phi=30, phi1=39), "pfa")) == {"φ": "ϕ", "ϕ": "φ"}
    assert strange(shown_by_names(program(phi=30), "pfa")) == {"φ": "ϕ"}
    assert strange(shown_by_names(program(phi=102, phi1=106), "pfa")) == {}


def test_what_the_pdf_says_about_codes_goes_before_the_font() -> None:
    assert strange(shown_by_names(program(sum=65), "pfa", b"", "[88 /vec /nelement]")) == {
        "X": ARROW,
        "Y": "∉",
    }
    mapped = b"1 beginbfchar\n<58> <2211>\nendbfchar"
    assert strange(shown_by_names(program(summationtext=88), "pfa", mapped)) == {}


def test_a_damaged_font_says_nothing() -> None:
    assert strange(shown_by_names(b"\x01\x00\x04\x02junk", "cff")) == {}


@pytest.mark.parametrize(
    ("char", "latex"),
    [("𝜙", r"\phi"), ("𝜑", r"\varphi"), ("𝜖", r"\epsilon"), ("𝜀", r"\varepsilon"), ("𝓛", None)],
)
def test_variants_of_letters_are_kept_apart(char: str, latex: str | None) -> None:
    assert reading(char, "roman", 0.5)[0] == latex


def test_fraktur_is_a_style_of_its_own() -> None:
    assert reading("𝔤", "roman", 0.5) == ("g", "fraktur")


def placed(char: str, x: float, top: float, bottom: float, width: float = 5) -> Placed:
    return Placed(char, Box(x, top, x + width, bottom), (x, 20.0), 10)


def glyph(char: str, x: float) -> Glyph:
    return Glyph(char, Box(x, 12, x + 5, 22), x, 20, "Made", 10, False)


def test_a_letter_whose_ink_hangs_from_its_baseline_is_no_letter() -> None:
    assert Ink([placed("X", 10, 20, 34)]).misread([glyph("X", 10)]) == "a letter off its baseline"
    assert not Ink([placed("X", 10, 13, 20)]).misread([glyph("X", 10)])


def test_two_glyphs_in_one_place_are_not_read_as_two_signs() -> None:
    over = Ink([placed("0", 10, 13, 20), placed("/", 10.2, 13, 20, 4)])
    assert over.misread([glyph("0", 10), glyph("/", 10.2)]) == "a glyph over another"
    beside = Ink([placed("0", 10, 13, 20), placed("/", 15, 13, 20, 4)])
    assert not beside.misread([glyph("0", 10), glyph("/", 15)])


@pytest.mark.parametrize("latex", ["a_{i}_{j}", r"\sum_{i = 1}^{n}_{i\neq j}a", "x_{a_{b}}_{c}"])
def test_nothing_has_two_subscripts(latex: str) -> None:
    assert scripted_twice(latex)


@pytest.mark.parametrize("latex", ["a_{i}^{2}b_{j}", r"A\_{b}_{c}", "x_{a_{b}}y_{c}", "x^{y^{z}}"])
def test_scripts_of_several_things_are_fine(latex: str) -> None:
    assert not scripted_twice(latex)
