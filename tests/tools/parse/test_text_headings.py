"""Headings as real documents set them: close above their text, in italics, before any named one."""

from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.text_chunks import Text, read_text
from mmkg.tools.parse.text_front import says_kind

Print = tuple[float, float, str] | tuple[float, float, str, float, str]
FULL = "words that fill up the whole width of this column of text as"


def read(path: Path, *pages: list[Print], outline: list[list[object]] | None = None) -> Text:
    with pymupdf.open() as pdf:
        for prints in pages:
            page = pdf.new_page(width=600, height=800)
            for x, y, text, *style in prints:
                size, font = style or (10, "tiro")
                page.insert_text((x, y), text, fontsize=size, fontname=font)
        pdf.set_toc(outline or [])
        pdf.save(path)
    with Pdf(path) as pdf:
        return read_text(pdf, [], "ab" * 32)


def prose(y: float, rows: int, x: float = 60) -> list[Print]:
    lines = [(x, y + 12 * n, f"Here are {FULL} the {n}th", 10, "tiro") for n in range(rows)]
    return [*lines, (x, y + 12 * rows, "and end.", 10, "tiro")]


def headings(text: Text) -> list[str]:
    return [chunk.text for chunk in text.chunks if chunk.kind == "heading"]


def test_headings_close_above_their_text_are_headings(tmp_path: Path) -> None:
    page: list[Print] = [
        (60, 60, "A title over all", 20, "tibo"),
        *prose(100, 4),
        (150, 168, "II. BACKGROUND", 10, "tiro"),
        *prose(183, 4),
        (60, 251, "A. Choice of a measure", 10, "tiit"),
        *prose(265, 4),
    ]
    text = read(tmp_path / "a.pdf", page)
    assert headings(text) == ["A title over all", "II. BACKGROUND", "A. Choice of a measure"]
    assert text.chunks[-1].section == ("II. BACKGROUND", "A. Choice of a measure")
    assert text.chunks[-1].text.startswith("Here are words")


def test_bold_rows_below_running_text_are_headings_before_the_first_named_one(
    tmp_path: Path,
) -> None:
    page: list[Print] = [
        (60, 60, "A rule for boilers", 20, "tibo"),
        *prose(100, 4),
        (60, 172, "Looking at the docket", 10, "tibo"),
        *prose(187, 4),
        (60, 262, "Background", 10, "tibo"),
        *prose(277, 4),
    ]
    found = headings(read(tmp_path / "a.pdf", page))
    assert found == ["A rule for boilers", "Looking at the docket", "Background"]


def test_the_second_row_of_a_bold_paragraph_is_no_heading(tmp_path: Path) -> None:
    long = "[Docket 2020-0686 of the board of boilers, which is bold as well and goes on with the"
    page: list[Print] = [
        (60, 60, "A rule for boilers", 20, "tibo"),
        *prose(100, 4),
        (60, 172, long, 10, "tibo"),
        (60, 184, "Identifier 2019]", 10, "tibo"),
        *prose(210, 4),
    ]
    assert headings(read(tmp_path / "a.pdf", page)) == ["A rule for boilers"]


def test_sections_are_of_the_first_level_where_the_title_is_the_outlines(tmp_path: Path) -> None:
    page: list[Print] = [
        (60, 60, "A title over all", 20, "tibo"),
        (60, 90, "Abstract", 10, "tibo"),
        *prose(105, 4),
        (60, 180, "1. Aims", 10, "tibo"),
        *prose(195, 4),
    ]
    outline: list[list[object]] = [[1, "A title over all", 1], [2, "Aims", 1]]
    text = read(tmp_path / "a.pdf", page, outline=outline)
    assert text.chunks[-1].section == ("1. Aims",)


def test_numbers_count_from_below_the_parts_of_an_outline(tmp_path: Path) -> None:
    page: list[Print] = [
        (60, 60, "A title over all", 20, "tibo"),
        (60, 90, "First part", 16, "tibo"),
        (60, 115, "1 Aims", 14, "tibo"),
        *prose(130, 4),
        (60, 200, "2 Means", 14, "tibo"),
        *prose(215, 4),
    ]
    outline: list[list[object]] = [[1, "First part", 1], [2, "Aims", 1]]
    text = read(tmp_path / "a.pdf", page, outline=outline)
    assert text.chunks[-1].section == ("First part", "2 Means")


def test_a_number_in_brackets_that_a_row_begins_with_starts_no_item(tmp_path: Path) -> None:
    full = (60.0, 112.0, f"Here are {FULL} the 1th", 10, "tiro")
    page: list[Print] = [
        (60, 60, "A title over all", 20, "tibo"),
        *prose(100, 1)[:1],
        full,
        (60, 124, "(1) fit a model to what the gauges saw, and", 10, "tiro"),
    ]
    text = read(tmp_path / "a.pdf", page)
    assert [chunk.kind for chunk in text.chunks] == ["heading", "paragraph"]


