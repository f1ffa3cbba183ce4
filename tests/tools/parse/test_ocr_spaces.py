"""Spaces of scanned lines, from the gaps of their ink."""

import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray

from mmkg.graph.provenance import Box
from mmkg.tools.parse.ocr_spaces import respaced

LINE = "The rig of 1,204.5 tons is a well-known one, and all of it is steel."


def drawn(text: str, font: str) -> tuple[NDArray[np.uint8], Box]:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=500, height=40)
        page.insert_text((20, 25), text, fontsize=11, fontname=font)
        picture = page.get_pixmap(dpi=200)
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, 3)
    width = pymupdf.get_text_length(text, font, 11)
    return pixels, Box(*(200 / 72 * side for side in (18, 14, 22 + width, 29)))


@pytest.mark.parametrize("font", ["tiro", "helv", "tibo"])
@pytest.mark.parametrize(
    "lost", ["The rig", "rig of", "is a", "a well", "one, and", "and all", "it is", "is steel"]
)
def test_a_space_that_was_passed_over_is_found_again(font: str, lost: str) -> None:
    picture, line = drawn(LINE, font)
    seen = LINE.replace(lost, lost.replace(" ", ""))
    assert [word for word, *_ in respaced(seen, picture, line)] == LINE.split()


def test_words_lie_over_their_ink() -> None:
    picture, line = drawn("One word", "helv")
    (_, left, right), (_, after, _) = respaced("One word", picture, line)
    assert left == pytest.approx(20 * 200 / 72, abs=4)
    assert after - right == pytest.approx(11 * 0.278 * 200 / 72, abs=3)


@pytest.mark.parametrize("text", ["12,345", "ABSTRACT", "well-known", "中文 的字"])
def test_one_word_stays_one_word(text: str) -> None:
    font = "china-s" if text.startswith("中") else "helv"
    picture, line = drawn(text, font)
    assert [word for word, *_ in respaced(text, picture, line)] in ([], [text])


def test_letters_set_apart_stay_a_word() -> None:
    picture, line = drawn("A B S T R A C T", "helv")
    assert respaced("ABSTRACT", picture, line) == []
