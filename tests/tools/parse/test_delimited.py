"""CSV and TSV: delimiter, header, encoding, lines as addresses, one line for what is odd."""

from decimal import Decimal
from pathlib import Path

import pytest

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.reread import Rereader


def read(path: Path, text: str | bytes) -> Document:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_document(path)


def test_points_between_thousands_go_where_commas_are_decimal(tmp_path: Path) -> None:
    rows = ["Land;Area (km²);Towns;Share", "Bayern;70.541,57;2.056;19,7"]
    document = read(tmp_path / "d.csv", "\n".join(["sep=;", *rows]))
    (table,) = document.tables
    numbers = [table.at[1, column].reading.number for column in (1, 2, 3)]
    assert numbers == [Decimal("70541.57"), Decimal(2056), Decimal("19.7")]
    assert (table.caption, document.chunks) == ("", ())  # the first line is no title
    plain = read(tmp_path / "p.csv", "Name;x;y\nA;1.234;2,5\nB;1.2;3,5\n").tables[0]
    assert plain.at[1, 1].reading.number == Decimal("1.234")  # 1.2 has no thousands


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_cells_are_typed_by_their_header(
    tmp_path: Path, delimiter: str
) -> None:
    lines = ["Peak,Height (m),Range", "Everest,8849,Himalaya", '"Mont Blanc",4806,Alps']
    table = read(tmp_path / "p.csv", "\n".join(lines).replace(",", delimiter)).tables[0]
    cell = table.at[2, 1]
    assert (cell.reading.number, cell.reading.unit) == (Decimal(4806), "m")
    assert (cell.row_path, cell.column_path) == (("Mont Blanc",), ("Height",))
    assert cell.address.path == "line 3, field 2"
    assert table.address.path == "lines 1-3"


def test_a_quoted_field_may_hold_delimiters_and_line_breaks_and_lines_stay_right(
    tmp_path: Path,
) -> None:
    table = read(tmp_path / "q.csv", 'Name,Note,n\nA,"one,\ntwo",1\nB,x,2\n').tables[0]
    assert table.at[1, 1].text == "one, two"
    assert table.at[2, 2].address.path == "line 4, field 3"


def test_a_ragged_row_is_one_warning_with_its_line(tmp_path: Path) -> None:
    document = read(tmp_path / "r.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,1,2,3\n")
    assert document.warnings == ("line 3 has 2 fields instead of 3, as have 1 more",)


def test_without_a_header_the_columns_have_no_names(tmp_path: Path) -> None:
    document = read(tmp_path / "h.csv", "Everest,8849\nK2,8611\nDenali,6190\n")
    table = document.tables[0]
    assert "is no header" in document.warnings[0]
    assert table.at[1, 1].text == "8849"
    assert table.at[1, 1].column_path == ()
    assert table.at[1, 1].address.path == "line 1, field 2"


@pytest.mark.parametrize("first", ["1 2 3", "0. 1. 2.", "(1) (2) (3)"])
def test_rows_that_are_only_numbered_have_the_name_beside_their_number(
    tmp_path: Path, first: str
) -> None:
    towns = ["Brill", "Corrin", "Dale"]
    rows = [f"{number},{town},7" for number, town in zip(first.split(), towns, strict=True)]
    table = read(tmp_path / "t.csv", "\n".join(["No.,Town,Shops", *rows])).tables[0]
    assert [table.at[row, 2].row_path[-1] for row in (1, 2, 3)] == towns


def test_rows_that_are_named_by_a_value_keep_it(tmp_path: Path) -> None:
    layers = read(tmp_path / "l.csv", "Layers,Loss,Time\n1,0.5,7\n2,0.4,9\n3,0.2,11\n").tables[0]
    assert layers.at[2, 1].row_path == ("2",)
    years = read(tmp_path / "y.csv", "Year,Winner,Goals\n2001,A,7\n2002,B,9\n2003,C,1\n").tables[0]
    assert years.at[2, 2].row_path == ("2002",)


