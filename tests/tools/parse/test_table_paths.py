"""What paths do not tell apart, or what stands for several rows, is not let through."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Cell, Table
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm

COLUMNS = (60, 150, 210, 270, 330)
TOP = 66


class Page:
    """A page to set a table on."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "set.pdf"
        self.file = pymupdf.open()
        self.page = self.file.new_page(width=500, height=400)

    def caption(self) -> None:
        self.page.insert_text((60, 40), "Table 1: Trees", fontsize=10)

    def rows(self, *rows: str) -> None:
        """Rows 16 points high, their cells parted by bars."""
        for number, row in enumerate(rows):
            for x, text in zip(COLUMNS, row.split("|"), strict=False):
                self.page.insert_text((x, TOP + 16 * number), text, fontsize=10)

    def rule(self, row: int, column: int = 0, last: int = 4) -> None:
        """A rule above a row, from one column to the end of another."""
        y = TOP - 11 + 16 * row
        self.page.draw_line((COLUMNS[column] - 10, y), (COLUMNS[last] + 50, y), width=0.6)

    def wall(self, x: float, rows: int) -> None:
        self.page.draw_line((x, TOP - 11), (x, TOP - 11 + 16 * rows), width=0.6)

    def walls(self, rows: int) -> None:
        for x in (*(column - 10 for column in COLUMNS), COLUMNS[-1] + 50):
            self.wall(x, rows)

    def table(self) -> Table:
        self.file.save(self.path)
        self.file.close()
        with Pdf(self.path) as pdf:
            (table,), _ = confirm(pdf, [item.table for item in read_tables(pdf, "ab" * 32)])
        return table


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def numbers(table: Table) -> Iterable[Cell]:
    return [c for c in table.cells if c.kind == "body" and c.reading.kind == "number"]


def let_through(table: Table) -> set[str]:
    return {cell.text for cell in numbers(table) if cell.agreed}


def booktabs(page: Page, rows: int) -> None:
    for row in (0, 1, rows):
        page.rule(row)


def test_rows_of_one_name_are_withheld_and_others_are_not(page: Page) -> None:
    page.caption()
    booktabs(page, 5)
    page.rows(
        "Tree|Height|Girth|Age|Roots",
        "Alder|11.5|12.5|13.5|14.5",
        "Alder|21.5|22.5|23.5|24.5",
        "Birch|31.5|32.5|33.5|34.5",
        "Cedar|41.5|42.5|43.5|44.5",
    )
    assert let_through(page.table()) == {
        f"{row}{column}.5" for row in (3, 4) for column in (1, 2, 3, 4)
    }


def test_errors_in_brackets_below_a_row_take_nothing_from_it(page: Page) -> None:
    page.caption()
    booktabs(page, 5)
    page.rows(
        "Tree|Height|Girth|Age|Roots",
        "Alder|11.5|12.5|13.5|14.5",
        "|(0.5)|(0.6)|(0.7)|(0.8)",
        "Birch|31.5|32.5|33.5|34.5",
        "|(1.5)|(1.6)|(1.7)|(1.8)",
    )
    assert {"11.5", "14.5", "31.5", "34.5"} <= let_through(page.table())


def test_first_row_of_a_grid_without_names_is_no_header(page: Page) -> None:
    page.caption()
    page.walls(5)
    for row in range(6):
        page.rule(row)
    page.rows(
        "Alder|115|125|135|145",
        "Birch|215|225|235|245",
        "Cedar|315|325|335|345",
        "Dogwood|415|425|435|445",
        "Elm|515|525|535|545",
    )
    table = page.table()
    assert numbers(table)
    assert let_through(table) == set()


def test_value_beside_two_names_is_the_value_of_neither(page: Page) -> None:
    page.caption()
    page.walls(5)
    for row in (0, 1, 2, 4, 5):
        page.rule(row)
    page.rule(3, 0, 0)
    page.rows(
        "Tree|Height|Girth|Age|Roots",
        "Alder|115|125|135|145",
        "Birch|215|225|235|245",
        "Cedar",
        "Dogwood|415|425|435|445",
    )
    assert let_through(page.table()) == {"115", "125", "135", "145", "415", "425", "435", "445"}


