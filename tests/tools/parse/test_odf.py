"""ODT: the same headings, tables and paths as DOCX gives."""

import zipfile
from pathlib import Path

import pytest
from odfdo import Document as Odf
from odfdo import Header, List, Paragraph, Table

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell, cite_span
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.reread import Rereader


@pytest.fixture(scope="module")
def bridges(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    odf = Odf("text")
    odf.body.clear()
    odf.body.append(Paragraph("Bridges", style="Title"))
    odf.body.append(Header(1, "Long ones"))
    odf.body.append(Paragraph("Bridges span rivers and straits."))
    odf.body.append(List(["of stone", "of steel"]))
    odf.body.append(Paragraph("Table 2: Spans of bridges"))
    table = Table("spans")
    table.set_values([["Bridge", "Span (m)"], ["Akashi", 1991], ["Humber", 1410]])
    odf.body.append(table)
    path = tmp_path_factory.mktemp("odt") / "bridges.odt"
    odf.save(path)
    return path, read_document(path)


def test_text_and_tables_have_sections_and_paths(bridges: tuple[Path, Document]) -> None:
    _, document = bridges
    assert document.title == "Bridges"
    said = {chunk.text: chunk for chunk in document.chunks}
    assert said["Bridges span rivers and straits."].section == ("Long ones",)
    assert said["of steel"].kind == "list"
    assert said["of steel"].address.path == "body/list[1]/list-item[2]/p[1]"
    (table,) = document.tables
    assert (table.label, table.caption) == ("Table 2", "Spans of bridges")
    assert "Table 2: Spans of bridges" not in said
    cell = table.at[2, 1]
    assert (cell.text, cell.reading.unit, cell.row_path) == ("1410", "m", ("Humber",))
    assert cell.address.path == "body/table[1]/row[3]/cell[2]"


def test_cells_and_spans_read_the_same_again(bridges: tuple[Path, Document]) -> None:
    path, document = bridges
    reread = Rereader({document.sha256: path})
    assert reread(cite_cell(document.tables[0], document.tables[0].at[1, 1])) is None
    assert reread(cite_span(document.chunks[2], (0, 7))) is None


def content(path: Path, xml: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", xml)
    return path


def test_bad_input_is_one_line(bridges: tuple[Path, Document], tmp_path: Path) -> None:
    cut, empty = tmp_path / "cut.odt", tmp_path / "empty.odt"
    cut.write_bytes(bridges[0].read_bytes()[:2_000])
    empty.touch()
    bomb = content(tmp_path / "bomb.odt", " " * 20_000_000)
    broken = content(tmp_path / "broken.odt", "<office:document-content")
    bare = content(tmp_path / "bare.odt", "<a/>")
    renamed = tmp_path / "b.docx"
    renamed.write_bytes(bridges[0].read_bytes())
    reasons = {cut: "damaged", empty: "empty", bomb: "-fold", broken: "damaged", bare: "no text",
               renamed: "rename it to .odt"}  # fmt: skip
    for path, reason in reasons.items():
        with pytest.raises(InputError, match=reason):
            read_document(path)


def test_a_row_that_repeats_a_million_times_stays_small(tmp_path: Path) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    filled = "<table:table-cell><text:p>1</text:p></table:table-cell>" * 2
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    xml = (
        f"<office:d {spaces}><office:body><office:text><table:table>"
        f"<table:table-row>{filled}</table:table-row><table:table-row>{filled}</table:table-row>"
        f"{row}</table:table></office:text></office:body></office:d>"
    )
    (table,) = read_document(content(tmp_path / "r.odt", xml)).tables
    assert (table.rows, table.columns) == (2, 2)
