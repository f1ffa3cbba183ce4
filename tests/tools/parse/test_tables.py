"""Tables are read from small PDFs drawn here and from our own example corpus."""

from __future__ import annotations

import logging
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Glyph, Line, Pdf
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.tables.glyphs import read_tokens
from mmkg.tools.parse.tables.reader import TableOnPage, read_tables
from mmkg.tools.parse.tables.second import compare, confirm

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"
SHA = "ab" * 32
Draw = Callable[[pymupdf.Page], None]


def read(path: Path) -> tuple[TableOnPage, ...]:
    with Pdf(path) as pdf:
        return read_tables(pdf, SHA)


def drawn(folder: Path, draw: Draw, rotation: int = 0) -> Path:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=420, height=400)
        draw(page)
        page.set_rotation(rotation)
        path = folder / "drawn.pdf"
        pdf.save(path)
    return path


def write(page: pymupdf.Page, y: float, *cells: tuple[float, str], font: str = "helv") -> None:
    for x, text in cells:
        page.insert_text((x, y), text, fontsize=10, fontname=font)


def rule(page: pymupdf.Page, y: float, x0: float = 50, x1: float = 350) -> None:
    page.draw_line((x0, y), (x1, y), width=0.6)


def post(page: pymupdf.Page, x: float, y0: float, y1: float) -> None:
    page.draw_line((x, y0), (x, y1), width=0.6)


def booktabs(page: pymupdf.Page) -> None:
    write(page, 40, (50, "Table 1: Results of the study (in %)"))
    rule(page, 50)
    write(page, 62, (60, "Model"), (185, "Easy"), (285, "Hard"))
    rule(page, 66, 150, 240)
    rule(page, 66, 255, 345)
    write(page, 78, (155, "P"), (215, "R"), (260, "P"), (320, "R"))
    rule(page, 83)
    write(page, 95, (60, "Old models"), font="heit")
    write(page, 107, (66, "Alpha"), (150, "1.5"), (210, "2.5"), (255, "3.5"), (315, "-4.5"))
    write(page, 119, (66, "Beta"), (150, "1.6"), (210, "2.6"), (255, "N/A"), (315, "4.6"))
    write(page, 131, (60, "New models"), font="heit")
    write(page, 143, (66, "Gamma"), (150, "1.7"), (210, "2.7"), (255, "3.7"), (315, "4.7*"))
    rule(page, 148)
    write(page, 160, (60, "Mean"), (150, "1.8"), (210, "2.8"), (255, "3.8"), (315, "4.8"))
    rule(page, 165)
    page.insert_text((50, 176), "Source: our own count.", fontsize=8)


def fact(table: Table, row: tuple[str, ...], column: tuple[str, ...]) -> str:
    (text,) = [c.text for c in table.cells if c.row_path == row and c.column_path == column]
    return text


@pytest.fixture
def ruled(tmp_path: Path) -> TableOnPage:
    (item,) = read(drawn(tmp_path, booktabs))
    return item


def test_spanning_headers_are_column_paths(ruled: TableOnPage) -> None:
    assert ruled.table.header_rows == 2
    assert fact(ruled.table, ("New models", "Gamma"), ("Hard", "P")) == "3.7"


def test_group_rows_name_the_rows_below_them_until_a_rule(ruled: TableOnPage) -> None:
    assert fact(ruled.table, ("Old models", "Beta"), ("Easy", "R")) == "2.6"
    assert fact(ruled.table, ("Mean",), ("Easy", "P")) == "1.8"


def test_caption_is_split_into_label_number_and_text(ruled: TableOnPage) -> None:
    table = ruled.table
    assert (table.label, table.number) == ("Table 1", "1")
    assert table.caption == "Results of the study (in %)"
    assert ruled.caption_box is not None
    assert ruled.caption_box.y1 < (table.address.box or ruled.caption_box).y0 + 1


def test_unit_of_the_caption_reaches_numbers(ruled: TableOnPage) -> None:
    cell = ruled.table.at[3, 1]
    assert (cell.reading.number, cell.reading.unit) == (Decimal("1.5"), "%")


def test_marks_and_missing_values_are_told_from_numbers(ruled: TableOnPage) -> None:
    readings = {cell.text: cell.reading for cell in ruled.table.cells}
    assert readings["N/A"].kind == "empty"
    assert (readings["4.7*"].number, readings["4.7*"].marks) == (Decimal("4.7"), "*")


def test_note_below_the_table_is_kept_apart(ruled: TableOnPage) -> None:
    assert ruled.table.notes == ("Source: our own count.",)


