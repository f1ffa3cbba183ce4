"""XLSX: blocks as tables, cell names as addresses, values as shown, native charts."""

import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell, cite_point
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.sheets_blocks import find_blocks
from mmkg.tools.parse.sheets_values import shown
from mmkg.tools.reread import Rereader

ROWS = [["Year", "Sales (t)", "Share"], ["2019", 12.5, 0.125], ["2020", 0.1 + 0.2, 0.5]]


def workbook(path: Path) -> Path:
    """Two blocks on one sheet, the first with a title, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Fruit sales"
    sheet["B2"] = "Sales by year"
    for row, line in enumerate(ROWS, 3):
        for column, value in enumerate(line, 2):
            sheet.cell(row, column, value)
    for row in (4, 5):
        sheet.cell(row, 4).number_format = "0.0%"
    for row, line in enumerate([["Shop", "Opened"], ["A", date(2020, 1, 2)], ["B", 3]], 10):
        for column, value in enumerate(line, 2):
            sheet.cell(row, column, value)
    sheet["B13"] = "Source: own books"
    book.create_sheet("Secret").sheet_state = "hidden"
    chart = BarChart()
    chart.title = "Sales chart"
    chart.y_axis.title = "Sales (t)"
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=5), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=4, max_row=5))
    sheet.add_chart(chart, "H2")
    book.save(path)
    return path


@pytest.fixture(scope="module")
def fruit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = workbook(tmp_path_factory.mktemp("sheets") / "fruit.xlsx")
    return path, read_document(path)


def test_each_block_is_a_table_with_its_title_as_caption(fruit: tuple[Path, Document]) -> None:
    first, second = fruit[1].tables
    assert (first.caption, first.section) == ("Sales by year", ("Fruit sales",))
    assert first.address.path == "'Fruit sales'!B3:D5"
    assert (second.address.path, second.rows) == ("'Fruit sales'!B10:C12", 3)
    assert fruit[1].chunks[-1].address.path == "'Fruit sales'!B13"
    assert fruit[1].warnings == ("the hidden sheet 'Secret' was left out",)


def test_cells_have_the_values_that_show_units_and_names(fruit: tuple[Path, Document]) -> None:
    table = fruit[1].tables[0]
    sales, share = table.at[2, 1], table.at[2, 2]
    assert (sales.text, sales.reading.unit) == ("0.3", "t")
    assert (share.reading.number, share.reading.unit) == (Decimal("50.0"), "%")
    assert sales.address.path == "'Fruit sales'!C5"
    assert fruit[1].tables[1].at[1, 1].text == "2020-01-02"


def test_a_chart_that_repeats_no_numbers_is_read_from_its_cells(
    fruit: tuple[Path, Document],
) -> None:
    (chart,) = fruit[1].figures
    assert (chart.kind, chart.caption) == ("chart", "Sales chart")
    (series,) = chart.series
    assert [(p.x, p.y) for p in series.points] == [
        ("2019", Decimal("12.5")),
        ("2020", Decimal("0.3")),
    ]
    assert (series.name, chart.decimals) == ("Sales (t)", 1)
    assert chart.y_axis is not None and chart.y_axis.unit == "t"
    assert chart.address.path == "'Fruit sales'!chart[1]"


def test_cells_and_points_read_the_same_again(fruit: tuple[Path, Document]) -> None:
    path, document = fruit
    table, chart = document.tables[0], document.figures[0]
    reread = Rereader({document.sha256: path})
    evidence = cite_cell(table, table.at[1, 1])
    point = cite_point(chart, chart.series[0], chart.series[0].points[0])
    assert reread(evidence) is None
    assert reread(point) is None
    assert reread(evidence.model_copy(update={"text": "13.5"})) is not None
    assert reread(point.model_copy(update={"y": Decimal("12.7")})) is not None


def test_a_file_of_another_writer_with_merged_headers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "Group")
        sheet.merge_range("B1:C1", "Mass (kg)")
        for row, line in enumerate([["", "old", "new"], ["x", 1.5, 2.5], ["y", 3, 4]], 1):
            sheet.write_row(row, 0, line) if row > 1 else sheet.write_row(row, 1, line[1:])
        chart = book.add_chart({"type": "scatter"})
        chart.add_series({"categories": "=Sheet1!$B$3:$B$4", "values": "=Sheet1!$C$3:$C$4"})
        sheet.insert_chart("F1", chart)
    document = read_document(path)
    (table,) = document.tables
    assert (table.header_rows, document.chunks) == (2, ())
    assert table.at[3, 2].column_path == ("Mass", "new")
    assert (table.at[3, 2].row_path, table.at[3, 2].reading.unit) == (("y",), "kg")
    points = document.figures[0].series[0].points
    assert [(p.x_number, p.y) for p in points] == [
        (Decimal("1.5"), Decimal("2.5")), (Decimal(3), Decimal(4)),
    ]  # fmt: skip


def test_formulas_that_were_never_worked_out_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, "=A2*2"])
    book.active.append([2, 5])
    book.save(tmp_path / "f.xlsx")
    assert "1 formulas have no stored value" in read_document(tmp_path / "f.xlsx").warnings[0]


def test_blocks_are_parted_by_empty_rows_and_columns_and_held_together_by_merged_cells() -> None:
    two = {(1, 1), (1, 2), (2, 1), (1, 4), (2, 5), (9, 1)}
    assert [(b.top, b.left, b.bottom, b.right) for b in find_blocks(two)] == [
        (1, 1, 2, 2), (1, 4, 2, 5), (9, 1, 9, 1),
    ]  # fmt: skip
    assert len(find_blocks({(1, 1), (2, 3)}, [(1, 1, 1, 3)])) == 1


def sheet_of(path: Path, rows: list[list[object]]) -> Document:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return read_document(path)


SEGMENTS: list[list[object]] = [
    ["In millions", None, None, None, "January–June", None, "July"],
    [None, "Sales (a)", "Profit (b)", None, "of which tax", None, "of which fees"],
    [],
    ["North", 12553, 2713, None, -81, None, 5],
    ["South", 9467, 1570, None, -197, None, 6],
    [],
    ["Total", 22020, 4283, None, -278, None, 11],
]


def test_empty_rows_and_columns_within_a_table_do_not_part_it(tmp_path: Path) -> None:
    (table,) = sheet_of(tmp_path / "s.xlsx", SEGMENTS).tables
    assert (table.address.path, table.header_rows) == ("Sheet!A1:G7", 2)
    tax, total = table.at[4, 4], table.at[6, 1]
    assert (tax.row_path, tax.column_path) == (("South",), ("January–June", "of which tax"))
    assert (total.row_path, total.column_path) == (("Total",), ("Sales",))
    assert total.reading.unit is None  # (a) beside (b) is the mark of a note, no unit


def test_parts_with_names_of_their_own_stay_tables_of_their_own(tmp_path: Path) -> None:
    header: list[object] = ["Town", "People"]
    rows = [header, ["Ash", 120.5], [], ["Lake", "Depth"], ["Elm", 3.5], [], ["Roads in km"]]
    rows += [["A1", 3.25], [], [], ["A2", 4.25]]
    document = sheet_of(tmp_path / "s.xlsx", rows)
    areas = ["Sheet!A1:B2", "Sheet!A4:B5", "Sheet!A8:B8", "Sheet!A11:B11"]
    assert [t.address.path for t in document.tables] == areas
    beside = [["Town", "People", None, "Lake", "Depth"], ["Ash", 120.5, None, "Elm", 3.5]]
    document = sheet_of(tmp_path / "b.xlsx", beside)
    assert [t.address.path for t in document.tables] == ["Sheet!A1:B2", "Sheet!D1:E2"]


@pytest.mark.parametrize(
    ("header", "row", "names"),
    [
        (["Region", datetime(2020, 1, 1), datetime(2020, 2, 1)], ["North", 1.5, 2.5], True),
        (["Month", "1月", "2月"], ["北京", 1.5, 2.5], True),
        ([None, 1, 2, 3], ["North", 1.5, 2.5, 3.5], True),
        (["North", 1, 2, 4], ["South", 1.5, 2.5, 3.5], False),
        (["Opened", datetime(2020, 1, 1)], ["Closed", datetime(2020, 2, 1)], False),
    ],
)
def test_dates_and_counts_name_columns_of_other_values(
    tmp_path: Path, header: list[object], row: list[object], names: bool
) -> None:
    (table,) = sheet_of(tmp_path / "s.xlsx", [header, row]).tables
    assert bool(table.at[1, 1].column_path) is names


def test_years_below_a_header_are_of_it(tmp_path: Path) -> None:
    rows = [["Tax", "Single", None], ["€", 1997, 1998], [30000, 19.25, 18.5]]
    (table,) = sheet_of(tmp_path / "s.xlsx", rows).tables
    assert table.at[2, 2].column_path[-1] == "1998"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.125, "0%", "13%"),
        (0.938271604938272, "0.0%", "93.8%"),
        (1.05, r"0.00%;\-0.00%;\%", "105.00%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1.005, "0.00", "1.01"),
        (3, '0 "km"', "3 km"),
        (25.39667, '0.00"°"', "25.40°"),
        (3, '"$"#,##0', "$3"),
        (-2.5, "[$€-407]0.00", "-€2.50"),
        (-1046.221, r'"$"#,##0.00_);[Red]\("$"#,##0.00\)', "-$1,046.22"),
        (-1234, "#,##0 ;(#,##0)", "-1,234"),
        (-0.001, "0.00", "0.00"),
        (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "-"),
        (5e6, '0.0,,"M"', "5.0M"),
        (1021.02, '[>999999]#.0,,"M";[>999]#.0,"K";#.0', "1.0K"),
        (103434343, "0.00E+00", "1.03E+08"),
        (1.5, "#.0#", "1.5"),
        (5, "000", "005"),
        (3, '" Good"', "Good"),
        (0.5, "# ?/?", "0.5"),
        (5551234567, "(000) 000-0000", "5551234567"),
        (2 / 3, "General", "0.666666667"),
        (1234.56789123456, "General", "1234.567891"),
        (0.1 + 0.2, "General", "0.3"),
        (123456789012345, "General", "123456789012345"),
        (7, "[DBNum1][$-804]General", "7"),
        (True, "General", "TRUE"),
        (1e300, "General", "1E+300"),
    ],
)
def test_numbers_are_those_that_the_sheet_shows(value: float, form: str, text: str) -> None:
    assert shown(value, form) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("m/d/yy", "2019-03-05"),
        ("[$-409]mmm\\-yy;@", "2019-03"),
        ("yyyy", "2019"),
        ("d-mmm", "5 Mar"),
        ("mmmm", "March"),
        ('m"月"d"日"', "3-5"),
        ("m/d/yy h:mm", "2019-03-05 13:07"),
        ("h:mm AM/PM", "13:07"),
        ("dddd", "2019-03-05T13:07:09"),
    ],
)
def test_dates_say_no_more_than_the_sheet_shows(form: str, text: str) -> None:
    assert shown(datetime(2019, 3, 5, 13, 7, 9), form) == text
    assert shown(timedelta(hours=30, minutes=5), "[h]:mm") == "30:05"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_styles_that_repeat_themselves_are_no_bomb(
    fruit: tuple[Path, Document], tmp_path: Path
) -> None:
    again = tmp_path / "styled.xlsx"
    with zipfile.ZipFile(fruit[0]) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            padding = b" " * 300_000 if name == "xl/styles.xml" else b""
            new.writestr(name, old.read(name) + padding)
    texts = [
        [cell.text for table in tables for cell in table.cells]
        for tables in (read_document(again).tables, fruit[1].tables)
    ]
    assert texts[0] == texts[1] != []


def test_bad_input_is_one_line(fruit: tuple[Path, Document], tmp_path: Path) -> None:
    data = fruit[0].read_bytes()
    cut, wrong, empty, bomb, broken = (tmp_path / f"{n}.xlsx" for n in "abcde")
    cut.write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(cut)
    wrong.write_bytes(b"%PDF-1.7\n")
    assert "rename it to .pdf" in refusal(wrong)
    empty.touch()
    assert "empty" in refusal(empty)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 20_000_000)
    assert "-fold" in refusal(bomb)
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook")
    assert "damaged XLSX" in refusal(broken)


def test_a_table_too_large_to_type_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(range(600))
    for row in range(599):
        sheet.append([row, 1])
    packed = io.BytesIO()
    book.save(packed)
    (tmp_path / "l.xlsx").write_bytes(packed.getvalue())
    assert "600 rows and 600 columns" in refusal(tmp_path / "l.xlsx")
