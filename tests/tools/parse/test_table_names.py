"""Names of rows and columns where print leaves two readings: the right one, or none confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table

PLACES = (60, 150, 220, 290, 360)
Line = tuple[str, ...]
Read = Callable[[pymupdf.Document, Path], Table]


class Drawn:
    """A booktabs table drawn line by line: a space before a text indents it, nothing skips it."""

    def __init__(self, folder: Path, read: Read) -> None:
        self.read = read
        self.file = pymupdf.open()
        self.page = self.file.new_page(width=500, height=400)
        self.path = folder / "drawn.pdf"
        self.page.insert_text((50, 24), "Table 1: Drawn", fontsize=10)

    def confirmed(
        self, header: Line, *body: Line, places: Line | tuple[int, ...] = PLACES
    ) -> Table:
        low = 66 + 12 * len(body) + 4
        for y in (34, 66, low):
            self.page.draw_line((50, y), (420, y), width=0.6)
        for row, texts in enumerate((header, *body)):
            for x, text in zip(places, texts, strict=False):
                left = float(x) + 10 * (len(text) - len(text.lstrip()))
                self.page.insert_text(
                    (left, 62 + 12 * row + 4 * (row > 0)), text.strip(), fontsize=10
                )
        return self.read(self.file, self.path)


@pytest.fixture
def drawn(tmp_path: Path, confirmed_in: Read) -> Drawn:
    return Drawn(tmp_path, confirmed_in)


def sure(table: Table) -> list[str]:
    return [c.text for c in table.cells if c.kind == "body" and c.agreed]


def reasons(table: Table) -> str:
    return "; ".join(doubt.reason for doubt in table.doubts)


def test_a_line_of_units_in_the_header_gives_units_and_no_names(drawn: Drawn) -> None:
    for x, name in ((150, "Mass"), (220, "Price")):
        drawn.page.insert_text((x, 49), name, fontsize=10)
    table = drawn.confirmed(
        ("Alloy", "g/cm3", "EUR/kg"), ("A-1", "2.5", "7.1"), ("B-2", "3.5", "8.2")
    )
    cell = table.at[table.header_rows, 1]
    assert (cell.column_path, cell.reading.unit) == (("Mass",), "g/cm3")
    assert table.at[table.header_rows, 2].column_path == ("Price",)


def test_a_total_further_in_than_its_items_is_under_their_title(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("", "2021", "2022"), ("Assets", "", ""), (" Cash", "11", "12"), ("  Total", "13", "14")
    )
    assert table.at[3, 1].row_path == ("Assets", "Total")
    assert sure(table)[-2:] == ["13", "14"]


def test_numbered_columns_are_a_header_and_numbered_names_are_one_column(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Variable", "Mean", "1", "2", "3"),
        ("1. Age", "2.5", "0.1", "0.2", "0.3"),
        ("2. Pay", "3.5", "0.4", "0.5", "0.6"),
    )
    assert table.at[1, 4].column_path == ("3",)
    assert table.at[2, 1].row_path == ("2. Pay",)


def test_names_printed_upwards_are_names_of_columns(drawn: Drawn) -> None:
    for x, name in ((162, "Length"), (232, "Width")):
        drawn.page.insert_text((x, 62), name, fontsize=7, rotate=90)
    table = drawn.confirmed(("Tree",), ("Elm", "2.5", "7.1"), ("Fir", "3.5", "8.2"))
    assert [table.at[table.rows - 1, c].column_path for c in (1, 2)] == [("Length",), ("Width",)]


def test_a_name_over_two_columns_of_names_does_not_join_them(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Region", "Branch", "Staff", "Pay"),
        ("North", "Ulm", "11", "21"),
        ("", "Kiel", "12", "22"),
        ("", "Bonn", "13", "23"),
        ("All branches together", "", "14", "24"),
        places=(60, 110, 220, 290),
    )
    assert table.at[2, 2].row_path == ("North", "Kiel")
    assert table.at[4, 2].row_path == ("All branches together",)


def test_names_between_columns_leave_the_values_beside_them_in_doubt(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Item", "2021", "Position", "2022"),
        ("Cash", "11", "Loans", "12"),
        ("Stock", "13", "Rents", "14"),
    )
    assert "between columns" in reasons(table)
    assert sure(table) == ["11", "Loans", "13", "Rents"]


def test_a_second_line_of_names_further_down_leaves_all_in_doubt(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Town", "2001", "2002"), ("Ulm", "110", "120"), ("Town", "2003", "2004"), ("Ulm", "9", "8")
    )
    assert "names the columns anew" in reasons(table)
    assert sure(table) == []


def test_a_name_without_values_where_many_are_missing_may_be_no_title(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Model", "A", "B"),
        ("One", "1.5", ""),
        ("Two", "", ""),
        ("Three", "", "2.5"),
        ("Four", "3", "4"),
    )
    assert "row without values" in reasons(table)
    assert sure(table) == []


def test_names_beside_the_errors_leave_all_in_doubt(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Name", "OLS", "IV"),
        ("", "0.5", "0.6"),
        ("Age", "(0.1)", "(0.2)"),
        ("", "0.7", "0.8"),
        ("Pay", "(0.3)", "(0.4)"),
    )
    assert sure(table) == []


def test_names_that_may_stand_at_either_end_of_their_rows_leave_all_in_doubt(drawn: Drawn) -> None:
    table = drawn.confirmed(
        ("Part", "Load", "Max"),
        ("Coil", "a", "1.5"),
        ("Gear", "b", "2.5"),
        ("", "a", "3.5"),
        ("", "c", "5.5"),
        ("Belt", "b", "4.5"),
    )
    assert "first or at the last" in reasons(table)
    assert sure(table) == []


def test_a_name_set_flush_over_columns_leaves_in_doubt_which_it_names(drawn: Drawn) -> None:
    name, end = "Kept on all of the farms", 340 + pymupdf.get_text_length("Cow", fontsize=10)
    start = end - pymupdf.get_text_length(name, fontsize=10)
    drawn.page.insert_text((start, 45), name, fontsize=10)
    table = drawn.confirmed(
        ("Kind", "Cat", "Dog", "Cow"),
        ("Elm", "1.5", "2.5", "3.5"),
        ("Fir", "4.5", "5.5", "6.5"),
        places=(60, 150, 240, 340),
    )
    assert f"“{name}” reaches" in reasons(table)
    assert "1.5" not in sure(table)


def test_the_number_of_a_page_is_no_title_of_rows(drawn: Drawn) -> None:
    drawn.page.insert_text((216, 122), "7", fontsize=10)
    table = drawn.confirmed(("Town", "Men", "Women"), ("Ulm", "11", "12"), ("Kiel", "13", "14"))
    assert not [cell for cell in table.cells if cell.kind == "group"]
