"""Signs in print that a table was misread: what is in doubt is not confirmed, the rest still is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.alignment import align, align_rows
from mmkg.tools.parse.tables.reader import read_tables

NAMES = ("Alder", "Birch", "Cedar", "Dogwood")
Read = Callable[[pymupdf.Document, Path], Table]


class Sheet:
    """A page to write a table on, and how it is read and confirmed."""

    def __init__(self, folder: Path, read: Read) -> None:
        self.read = read
        self.file = pymupdf.open()
        self.page = self.file.new_page(width=500, height=400)
        self.path = folder / "drawn.pdf"
        self.write(40, (50, "Table 1: Trees"))

    def write(self, y: float, *cells: tuple[float, str]) -> None:
        for x, text in cells:
            self.page.insert_text((x, y), text, fontsize=10)

    def rule(self, y: float, x0: float = 50, x1: float = 350) -> None:
        self.page.draw_line((x0, y), (x1, y), width=0.6)

    def rows(self, top: float, columns: int, left: float = 150, step: float = 60) -> None:
        """Four rows of numbers, none twice."""
        for row, name in enumerate(NAMES):
            values = [(left + step * k, f"{row + 1}{k}.{row + k}") for k in range(columns)]
            self.write(top + 12 * row, (60, name), *values)

    def confirmed(self) -> Table:
        return self.read(self.file, self.path)


@pytest.fixture
def sheet(tmp_path: Path, confirmed_in: Read) -> Sheet:
    return Sheet(tmp_path, confirmed_in)


def sure(table: Table) -> set[int]:
    """Columns whose numbers are all confirmed."""
    numbers = [c for c in table.cells if c.kind == "body" and c.reading.kind == "number"]
    every = {cell.column for cell in numbers}
    return every - {cell.column for cell in numbers if not cell.agreed}


def reasons(table: Table) -> str:
    return "; ".join(doubt.reason for doubt in table.doubts)


def ruled(sheet: Sheet, right: float = 350) -> None:
    for y in (50, 66, 118):
        sheet.rule(y, x1=right)


def test_nothing_is_in_doubt_in_a_plain_table(sheet: Sheet) -> None:
    ruled(sheet)
    sheet.write(62, (60, "Tree"), (150, "Height"), (210, "Girth"), (270, "Age"))
    sheet.rows(78, 3)
    table = sheet.confirmed()
    assert table.doubts == ()
    assert sure(table) == {1, 2, 3}


def test_words_level_with_the_rows_outside_of_the_rules_leave_all_in_doubt(sheet: Sheet) -> None:
    ruled(sheet)
    sheet.write(62, (60, "Tree"), (150, "Height"), (210, "Girth"), (270, "Age"))
    sheet.rows(78, 3)
    for row in range(4):
        sheet.write(78 + 12 * row, (370, f"{row}7.5"))
    table = sheet.confirmed()
    assert "level with its rows" in reasons(table)
    assert sure(table) == set()


def test_a_spanner_without_a_rule_leaves_the_columns_in_doubt_that_it_may_name(
    sheet: Sheet,
) -> None:
    for y in (50, 78, 130):
        sheet.rule(y)
    sheet.write(62, (179, "Broad leaves"))
    sheet.write(74, (60, "Tree"), (150, "Long"), (210, "Wide"), (270, "Thick"), (330, "Age"))
    sheet.rows(90, 4)
    table = sheet.confirmed()
    assert "“Broad leaves Wide” reaches is not clear" in reasons(table)
    assert sure(table) == {4}


def test_a_rule_below_a_spanner_settles_what_it_names(sheet: Sheet) -> None:
    for y in (50, 80, 132):
        sheet.rule(y)
    sheet.rule(65, x0=148, x1=240)
    sheet.write(62, (175, "Leaves"))
    sheet.write(76, (60, "Tree"), (150, "Long"), (210, "Wide"), (270, "Age"))
    sheet.rows(92, 3)
    table = sheet.confirmed()
    assert table.at[2, 1].column_path == ("Leaves", "Long")
    assert sure(table) == {1, 2, 3}


def test_columns_of_one_name_show_that_a_level_of_the_header_was_lost(sheet: Sheet) -> None:
    ruled(sheet)
    sheet.write(62, (60, "Tree"), (150, "Mean"), (210, "Most"), (270, "Mean"), (330, "Most"))
    sheet.rows(78, 4)
    table = sheet.confirmed()
    assert "same names" in reasons(table)
    assert sure(table) == set()


def test_a_line_of_units_below_the_header_rule_leaves_its_end_in_doubt(sheet: Sheet) -> None:
    for y in (50, 66, 130):
        sheet.rule(y)
    sheet.write(62, (60, "Tree"), (150, "Height"), (210, "Girth"), (270, "Age"))
    sheet.write(78, (60, "short"), (150, "metre"), (210, "inch"), (270, "year"))
    sheet.rows(90, 3)
    table = sheet.confirmed()
    assert "header ends" in reasons(table)
    assert sure(table) == set()


def test_lines_of_a_wrapped_text_that_look_like_rows_leave_all_in_doubt(sheet: Sheet) -> None:
    for y in (50, 66, 160):
        sheet.rule(y)
    sheet.write(62, (60, "Tree"), (150, "Height"), (210, "Girth"))
    for row, name in enumerate(NAMES[:3]):
        y = 78 + 24 * row
        sheet.write(y, (60, name), (150, f"{row}.5"), (210, f"{row}.7"))
        sheet.write(y + 12, (150, "about"), (210, "or so"))
    table = sheet.confirmed()
    assert sure(table) == set()


def test_a_table_in_doubt_is_still_read_and_says_why(sheet: Sheet) -> None:
    ruled(sheet)
    sheet.write(62, (60, "Tree"), (150, "Mean"), (210, "Mean"), (270, "Age"))
    sheet.rows(78, 3)
    table = sheet.confirmed()
    assert table.at[1, 3].text == "12.2"
    assert table.at[1, 3].agreed is False
    assert table.confidence == 0.0


def test_rows_indented_under_a_label_of_the_page_before_keep_it(tmp_path: Path) -> None:
    file = pymupdf.open()
    for number in range(2):
        page = file.new_page(width=500, height=400)

        def write(y: float, *cells: tuple[float, str], page: pymupdf.Page = page) -> None:
            for x, text in cells:
                page.insert_text((x, y), text, fontsize=10)

        write(40, (50, "Table 1: Trees" + " (continued)" * number))
        for y in (50, 66, 118):
            page.draw_line((50, y), (350, y), width=0.6)
        write(62, (60, "Tree"), (210, "Height"), (270, "Age"))
        names = ("Conifers", " Fir", " Pine", " Yew"), (" Larch", " Cedar", "Elm", " Young")
        for row, name in enumerate(names[number]):
            values = (210, f"{number}{row}.5"), (270, f"{number}{row}.7")
            write(78 + 12 * row, (60 + 10 * name.startswith(" "), name.strip()), *values)
    file.save(tmp_path / "two.pdf")
    with Pdf(tmp_path / "two.pdf") as pdf:
        (item,) = read_tables(pdf, "ab" * 32)
    paths = [c.row_path for c in item.table.cells if c.column == 1 and c.kind == "body"]
    assert paths[4:] == [("Conifers", "Larch"), ("Conifers", "Cedar"), ("Elm",), ("Elm", "Young")]


def score(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return float(len(set(one) & set(other)))


def test_anchored_rows_are_matched_as_all_pairs_would_be() -> None:
    one = [("a", "1"), ("b", "2"), ("b", "2"), ("c", "3"), ("d", "x")]
    other = [("title",), ("a", "1"), ("b", "2"), ("c", "3"), ("d", "y")]
    assert align_rows(one, other, score, 1.0) == align(one, other, score, 1.0)


def test_many_thousand_rows_are_matched_without_comparing_all_pairs() -> None:
    calls = 0

    def counted(one: tuple[str, ...], other: tuple[str, ...]) -> float:
        nonlocal calls
        calls += 1
        return score(one, other)

    one = [(str(n), "same") for n in range(20_000)]
    pairs = align_rows(one, [("page",), *one], counted, 1.0)
    assert pairs == [(n, n + 1) for n in range(20_000)]
    assert calls <= len(one)
