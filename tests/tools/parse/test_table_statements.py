"""Tables that no caption shows: statements by their columns of numbers, and frames of numbers."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import Address
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.finer import finer_places
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm
from mmkg.tools.parse.tables.sums import summed_places
from mmkg.tools.parse.tables.values import read_value

RIGHT = (330.0, 420.0)  # where the columns of numbers end


class Statement:
    """A page of a report, lines of names at the left and numbers flush right."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "statement.pdf"
        self._file = pymupdf.open()
        self.page = self._file.new_page(width=500, height=500)

    def line(self, y: float, name: str, *numbers: str, x: float = 60) -> None:
        self.page.insert_text((x, y), name, fontsize=10)
        for end, number in zip(RIGHT, numbers, strict=False):
            width = pymupdf.get_text_length(number, fontsize=10)
            self.page.insert_text((end - width, y), number, fontsize=10)

    def lines(self, y: float, rows: str) -> float:
        for row in rows.splitlines():
            self.line(y, *row.split("|"))
            y += 16
        return y

    def tables(self) -> list[Table]:
        self._file.save(self.path)
        self._file.close()
        with Pdf(self.path) as pdf:
            read = [item.table for item in read_tables(pdf, "ab" * 32)]
            return list(confirm(pdf, read)[0])


@pytest.fixture
def page(tmp_path: Path) -> Statement:
    return Statement(tmp_path)


ACCOUNTS = """Particulars|2024|2023
Revenue from operations|845,512|866,345
Other income|4,963|4,780
Cost of materials|399,521|390,525
Excise duty|89,562|91,996
Finance costs|8,731|7,327"""


def test_columns_of_numbers_without_caption_or_frame_are_a_table(page: Statement) -> None:
    page.line(60, "Statement for the year")
    page.lines(100, ACCOUNTS)
    (table,) = page.tables()
    assert table.grid() == [row.split("|") for row in ACCOUNTS.splitlines()]
    numbers = [cell for cell in table.cells if cell.reading.kind == "number"]
    assert len(numbers) == 10 and all(cell.agreed for cell in numbers)


def test_prose_with_numbers_is_no_table(page: Statement) -> None:
    text = "In 2024 the plants made 845,512 tons, in 2023 only 866,345; costs rose to 4,963."
    for place in range(8):
        page.page.insert_text((60, 100 + 14 * place), text[place:], fontsize=10)
    assert page.tables() == []


def test_other_names_of_columns_begin_another_table(page: Statement) -> None:
    y = page.lines(100, ACCOUNTS)
    page.line(y, "", "Shares", "Voters")
    page.lines(y + 16, "Aby|10|31\nBoda|22|42\nCora|33|57\nDora|44|61")
    first, second = page.tables()
    assert first.rows == 6 and second.rows == 5
    assert second.at[1, 1].column_path == ("Shares",)


def test_a_dash_for_nil_that_stands_apart_makes_no_column(page: Statement) -> None:
    y = page.lines(100, ACCOUNTS)
    for place, name in enumerate(("Land", "Trees", "Ships")):
        page.line(y + 16 * place, name, "", "1,204")
        page.page.insert_text((285, y + 16 * place), "-", fontsize=10)
    (table,) = page.tables()
    assert table.columns == 3
    assert table.grid()[-1] == ["Ships", "-", "1,204"]


def test_a_double_rule_below_the_names_does_not_end_a_frame(page: Statement) -> None:
    rows = ["Town|2010|2020", "Aby|0.6|0.8", "Boda|1.3|2.5", "Cora|2.2|3.1"]
    ys = [100, 116, 118, 134, 150, 166]
    for y in ys:
        page.page.draw_line((50, y), (440, y), width=0.5)
    for x in (50, 250, 340, 440):
        page.page.draw_line((x, 100), (x, 116), width=0.5)
        page.page.draw_line((x, 118), (x, 166), width=0.5)
    for y, row in zip((112, 130, 146, 162), rows, strict=True):
        page.line(y, *row.split("|"))
    (table,) = page.tables()
    assert table.header_rows == 1
    assert table.at[1, 1].column_path == ("2010",)


