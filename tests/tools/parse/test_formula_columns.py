"""Columns of running text, from where the lines of pages begin and end."""

from pathlib import Path

import pymupdf

from mmkg.tools.parse.formula_columns import columns_of
from mmkg.tools.parse.formula_regions import regions_of
from mmkg.tools.parse.pages import Pdf

FULL = "x" * 60
EDGE = 72 + pymupdf.get_text_length(FULL, "helv", 10)


def set_lines(path: Path, lines: list[tuple[float, str]], number: str = "") -> Path:
    """A page of lines, each with its left edge; a numbered display under them if asked for."""
    document = pymupdf.open()
    page = document.new_page()
    for row, (left, text) in enumerate(lines):
        page.insert_text((left, 100 + 14 * row), text, fontname="helv", fontsize=10)
    if number:
        page.insert_text((200, 114 + 14 * len(lines)), "a = 2", fontname="helv", fontsize=10)
        width = pymupdf.get_text_length(number, "helv", 10)
        place = (EDGE - width, 114 + 14 * len(lines))
        page.insert_text(place, number, fontname="helv", fontsize=10)
    document.save(path)
    return path


def test_indented_lines_say_where_a_column_ends_where_last_lines_end_alike(tmp_path: Path) -> None:
    indented = EDGE - pymupdf.get_text_length("x" * 56, "helv", 10)
    lines = [(indented, "x" * 56), (72.0, "x" * 40)] * 4 + [(72.0, FULL), (72.0, "x" * 45)] * 3
    path = set_lines(tmp_path / "alike.pdf", lines, "(1)")
    with Pdf(path) as pdf:
        (column,) = columns_of(pdf.pages[0])
        assert abs(column.x1 - EDGE) < 1
        assert [region.number for region in regions_of(pdf.pages[0])] == ["1"]


def test_a_few_lines_across_two_columns_do_not_widen_the_left_one(tmp_path: Path) -> None:
    half = "x" * 38
    across = [(72.0, "x" * 85)] * 3
    lines = across + [(72.0, half)] * 12
    path = set_lines(tmp_path / "two.pdf", lines)
    with Pdf(path) as pdf:
        (column,) = columns_of(pdf.pages[0])
        assert abs(column.x1 - 72 - pymupdf.get_text_length(half, "helv", 10)) < 1


def test_lines_of_a_list_belong_to_the_column_that_they_stand_in(tmp_path: Path) -> None:
    words = "some words of an item that is longer than most"
    lines = [(72.0, "words of the text around in a line of some length")]
    lines += [(95.0, words)] * 6 + [(72.0, "more words of the text around in a line")]
    with Pdf(set_lines(tmp_path / "list.pdf", lines)) as pdf:
        (column,) = columns_of(pdf.pages[0])
        assert abs(column.x0 - 72) < 1 and len(column.edges) == 2
        assert abs(column.inset(95.0)) < 1 and abs(column.inset(80.0) - 8) < 1


def test_a_number_left_of_a_display_is_its_own(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    for row in (0, 1, 3, 4):
        page.insert_text((72, 100 + 20 * row), "x" * 30 + " words of the text", fontname="helv")
    page.insert_text((72, 140), "(7)", fontname="helv")
    writer = pymupdf.TextWriter(page.rect)
    writer.append((180, 140), "α=2β+γ", font=pymupdf.Font("symb"), fontsize=11)
    writer.write_text(page)
    document.save(tmp_path / "left.pdf")
    with Pdf(tmp_path / "left.pdf") as pdf:
        (region,) = regions_of(pdf.pages[0])
        assert region.number == "7"
        assert "(" not in [glyph.char for glyph in region.glyphs]


def set_pages(path: Path, pages: list[list[tuple[float, float, str, float]]]) -> Path:
    """Pages of lines: each with its left edge, baseline, text and size."""
    document = pymupdf.open()
    for lines in pages:
        page = document.new_page()
        for left, y, text, size in lines:
            page.insert_text((left, y), text, fontname="helv", fontsize=size)
    document.save(path)
    return path


FILLED = [(72.0, 100.0 + 14 * row, FULL, 10.0) for row in range(5)]


def test_a_page_with_few_words_has_the_column_of_the_page_beside_it(tmp_path: Path) -> None:
    middle = (72 + EDGE) / 2 - pymupdf.get_text_length("a = 2", "helv", 10) / 2
    few = [(72.0, 100.0, "so that", 10.0), (middle, 114.0, "a = 2", 10.0)]
    with Pdf(set_pages(tmp_path / "few.pdf", [few])) as pdf:
        assert columns_of(pdf.pages[0]) == []
    with Pdf(set_pages(tmp_path / "beside.pdf", [FILLED, few])) as pdf:
        (column,) = columns_of(pdf.pages[1])
        assert abs(column.x0 - 72) < 1 and abs(column.x1 - EDGE) < 1
        (region,) = regions_of(pdf.pages[1])
        assert "".join(glyph.char for glyph in region.glyphs) == "a = 2"


def test_a_page_that_stands_elsewhere_keeps_its_own_columns(tmp_path: Path) -> None:
    aside = [(150.0, 100.0, "so that", 10.0), (250.0, 114.0, "a = 2", 10.0)]
    with Pdf(set_pages(tmp_path / "aside.pdf", [FILLED, aside])) as pdf:
        assert columns_of(pdf.pages[1]) == []


def test_a_page_of_few_words_is_of_the_size_of_most_of_its_letters(tmp_path: Path) -> None:
    head = [(72.0, 60.0, "an introduction to all that comes next here", 7.0)]
    few = [*head, *((72.0, 100.0 + 20 * row, "so that we have", 12.0) for row in range(4))]
    with Pdf(set_pages(tmp_path / "slide.pdf", [few])) as pdf:
        (column,) = columns_of(pdf.pages[0])
        assert column.size == 12


def test_a_line_of_words_between_two_displays_parts_them(tmp_path: Path) -> None:
    middle = (72 + EDGE) / 2 - pymupdf.get_text_length("a = 2", "helv", 10) / 2
    page = [
        *FILLED,
        (middle, 184.0, "a = 2", 10.0),
        (72.0, 198.0, "and", 10.0),
        (middle, 212.0, "b = 3", 10.0),
    ]
    with Pdf(set_pages(tmp_path / "parted.pdf", [page])) as pdf:
        found = ["".join(g.char for g in region.glyphs) for region in regions_of(pdf.pages[0])]
    assert found == ["a = 2", "b = 3"]


def test_digits_alone_make_a_display_and_words_do_not(tmp_path: Path) -> None:
    for text, count in (("= 140 + 63 + 30 = 233", 1), ("Table of results with n = 3", 0)):
        middle = (72 + EDGE) / 2 - pymupdf.get_text_length(text, "helv", 10) / 2
        page = [*FILLED, (middle, 184.0, text, 10.0)]
        with Pdf(set_pages(tmp_path / f"{count}.pdf", [page])) as pdf:
            assert len(regions_of(pdf.pages[0])) == count