def test_an_item_whose_rows_go_back_to_the_margin_is_whole(tmp_path: Path) -> None:
    page: list[Print] = [
        (60, 60, "A title over all", 20, "tibo"),
        *prose(100, 4),
        (72, 160, "• Mail: Docket Operations of the whole board of boilers and, one", 10, "tiro"),
        (60, 172, f"Here are {FULL} the 2nd", 10, "tiro"),
        (60, 184, f"Here are {FULL} the 3rd", 10, "tiro"),
        (60, 196, "and the end.", 10, "tiro"),
    ]
    items = [c for c in read(tmp_path / "a.pdf", page).chunks if c.kind == "list"]
    assert [item.text[-12:] for item in items] == ["and the end."]


def test_a_title_that_some_slides_share_is_no_running_head(tmp_path: Path) -> None:
    slides: list[list[Print]] = [
        [(60, 60, title, 28, "helv"), (60, 200, f"Point {n} of the talk", 14, "helv")]
        for n, title in enumerate(["One thing", "Sparse data", "Sparse data", "Another", "The end"])
    ]
    found = " ".join(chunk.text for chunk in read(tmp_path / "a.pdf", *slides).chunks)
    assert found.count("Sparse data") == 2


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("综 合 论 文 训 练", True),
        ("清华大学硕士学位论文", True),
        ("清华大学", True),
        ("大学的理念", False),
        ("Running head: STRUCTURE OF CHAOS", True),
        ("Master's Thesis", True),
        *(("DATA SHEET", True), ("研究报告", True), ("用户手册", True), ("User Manual", True)),
        *(("关于水库的研究报告", False), ("Data Sheets for Datasets", False)),
        ("基于图的论文推荐研究", False),
        ("The Structure of Chaos", False),
    ],
)
def test_what_says_the_kind_of_a_document_is_no_title(line: str, kind: bool) -> None:
    assert says_kind(line) == kind


def test_a_paragraph_in_larger_type_with_much_room_is_no_row_of_headings(tmp_path: Path) -> None:
    row = "Here is a preface that is set in larger type than the text is, on purpose"
    wide = [(60.0, 100.0 + 30 * n, row, 13.0, "tiro") for n in range(4)]
    preface: list[Print] = [(60, 60, "Preface", 20, "tibo"), *wide, (60, 220, "so.", 13, "tiro")]
    text = read(tmp_path / "a.pdf", preface, [(60, 60, "1 Aims", 14, "tibo"), *prose(90, 14)])
    assert headings(text) == ["Preface", "1 Aims"]
    assert [chunk.text.count("preface") for chunk in text.chunks] == [0, 4, 0, 0]


def test_rows_of_a_cover_head_no_sections(tmp_path: Path) -> None:
    cover: list[Print] = [
        (60, 80, "On boilers", 24, "tibo"),
        (60, 300, "Student: Ida Borg", 14, "tibo"),
        (60, 330, "Version 1.9", 14, "tibo"),
    ]
    body: list[Print] = [(60, 60, "1 Aims", 14, "tibo"), *prose(90, 20)]
    text = read(tmp_path / "a.pdf", cover, body)
    assert headings(text) == ["On boilers", "1 Aims"]
    assert [chunk.section for chunk in text.chunks][1:3] == [(), ()]


def test_labels_that_a_page_has_several_times_are_no_headings(tmp_path: Path) -> None:
    labels: list[Print] = [(60 + 90 * n, 500 + 40 * n, "GND", 14, "tibo") for n in range(3)]
    page: list[Print] = [(60, 60, "1 Aims", 14, "tibo"), *prose(90, 20), *labels]
    assert "GND" not in headings(read(tmp_path / "a.pdf", prose(90, 20), page))
    once = headings(read(tmp_path / "b.pdf", prose(90, 20), page[:-2]))
    assert "GND" in once


def test_short_rows_whose_numbers_count_on_are_headings_in_the_print_of_the_text(
    tmp_path: Path,
) -> None:
    prose = "本站从一九九八年起每天测量水位并且记录气温和风速数据供研究使用"
    rows = [
        "1 研究背景",
        prose,
        prose,
        "2 技术路线",
        "2.1 实物模型",
        prose,
        prose,
        "2.2 控制策略",
        prose,
    ]
    page: list[Print] = [(60, 60, "水库的调度", 20, "china-s")]
    page += [(60, 110 + 18 * place, text, 11, "china-s") for place, text in enumerate(rows)]
    found = {c.text: c.kind for c in read(tmp_path / "a.pdf", page).chunks}
    heads = [text for text, kind in found.items() if kind == "heading"][1:]
    assert heads == ["1 研究背景", "2 技术路线", "2.1 实物模型", "2.2 控制策略"]


def test_items_of_a_list_are_no_headings_though_they_count_on(tmp_path: Path) -> None:
    rows = [f"{number} 第{number}处测点" for number in range(1, 7)]
    page: list[Print] = [(60, 60, "水库的调度", 20, "china-s")]
    page += [(60, 110 + 18 * place, text, 11, "china-s") for place, text in enumerate(rows)]
    chunks = read(tmp_path / "a.pdf", page).chunks
    assert [chunk.text for chunk in chunks if chunk.kind == "heading"] == ["水库的调度"]