def test_a_frame_of_numbers_with_few_in_a_column_is_a_table(page: Statement) -> None:
    rows = ["Candidate|North|South", *(f"Name {n}|{n * 37}|" for n in range(1, 9)), "Sum|1,332|7"]
    rows[2] += "4"
    rows[5] += "3"
    for place in range(len(rows) + 1):
        page.page.draw_line((50, 100 + 16 * place), (440, 100 + 16 * place), width=0.5)
    for x in (50, 250, 340, 440):
        page.page.draw_line((x, 100), (x, 100 + 16 * len(rows)), width=0.5)
    page.lines(112, "\n".join(rows))
    (table,) = page.tables()
    assert table.grid()[2] == ["Name 2", "74", "4"]


def test_a_sum_that_checks_confirms_its_numbers_and_one_that_does_not_confirms_none() -> None:
    right = _typed("Aby|1,204|7\nBoda|310|8\nCora|46|9\nSum|1,560|25")
    wrong = _typed("Aby|1,204|7\nBoda|310|8\nCora|45|9\nSum|1,560|25")
    assert summed_places(right) == {(row, 1) for row in range(1, 5)}  # 25 may be by chance
    assert summed_places(wrong) == set()


def test_a_reader_that_parts_cells_finer_has_seen_them_where_its_columns_are_ours() -> None:
    table = _typed("Aby|.67±.02|.4\nBoda|.71±.05|.3")
    ours = [list(row) for row in table.grid()]
    finer = [["Name", "One", "", "", "Two"], ["Aby", ".67", "±", ".02", ".4"]]
    mixed = [["Aby", ".67", "±.02", "", ".4"], ["Boda", "", ".71", "±.0", "5.3"]]
    assert {(1, 0), (1, 1), (1, 2)} <= finer_places(table, ours, finer)
    assert not {place for place in finer_places(table, ours, mixed) if place[0] == 2} - {(2, 0)}


def test_rules_under_each_column_of_numbers_end_the_names_above_a_title(page: Statement) -> None:
    page.line(100, "", "2024", "2023")
    for lo, hi in ((250, 330), (345, 420)):
        page.page.draw_line((lo, 104), (hi, 104), width=0.6)
    page.lines(
        118, "Regions|\nAby|10,204|31,311\nBoda|22,111|42,098\nCora|33,410|57,322\nDora|4,410|7,322"
    )
    (table,) = page.tables()
    assert table.header_rows == 1
    assert table.at[2, 1].row_path == ("Regions", "Aby")


def _typed(rows: str) -> Table:
    cells = []
    for row, line in enumerate(["Name|One|Two", *rows.splitlines()]):
        for column, text in enumerate(line.split("|")):
            kind = "header" if row == 0 else "body" if column else "label"
            cells.append(
                Cell(
                    row=row,
                    column=column,
                    text=text,
                    kind=kind,  # type: ignore[arg-type]
                    reading=read_value(text),
                    address=Address(document="ab" * 32),
                )
            )
    return Table(
        id="ababababab:table:1",
        address=Address(document="ab" * 32),
        header_rows=1,
        label_columns=1,
        rows=len(rows.splitlines()) + 1,
        columns=3,
        cells=tuple(cells),
        method="typed",
    )


def test_numbers_without_a_zero_before_the_point_end_the_header(page: Statement) -> None:
    page.page.insert_text((60, 80), "Table 1: Scores", fontsize=10)
    y = page.lines(100, "Method|Dice|Error\nFirst group||")
    page.lines(y, "Base|.672|.021\nLarge|.676|.024\nSmall|.663|.029")
    for at in (88, 104, y + 40):
        page.page.draw_line((50, at), (440, at), width=0.6)
    (table,) = page.tables()
    assert not any("header" in doubt.reason for doubt in table.doubts)


