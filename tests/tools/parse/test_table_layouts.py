"""Layouts that took a rule of their own: sideways, over pages, indented, broken words, wrapped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.extent import take_outer_rows
from mmkg.tools.parse.tables.glyphs import read_tokens
from mmkg.tools.parse.tables.matching import Region
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm
from mmkg.tools.parse.tables.tokens import cluster_rows, split_runs

Draw = Callable[[pymupdf.Page], None]


def write(page: pymupdf.Page, y: float, *cells: tuple[float, str]) -> None:
    for x, text in cells:
        page.insert_text((x, y), text, fontsize=10)


def rule(page: pymupdf.Page, *heights: float, x0: float = 50, x1: float = 350) -> None:
    for y in heights:
        page.draw_line((x0, y), (x1, y), width=0.6)


def tables(folder: Path, *pages: Draw) -> list[Table]:
    path = folder / "drawn.pdf"
    with pymupdf.open() as pdf:
        for draw in pages:
            draw(pdf.new_page(width=420, height=400))
        pdf.save(path)
    with Pdf(path) as pdf:
        return [item.table for item in read_tables(pdf, "ab" * 32)]


def paths(table: Table) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(cell.row_path for cell in table.cells if cell.kind == "body"))


def accounts(page: pymupdf.Page) -> None:
    write(page, 40, (50, "Table 1: Accounts"))
    rule(page, 50, 66, 150)
    write(page, 62, (60, "Item"), (200, "2019"), (300, "2020"))
    rows = ((60, "Revenue"), (68, "Home"), (68, "Abroad"), (76, "Asia"), (60, "Costs"), (68, "Pay"))
    for number, label in enumerate(rows):
        write(page, 78 + 12 * number, label, (200, f"1{number}.5"), (300, f"2{number}.5"))


def test_an_indented_label_has_the_labels_above_it_as_parents(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, accounts)
    assert paths(table) == [
        ("Revenue",),
        ("Revenue", "Home"),
        ("Revenue", "Abroad"),
        ("Revenue", "Abroad", "Asia"),
        ("Costs",),
        ("Costs", "Pay"),
    ]


def test_centred_labels_are_not_taken_for_indented_ones(tmp_path: Path) -> None:
    def centred(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Centred"))
        rule(page, 50, 66, 120)
        write(page, 62, (60, "Kind"), (200, "Low"), (300, "High"))
        for number, name in enumerate(("Wolframite", "Tin", "Silver", "Lead")):
            x = 90 - pymupdf.get_text_length(name, fontsize=10) / 2
            write(page, 78 + 12 * number, (x, name), (200, f"{number}.5"), (300, f"{number}.9"))

    (table,) = tables(tmp_path, centred)
    assert paths(table) == [("Wolframite",), ("Tin",), ("Silver",), ("Lead",)]


def test_a_row_back_at_the_left_edge_leaves_a_group_of_indented_rows(tmp_path: Path) -> None:
    def grouped(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Groups"))
        rule(page, 50, 66, 130)
        write(page, 62, (60, "Kind"), (200, "Low"), (300, "High"))
        write(page, 78, (60, "Metals"))
        write(page, 90, (70, "Tin"), (200, "1.5"), (300, "2.5"))
        write(page, 102, (70, "Lead"), (200, "1.6"), (300, "2.6"))
        write(page, 114, (60, "Mean"), (200, "1.7"), (300, "2.7"))

    (table,) = tables(tmp_path, grouped)
    assert paths(table) == [("Metals", "Tin"), ("Metals", "Lead"), ("Mean",)]


def test_a_centred_title_in_small_capitals_is_whole_though_its_lines_widen(tmp_path: Path) -> None:
    lines = ((10, "TABLE II"), (8, "NEGATIVES BY SPAN"), (9, "OVER EVERY (5,913) ARCHIVED RUN"))

    def titled(page: pymupdf.Page) -> None:
        for number, (size, text) in enumerate(lines):
            width = pymupdf.get_text_length(text, fontsize=size)
            page.insert_text((200 - width / 2, 30 + 11 * number), text, fontsize=size)
        rule(page, 64, 80, 120)
        write(page, 76, (60, "Kind"), (200, "Low"), (300, "High"))
        for number, name in enumerate(("Tin", "Lead", "Iron")):
            write(page, 92 + 12 * number, (60, name), (200, f"{number}.5"), (300, f"{number}.9"))

    (table,) = tables(tmp_path, titled)
    assert table.caption == "NEGATIVES BY SPAN OVER EVERY (5,913) ARCHIVED RUN"


def test_words_broken_at_a_line_end_are_whole_in_captions_and_headers(tmp_path: Path) -> None:
    def broken(page: pymupdf.Page) -> None:
        write(page, 28, (50, "Table 1: Results of the well-known and widely used bench-"))
        write(page, 40, (50, "mark of the English set"))
        rule(page, 50, 78, 120)
        write(page, 62, (60, "Kind"), (200, "Discrimi-"), (300, "High"))
        write(page, 74, (200, "nation"))
        for number, name in enumerate(("Tin", "Lead", "Iron")):
            write(page, 90 + 12 * number, (60, name), (200, f"{number}.5"), (300, f"{number}.9"))

    (table,) = tables(tmp_path, broken)
    assert table.caption == "Results of the well-known and widely used benchmark of the English set"
    assert table.at[0, 1].text == "Discrimination"


def sideways(page: pymupdf.Page) -> None:
    with pymupdf.open() as shape:
        accounts(shape.new_page(width=420, height=400))
        page.show_pdf_page(pymupdf.Rect(0, 0, 400, 400), shape, 0, rotate=90)


def test_a_table_set_sideways_on_an_upright_page_reads_like_an_upright_one(tmp_path: Path) -> None:
    (upright,) = tables(tmp_path, accounts)
    (turned,) = tables(tmp_path, sideways)
    assert turned.grid() == upright.grid()
    assert turned.label == "Table 1"
    with Pdf(tmp_path / "drawn.pdf") as pdf:
        for cell in turned.cells:
            if cell.text and cell.address.box:
                assert pdf.pages[0].text_in(cell.address.box) == cell.text
        (confirmed,), _ = confirm(pdf, [turned])
    assert {c.confirmed_by for c in confirmed.cells if c.kind == "body"} == {("camelot stream",)}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_table_on_a_turned_page_is_confirmed_by_a_second_reader(
    tmp_path: Path, rotation: int
) -> None:
    def turned(page: pymupdf.Page) -> None:
        with pymupdf.open() as shape:
            accounts(shape.new_page(width=420, height=400))
            box = (0, 0, 400, 400) if rotation % 180 else (0, 0, 420, 400)
            page.show_pdf_page(pymupdf.Rect(*box), shape, 0, rotate=rotation)
        page.set_rotation(rotation)

    (table,) = tables(tmp_path, turned)
    with Pdf(tmp_path / "drawn.pdf") as pdf:
        (confirmed,), _ = confirm(pdf, [table])
    assert confirmed.at[1, 1].text == "10.5"
    assert confirmed.confidence == 1.0


def test_names_far_apart_over_one_rule_each_span_their_own_columns(tmp_path: Path) -> None:
    def fares(page: pymupdf.Page) -> None:
        write(page, 40, (100, "Table 1: Fares by class"))
        page.insert_text((162, 54), "Adult", fontsize=10, fontname="hebo")
        page.insert_text((282, 54), "Child", fontsize=10, fontname="hebo")
        rule(page, 58, x0=120, x1=340)
        write(page, 70, (50, "Route"), (130, "Single"), (190, "Return"), (250, "Single"))
        write(page, 70, (310, "Return"))
        rule(page, 75, 120)
        for y, name in ((88, "Aller"), (101, "Brin"), (114, "Corr")):
            write(page, y, (50, name), (130, "12.50"), (190, "22.00"), (250, "6.20"))
            write(page, y, (310, "11.00"))

    (table,) = tables(tmp_path, fares)
    assert table.caption == "Fares by class"
    paths = [table.at[2, column].column_path for column in range(1, 5)]
    assert paths == [
        ("Adult", "Single"), ("Adult", "Return"), ("Child", "Single"), ("Child", "Return")
    ]  # fmt: skip


def test_cells_that_camelot_cannot_part_are_confirmed_by_boxes_of_another_reader(
    tmp_path: Path,
) -> None:
    def tight(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Tight"))
        for y in (50, 66, 82, 98):
            rule(page, y, x0=50, x1=170)
        for x in (50, 90, 130, 170):
            page.draw_line((x, 50), (x, 98), width=0.6)
        write(page, 62, (52, "Kind"), (92, "Lowest"), (132, "High"))
        write(page, 78, (52, "Tin ore"), (91, "1234.56"), (131, "9876.54"))
        write(page, 94, (52, "Leads"), (91, "1234.57"), (131, "9876.55"))

    (table,) = tables(tmp_path, tight)
    with Pdf(tmp_path / "drawn.pdf") as pdf:
        (confirmed,), _ = confirm(pdf, [table])
    assert all(cell.agreed for cell in confirmed.cells if cell.kind == "body")
    named = {name for cell in confirmed.cells for name in cell.confirmed_by}
    assert "camelot lattice" in named or "PyMuPDF cells" in named


def part(first: int, title: str) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        write(page, 40, (50, title))
        rule(page, 50, 66, 130)
        write(page, 62, (60, "Item"), (200, "Count"), (300, "Share"))
        for number in range(first, first + 4):
            y = 78 + 12 * (number - first)
            write(page, y, (60, f"Bolt {number}"), (200, f"{number}0"), (300, f"{number}.5"))

    return draw


def test_a_table_over_two_pages_is_one_and_each_cell_keeps_its_page(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, part(1, "Table 2: Parts"), part(5, "Table 2 (continued)"))
    assert (table.rows, table.caption, table.at[8, 1].text) == (9, "Parts", "80")
    assert [table.at[row, 1].address.page for row in (0, 4, 5, 8)] == [1, 1, 2, 2]
    with Pdf(tmp_path / "drawn.pdf") as pdf:
        (confirmed,), _ = confirm(pdf, [table])
    assert confirmed.confidence == 1.0


def test_a_part_that_does_not_repeat_the_header_has_no_header_row(tmp_path: Path) -> None:
    def bare(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 2 (continued)"))
        rule(page, 50, 66, 90)
        write(page, 62, (60, "Bolt 5"), (200, "50"), (300, "5.5"))
        write(page, 78, (60, "Bolt 6"), (200, "60"), (300, "6.5"))

    (table,) = tables(tmp_path, part(1, "Table 2: Parts"), bare)
    assert table.at[5, 1].row_path == ("Bolt 5",)
    assert table.at[5, 1].column_path == ("Count",)


def test_another_table_of_the_same_shape_is_not_taken_for_a_part(tmp_path: Path) -> None:
    first, second = tables(tmp_path, part(1, "Table 2: Parts"), part(5, "Table 3: Spares"))
    assert (first.rows, second.rows) == (5, 5)


def test_a_lone_cell_beside_named_rows_does_not_span_them(tmp_path: Path) -> None:
    def sparse(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Sparse"))
        rule(page, 50, 66, 130)
        write(page, 62, (60, "Town"), (150, "Remark"), (250, "Low"), (300, "High"))
        write(page, 78, (60, "Aville"), (150, "small"), (250, "1.5"), (300, "2.5"))
        for number, name in enumerate(("Btown", "Cburg", "Ddorf")):
            write(page, 90 + 12 * number, (60, name), (250, f"{number}.5"), (300, f"{number}.9"))

    (table,) = tables(tmp_path, sparse)
    assert table.at[1, 1].row_span == 1
    assert table.at[2, 1].kind == "empty"


def test_a_line_goes_on_where_the_cell_above_had_no_room_for_its_first_word(tmp_path: Path) -> None:
    def airy(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Airy lines"))
        rule(page, 50, 66, 160)
        write(page, 62, (60, "Font"), (150, "Text font"), (250, "Remark"))
        write(page, 82, (60, "Alpha"), (150, "Alpha Pro"), (250, "as in Times"))
        write(page, 100, (60, "Beta"), (150, "Beta Pro"), (250, "as in Times, its bold"))
        write(page, 118, (250, "can be used too"))
        write(page, 136, (60, "Gamma"), (150, "Gamma Pro"), (250, "as in Garamond"))

    (table,) = tables(tmp_path, airy)
    assert table.at[2, 2].text == "as in Times, its bold can be used too"
    assert table.rows == 4


def framed_code(page: pymupdf.Page) -> None:
    accounts(page)
    page.draw_rect(pymupdf.Rect(60, 170, 340, 230), width=0.6)
    for number in range(3):
        write(page, 186 + 14 * number, (70, "set value"), (180, f"to x{number} & y{number}"))


def test_a_framed_box_below_a_captioned_table_is_no_panel_of_it(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, framed_code)
    assert table.rows == 7


def test_a_label_beside_the_labels_of_two_rows_names_both(tmp_path: Path) -> None:
    def parted(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Sub-labels"))
        rule(page, 50, 66, 116)
        write(page, 62, (60, "Method"), (200, "Low"), (300, "High"))
        write(page, 78, (75, "Base"), (200, "1.5"), (300, "2.5"))
        write(page, 90, (90, "online"), (200, "1.6"), (300, "2.6"))
        write(page, 96, (60, "DPO"))
        write(page, 102, (90, "offline"), (200, "1.7"), (300, "2.7"))

    (table,) = tables(tmp_path, parted)
    assert paths(table) == [("Base",), ("DPO", "online"), ("DPO", "offline")]
    assert (table.at[0, 0].column_span, table.at[1, 0].column_span) == (2, 2)


def test_a_rule_that_leaves_out_the_first_column_ends_neither_header_nor_block(
    tmp_path: Path,
) -> None:
    def spanned(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: One spanner"))
        rule(page, 50, 82, 120)
        write(page, 62, (200, "Measured at"))
        rule(page, 66, x0=95)
        write(page, 78, (60, "Kind"), (110, "Dawn"), (200, "Noon"), (300, "Dusk"))
        for number, name in enumerate(("Tin", "Lead", "Iron")):
            row = ((110, f"{number}.1"), (200, f"{number}.5"), (300, f"{number}.9"))
            write(page, 94 + 12 * number, (60, name), *row)

    (table,) = tables(tmp_path, spanned)
    assert table.header_rows == 2
    assert table.at[2, 1].column_path == ("Measured at", "Dawn")


def test_bold_columns_left_of_plain_ones_stand_beside_a_bold_spanner(tmp_path: Path) -> None:
    def languages(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Scores by language"))
        rule(page, 50, 84, 130)
        page.insert_text((195, 62), "Languages", fontsize=10, fontname="hebo")
        for x, name in ((60, "Model"), (140, "Avg")):
            page.insert_text((x, 78), name, fontsize=10, fontname="hebo")
        write(page, 78, (190, "ar"), (240, "de"), (290, "el"), (335, "zh"))
        for number, name in enumerate(("Ash", "Oak", "Fir")):
            row = tuple((x, f"{number}{x}.5") for x in (140, 185, 235, 285, 330))
            write(page, 96 + 12 * number, (60, name), *row)

    (table,) = tables(tmp_path, languages)
    assert table.at[2, 1].column_path == ("Avg",)
    assert table.at[2, 2].column_path == ("Languages", "ar")
    assert table.at[2, 5].column_path == ("Languages", "zh")


def test_a_label_level_with_a_wrapped_line_names_its_rows(tmp_path: Path) -> None:
    def wrapped(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Wrapped"))
        rule(page, 50, 66, 130)
        write(page, 62, (60, "Kind"), (120, "Use"), (250, "Low"), (300, "High"))
        write(page, 78, (120, "Cans that keep for"), (250, "1.5"), (300, "2.5"))
        write(page, 90, (60, "Metal"), (120, "a very long time"))
        write(page, 102, (120, "Roofs"), (250, "1.6"), (300, "2.6"))
        write(page, 118, (60, "Wood"), (120, "Ships"), (250, "1.7"), (300, "2.7"))
        rule(page, 106)

    (table,) = tables(tmp_path, wrapped)
    assert table.at[1, 0].text == "Metal"
    assert table.at[1, 0].row_span == 2
    assert table.at[1, 1].text == "Cans that keep for a very long time"


def test_a_name_over_a_name_that_other_columns_have_too_is_a_level_of_its_own(
    tmp_path: Path,
) -> None:
    def lone(page: pymupdf.Page) -> None:
        write(page, 40, (50, "Table 1: Two levels"))
        rule(page, 50, 82, 120)
        write(page, 62, (60, "Kind"), (165, "English"), (300, "French"))
        rule(page, 66, x0=135, x1=240)
        write(page, 74, (140, "wins"), (210, "ties"), (300, "wins"))
        for number, name in enumerate(("Tin", "Lead", "Iron")):
            row = ((140, f"{number}.1"), (210, f"{number}.5"), (300, f"{number}.9"))
            write(page, 94 + 12 * number, (60, name), *row)

    (table,) = tables(tmp_path, lone)
    assert table.at[2, 3].column_path == ("French", "wins")
    assert table.at[2, 1].column_path == ("English", "wins")


def test_rules_with_nothing_between_them_take_no_rows_from_below(tmp_path: Path) -> None:
    path = tmp_path / "drawn.pdf"
    with pymupdf.open() as pdf:
        write(pdf.new_page(width=420, height=400), 80, (60, "Tin"), (200, "1.5"), (300, "2.5"))
        pdf.save(path)
    with Pdf(path) as pdf:
        (row,) = cluster_rows(read_tokens(pdf.pages[0].lines))
    region = Region(Box(50, 50, 350, 70), None, ruled=3)
    assert take_outer_rows([region], split_runs(row, row.size)) == [region]


def framed(page: pymupdf.Page, top: float, rows: int, first: int) -> None:
    for number in range(rows + 1):
        rule(page, top + 20 * number)
    for x in (50, 150, 250, 350):
        page.draw_line((x, top), (x, top + 20 * rows), width=0.6)
    for number in range(rows):
        head = ((60, "Part"), (160, "Mass"), (260, "Size"))
        cells = ((60, f"Part {first + number}"), (160, f"{number}.5"), (260, f"{number}.9"))
        write(page, top + 14 + 20 * number, *(head if first + number == 0 else cells))


@pytest.mark.parametrize(("top", "cut"), [(30, True), (150, False)])
def test_a_frame_that_a_page_break_cuts_leaves_its_rows_in_doubt(
    tmp_path: Path, top: int, cut: bool
) -> None:
    def other(page: pymupdf.Page) -> None:  # four columns, so that it is no part of the first
        framed(page, top, 4, 20)
        page.draw_line((300, top), (300, top + 80), width=0.6)
        for number in range(4):
            write(page, top + 14 + 20 * number, (310, "1.25"))

    found = tables(tmp_path, lambda page: framed(page, 180, 10, 0), other)
    doubted = [d.reason for table in found for d in table.doubts if "page break" in d.reason]
    assert bool(doubted) is cut
