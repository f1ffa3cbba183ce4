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


MATH = """<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><semantics>
<mrow>{}</mrow>
<annotation encoding="StarMath 5.0">ignored</annotation></semantics></math>"""
FORMULAS = """<office:document-content xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
<text:p>The force is</text:p>
<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>
 (4)</text:p><text:p>where <draw:frame><draw:object xlink:href="Object 2"/></draw:frame>
 counts.</text:p>
<text:p text:style-name="TableCaption">Losses</text:p><table:table><table:table-row>
<table:table-cell/><table:table-cell table:number-columns-spanned="2"><text:p>Still</text:p>
</table:table-cell><table:table-cell><text:p>Wind</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Oak</text:p></table:table-cell><table:table-cell><text:p>
<draw:frame><draw:object xlink:href="Object 3"/></draw:frame></text:p></table:table-cell>
<table:table-cell><text:p>2</text:p></table:table-cell><table:table-cell><text:p>3</text:p>
</table:table-cell></table:table-row></table:table></office:text></office:body>
</office:document-content>"""


def test_formula_objects_stand_where_they_are_printed(tmp_path: Path) -> None:
    path = content(tmp_path / "f.odt", FORMULAS)
    product = "<mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi>"
    loss = "<mn>1.5</mn><mo>±</mo><msup><mn>0.2</mn><mo>*</mo></msup>"
    with zipfile.ZipFile(path, "a") as packed:
        for number, inside in enumerate((product, "<mi>m</mi><mo>&lt;</mo><mn>3</mn>", loss), 1):
            packed.writestr(
                f"Object {number}/content.xml", '<?xml version="1.0"?>' + MATH.format(inside)
            )
    document = read_document(path)
    shown, stated = sorted(document.formulas, key=lambda formula: formula.inline)
    assert (shown.latex, shown.number, shown.inline) == ("F=ma", "4", False)
    assert stated.latex == "m<3" and document.chunks[-1].text == "where m<3 counts."
    (table,) = document.tables
    assert table.caption == "Losses" and table.at[1, 3].column_path == ("Wind",)
    reading = table.at[1, 1].reading
    assert (str(reading.number), str(reading.uncertainty), reading.marks) == ("1.5", "0.2", "*")
