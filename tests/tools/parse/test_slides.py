"""PPTX: titles as sections, tables, native charts, each with its slide and shape."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pptx
import pymupdf
import pytest
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell, cite_point, cite_span
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.reread import Rereader

AREA = Inches(1), Inches(2), Inches(6), Inches(4)


def slideshow(path: Path) -> Path:
    show = pptx.Presentation()
    opening = show.slides.add_slide(show.slide_layouts[0])
    opening.shapes.title.text = "Rivers of Europe"
    text = show.slides.add_slide(show.slide_layouts[1])
    text.shapes.title.text = "Long rivers"
    text.placeholders[1].text = "The Volga is the longest.\nThe Danube crosses ten countries."
    text.notes_slide.notes_text_frame.text = "Say it slowly."
    grid = show.slides.add_slide(show.slide_layouts[5])
    grid.shapes.title.text = "Lengths"
    table = grid.shapes.add_table(3, 3, *AREA).table
    texts = [["River", "Length (km)", "Sea"], ["Volga", "3530", "Caspian"], ["Danube", "2850", ""]]
    for row, line in enumerate(texts):
        for column, words in enumerate(line):
            table.cell(row, column).text = words
    charted = show.slides.add_slide(show.slide_layouts[5])
    charted.shapes.title.text = "Flow"
    data = CategoryChartData()
    data.categories = ["Volga", "Danube"]
    data.add_series("2019", (8060.5, 6500))
    data.add_series("2020", (8100, None))
    chart = charted.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *AREA, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Mean discharge"
    chart.value_axis.has_title = True
    chart.value_axis.axis_title.text_frame.text = "Discharge (m)"
    points = XyChartData()
    for x, y in ((1, 2), (2.5, 4)):
        points.add_series("a").add_data_point(x, y)
    charted.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *AREA, points)
    hidden = show.slides.add_slide(show.slide_layouts[5])
    hidden.element.set("show", "0")
    show.save(path)
    return path


@pytest.fixture(scope="module")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = slideshow(tmp_path_factory.mktemp("slides") / "rivers.pptx")
    return path, read_document(path)


def test_titles_are_sections_and_text_knows_its_shape(rivers: tuple[Path, Document]) -> None:
    _, document = rivers
    assert document.title == "Rivers of Europe"
    by_path = {chunk.address.path: chunk for chunk in document.chunks}
    bullet = by_path["slide[2]/shape[2]/p[2]"]
    assert (bullet.text, bullet.section) == (
        "The Danube crosses ten countries.",
        ("Long rivers",),
    )
    assert by_path["slide[2]/notes"].text == "Say it slowly."
    assert document.warnings == ("the hidden slide 5 was left out",)


def test_tables_are_typed(rivers: tuple[Path, Document]) -> None:
    (table,) = rivers[1].tables
    cell = table.at[1, 1]
    assert (cell.reading.number, cell.reading.unit) == (Decimal(3530), "km")
    assert (cell.row_path, cell.column_path) == (("Volga",), ("Length",))
    assert cell.address.path == "slide[3]/shape[2]/tr[2]/tc[2]"
    assert table.section == ("Lengths",)


def test_native_charts_give_their_exact_points(rivers: tuple[Path, Document]) -> None:
    columns, scatter = rivers[1].figures
    assert (columns.kind, columns.caption) == ("chart", "Mean discharge")
    assert columns.address.path == "slide[4]/shape[2]"
    assert [(s.name, s.kind, len(s.points)) for s in columns.series] == [
        ("2019", "bar", 2),
        ("2020", "bar", 1),
    ]
    first = columns.series[0].points[0]
    assert (first.x, first.y, columns.decimals) == ("Volga", Decimal("8060.5"), 1)
    assert columns.y_axis is not None and columns.y_axis.unit == "m"
    assert columns.x_axis is not None and columns.x_axis.categories == ("Volga", "Danube")
    assert [p.x_number for s in scatter.series for p in s.points] == [Decimal(1), Decimal("2.5")]


def test_all_kinds_of_evidence_read_the_same_again(rivers: tuple[Path, Document]) -> None:
    path, document = rivers
    reread = Rereader({document.sha256: path})
    table, chart = document.tables[0], document.figures[0]
    cell = cite_cell(table, table.at[1, 1])
    point = cite_point(chart, chart.series[0], chart.series[0].points[0])
    span = cite_span(document.chunks[2], (0, 9))
    assert [reread(evidence) for evidence in (cell, point, span)] == [None, None, None]
    assert reread(point.model_copy(update={"y": Decimal("8061")})) is not None
    assert reread(cell.model_copy(update={"text": "3531"})) is not None


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_bad_input_is_one_line(rivers: tuple[Path, Document], tmp_path: Path) -> None:
    data = rivers[0].read_bytes()
    cut, renamed, empty, bomb, broken = (tmp_path / f"{n}.pptx" for n in "abcde")
    cut.write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(cut)
    renamed = renamed.rename(tmp_path / "b.docx") if renamed.exists() else tmp_path / "b.docx"
    renamed.write_bytes(data)
    assert "rename it to .pptx" in refusal(renamed)
    empty.touch()
    assert "empty" in refusal(empty)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ppt/presentation.xml", b" " * 20_000_000)
    assert "-fold" in refusal(bomb)
    with zipfile.ZipFile(broken, "w") as packed:
        packed.writestr("ppt/presentation.xml", "<p:presentation")
    assert "damaged PPTX" in refusal(broken)


def test_connectors_make_a_diagram_with_slide_and_box(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    boxes = []
    for place, text in enumerate(("采集", "清洗", "入库")):
        box = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Pt(50 + 200 * place), Pt(100), Pt(100), Pt(40)
        )
        box.text_frame.text = text
        boxes.append(box)
    glued = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(150), Pt(120), Pt(250), Pt(120))
    glued.begin_connect(boxes[0], 3)
    glued.end_connect(boxes[1], 1)
    loose = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Pt(350), Pt(120), Pt(450), Pt(120))
    for line in (glued, loose):
        line.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))
    show.save(tmp_path / "flow.pptx")
    document = read_document(tmp_path / "flow.pptx")
    (figure,) = document.figures
    assert (figure.kind, figure.confidence) == ("flowchart", 1.0)
    assert [node.text for node in figure.nodes] == ["采集", "清洗", "入库"]
    assert [(li.source, li.target, li.directed) for li in figure.links] == [
        (0, 1, True),
        (1, 2, True),
    ]
    place = figure.nodes[1].address
    assert (place.page, place.path, place.box) == (1, "slide[1]/shape[2]", (250, 100, 350, 140))
    assert document.page_sizes == ((720.0, 540.0),)


def test_a_picture_in_the_place_of_the_title_is_a_picture(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[8])  # a picture with a caption
    picture = tmp_path / "a.png"
    pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 9, 9)).save(picture)
    slide.placeholders[1].insert_picture(str(picture))
    slide.shapes.title.element.getparent().remove(slide.shapes.title.element)
    place = next(s for s in slide.placeholders if s.placeholder_format.idx == 1)
    place.element.find(".//{*}ph").set("idx", "0")
    place.element.find(".//{*}ph").set("type", "title")
    show.save(tmp_path / "a.pptx")
    document = read_document(tmp_path / "a.pptx")
    assert len(document.figures) == 1
