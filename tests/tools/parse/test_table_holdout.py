"""Classes of table that other typesetters make: rules left out, units beside, accounts, accents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Glyph, Line, Pdf
from mmkg.tools.parse.sign_fonts import OPAQUE, shown_sign
from mmkg.tools.parse.tables.glyphs import read_tokens
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.units import caption_unit, split_unit, table_unit
from mmkg.tools.parse.tables.values import read_value


class Sheet:
    """A page to write a table on, and the tables read from it."""

    def __init__(self, folder: Path) -> None:
        self.file = pymupdf.open()
        self.page = self.file.new_page(width=420, height=400)
        self.path = folder / "drawn.pdf"

    def write(self, y: float, *cells: tuple[float, str], font: str = "helv") -> None:
        for x, text in cells:
            self.page.insert_text((x, y), text, fontsize=10, fontname=font)

    def rule(self, *heights: float) -> None:
        for y in heights:
            self.page.draw_line((50, y), (350, y), width=0.6)

    def next_page(self) -> None:
        self.page = self.file.new_page(width=420, height=400)

    def tables(self) -> list[Table]:
        self.file.save(self.path)
        self.file.close()
        with Pdf(self.path) as pdf:
            return [item.table for item in read_tables(pdf, "ab" * 32)]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path)


def rows(sheet: Sheet, y: float, *names: str, font: str = "helv") -> None:
    for number, name in enumerate(names):
        figures = ((200, f"{number}.5"), (300, f"{number}.9"))
        sheet.write(y + 12 * number, (60, name), *figures, font=font)


def test_a_header_above_the_first_rule_belongs_to_the_table(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Rules below the header only"))
    sheet.write(60, (60, "Kind"), (200, "Low (m)"), (300, "High (m)"))
    rows(sheet, 78, "Tin", "Lead", "Iron")
    sheet.rule(65, 108)
    (table,) = sheet.tables()
    assert table.header_rows == 1
    assert table.at[1, 2].column_path == ("High",)
    assert table.at[1, 2].reading.unit == "m"


def test_rows_below_the_rules_of_the_header_belong_to_the_table(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: No rule at the end"))
    sheet.rule(50, 66)
    sheet.write(62, (60, "Kind"), (200, "Low"), (300, "High"))
    rows(sheet, 78, "Tin", "Lead", "Iron")
    sheet.write(126, (50, "A line of text follows the table at a distance."))
    (table,) = sheet.tables()
    assert (table.rows, table.at[3, 2].text) == (4, "2.9")


def test_a_header_beside_the_end_of_a_short_caption_is_no_part_of_it(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1. No rules"))
    sheet.write(54, (60, "Kind"), (110, "Lowest density"), (220, "High"))
    for number, name in enumerate(("Tin", "Lead", "Iron")):
        sheet.write(68 + 12 * number, (60, name), (140, f"{number}.5"), (225, f"{number}.9"))
    (table,) = sheet.tables()
    assert table.caption == "No rules"
    assert table.grid()[0] == ["Kind", "Lowest density", "High"]


def test_dates_in_a_header_are_no_data(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Balance (in thousands of euros)"))
    sheet.rule(50, 66, 110)
    sheet.write(62, (200, "31 Dec 2023"), (300, "31 Dec 2022"))
    sheet.write(78, (60, "Cash"), (200, "1,204"), (300, "998"))
    sheet.write(90, (60, "Result"), (200, "(65)"), (300, "12"))
    sheet.write(102, (60, "Stock"), (200, "780"), (300, "801"))
    (table,) = sheet.tables()
    loss = table.at[2, 1]
    assert loss.column_path == ("31 Dec 2023",)
    assert (loss.reading.number, loss.reading.unit) == (Decimal(-65), "thousand euros")


def test_a_justified_text_column_does_not_hide_the_columns(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Samples"))
    sheet.rule(50, 66, 160)
    sheet.write(62, (60, "Code"), (100, "Description"), (290, "Mass (g)"), (340, "Year"))
    words = ("grey", "stone", "with", "large", "green", "spots")
    for number in range(7):
        y = 78 + 12 * number
        if number in (1, 4):
            sheet.write(y, (60, "Igneous rock"))
            continue
        text, x = [], 100.0
        for word in {0: words, 3: words[::-1]}.get(number, ("basalt",)):
            text.append((x, word))
            x += pymupdf.get_text_length(word, fontsize=10) + 5
        year = (340, f"201{number}")
        sheet.write(y, (60, f"A-{number}"), *text, (290, f"{number}.25"), year)
    (table,) = sheet.tables()
    assert table.columns == 4
    assert table.at[1, 1].text == "grey stone with large green spots"


def test_a_caption_takes_the_side_that_captions_took_on_the_pages_before(sheet: Sheet) -> None:
    for place, title in ((40, "Table 1: First"), (160, "Table 2: Second")):
        sheet.write(place, (50, title))
        sheet.rule(place + 10, place + 26, place + 64)
        sheet.write(place + 22, (60, "Kind"), (200, "Low"), (300, "High"))
        rows(sheet, place + 38, "Tin", "Lead", "Iron")
    sheet.next_page()
    sheet.write(40, (50, "Table 3: Ruled"))
    sheet.rule(50, 66, 104)
    sheet.write(62, (60, "Kind"), (200, "Low"), (300, "High"))
    rows(sheet, 78, "Ash", "Oak", "Elm")
    sheet.write(124, (50, "Table 4: Not ruled"))
    sheet.write(144, (60, "Kind"), (200, "Low"), (300, "High"))
    rows(sheet, 156, "Dog", "Cat", "Cow")
    assert [(t.caption, t.at[1, 0].text) for t in sheet.tables()] == [
        ("First", "Tin"),
        ("Second", "Tin"),
        ("Ruled", "Ash"),
        ("Not ruled", "Dog"),
    ]


def test_a_wrapped_header_line_moves_the_cut_between_columns(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Power"))
    sheet.rule(50, 82, 120)
    sheet.write(62, (197, "Energy"))
    sheet.write(69, (60, "Device"), (120, "Power (W)"), (300, "Class"))
    sheet.write(76, (190, "(kWh a year)"))
    for number, name in enumerate(("Lamp", "Kettle", "Oven")):
        row = ((150, f"{number}50"), (225, f"{number}3.5"), (310, "A"))
        sheet.write(94 + 12 * number, (60, name), *row)
    (table,) = sheet.tables()
    assert table.grid()[0] == ["Device", "Power (W)", "Energy (kWh a year)", "Class"]


def test_a_label_that_breaks_off_goes_on_in_the_next_line(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Industries"))
    sheet.rule(50, 66, 130)
    sheet.write(62, (60, "Industry"), (200, "Low"), (300, "High"))
    rows(sheet, 78, "Mining", "Supply of power, gas and")
    sheet.write(102, (60, "water"))
    rows(sheet, 114, "Building")
    (table,) = sheet.tables()
    assert [c.text for c in table.cells if c.column == 0][1:] == [
        "Mining",
        "Supply of power, gas and water",
        "Building",
    ]


def test_a_group_title_below_a_long_label_stays_a_group_title(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Models"))
    sheet.rule(50, 66, 130)
    sheet.write(62, (60, "Model"), (200, "Low"), (300, "High"))
    rows(sheet, 78, "One", "The longest of all labels")
    sheet.write(102, (60, "Others"))
    rows(sheet, 114, "Two")
    (table,) = sheet.tables()
    assert table.at[4, 1].row_path == ("Others", "Two")


def test_a_line_above_the_table_states_its_unit(sheet: Sheet) -> None:
    sheet.write(40, (50, "表 1：投资"), font="china-s")
    sheet.write(56, (290, "单位：亿元"), font="china-s")
    sheet.rule(60, 76, 120)
    sheet.write(72, (60, "行业"), (200, "甲"), (300, "乙"), font="china-s")
    rows(sheet, 88, "农业", "工业", "商业", font="china-s")
    (table,) = sheet.tables()
    assert {c.reading.unit for c in table.cells if c.reading.kind == "number"} == {"亿元"}


def test_a_raised_letter_opens_a_note(sheet: Sheet) -> None:
    sheet.write(40, (50, "Table 1: Notes"))
    sheet.rule(50, 66, 110)
    sheet.write(62, (60, "Kind"), (200, "Low"), (300, "High"))
    rows(sheet, 78, "Tin", "Lead", "Iron")
    sheet.page.insert_text((56, 119), "a", fontsize=6)
    sheet.write(122, (65.5, "Not on holidays."))
    (table,) = sheet.tables()
    assert table.notes == ("a Not on holidays.",)


@pytest.mark.parametrize(
    ("font", "codes"),
    [("ABCDEF+bbding", "!%"), ("ZapfDingbats", "37"), ("FontAwesome", "\uf00c\uf00d")],
)
def test_a_tick_and_a_cross_of_a_sign_font_are_read_as_what_they_show(
    font: str, codes: str
) -> None:
    assert [shown_sign(code, font) for code in codes] == ["✓", "✗"]
    assert [shown_sign(code, "Helvetica") for code in codes] == list(codes)


def test_the_signs_of_a_typesetter_of_journals_are_read_as_they_print() -> None:
    assert "".join(shown_sign(code, "IFOHNG+AdvP4C4E74") for code in "p¼7 ðaþbÞ") == "√=7 (a+b)"
    assert shown_sign("¼", "Times") == "¼"
    assert OPAQUE.search("IFOHNG+AdvOT483a8203+22") and not OPAQUE.search("AdventPro-Bold")


def test_an_accent_set_over_a_letter_joins_it_but_not_in_formulas() -> None:
    def glyph(char: str, x: float, font: str) -> Glyph:
        return Glyph(char, Box(x, 0, x + 5, 10), x, 8.0, font, 10.0, False)

    def text(font: str) -> str:
        glyphs = tuple(glyph(c, x, font) for c, x in (("S", 0), ("¨", 5), ("u", 5), ("d", 10)))
        return read_tokens([Line("S¨ud", Box(0, 0, 15, 10), glyphs, 0, False)])[0].text

    assert (text("CMR10"), text("CMMI10")) == ("Süd", "S¨ud")


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("Sheet (in millions of US dollars)", "million dollars"),
        ("合并利润表（单位：人民币万元）", "万元"),
        ("Sales (€m)", "€m"),
    ],
)
def test_units_of_accounts_are_read(caption: str, unit: str) -> None:
    assert caption_unit(caption) == unit


def test_an_arrow_behind_the_unit_stays_with_the_name() -> None:
    assert split_unit("EM (%) ↑") == ("EM ↑", "%")


def test_a_letter_with_a_digit_is_no_unit_unless_only_a_unit_is_so_called() -> None:
    assert split_unit("Recall (W2)") == ("Recall (W2)", None)
    assert split_unit("Area (m2)") == ("Area", "m2")


def test_a_number_per_second_is_no_number_in_seconds() -> None:
    assert split_unit("1250/s") == ("1250/s", None)
    assert split_unit("t/s") == ("t", "s")


def test_a_note_states_the_unit_of_the_table() -> None:
    assert table_unit(["Note: All values in %."]) == "%"
    assert table_unit(["Note: averages of five runs."]) is None


def test_parentheses_are_a_minus_sign_in_money_alone() -> None:
    assert read_value("(1,204)", "USD").number == Decimal(-1204)
    assert read_value("(0.21)", "kg").kind == "text"
    assert read_value("(0.21)").kind == "text"