def test_years_may_be_headers(tmp_path: Path) -> None:
    table = read(tmp_path / "y.csv", "Country,2019,2020\nPeru,1.5,2.5\nChile,3.5,4.5\n").tables[0]
    assert table.at[1, 2].column_path == ("2020",)


def test_lines_of_one_field_above_and_below_are_caption_and_notes(tmp_path: Path) -> None:
    document = read(tmp_path / "c.csv", "# Table 1: Peaks\nPeak,m\nA,1\nB,2\nSource: survey\n")
    assert (document.tables[0].label, document.tables[0].caption) == ("Table 1", "Peaks")
    assert [chunk.address.path for chunk in document.chunks] == ["line 1", "line 5"]


def test_decimal_commas_are_no_thousands(tmp_path: Path) -> None:
    document = read(tmp_path / "d.csv", "Name;Wert\nA;12,345\nB;1,5\n")
    assert document.tables[0].at[1, 1].reading.number == Decimal("12.345")
    assert "decimal commas" in document.warnings[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("国家,人口\n秘鲁,12\n智利,15\n", "gb18030"), ("Nom,n\nGenève,12\nLiège,15\n", "cp1252")],
)
def test_other_encodings_are_guessed_and_said(tmp_path: Path, text: str, encoding: str) -> None:
    document = read(tmp_path / "e.csv", text.encode(encoding))
    assert document.tables[0].at[1, 0].text == text.split("\n")[1].split(",")[0]
    assert encoding.upper() in document.warnings[0]


def test_a_file_of_utf16_and_a_chinese_table_are_read(tmp_path: Path) -> None:
    document = read(tmp_path / "u.tsv", "国家\t人口\n秘鲁\t12\n智利\t15\n".encode("utf-16"))
    assert (document.language, document.warnings) == ("zh", ())


def test_quotes_that_never_close_are_letters(tmp_path: Path) -> None:
    document = read(tmp_path / "o.csv", 'a,b\n"x,1\ny,2\n')
    assert "quotes do not match" in document.warnings[0]
    assert document.tables[0].at[1, 0].text == '"x'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n,,\n", "no rows"),
        ("nul.csv", b"a,b\x00c\n1,2", "binary data"),
        ("large.csv", b"a,b\n" + b"x,1\n" * 160_000, "split it"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(tmp_path / name, content)


def test_a_cell_reads_the_same_again_and_a_changed_one_does_not(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    document = read(path, "Peak,m\nA,1\nB,2\n")
    table = document.tables[0]
    evidence = cite_cell(table, table.at[2, 1])
    assert Rereader({document.sha256: path})(evidence) is None
    path.write_text("Peak,m\nA,1\nB,3\n")
    assert "instead of" in (Rereader({document.sha256: path})(evidence) or "")


def test_ten_thousand_rows_are_read_and_named(tmp_path: Path) -> None:
    lines = "".join(f"bolt {n},{n}.5\n" for n in range(10_000))
    (table,) = read(tmp_path / "bolts.csv", "Item,Mass (g)\n" + lines).tables
    assert table.rows == 10_001
    last = table.at[10_000, 1]
    assert (last.row_path, last.column_path) == (("bolt 9999",), ("Mass",))
    assert (last.reading.number, last.reading.unit) == (Decimal("9999.5"), "g")
    assert last.address.path == "line 10001, field 2"


def test_more_columns_than_a_sheet_has_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("\n".join([",".join(["1"] * 20_000)] * 2))
    with pytest.raises(InputError, match="20,000 columns, more than 16,384"):
        read_document(tmp_path / "wide.csv")


def test_money_under_a_header_that_says_per_what_is_no_plain_money(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("Plan,Price,€/Mbps\nSmall,€30,€0.60\nLarge,€35,€0.35\n", encoding="utf-8")
    (table,) = read_document(path).tables
    units = [cell.reading.unit for cell in table.cells if cell.reading.kind == "number"]
    assert units == ["€", "€/Mbps"] * 2
