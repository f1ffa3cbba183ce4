"""DOCX files: the same tables, formulas and paths as PDFs give."""

import io
from decimal import Decimal
from pathlib import Path

import docx
import pymupdf
import pytest
from docx.document import Document as WordFile
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from mmkg.graph.document import Document
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.text_omml import to_latex

MOONS = Path(__file__).parents[3] / "examples" / "corpus" / "moons.docx"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.fixture(scope="module")
def moons() -> Document:
    return read_document(MOONS)


def test_headings_make_sections_and_paragraphs_have_paths(moons: Document) -> None:
    assert moons.title == "The Large Moons and Their Discoverers"
    paragraph = next(chunk for chunk in moons.chunks if chunk.text.startswith("Galileo"))
    assert paragraph.section == ("1 Sizes, orbits and discoverers",)
    assert paragraph.address.path == "body/p[7]"
    assert paragraph.sentences[0][0] == 0


def test_cells_are_typed_with_units_from_their_headers(moons: Document) -> None:
    table = moons.tables[0]
    assert (table.label, table.caption) == ("Table 1", "Thirteen moons and their discoverers")
    cell = next(
        cell
        for cell in table.cells
        if "Titan" in cell.row_path and cell.column_path == ("Mean radius",)
    )
    assert (cell.reading.number, cell.reading.unit) == (Decimal(cell.text), "km")
    assert cell.address.path == f"body/tbl[1]/tr[{cell.row + 1}]/tc[{cell.column + 1}]"
    assert not any("Thirteen moons" in chunk.text for chunk in moons.chunks)


def test_formulas_become_latex_with_numbers_and_defined_symbols(moons: Document) -> None:
    assert [formula.number for formula in moons.formulas] == ["1", "2", "3"]
    assert all(formula.status == "computable" for formula in moons.formulas)
    meanings = {symbol.name: symbol.meaning for symbol in moons.formulas[0].symbols}
    assert "mass" in (meanings["m"] or "")


def test_a_table_keeps_its_chinese_caption_beside_a_picture(tmp_path: Path) -> None:
    word = docx.Document()
    for caption in ("表格 1 压强和体积", "图表 2 压强"):
        word.add_paragraph(caption)
        if caption.startswith("图"):
            square = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 20, 20))
            word.add_picture(io.BytesIO(square.tobytes()))
            continue
        table = word.add_table(3, 2)
        for row, texts in enumerate((["V", "p"], ["220", "100.35"], ["215", "102.75"])):
            for cell, text in zip(table.rows[row].cells, texts, strict=True):
                cell.text = text
    word.save(str(tmp_path / "report.docx"))
    document = read_document(tmp_path / "report.docx")
    assert [(t.label, t.caption) for t in document.tables] == [("表格 1", "压强和体积")]
    assert [(f.label, f.caption) for f in document.figures] == [("图表 2", "压强")]


def test_merged_cells_keep_their_spans(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=4, cols=3)
    texts = [["Group", "Values (kg)", ""], ["", "2020", "2021"], ["A", "1.5", "2"], ["B", "3", "4"]]
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    word.save(tmp_path / "merged.docx")
    (read,) = read_document(tmp_path / "merged.docx").tables
    assert read.header_rows == 2
    assert (read.at[0, 0].row_span, read.at[0, 1].column_span) == (2, 2)
    last = read.at[3, 2]
    assert (last.row_path, last.column_path) == (("B",), ("Values", "2021"))
    assert last.reading.unit == "kg"


@pytest.mark.parametrize(
    ("omml", "latex"),
    [
        ("<m:f><m:num>{a}</m:num><m:den>{b}</m:den></m:f>", r"\frac{a}{b}"),
        ("<m:sSup><m:e>{a}</m:e><m:sup>{b}</m:sup></m:sSup>", "a^{b}"),
        ("<m:sSubSup><m:e>{a}</m:e><m:sub>{a}</m:sub><m:sup>{b}</m:sup></m:sSubSup>", "a_{a}^{b}"),
        ("<m:rad><m:deg>{a}</m:deg><m:e>{b}</m:e></m:rad>", r"\sqrt[a]{b}"),
        ("<m:d><m:e>{a}</m:e></m:d>", r"\left( a \right)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{a}</m:sub><m:sup>{b}</m:sup>'
            "<m:e>{a}</m:e></m:nary>",
            r"\sum_{a}^{b} a",
        ),
        ("<m:r><m:t>×π</m:t></m:r>", r"\times \pi"),
    ],
)
def test_office_mathematics_becomes_latex(omml: str, latex: str) -> None:
    run = "<m:r><m:t>{}</m:t></m:r>"
    body = omml.replace("{a}", run.format("a")).replace("{b}", run.format("b"))
    assert to_latex(parse_xml(f"<m:oMath {MATH}>{body}</m:oMath>")) == latex


