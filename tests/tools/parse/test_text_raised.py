import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from pptx.util import Inches

from mmkg.tools.parse.reader import ReadLimits, read_document
from mmkg.tools.parse.text_raised import placed


@pytest.mark.parametrize(
    ("before", "raised", "text"),
    [
        ("10", "-3", "10^-3"),
        ("5 km", "2", "5 km^2"),
        ("s", "−1", "s^−1"),
        ("x", "n+1", "x^n+1"),
        ("e", "-x", "e^-x"),
        ("Ca", "2+", "Ca^2+"),
        ("85.3", "2", "85.3^2"),
        ("45", "a", "45^a"),
        ("45", "**", "45**"),
        ("45", "+1.2", "45 (+1.2)"),
        ("45", "±0.2", "45±0.2"),
        ("word", "1", "word¹"),
        ("模型", "2", "模型²"),
        ("word", "[12]", "word[12]"),
        ("1", "st", "1st"),
        ("see ", "2", "see 2"),
    ],
)
def test_raised_characters_are_no_digits_of_what_they_stand_after(
    before: str, raised: str, text: str
) -> None:
    assert placed([(before, None), (raised, "raised")]) == text


@pytest.mark.parametrize(
    ("before", "lowered", "text"),
    [
        ("CO", "2", "CO2"),
        ("F", "1", "F1"),
        ("x", "1", "x_1"),
        ("v", "max", "v_max"),
        ("log", "2", "log_2"),
        ("85.3", "0.2", "85.3 (0.2)"),
        ("85.3", "±0.2", "85.3±0.2"),
        ("101", "2", "101_2"),
    ],
)
def test_lowered_characters_are_indices_or_written_plainly(
    before: str, lowered: str, text: str
) -> None:
    assert placed([(before, None), (lowered, "lowered")]) == text


TEXT = (("Size 10", ""), ("-3", "sup"), (" m of CO", ""), ("2", "sub"), (" by a model", ""))
CELL = (("85.3", ""), ("2", "sup"))
Pieces = tuple[tuple[str, str], ...]


def _tagged(pieces: Pieces, opening: str, closing: str) -> str:
    """Pieces with a tag around each raised or lowered one; `@` in a tag is its kind."""
    return "".join(
        f"{opening}{text}{closing}".replace("@", kind) if kind else text for text, kind in pieces
    )


def _html(path: Path) -> None:
    text, cell = (_tagged(pieces, "<@>", "</@>") for pieces in (TEXT, CELL))
    table = f"<table><tr><th>Name</th><th>Q</th></tr><tr><td>A</td><td>{cell}</td></tr></table>"
    path.write_text(f"<p>{text}</p>{table}")


def _markdown(path: Path) -> None:
    text, cell = (_tagged(pieces, "<@>", "</@>") for pieces in (TEXT, CELL))
    path.write_text(f"{text}\n\n| Name | Q |\n|---|---|\n| A | {cell} |\n")


def _tex(path: Path) -> None:
    text, cell = (_tagged(pieces, r"\text@script{", "}") for pieces in (TEXT, CELL))
    table = rf"\begin{{tabular}}{{ll}} Name & Q \\ A & {cell} \\ \end{{tabular}}"
    path.write_text(
        rf"\begin{{document}} {text} {table} \end{{document}}".replace("sups", "supers")
    )


def _docx(path: Path) -> None:
    file = docx.Document()
    table = file.add_table(2, 2)
    for paragraph, pieces in (
        (file.add_paragraph(), TEXT),
        (table.cell(0, 0).paragraphs[0], (("Name", ""),)),
        (table.cell(0, 1).paragraphs[0], (("Q", ""),)),
        (table.cell(1, 0).paragraphs[0], (("A", ""),)),
        (table.cell(1, 1).paragraphs[0], CELL),
    ):
        for text, kind in pieces:
            run = paragraph.add_run(text)
            if kind:
                setattr(run.font, f"{kind}erscript".replace("suber", "sub"), True)
    file.save(str(path))


def _pptx(path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, Inches(5), Inches(1))
    table = slide.shapes.add_table(2, 2, 0, Inches(2), Inches(5), Inches(1)).table
    for (row, column), text in {(0, 0): "Name", (0, 1): "Q", (1, 0): "A"}.items():
        table.cell(row, column).text = text
    for frame, pieces in ((box.text_frame, TEXT), (table.cell(1, 1).text_frame, CELL)):
        for text, kind in pieces:
            run = frame.paragraphs[0].add_run()
            run.text = text
            run._r.get_or_add_rPr().set(
                "baseline", {"sup": "30000", "sub": "-25000"}.get(kind, "0")
            )
    show.save(str(path))


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    fonts = {"sup": InlineFont(vertAlign="superscript"), "sub": InlineFont(vertAlign="subscript")}
    text, cell = (
        CellRichText(*(TextBlock(fonts[kind], text) if kind else text for text, kind in pieces))
        for pieces in (TEXT, CELL)
    )
    sheet = book.active
    assert sheet is not None
    for place, value in {"A1": "Name", "B1": "Q", "A2": "A", "B2": cell, "A9": text}.items():
        sheet[place] = value
    book.save(path)


def _odt(path: Path) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties '
        f'style:text-position="{place} 58%"/></style:style>'
        for name, place in (("sup", "super"), ("sub", "-33%"))
    )
    text, cell = (
        "<text:p>"
        + _tagged(pieces, '<text:span text:style-name="@">', "</text:span>")
        + "</text:p>"
        for pieces in (TEXT, CELL)
    )
    cells = ["<text:p>Name</text:p>", "<text:p>Q</text:p>", "<text:p>A</text:p>", cell]
    cells = [f"<table:table-cell>{content}</table:table-cell>" for content in cells]
    rows = [f"<table:table-row>{''.join(cells[i : i + 2])}</table:table-row>" for i in (0, 2)]
    body = f"{text}<table:table>{''.join(rows)}</table:table>"
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", content)


@pytest.mark.parametrize("make", [_html, _markdown, _tex, _docx, _pptx, _xlsx, _odt])
def test_every_format_tells_raised_and_lowered_characters_apart(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    suffix = make.__name__.strip("_").replace("markdown", "md")
    make(tmp_path / f"a.{suffix}")
    document = read_document(tmp_path / f"a.{suffix}", ReadLimits())
    assert "Size 10^-3 m of CO2 by a model" in " ".join(chunk.text for chunk in document.chunks)
    (cell,) = (cell for cell in document.tables[0].cells if cell.reading.number is not None)
    assert (str(cell.reading.number), cell.reading.marks) == ("85.3", "2")
