"""What old files say of their fonts, and what pictures of pages show, as long as they are asked."""

import pymupdf
import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.page_drawn import as_drawn
from mmkg.tools.parse.page_parts import Glyph
from mmkg.tools.parse.page_reading import draw_sight, read_line
from mmkg.tools.parse.sign_fonts import shown_sign

ADVANCE = pymupdf.Font("tiro").text_length


def glyphs(text: str, font: str, size: float, said: float) -> tuple[Glyph, ...]:
    """Letters as wide as those of a size, in a font that says another."""
    x, found = 50.0, []
    for char in text:
        shown = char if char.isprintable() else "fi"
        width = ADVANCE(shown, size)
        found.append(
            Glyph(char, Box(x, 100 - 1000 * said, x + width, 100), x, 100, font, said, False)
        )
        x += width
    return tuple(found)


def test_letters_of_a_drawn_font_have_the_size_that_they_look() -> None:
    (line,) = as_drawn([glyphs("Recurrent networks store over time", "Type3 (4 0 R)", 10, 0.12)])
    assert {glyph.size for glyph in line} == {10.0}
    assert {round(glyph.box.height, 1) for glyph in line} == {10.0}
    plain = glyphs("Recurrent networks store over time", "Type3 (4 0 R)", 10, 10)
    assert as_drawn([plain]) == [plain]


def test_ligatures_of_drawn_fonts_are_read_where_their_letters_spell() -> None:
    spelled = glyphs("a de\x0cnition of the in\x0cnite terms", "Type3 (4 0 R)", 10, 10)
    (line,) = as_drawn([spelled])
    assert "".join(glyph.char for glyph in line) == "a deﬁnition of the inﬁnite terms"
    (signs,) = as_drawn([glyphs("XQZ\x0cKWVXQ", "Type3 (5 0 R)", 10, 10)])
    assert "".join(glyph.char for glyph in signs) == "XQZ\ufffdKWVXQ"


def test_the_picture_of_a_page_lasts_while_others_are_drawn() -> None:
    with pymupdf.open() as pdf:
        for _ in range(2):
            pdf.new_page(width=300, height=300)
        black, white = pdf[0], pdf[1]
        black.draw_rect((0, 0, 150, 300), fill=(0, 0, 0))
        first = draw_sight(black)
        others = [draw_sight(white) for _ in range(4)]
        assert first is not None and first.shows(Box(100, 100, 200, 200))
        assert not any(other and other.shows(Box(100, 100, 200, 200)) for other in others)


@pytest.mark.parametrize(("code", "shown"), [("l", "•"), ("ü", "✓"), ("q", "□")])
def test_bullets_of_wingdings_are_no_letters(code: str, shown: str) -> None:
    assert shown_sign(code, "ABCDEF+Wingdings") == shown
    assert shown_sign(code, "Helvetica") == code


def test_a_soft_hyphen_within_a_printed_line_is_a_hyphen() -> None:
    printed = glyphs("ESP32\u00adPICO of hy\u00ad", "Helvetica", 10, 10)
    line = read_line(printed, 0, (1.0, 0.0), pymupdf.Matrix(1, 1))
    assert line.text == "ESP32-PICO of hy\u00ad"