def note_part(word: WordFile) -> None:
    """Give a document a footnote and a native chart, which python-docx cannot write."""
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>Measured in 1999.</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>"
    )
    point = "<c:pt idx='{}'><c:v>{}</c:v></c:pt>"
    keys = "".join(point.format(*pair) for pair in enumerate(("Io", "Europa")))
    values = "".join(point.format(*pair) for pair in enumerate((1821.6, 1560.8)))
    space = "xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart'"
    chart = (
        f"<c:chartSpace {space}><c:chart><c:plotArea><c:barChart><c:ser><c:cat><c:strRef>"
        f"<c:strCache>{keys}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>{values}"
        "</c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    for name, kind, text in (("footnotes", "footnotes", notes), ("chart1", "chart", chart)):
        part = Part(
            PackURI(f"/word/{name}.xml"), "application/xml", text.encode(), word.part.package
        )
        word.part.relate_to(part, f"{RELATIONS}/{kind}")


def wrapped(element: Element) -> None:
    """Put an element into a content control, as forms do."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    element.addprevious(control)
    control[0].append(element)


def test_rows_and_cells_within_content_controls_are_read(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(3, 3)
    for place, cell in enumerate(table._cells):
        cell.text = f"{place}.5" if place > 3 and place % 3 else f"c{place}"
    wrapped(table.rows[1]._tr.tc_lst[1])
    wrapped(table.rows[2]._tr)
    wrapped(table._tbl)
    wrapped(word.add_paragraph("A sentence of a form.")._p)
    word.save(tmp_path / "form.docx")
    document = read_document(tmp_path / "form.docx")
    (read,) = document.tables
    assert [read.at[1, column].text for column in range(3)] == ["c3", "4.5", "5.5"]
    assert [read.at[2, column].text for column in range(3)] == ["c6", "7.5", "8.5"]
    assert [chunk.text for chunk in document.chunks] == ["A sentence of a form."]


def test_only_what_parts_a_spanning_cell_is_a_header_below_it(tmp_path: Path) -> None:
    word = docx.Document()
    form = word.add_table(3, 3)
    for row, texts in enumerate([["Title:", "A book"], ["By:", "A name"], ["Year:", "in print"]]):
        form.cell(row, 1).merge(form.cell(row, 2))
        form.cell(row, 0).text, form.cell(row, 1).text = texts
    word.add_paragraph("Between.")
    parted = word.add_table(4, 3)
    parted.cell(0, 1).merge(parted.cell(0, 2))
    rows = [["", "Score", ""], ["Group", "old", "new"], ["x", "bad", "good"], ["y", "1.5", "2.5"]]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                parted.cell(row, column).text = text
    word.save(tmp_path / "forms.docx")
    assert [t.header_rows for t in read_document(tmp_path / "forms.docx").tables] == [1, 2]


def test_footnotes_and_native_charts_are_read(tmp_path: Path) -> None:
    word = docx.Document()
    note_part(word)
    names = {rel.reltype.rsplit("/", 1)[-1]: name for name, rel in word.part.rels.items()}
    noted = word.add_paragraph("The radii are known.").add_run()
    noted._r.append(parse_xml(f"<w:footnoteReference {nsdecls('w')} w:id='2'/>"))
    drawing = (
        f"<w:drawing {nsdecls('w', 'a', 'r')}><a:graphicData><c:chart xmlns:c="
        f"'http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='{names['chart']}'/>"
        "</a:graphicData></w:drawing>"
    )
    word.add_paragraph().add_run()._r.append(parse_xml(drawing))
    word.add_paragraph("Figure 1: Mean radii of two moons")
    word.save(tmp_path / "parts.docx")
    document = read_document(tmp_path / "parts.docx")
    (note,) = [chunk for chunk in document.chunks if chunk.kind == "footnote"]
    assert (note.text, note.address.path) == ("Measured in 1999.", "footnote[2]")
    (figure,) = document.figures
    assert (figure.kind, figure.label, figure.method) == ("chart", "Figure 1", "native chart")
    assert [(p.x, p.y) for p in figure.series[0].points] == [
        ("Io", Decimal("1821.6")),
        ("Europa", Decimal("1560.8")),
    ]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    word = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words.</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f"<mc:AlternateContent {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/"
        f"markup-compatibility/2006'><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    word.add_paragraph().add_run()._r.append(parse_xml(both))
    word.save(tmp_path / "box.docx")
    texts = [chunk.text for chunk in read_document(tmp_path / "box.docx").chunks]
    assert texts == ["Boxed words."]
