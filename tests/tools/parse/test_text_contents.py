"""Tables of contents: their entries are no headings, no paragraphs, and lose no number."""

from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.text_chunks import Text, read_text

Print = tuple[float, float, str] | tuple[float, float, str, float, str]
ENTRIES = [("1", "Aims", 3), ("2", "Means", 5), ("2.1", "Boilers and tubes", 5), ("3", "Ends", 9)]
ROW = "Words of prose that fill the measure of this page, row by row, here"
RIGHT = 520.0


def read(path: Path, *pages: list[Print], title: str = "") -> Text:
    with pymupdf.open() as pdf:
        for prints in pages:
            page = pdf.new_page(width=600, height=800)
            for x, y, text, *style in prints:
                size, font = style or (10, "tiro")
                page.insert_text((x, y), text, fontsize=size, fontname=font)
        pdf.set_metadata({"title": title})
        pdf.save(path)
    with Pdf(path) as pdf:
        return read_text(pdf, [], "ab" * 32)


def width(text: str, font: str = "tibo") -> float:
    return float(pymupdf.get_text_length(text, font, 10))


def entries(leaders: bool, repeat: int = 1) -> list[Print]:
    rows: list[Print] = []
    for n, (number, name, at) in enumerate(ENTRIES * repeat):
        y, page = 120 + 16 * n, str(at + 10 * (n // len(ENTRIES)))
        rows += [(60, y, number, 10, "tibo"), (84, y, name, 10, "tibo")]
        if leaders:
            dots = "." * int((RIGHT - 100 - width(name)) / width("."))
            rows.append((90 + width(name), y, dots, 10, "tiro"))
        rows.append((RIGHT - width(page), y, page, 10, "tibo"))
    return rows


BODY: list[Print] = [
    (60, 60, "1 Aims", 14, "tibo"),
    *[(60, 84 + 12 * n, ROW) for n in range(9)],
]


@pytest.mark.parametrize("leaders", [True, False])
def test_entries_of_a_table_of_contents_are_no_headings(tmp_path: Path, leaders: bool) -> None:
    front: list[Print] = [(60, 80, "Contents", 14, "tibo"), *entries(leaders)]
    text = read(tmp_path / "a.pdf", front, BODY)
    assert [c.text for c in text.chunks if c.kind == "heading"] == ["Contents", "1 Aims"]
    (listed,) = [chunk for chunk in text.chunks if chunk.kind == "list"]
    said = [listed.text[slice(*span)] for span in listed.sentences]
    assert [line.replace(".", "")[:5] for line in said] == ["1 Aim", "2 Mea", "21 Bo", "3 End"]
    assert [line.split()[-1].strip(".") for line in said] == ["3", "5", "5", "9"]


def test_numbers_of_many_entries_are_no_line_numbers(tmp_path: Path) -> None:
    rows: list[Print] = []
    for n in range(1, 13):
        y = 120 + 14 * n
        rows += [(40, y, str(n)), (84, y, f"Drawing of boiler {'abcdefghijkl'[n - 1]}")]
        rows.append((RIGHT - width(str(2 * n), "tiro"), y, str(2 * n)))
    text = read(tmp_path / "a.pdf", [(60, 80, "List of Figures", 14, "tibo"), *rows], BODY)
    (listed,) = [chunk for chunk in text.chunks if chunk.kind == "list"]
    assert listed.text.startswith("1 Drawing of boiler a 2 2 Drawing of boiler b 4 3 ")


def test_rows_that_end_in_numbers_are_no_entries_without_leaders_or_a_name(tmp_path: Path) -> None:
    text = read(
        tmp_path / "a.pdf", [(60, 80, "Boilers by weight", 14, "tibo"), *entries(False)], BODY
    )
    assert not any(chunk.kind == "list" and "Aims" in chunk.text for chunk in text.chunks)


def test_the_title_is_what_the_file_calls_itself_where_that_is_printed(tmp_path: Path) -> None:
    cover: list[Print] = [
        (60, 80, "University of Holm", 24, "tibo"),
        (60, 200, "On the weight of", 16, "tibo"),
        (60, 222, "boilers", 16, "tibo"),
        (60, 300, "HOLM BOILERS", 20, "tibo"),
    ]
    called = read(tmp_path / "a.pdf", cover, BODY, title="On the Weight of Boilers")
    assert called.title == "On the weight of boilers"
    assert read(tmp_path / "b.pdf", cover, BODY, title="report-final2.doc").title == "HOLM BOILERS"


def test_the_name_of_an_institution_alone_is_no_title(tmp_path: Path) -> None:
    cover: list[Print] = [
        (60, 80, "University of Holm", 24, "tibo"),
        (60, 200, "On the weight of boilers", 16, "tibo"),
    ]
    assert read(tmp_path / "a.pdf", cover, BODY).title == "On the weight of boilers"
    only = [(60.0, 80.0, "The University of Holm", 24.0, "tibo")]
    assert read(tmp_path / "b.pdf", only, BODY).title == "The University of Holm"


def test_short_footers_that_all_pages_repeat_are_no_text(tmp_path: Path) -> None:
    pages = [[*BODY, (280, 780, "V1.9")] for _ in range(4)]
    text = read(tmp_path / "a.pdf", *pages)
    assert text.chunks and not any("V1" in chunk.text for chunk in text.chunks)


def test_a_word_that_ends_paragraphs_atop_two_pages_is_no_header(tmp_path: Path) -> None:
    pages: list[list[Print]] = []
    for name in ("oak", "elm", "ash", "yew", "fir", "box"):
        top = "boilers." if name in ("elm", "ash") else f"The {name}."
        rows: list[Print] = [(60, 69 + 12 * n, f"{name} {ROW}") for n in range(9)]
        pages.append([(60, 56, top), *rows])
    pages[1].append((60, 40, "2 Means", 14, "tibo"))
    text = read(tmp_path / "a.pdf", *pages)
    assert "2 Means" in [chunk.text for chunk in text.chunks]
    assert " ".join(chunk.text for chunk in text.chunks).count("boilers.") == 2


def test_entries_in_two_columns_are_read_column_by_column(tmp_path: Path) -> None:
    front: list[Print] = [(60, 60, "Contents", 14, "tibo")]
    for column, x in enumerate((60, 330)):
        for n in range(8):
            y, name, number = 120 + 16 * n, "Oak elm ash yew"[n % 4 :], str(1 + n + 8 * column)
            dots = "." * int((200 - width(name)) / width("."))
            front += [(x, y, name, 10, "tibo"), (x + 4 + width(name), y, dots, 10, "tiro")]
            front.append((x + 215 - width(number), y, number, 10, "tibo"))
    text = read(tmp_path / "a.pdf", front, BODY)
    listed = [chunk for chunk in text.chunks if chunk.kind == "list"]
    ends = [
        int(chunk.text[slice(*span)].split()[-1].strip("."))
        for chunk in listed
        for span in chunk.sentences
    ]
    assert ends == list(range(1, 17))


def test_a_date_that_all_pages_repeat_is_no_text(tmp_path: Path) -> None:
    stamped = [[*BODY, (500, 780, "22.8.2016 20:45")] for _ in range(4)]
    assert not any("2016" in c.text for c in read(tmp_path / "a.pdf", *stamped).chunks)


def test_names_of_sections_atop_the_pages_are_no_text(tmp_path: Path) -> None:
    names = ["Oaks and elms", "Beeches", "Ashes", "Yews of the north", "Firs"]
    pages: list[list[Print]] = []
    for name in names:
        rows: list[Print] = [(60, 100 + 12 * n, f"{name[0]} {ROW}") for n in range(9)]
        pages.append([(60, 60, name), *rows])
    said = " ".join(chunk.text for chunk in read(tmp_path / "a.pdf", *pages).chunks)
    assert not any(name in said for name in names)
    close = [[(60.0, 88.0, page[0][2]), *page[1:]] for page in pages]
    said = " ".join(chunk.text for chunk in read(tmp_path / "b.pdf", *close).chunks)
    assert [name for name in names if name not in said] == []