def test_ids_number_the_tables_and_every_cell_has_an_address(ruled: TableOnPage) -> None:
    table = ruled.table
    assert table.id == "abababababab:table:1"
    assert all(cell.address.page == 1 and cell.address.box for cell in table.cells)


def test_a_rotated_page_reads_the_same(tmp_path: Path, ruled: TableOnPage) -> None:
    def sideways(page: pymupdf.Page) -> None:
        shape = pymupdf.open()
        upright = shape.new_page(width=420, height=400)
        booktabs(upright)
        page.set_mediabox(pymupdf.Rect(0, 0, 400, 420))
        page.show_pdf_page(page.rect, shape, 0, rotate=90)

    (item,) = read(drawn(tmp_path, sideways, rotation=90))
    assert item.table.grid() == ruled.table.grid()


def grid(page: pymupdf.Page) -> None:
    for y in (50, 90, 110, 130, 150):
        rule(page, y, 50, 330)
    rule(page, 70, 120, 330)
    for x in (50, 120, 330):
        post(page, x, 50, 150)
    for x in (190, 260):
        post(page, x, 70, 150)
    write(page, 74, (60, "Region"))
    write(page, 64, (200, "Share (%)"))
    write(page, 84, (130, "1999"), (200, "2009"), (270, "2019"))
    write(page, 104, (60, "North"), (130, "1.25"), (200, "10-20"), (270, "3"))
    write(page, 124, (60, "South"), (130, "2.25"), (200, "7"))
    write(page, 144, (60, "East"), (130, "3.25"), (200, "8"), (270, "9"))
    write(page, 172, (50, "Table 2. Ruled on all sides"))


def test_a_fully_ruled_table_takes_spans_from_its_rules(tmp_path: Path) -> None:
    (item,) = read(drawn(tmp_path, grid))
    table = item.table
    assert (table.rows, table.columns, table.header_rows) == (5, 4, 2)
    assert (table.at[0, 0].row_span, table.at[0, 1].column_span) == (2, 3)
    assert table.at[3, 3].kind == "empty"


def test_a_range_is_no_number_and_units_come_from_the_spanning_header(tmp_path: Path) -> None:
    (item,) = read(drawn(tmp_path, grid))
    assert item.table.at[2, 2].reading.kind == "range"
    assert item.table.at[2, 1].reading.unit == "%"
    assert item.table.at[2, 1].column_path == ("Share", "1999")


def labels_between(page: pymupdf.Page) -> None:
    write(page, 40, (50, "Table 3: Labels between rows"))
    rule(page, 50)
    write(page, 62, (60, "Metric"), (160, "Kind"), (250, "Score"))
    rule(page, 67)
    for number, name in enumerate(("First", "Second", "Third")):
        y = 80 + 28 * number
        write(page, y, (160, "mean"), (250, f"{number}.25"))
        write(page, y + 6, (60, name))
        write(page, y + 12, (160, "best"), (250, f"{number}.75"))
    rule(page, 155)


def test_a_label_printed_between_two_rows_names_both(tmp_path: Path) -> None:
    (item,) = read(drawn(tmp_path, labels_between))
    assert item.table.label_columns == 2
    assert fact(item.table, ("Second", "best"), ("Score",)) == "1.75"
    assert fact(item.table, ("Third", "mean"), ("Score",)) == "2.25"


def wrapped(page: pymupdf.Page) -> None:
    write(page, 40, (50, "Table 4: Wrapped text"))
    rule(page, 50)
    write(page, 62, (60, "Name"), (150, "Purpose"), (300, "Mass/kg"))
    rule(page, 67)
    write(page, 80, (60, "Probe"), (150, "a long purpose that"), (300, "12.5"))
    write(page, 92, (150, "takes two lines"))
    write(page, 106, (60, "Lander"), (150, "a short one"), (300, "7"))
    write(page, 118, (60, "Rover"), (150, "another one"), (300, "8.25"))
    rule(page, 123)


def test_wrapped_cells_are_one_cell(tmp_path: Path) -> None:
    (item,) = read(drawn(tmp_path, wrapped))
    assert item.table.at[1, 1].text == "a long purpose that takes two lines"
    assert item.table.at[1, 2].reading.unit == "kg"
    assert item.table.at[1, 2].column_path == ("Mass",)


