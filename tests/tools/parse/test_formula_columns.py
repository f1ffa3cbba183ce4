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