def test_values_that_tell_rows_of_one_name_apart_are_no_names(page: Page) -> None:
    page.caption()
    booktabs(page, 7)
    page.rows(
        "Cause|North|South|East|West",
        "Weather|4|12|13.5|14.5",
        "Other|5|22|23.5|24.5",
        "Weather|7|-|33.5|34.5",
        "Other|92.5|42|43.5|44.5",
        "Total|8|52|53.5|54.5",
        "Mean|9|62|63.5|64.5",
    )
    table = page.table()
    assert table.label_columns > 1
    assert let_through(table) == set()


def test_two_numbers_in_one_ruled_cell_leave_the_rows_as_ruled(page: Page) -> None:
    page.caption()
    page.walls(6)
    for row in (0, 1, 2, 4, 5, 6):
        page.rule(row)
    page.rows(
        "Tree|Height|Girth|Age|Roots",
        "Alder|115|125|135|145",
        "Birch|215|225|235|245",
        "||226||",
        "Cedar|315|325|335|345",
        "Dogwood|415|425|435|445",
    )
    table = page.table()
    assert [cell.text for cell in table.cells if cell.column == 2 and cell.row == 2] == ["225 226"]
    assert {"215", "235", "315", "425"} <= let_through(table)


def test_a_drawing_in_frames_without_caption_lets_nothing_through(page: Page) -> None:
    page.walls(6)
    for row in range(7):
        page.rule(row)
    page.rows(
        "Step|First|Second|Third|Fourth",
        "Supply|equals|equals|equals|equals",
        "Sum|115|125|135|145",
        "Exports|minus|minus|minus|minus",
        "Net|215|225|235|245",
        "Use|equals|equals|equals|equals",
    )
    assert let_through(page.table()) == set()


def test_a_table_that_runs_off_the_page_is_in_doubt(page: Page) -> None:
    page.caption()
    page.page.set_mediabox(pymupdf.Rect(0, 0, 355, 400))
    booktabs(page, 4)
    page.rows(
        "Tree|Height|Girth|Age|Records",
        "Alder|11.5|12.5|13.5|14.5",
        "Birch|21.5|22.5|23.5|24.5",
        "Cedar|31.5|32.5|33.5|34.5",
    )
    table = page.table()
    assert numbers(table)
    assert let_through(table) == set()
    assert "it runs off the page" in [doubt.reason for doubt in table.doubts]


def test_a_value_with_a_unit_is_no_name_of_a_column(page: Page) -> None:
    page.caption()
    for row in (0, 4):
        page.rule(row, last=1)
    page.rows(
        "Spacing|0.025 cm",
        "Angles|128",
        "Height|3.0 cm",
        "Polar|10",
    )
    assert let_through(page.table()) == set()


def test_title_below_a_label_that_stands_alone_is_its_caption(page: Page) -> None:
    for y, text in ((20, "Table 1"), (32, "Trees of the northern park by height,")):
        page.page.insert_text((50, y), text, fontsize=10)
    page.page.insert_text((50, 44), "measured in spring.", fontsize=10)
    booktabs(page, 4)
    page.rows(
        "Tree|Height|Girth|Age|Roots",
        "Alder|11.5|12.5|13.5|14.5",
        "Birch|21.5|22.5|23.5|24.5",
        "Cedar|31.5|32.5|33.5|34.5",
    )
    table = page.table()
    assert (table.label, table.caption) == (
        "Table 1",
        "Trees of the northern park by height, measured in spring.",
    )


def test_lines_of_a_wrapped_second_label_are_not_names_of_rows(page: Page) -> None:
    page.caption()
    booktabs(page, 7)
    page.rows(
        "Task|Aim|Posts|Users|Share",
        "Forum|To find|115|125|13.5",
        "Forum|posts that|215|225|23.5",
        "Forum|Ask help|315|325|33.5",
        "Court|To see|415|425|43.5",
        "Court|Whether|515|525|53.5",
        "Court|Claims|615|625|63.5",
    )
    assert let_through(page.table()) == set()
