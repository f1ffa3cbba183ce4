"""Classes of table found on documents that nobody had tuned on, each drawn in its simplest form."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import read_tables


class Sheet:
    """A page to write a table on, and the tables read from it."""

    def __init__(self, folder: Path) -> None:
        self.file = pymupdf.open()
        self.page = self.file.new_page(width=500, height=400)
        self.path = folder / "drawn.pdf"

    def write(self, y: float, *cells: tuple[float, str], font: str = "helv") -> None:
        for x, text in cells:
            self.page.insert_text((x, y), text, fontsize=10, fontname=font)

    def rule(self, *heights: float, x0: float = 50, x1: float = 350) -> None:
        for y in heights:
            self.page.draw_line((x0, y), (x1, y), width=0.6)

    def bar(self, y0: float, y1: float, *places: float) -> None:
        for x in places:
            self.page.draw_line((x, y0), (x, y1), width=0.6)

    def tables(self) -> list[Table]:
        self.file.save(self.path)
        self.file.close()
        with Pdf(self.path) as pdf:
            return [item.table for item in read_tables(pdf, "ab" * 32)]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path)


def test_a_space_between_thousands_parts_no_columns(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: People"))
    sheet.rule(50, 66, 110)
    sheet.write(62, (60, "Town"), (207, "2010"), (307, "2020"))
    for place, name in enumerate(("Aby", "Boda", "Cora")):
        y = 78 + 12 * place
        sheet.write(y, (60, name), (200, f"1{place} 455"), (300, f"2{place} 068"))
    (table,) = sheet.tables()
    assert table.grid()[1] == ["Aby", "10 455", "20 068"]
    assert table.at[1, 2].reading.number == Decimal(20068)


def test_currency_signs_set_apart_belong_to_their_amounts(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Result"))
    sheet.rule(50, 66, 110)
    sheet.write(62, (60, "Item"), (205, "2023"), (305, "2022"))
    sheet.write(78, (60, "Sales"), (190, "$"), (205, "1,204"), (290, "$"), (305, "1,101"))
    sheet.write(90, (60, "Costs"), (205, "(980)"), (305, "(870)"))
    sheet.write(102, (60, "Profit"), (190, "$"), (211, "224"), (290, "$"), (311, "231"))
    (table,) = sheet.tables()
    assert table.columns == 3
    assert table.at[1, 1].reading.number == Decimal(1204)


def test_labels_with_leading_dots_beside_the_rules_belong_to_the_table(sheet: Sheet) -> None:
    sheet.write(40, (230, "Table 1: Stores"))
    sheet.rule(66, 150, x0=250)
    sheet.write(62, (260, "2023"), (310, "2022"))
    for place, name in enumerate(("Oil", "Copper wire", "Sand", "Lime stone", "Tin")):
        y = 78 + 14 * place
        dots = "." * (56 - 2 * len(name))
        sheet.write(y, (60, name + dots), (260, f"1{place}.5"), (310, f"2{place}.5"))
    (table,) = sheet.tables()
    assert table.at[2, 2].row_path == ("Copper wire",)
    assert table.at[2, 2].column_path == ("2022",)


def test_a_header_of_numbered_columns_is_no_row_of_numbers(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Regressions"))
    sheet.rule(50, 66, 110)
    sheet.write(62, (200, "(1)"), (300, "(2)"))
    for place, name in enumerate(("Age", "Income", "Size")):
        sheet.write(78 + 12 * place, (60, name), (200, f"0.{place}1"), (300, f"0.{place}2"))
    (table,) = sheet.tables()
    assert table.at[2, 2].column_path == ("(2)",)


def test_prose_between_them_keeps_a_caption_from_a_table(sheet: Sheet) -> None:
    sheet.write(40, (180, "Table 1: Upper"))
    sheet.write(58, (60, "Kind"), (200, "Low"), (300, "High"))
    sheet.rule(66, 82, 98, 114)
    for place, name in enumerate(("Tin", "Lead", "Iron")):
        sheet.write(78 + 16 * place, (60, name), (200, f"{place}.5"), (300, f"{place}.9"))
    sheet.write(130, (50, "A sentence that runs all along the width of the table above it here."))
    sheet.write(156, (60, "Table 2: Lower"))
    sheet.write(178, (60, "Sort"), (160, "May"), (220, "June"))
    for place, name in enumerate(("Oats", "Rye", "Corn")):
        sheet.write(194 + 16 * place, (60, name), (160, f"{place}.1"), (220, f"{place}.3"))
    found = {table.number: table.grid()[0] for table in sheet.tables()}
    assert found == {"1": ["Kind", "Low", "High"], "2": ["Sort", "May", "June"]}


def test_a_part_with_rules_between_columns_only_continues_its_table(sheet: Sheet) -> None:
    sheet.write(300, (50, "Table 1: Quarters"))
    sheet.rule(310, 324)
    sheet.bar(310, 380, 50, 150, 250, 350)
    sheet.write(320, (60, "Quarter"), (160, "Mass (kg)"), (260, "Jobs"))
    for place in range(4):
        sheet.write(336 + 12 * place, (60, f"Q{place} 01"), (160, f"{place}.5"), (260, f"{place}1"))
    sheet.page = sheet.file.new_page(width=500, height=400)
    sheet.bar(40, 110, 50, 150, 250, 350)
    for place in range(5):
        sheet.write(52 + 12 * place, (60, f"Q{place} 02"), (160, f"{place}.7"), (260, f"{place}2"))
    (table,) = sheet.tables()
    cell = table.at[7, 1]
    assert (table.rows, cell.text, cell.address.page) == (10, "2.7", 2)
    assert (cell.column_path, cell.reading.unit) == (("Mass",), "kg")


def test_the_last_row_may_stand_below_the_last_rule(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Open end"))
    sheet.rule(50, 66, 82, 98)
    sheet.write(62, (60, "Kind"), (200, "Low"), (300, "High"))
    for place, name in enumerate(("Tin", "Lead", "Iron")):
        sheet.write(78 + 16 * place, (60, name), (200, f"{place}.5"), (300, f"{place}.9"))
    (table,) = sheet.tables()
    assert table.grid()[-1] == ["Iron", "2.5", "2.9"]


def test_a_line_with_unit_and_currency_is_no_header(sheet: Sheet) -> None:
    sheet.write(40, (120, "表 1：分产品情况"), font="china-s")
    sheet.write(56, (100, "单位：百万元"), (220, "币种：人民币"), font="china-s")
    sheet.rule(62, 78, 130)
    sheet.write(74, (60, "产品"), (200, "收入"), (300, "成本"), font="china-s")
    for place, name in enumerate(("电池", "电机", "电缆")):
        sheet.write(
            92 + 14 * place, (60, name), (200, f"{place}1.5"), (300, f"{place}2.5"), font="china-s"
        )
    (table,) = sheet.tables()
    assert table.grid()[0] == ["产品", "收入", "成本"]
    assert table.at[1, 1].reading.unit == "百万元"


def test_names_at_the_middle_of_repeated_blocks_span_them(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Shares"))
    sheet.rule(50, 82, 130, x1=440)
    sheet.write(62, (205, "Finland"), (335, "Northern Norway"))
    columns = (160, 210, 260, 310, 360, 410)
    sheet.write(78, *zip(columns, ("Men", "Women", "All") * 2, strict=True))
    for place, name in enumerate(("Young", "Adult", "Old")):
        numbers = [(x, f"{place}{n}.5") for n, x in enumerate(columns)]
        sheet.write(94 + 12 * place, (60, name), *numbers)
    (table,) = sheet.tables()
    assert table.at[2, 1].column_path == ("Finland", "Men")
    assert table.at[2, 6].column_path == ("Northern Norway", "All")


def test_labels_wrap_where_more_white_stands_between_rows(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Answers"))
    sheet.rule(50, 66, 180)
    sheet.write(62, (60, "Statement"), (200, "Yes"), (300, "No"))
    for place in range(3):
        y = 82 + 34 * place
        sheet.write(y, (60, f"{place + 1}0 Companies"), (200, f"{place}7"), (300, f"{place}9"))
        sheet.write(y + 12, (60, "Which reported"))
    (table,) = sheet.tables()
    assert [row[0] for row in table.grid()][1:] == [
        f"{place + 1}0 Companies Which reported" for place in range(3)
    ]


def test_frames_of_one_width_below_each_other_are_tables_of_their_own(sheet: Sheet) -> None:
    for y, columns in ((50, (200,)), (150, (150, 250))):
        sheet.rule(y, y + 16, y + 32, y + 48)
        sheet.bar(y, y + 48, 50, *columns, 350)
    for y, cells in ((62, ("Town", "Mayor")), (78, ("Aby", "Olsen")), (94, ("Boda", "Berg"))):
        sheet.write(y, (60, cells[0]), (210, cells[1]))
    sheet.write(130, (50, "The people of each town, as counted by the towns themselves"))
    rows = (("Town", "2010", "2020"), ("Aby", "10.5", "20.1"), ("Boda", "11.5", "21.1"))
    for place, (name, first, second) in enumerate(rows):
        sheet.write(162 + 16 * place, (60, name), (160, first), (260, second))
    assert [table.grid()[0] for table in sheet.tables()] == [["Town", "Mayor"], [*rows[0]]]