def test_stacked_tables_keep_their_own_captions(tmp_path: Path) -> None:
    def two(page: pymupdf.Page) -> None:
        for offset, number in ((0, 1), (120, 2)):
            rule(page, 50 + offset)
            write(page, 62 + offset, (60, "Item"), (200, "Count"))
            rule(page, 67 + offset)
            write(page, 79 + offset, (60, "Bolts"), (200, f"{number}0"))
            write(page, 91 + offset, (60, "Nuts"), (200, f"{number}5"))
            rule(page, 96 + offset)
            write(page, 110 + offset, (50, f"Table {number}: Parts of machine {number}"))

    first, second = read(drawn(tmp_path, two))
    assert (first.table.label, first.table.at[1, 1].text) == ("Table 1", "10")
    assert (second.table.label, second.table.at[1, 1].text) == ("Table 2", "20")


def test_a_table_without_rules_is_found_by_its_caption(tmp_path: Path) -> None:
    def bare(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 5: No rules at all"))
        write(page, 58, (60, "Year"), (140, "Output"), (220, "Share"))
        for number in range(3):
            cells = (60, f"200{number}"), (140, f"1{number}.5"), (220, f"2{number}%")
            write(page, 70 + 12 * number, *cells)

    (item,) = read(drawn(tmp_path, bare))
    assert item.table.at[2, 1].text == "11.5"
    assert item.table.at[2, 2].reading.unit == "%"
    assert item.table.at[1, 0].reading.unit is None


def prose(page: pymupdf.Page) -> None:
    words = "Table 1 shows that this sentence goes on and on over the whole width"
    for number in range(5):
        write(page, 70 + 12 * number, (50, words))


def framed_prompt(page: pymupdf.Page) -> None:
    prose(page)
    page.draw_rect(pymupdf.Rect(45, 55, 380, 130), width=0.6)
    write(page, 150, (50, "Figure 6: A prompt"))


def algorithm(page: pymupdf.Page) -> None:
    write(page, 60, (50, "Algorithm 1 Training"))
    for y in (50, 65, 110):
        rule(page, y)
    for number in range(3):
        write(page, 78 + 12 * number, (50, f"{number}:"), (80, "for each x do y = x + 1"))


def chart(page: pymupdf.Page) -> None:
    for number in range(5):
        rule(page, 60 + 20 * number, 80, 300)
        write(page, 63 + 20 * number, (55, f"{40 - 10 * number}"))
        write(page, 155, (90 + 45 * number, f"{2000 + number}"))
    write(page, 180, (50, "Figure 2: Output by year"))


def code_boxes(page: pymupdf.Page) -> None:
    for number in range(3):
        top = 50 + 60 * number
        page.draw_rect(pymupdf.Rect(50, top, 350, top + 20), width=0.6)
        write(page, top + 14, (80, "tool --option"), (200, f"file-{number}.tex"))
        write(page, top + 36, (50, "Then run the following command, which installs all the rest."))


@pytest.mark.parametrize("draw", [code_boxes, prose, framed_prompt, algorithm, chart])
def test_what_is_no_table_is_not_read_as_one(tmp_path: Path, draw: Draw) -> None:
    assert read(drawn(tmp_path, draw)) == ()


def test_bold_and_underline_are_seen(tmp_path: Path) -> None:
    def marked(page: pymupdf.Page) -> None:
        wrapped(page)
        width = pymupdf.get_text_length("8.25", fontsize=10)
        rule(page, 119.5, 300, 300 + width)
        write(page, 80, (330, "1"), font="hebo")

    (item,) = read(drawn(tmp_path, marked))
    by_text = {cell.text: cell for cell in item.table.cells}
    assert by_text["8.25"].underlined
    assert not by_text["12.5"].underlined
    assert by_text["1"].bold


@pytest.mark.parametrize("name", ["planets.pdf", "orbits.pdf", "missions.pdf", "深空探测.pdf"])
def test_second_reader_agrees_with_our_example_tables(name: str) -> None:
    with Pdf(CORPUS / name) as pdf:
        tables = [item.table for item in read_tables(pdf, SHA)]
        confirmed, notes = confirm(pdf, tables)
    assert notes == ()
    assert min(table.confidence for table in confirmed) == 1.0


def test_another_text_engine_reads_the_same_in_every_number_cell() -> None:
    path = CORPUS / "planets.pdf"
    tables = [item.table for item in read(path)]
    cells = [c for table in tables for c in table.cells if c.reading.kind == "number"]
    engine = PdfiumText(path)
    again = [engine.text_in(c.address.page or 0, c.address.box) for c in cells if c.address.box]
    engine.close()
    assert again == [cell.text for cell in cells]


def test_a_value_in_the_wrong_column_is_not_agreed(ruled: TableOnPage) -> None:
    theirs = ruled.table.grid()
    theirs[3][1], theirs[3][2] = theirs[3][2], theirs[3][1]
    agreed = compare(ruled.table, theirs)
    assert not agreed[3, 1]
    assert not agreed[3, 2]
    assert agreed[4, 1]


def test_a_value_in_the_wrong_row_is_not_agreed(ruled: TableOnPage) -> None:
    theirs = ruled.table.grid()
    theirs[3][1], theirs[4][1] = theirs[4][1], theirs[3][1]
    agreed = compare(ruled.table, theirs)
    assert not agreed[3, 1]
    assert not agreed[4, 1]


def test_a_pdf_that_forbids_extraction_is_confirmed_from_a_copy(tmp_path: Path) -> None:
    plain = drawn(tmp_path, booktabs)
    locked = tmp_path / "locked.pdf"
    with pymupdf.open(plain) as pdf:
        pdf.save(
            locked,
            encryption=pymupdf.PDF_ENCRYPT_AES_256,
            owner_pw="owner",
            permissions=pymupdf.PDF_PERM_PRINT,
        )
    (item,) = read(locked)
    with Pdf(locked) as pdf:
        assert "extract" in pdf.forbidden
        (table,), notes = confirm(pdf, [item.table])
    assert all(cell.agreed for cell in table.cells if cell.kind == "body")
    assert notes == ()


def test_the_second_reader_keeps_the_warnings_of_its_libraries_to_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    import camelot

    read_pdf = camelot.read_pdf

    def warns(*arguments: object, **options: object) -> object:
        logging.getLogger("playa.font").warning("Using StandardEncoding for cid2unicode")
        return read_pdf(*arguments, **options)

    monkeypatch.setattr(camelot, "read_pdf", warns)
    path = drawn(tmp_path, booktabs)
    with Pdf(path) as pdf:
        (table,), _ = confirm(pdf, [item.table for item in read(path)])
    assert table.confidence == 1.0
    assert not caplog.records
    logging.getLogger("playa.font").warning("said by others, heard again")
    assert len(caplog.records) == 1


def test_header_words_that_nearly_touch_are_parted_where_the_body_parts_columns(
    tmp_path: Path,
) -> None:
    def lakes(page: pymupdf.Page) -> None:
        write(page, 40, (50, "表 1：湖泊的基本数据"), font="china-s")
        rule(page, 50)
        names = ((50, "湖泊"), (90, "面积（平方公里）"), (173, "最大水深（米）"), (245.5, "类型"))
        write(page, 62, *names, font="china-s")
        rule(page, 67)
        for y, name, area, depth in ((80, "青海湖", "4625", "31.4"), (93, "太湖", "338", "3.3")):
            write(page, y, (50, name), (262, "咸水湖"), font="china-s")
            write(page, y, (143, area), (220, depth))
        rule(page, 98)

    (item,) = read(drawn(tmp_path, lakes))
    assert item.table.grid()[0] == ["湖泊", "面积（平方公里）", "最大水深（米）", "类型"]
    assert fact(item.table, ("太湖",), ("最大水深",)) == "3.3"


def test_a_letter_raised_after_a_label_is_a_mark_and_no_part_of_the_name(tmp_path: Path) -> None:
    def doses(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Doses of the compounds"))
        rule(page, 50)
        write(page, 62, (60, "Compound"), (185, "Dose (ng/mL)"), (285, "Score"))
        rule(page, 67)
        write(page, 80, (60, "Amoxol"), (190, "250"), (290, "6.4"))
        write(page, 93, (60, "Benzatin"), (190, "120"), (290, "3.1"))
        edge = 60 + pymupdf.get_text_length("Benzatin", "helv", 10)
        page.insert_text((edge, 89.4), "a", fontsize=6.5)
        rule(page, 98)

    (item,) = read(drawn(tmp_path, doses))
    assert item.table.grid()[2][0] == "Benzatin^a"
    assert fact(item.table, ("Benzatin",), ("Dose",)) == "120"


def test_a_sign_of_change_is_parted_from_a_word_by_white_alone() -> None:
    def glyph(char: str, x: float, width: float) -> Glyph:
        return Glyph(char, Box(x, 0, x + width, 10), x, 8, "CMR9", 9, False)

    printed = (glyph("∆", 10, 7.7), glyph("v", 20.8, 4.9), glyph("s", 25.7, 3.6))
    line = Line("∆vs", Box(10, 0, 29.3, 10), printed, 0, False)
    assert [token.text for token in read_tokens([line])] == ["∆", "vs"]
    close = (printed[0], glyph("E", 18.2, 6.1))
    (token,) = read_tokens([Line("∆E", Box(10, 0, 24.3, 10), close, 0, False)])
    assert token.text == "∆E"