def test_a_sum_without_a_name_below_a_title_has_no_name(page: Statement) -> None:
    y = page.lines(100, ACCOUNTS)
    page.line(y, "Interest")
    page.line(y + 16, "Banks", "1,204", "1,311", x=80)
    page.line(y + 32, "Other lenders", "2,111", "2,098", x=80)
    page.line(y + 48, "", "948,077", "963,842")
    (table,) = page.tables()
    sums = [cell for cell in table.cells if cell.row == table.rows - 1 and cell.text]
    assert len(sums) == 2 and not any(cell.agreed for cell in sums)
    assert table.at[8, 1].agreed


def test_statements_of_two_pages_with_the_same_names_are_two_tables(page: Statement) -> None:
    page.lines(350, ACCOUNTS)
    page.page = page.page.parent.new_page(width=500, height=500)
    page.line(60, "Of the people, by town, in persons")
    page.lines(100, "Particulars|2024|2023\nAby|10,111|31,204\nBoda|22,300|42,301")
    page.lines(148, "Cora|33,411|57,711\nDora|44,002|61,300")
    assert [table.rows for table in page.tables()] == [6, 5]


def test_a_title_further_in_than_others_names_what_stands_further_in_still(page: Statement) -> None:
    page.line(100, "Flows", "2024", "2023")
    for y, indent, row in (
        (116, 0, "Profit|5,310|4,201"), (132, 0, "Adjustments:"), (148, 12, "Of income"),
        (164, 24, "Interest|1,204|1,311"), (180, 24, "Taxes|2,111|2,098"),
        (196, 24, "Rents|3,307|3,442"), (212, 0, "Cash|9,410|8,322"),
    ):  # fmt: skip
        page.line(y, *row.split("|"), x=60 + indent)
    (table,) = page.tables()
    numbers = [cell for cell in table.cells if cell.reading.kind == "number"]
    assert len(numbers) == 10 and all(cell.agreed for cell in numbers), table.doubts
    assert table.at[4, 1].row_path[-2:] == ("Of income", "Interest")
    assert table.at[7, 1].row_path == ("Cash",)


def test_a_total_in_the_last_row_may_be_of_all_titles(page: Statement) -> None:
    y = page.lines(100, "Assets|2024|2023\nProfit|5,310|4,201\nAt cost:")
    page.line(y, "Land", "1,204", "1,311", x=80)
    page.line(y + 16, "At value:")
    for place, row in enumerate(("Funds|2,111|2,098", "Shares|3,307|3,442", "Total|11,932|11,052")):
        page.line(y + 32 + 16 * place, *row.split("|"), x=80)
    (table,) = page.tables()
    agreed = {cell.text: cell.agreed for cell in table.cells if cell.reading.kind == "number"}
    assert agreed["3,307"] and not agreed["11,932"] and not agreed["11,052"]


def test_a_row_that_repeats_the_names_of_columns_names_them_anew(page: Statement) -> None:
    page.page.insert_text((60, 80), "Table 1: Votes", fontsize=10)
    wards = ("Inner", "Outer", "Early", "Late")
    rows = [
        ("First", *wards),
        ("Yes", "255", "439", "309", "430"),
        ("No", "752", "819", "781", "867"),
    ]
    for place, row in enumerate([*rows, ("Second", *wards), *rows[1:]]):
        for x, text in zip((60, 160, 230, 300, 370), row, strict=True):
            page.page.insert_text((x, 104 + 16 * place), text, fontsize=10)
    for y in (92, 108, 192):
        page.page.draw_line((50, y), (420, y), width=0.6)
    (table,) = page.tables()
    assert any("names the columns anew" in doubt.reason for doubt in table.doubts)


def test_a_label_whose_second_line_begins_further_left_may_be_two(page: Statement) -> None:
    rows = (
        ("Differences of funds", "abroad"), ("Investments hedged", "by loans"),
        ("Shares of partners", "at value"), ("Results of the", "year"),
    )  # fmt: skip
    page.line(84, "", "2024", "2023")
    for place, (first, second) in enumerate(rows):
        y = 100 + 30 * place
        page.line(y, first)
        page.line(y + 12, second, f"1,{place}04", f"2,{place}11", x=72)
    for table in page.tables():
        confirmed = {cell.row_path for cell in table.cells if cell.kind == "body" and cell.agreed}
        assert confirmed <= {(" ".join(row),) for row in rows}
